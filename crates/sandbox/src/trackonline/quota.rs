//! How many calls an administration may make: so many in any sixty seconds, and so many in any twenty-four hours.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;

/// What the customer pays for; it decides how many calls may be made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Licence {
    /// START and PRO: 60 a minute, 1000 a day.
    #[default]
    Start,
    /// PRO PLUS: 60 a minute, 5000 a day.
    ProPlus,
    /// ENTERPRISE: 1000 a minute, 10000 a day.
    Enterprise,
}

/// The most calls in each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In any sixty seconds.
    pub per_minute: usize,
    /// In any twenty-four hours.
    pub per_day: usize,
}

impl Licence {
    /// What the document grants.
    pub const fn limits(self) -> Limits {
        let (per_minute, per_day) = match self {
            Self::Start => (60, 1_000),
            Self::ProPlus => (60, 5_000),
            Self::Enterprise => (1_000, 10_000),
        };
        Limits { per_minute, per_day }
    }
}

const MINUTE: TimeDelta = TimeDelta::seconds(60);
const DAY: TimeDelta = TimeDelta::hours(24);

/// The calls that were made, and whether another may be.
///
/// It lives in memory only: after a restart, both windows are empty. A call that is refused does not count.
#[derive(Debug)]
pub(super) struct Quota {
    limits: Limits,
    /// The calls of the last day, oldest first.
    calls: VecDeque<DateTime<Utc>>,
    /// Until when every call is refused, whatever was used.
    closed_until: Option<DateTime<Utc>>,
}

/// What was used of a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) limits: Limits,
    pub(super) last_minute: usize,
    pub(super) last_day: usize,
    pub(super) closed_until: Option<DateTime<Utc>>,
}

/// The limit is reached; whole seconds until a call is next admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Exhausted {
    pub(super) retry_after: i64,
}

impl Quota {
    pub(super) const fn new(limits: Limits) -> Self {
        Self { limits, calls: VecDeque::new(), closed_until: None }
    }

    /// Counts a call, unless there is one too many.
    pub(super) fn admit(&mut self, now: DateTime<Utc>) -> Result<(), Exhausted> {
        self.forget_before(now - DAY);
        let opens = [
            self.closed_until,
            self.opens(self.limits.per_minute, MINUTE),
            self.opens(self.limits.per_day, DAY),
        ];
        match opens.into_iter().flatten().max() {
            Some(opens) if opens > now => Err(Exhausted { retry_after: whole_seconds(opens - now) }),
            _ => {
                self.calls.push_back(now);
                Ok(())
            }
        }
    }

    /// Refuses every call until `moment`.
    pub(super) fn close_until(&mut self, moment: DateTime<Utc>) {
        self.closed_until = Some(moment);
    }

    pub(super) fn usage(&self, now: DateTime<Utc>) -> Usage {
        let since = |moment| self.calls.iter().rev().take_while(|call| **call > moment).count();
        Usage {
            limits: self.limits,
            last_minute: since(now - MINUTE),
            last_day: since(now - DAY),
            closed_until: self.closed_until.filter(|until| *until > now),
        }
    }

    /// When the window has room for one more call: once the call that is `limit` calls back has left it.
    fn opens(&self, limit: usize, window: TimeDelta) -> Option<DateTime<Utc>> {
        let back = self.calls.len().checked_sub(limit)?;
        self.calls.get(back).map(|call| *call + window)
    }

    fn forget_before(&mut self, moment: DateTime<Utc>) {
        while self.calls.front().is_some_and(|call| *call <= moment) {
            self.calls.pop_front();
        }
    }
}

fn whole_seconds(time: TimeDelta) -> i64 {
    (time + TimeDelta::nanoseconds(999_999_999)).num_seconds().max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap()
    }

    #[test]
    fn the_minute_slides() {
        let mut quota = Quota::new(Limits { per_minute: 2, per_day: 100 });
        assert_eq!(quota.admit(at(0)), Ok(()));
        assert_eq!(quota.admit(at(40)), Ok(()));
        assert_eq!(quota.admit(at(59)), Err(Exhausted { retry_after: 1 }));
        assert_eq!(quota.admit(at(60)), Ok(()), "the first call has left the window");
        assert_eq!(quota.admit(at(61)), Err(Exhausted { retry_after: 39 }), "the second leaves at 100");
    }

    #[test]
    fn the_day_slides_too_and_the_longer_wait_is_told() {
        let mut quota = Quota::new(Limits { per_minute: 2, per_day: 3 });
        for second in [0, 100, 200] {
            assert_eq!(quota.admit(at(second)), Ok(()));
        }
        assert_eq!(quota.admit(at(300)), Err(Exhausted { retry_after: 24 * 3600 - 300 }));
        assert_eq!(quota.admit(at(24 * 3600)), Ok(()));
        assert_eq!(quota.admit(at(24 * 3600 + 1)), Err(Exhausted { retry_after: 99 }));
    }

    #[test]
    fn a_refused_call_does_not_count() {
        let mut quota = Quota::new(Limits { per_minute: 1, per_day: 100 });
        assert_eq!(quota.admit(at(0)), Ok(()));
        for second in 1..60 {
            assert_eq!(quota.admit(at(second)), Err(Exhausted { retry_after: 60 - second }));
        }
        assert_eq!(quota.admit(at(60)), Ok(()));
        assert_eq!(quota.usage(at(60)).last_day, 2);
    }

    #[test]
    fn a_closed_quota_opens_when_it_said_it_would() {
        let mut quota = Quota::new(Licence::Start.limits());
        quota.close_until(at(30));
        assert_eq!(quota.admit(at(10)), Err(Exhausted { retry_after: 20 }));
        assert_eq!(quota.admit(at(30)), Ok(()));
    }

    #[test]
    fn the_licences_grant_what_the_document_says() {
        assert_eq!(Licence::Start.limits(), Limits { per_minute: 60, per_day: 1_000 });
        assert_eq!(Licence::ProPlus.limits(), Limits { per_minute: 60, per_day: 5_000 });
        assert_eq!(Licence::Enterprise.limits(), Limits { per_minute: 1_000, per_day: 10_000 });
    }
}
