//! Playwright's report in JSON.

use anyhow::Context as _;
use serde_json::Value;

use super::tally::Tally;

/// Counts what the report names. A test that passed only when it was tried again has failed: it cannot be relied on.
pub(super) fn read(report: &str) -> anyhow::Result<Tally> {
    let report: Value = serde_json::from_str(report).context("Playwright's report is not JSON")?;
    let mut tally = Tally::default();
    for suite in list(&report, "suites") {
        count(suite, "", &mut tally);
    }
    for error in list(&report, "errors") {
        // Outside every test: a file that does not load, a server that does not start.
        let message = error.get("message").and_then(Value::as_str).unwrap_or("an error without words");
        tally.add(Tally::one_failed(message.lines().next().unwrap_or_default()));
    }
    Ok(tally)
}

fn list<'a>(value: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    value.get(name).and_then(Value::as_array).into_iter().flatten()
}

fn count(suite: &Value, above: &str, tally: &mut Tally) {
    let title = |value: &Value| value.get("title").and_then(Value::as_str).unwrap_or_default().to_owned();
    let here = if above.is_empty() { title(suite) } else { format!("{above} › {}", title(suite)) };
    for spec in list(suite, "specs") {
        for test in list(spec, "tests") {
            match test.get("status").and_then(Value::as_str) {
                Some("expected") => tally.passed += 1,
                Some("skipped") => {}
                status => {
                    let how = if status == Some("flaky") { " (passed only when tried again)" } else { "" };
                    tally.add(Tally::one_failed(format!("{here} › {}{how}", title(spec))));
                }
            }
        }
    }
    for inner in list(suite, "suites") {
        count(inner, &here, tally);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = r#"{
        "suites": [{
            "title": "order.spec.js",
            "specs": [{"title": "shows the balance", "tests": [{"status": "expected"}]}],
            "suites": [{
                "title": "a delivery",
                "specs": [
                    {"title": "is confirmed", "tests": [{"status": "unexpected"}]},
                    {"title": "is shown", "tests": [{"status": "flaky"}]},
                    {"title": "on paper", "tests": [{"status": "skipped"}]}
                ]
            }]
        }],
        "errors": []
    }"#;

    #[test]
    fn failed_tests_are_named_with_where_they_stand() {
        assert_eq!(
            read(REPORT).expect("a report"),
            Tally {
                passed: 1,
                failed: 2,
                failures: vec![
                    "order.spec.js › a delivery › is confirmed".to_owned(),
                    "order.spec.js › a delivery › is shown (passed only when tried again)".to_owned(),
                ]
            }
        );
    }

    #[test]
    fn an_error_outside_every_test_is_a_failure() {
        let report =
            r#"{"suites": [], "errors": [{"message": "SyntaxError: unexpected end\n  at order.spec.js"}]}"#;
        assert_eq!(read(report).expect("a report"), Tally::one_failed("SyntaxError: unexpected end"));
    }

    #[test]
    fn what_is_not_json_is_no_report() {
        assert!(read("Error: no tests").is_err());
    }
}
