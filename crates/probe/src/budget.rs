//! The calls that a probe may make: counted before they leave, and never one more.

use trackonline::Permit;

/// The most calls that one probe makes.
pub const MOST_CALLS: usize = 25;

/// A call that is about to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress<'a> {
    /// Which call it is, from 1.
    pub call: usize,
    /// The most that will be made.
    pub most: usize,
    /// What it is for, such as `reading locations`.
    pub doing: &'a str,
}

/// Counts the calls, and keeps some back for putting things right.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    made: usize,
    kept: usize,
}

impl Budget {
    /// The right to make the next call, counted; none when only kept ones are left.
    pub(crate) fn take(&mut self) -> Option<Permit> {
        if self.left() == 0 {
            return None;
        }
        self.made += 1;
        Some(Permit::granted())
    }

    /// Keeps so many calls back from [`Budget::take`].
    pub(crate) const fn keep(&mut self, calls: usize) {
        self.kept = calls;
    }

    /// Calls that have been made.
    pub(crate) const fn made(&self) -> usize {
        self.made
    }

    /// Calls that may still be made, without those kept back.
    pub(crate) const fn left(&self) -> usize {
        MOST_CALLS.saturating_sub(self.made + self.kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_call_is_granted_beyond_the_last_one() {
        let mut budget = Budget::default();
        let granted = (0..100).filter(|_| budget.take().is_some()).count();
        assert_eq!((granted, budget.made(), budget.left()), (MOST_CALLS, MOST_CALLS, 0));
    }

    #[test]
    fn what_is_kept_back_is_there_when_it_is_released() {
        let mut budget = Budget::default();
        budget.keep(5);
        assert_eq!((0..100).filter(|_| budget.take().is_some()).count(), MOST_CALLS - 5);
        budget.keep(0);
        assert_eq!((0..100).filter(|_| budget.take().is_some()).count(), 5);
    }
}
