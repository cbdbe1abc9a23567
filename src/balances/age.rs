//! How old a number is, and from when on that has to be said louder.

use chrono::{DateTime, TimeDelta, Utc};

/// Older than this, a number may well have changed.
const STALE_AFTER: TimeDelta = TimeDelta::minutes(5);

/// An age in the largest unit that fits, by its name in `Intl.RelativeTimeFormat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Age {
    /// Whole units.
    pub amount: i64,
    /// `second`, `minute`, `hour` or `day`.
    pub unit: &'static str,
    /// Whether it is old enough to warn.
    pub is_stale: bool,
}

impl Age {
    /// The age at `now`. A time that lies ahead, by clocks that differ, is no age at all.
    pub fn at(now: DateTime<Utc>, read_at: DateTime<Utc>) -> Self {
        let age = (now - read_at).max(TimeDelta::zero());
        let is_stale = age > STALE_AFTER;
        let (amount, unit) = match age.num_seconds() {
            seconds @ ..60 => (seconds, "second"),
            seconds @ 60..3_600 => (seconds / 60, "minute"),
            seconds @ 3_600..86_400 => (seconds / 3_600, "hour"),
            seconds => (seconds / 86_400, "day"),
        };
        Self { amount, unit, is_stale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_the_largest_unit_that_fits() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(10);
        for (seconds, amount, unit) in [
            (0, 0, "second"),
            (59, 59, "second"),
            (60, 1, "minute"),
            (3_599, 59, "minute"),
            (3_600, 1, "hour"),
            (86_399, 23, "hour"),
            (86_400 * 3, 3, "day"),
        ] {
            let age = Age::at(now, now - TimeDelta::seconds(seconds));
            assert_eq!((age.amount, age.unit), (amount, unit), "{seconds} s");
        }
    }

    #[test]
    fn after_five_minutes_it_is_said_louder() {
        let now = DateTime::UNIX_EPOCH + TimeDelta::days(10);
        assert!(!Age::at(now, now - TimeDelta::minutes(5)).is_stale);
        assert!(Age::at(now, now - TimeDelta::seconds(301)).is_stale);
    }

    #[test]
    fn a_clock_that_runs_behind_makes_no_negative_age() {
        let now = DateTime::UNIX_EPOCH;
        assert_eq!(Age::at(now, now + TimeDelta::hours(2)).amount, 0);
    }
}
