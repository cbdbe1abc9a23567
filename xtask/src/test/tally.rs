//! How many passed, how many failed, and which.

/// The count of a suite, or of several.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    /// How many passed.
    pub(super) passed: usize,
    /// How many failed.
    pub(super) failed: usize,
    /// What a person has to know of those that failed.
    pub(super) failures: Vec<String>,
}

impl Tally {
    /// One check that passed.
    pub(super) fn one_passed() -> Self {
        Self { passed: 1, ..Self::default() }
    }

    /// One check that failed.
    pub(super) fn one_failed(why: impl Into<String>) -> Self {
        Self { passed: 0, failed: 1, failures: vec![why.into()] }
    }

    /// Takes in another count.
    pub(super) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }

    /// The count of a program that ended in failure: at least one thing failed, even where none was counted.
    pub(super) fn of_a_failure(mut self, why: impl FnOnce() -> String) -> Self {
        if self.failed == 0 {
            self.add(Self::one_failed(why()));
        }
        self
    }

    /// A suite that ran nothing has not passed: something keeps its tests from being found.
    pub(super) fn that_ran(self) -> Self {
        if self.passed + self.failed == 0 { Self::one_failed("not one test was found") } else { self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_without_tests_has_failed() {
        assert_eq!(Tally::default().that_ran().failed, 1);
        assert_eq!(Tally::one_passed().that_ran(), Tally::one_passed());
    }

    #[test]
    fn a_failure_that_nobody_counted_counts_once() {
        assert_eq!(Tally::one_passed().of_a_failure(|| "it crashed".to_owned()).failed, 1);
        assert_eq!(Tally::one_failed("a test").of_a_failure(|| "it crashed".to_owned()).failed, 1);
    }
}
