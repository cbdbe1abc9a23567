//! What `cargo test` and `wasm-bindgen-test-runner` say about how it went. Both end each binary's run with the same
//! kind of line.

use super::tally::Tally;

/// Counts what the output of a run names.
pub(super) fn read(output: &str) -> Tally {
    let mut tally = Tally::default();
    for line in output.lines().map(str::trim) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            tally.passed += count(counts, "passed");
            tally.failed += count(counts, "failed");
        } else if let Some(name) = failed_test(line) {
            tally.failures.push(name.to_owned());
        }
    }
    tally
}

/// The number before a word, as in `ok. 12 passed; 0 failed; 0 ignored`.
fn count(counts: &str, word: &str) -> usize {
    counts
        .split([';', '.'])
        .filter_map(|part| part.trim().strip_suffix(word))
        .find_map(|number| number.trim().parse().ok())
        .unwrap_or_default()
}

/// The name of a failed test: `test name ... FAILED` natively, `test name ... FAIL` in a browser.
fn failed_test(line: &str) -> Option<&str> {
    let (name, result) = line.strip_prefix("test ")?.rsplit_once(" ... ")?;
    (result == "FAILED" || result == "FAIL").then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_of_all_binaries_are_added() {
        let output = "
running 3 tests
test count::tests::zero_is_a_count ... ok
test count::tests::minus_one_is_none ... FAILED
test count::tests::later ... ignored

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests contract
test crates/contract/src/count.rs - count::Count (line 12) ... ok
test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.31s
";
        assert_eq!(
            read(output),
            Tally { passed: 2, failed: 1, failures: vec!["count::tests::minus_one_is_none".to_owned()] }
        );
    }

    #[test]
    fn a_browsers_run_is_counted_like_any_other() {
        let output = "\
Running headless tests in Chrome on `http://127.0.0.1:41931/`
running 2 tests
test web::a_balance_is_shown ... ok
test web::a_switch_is_followed ... FAIL
test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 filtered out; finished in 0.21s
";
        assert_eq!(
            read(output),
            Tally { passed: 1, failed: 1, failures: vec!["web::a_switch_is_followed".to_owned()] }
        );
    }

    #[test]
    fn a_program_that_does_not_compile_counts_nothing() {
        assert_eq!(read("error[E0425]: cannot find value `x` in this scope\n"), Tally::default());
    }
}
