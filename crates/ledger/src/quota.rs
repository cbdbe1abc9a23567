//! How many calls TrackOnline still allows.
//!
//! TrackOnline limits calls per administration and minute, and per administration and day. Whether its windows slide is
//! not documented, so both the last 60 seconds and the last 24 hours are counted: within those, every other way of
//! counting is satisfied too. A call is counted when it is permitted, and never given back: it may have arrived.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// TrackOnline's licence, which sets the limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Licence {
    /// START: 60 calls a minute, 1,000 a day.
    Start,
    /// PRO: as START.
    Pro,
    /// PRO PLUS: 60 a minute, 5,000 a day.
    ProPlus,
    /// ENTERPRISE: 1,000 a minute, 10,000 a day.
    Enterprise,
}

/// Calls that an administration may make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// In any 60 seconds.
    pub per_minute: usize,
    /// In any 24 hours.
    pub per_day: usize,
}

impl Licence {
    /// The documented limits.
    pub const fn limits(self) -> Limits {
        match self {
            Self::Start | Self::Pro => Limits { per_minute: 60, per_day: 1_000 },
            Self::ProPlus => Limits { per_minute: 60, per_day: 5_000 },
            Self::Enterprise => Limits { per_minute: 1_000, per_day: 10_000 },
        }
    }
}

/// What a call is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Bringing what people confirmed into TrackOnline, and finding out what became of it.
    Posting,
    /// Everything that can wait: showing numbers.
    Reading,
}

/// The answer to a request for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The call is counted; it may leave once that is stored.
    Granted,
    /// Not before this moment.
    NotBefore(DateTime<Utc>),
}

/// The calls of one administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    limits: Limits,
    /// Permitted calls of the last 24 hours, oldest first.
    calls: VecDeque<DateTime<Utc>>,
    paused_until: Option<DateTime<Utc>>,
}

const MINUTE: TimeDelta = TimeDelta::seconds(60);
const DAY: TimeDelta = TimeDelta::hours(24);

impl Quota {
    /// Picks up where an earlier process stood: `calls` are the stored permits of the last 24 hours, in any order.
    pub fn new(limits: Limits, calls: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        let mut calls: Vec<_> = calls.into_iter().collect();
        calls.sort_unstable();
        Self { limits, calls: calls.into(), paused_until: None }
    }

    /// One in five calls is kept for posting; reading cannot touch them.
    fn allowed(limit: usize, purpose: Purpose) -> usize {
        match purpose {
            Purpose::Posting => limit,
            Purpose::Reading => limit - limit / 5,
        }
    }

    /// Asks for one call at `now`, and counts it when it is granted.
    pub fn ask(&mut self, purpose: Purpose, now: DateTime<Utc>) -> Verdict {
        while self.calls.front().is_some_and(|call| *call + DAY <= now) {
            self.calls.pop_front();
        }
        let earliest = [
            self.paused_until,
            self.window_opens(Self::allowed(self.limits.per_minute, purpose), MINUTE),
            self.window_opens(Self::allowed(self.limits.per_day, purpose), DAY),
        ]
        .into_iter()
        .flatten()
        .max();
        match earliest {
            Some(moment) if moment > now => Verdict::NotBefore(moment),
            _ => {
                // A clock that was set back must not put calls out of order.
                let counted_at = self.calls.back().map_or(now, |last| now.max(*last));
                self.calls.push_back(counted_at);
                Verdict::Granted
            }
        }
    }

    /// When the `allowed`-th call from the end leaves its window, if there are that many.
    fn window_opens(&self, allowed: usize, window: TimeDelta) -> Option<DateTime<Utc>> {
        let index = self.calls.len().checked_sub(allowed)?;
        self.calls.get(index).map(|call| *call + window)
    }

    /// TrackOnline has said 429: nothing leaves before `until`. A shorter pause never shortens a longer one.
    pub fn pause(&mut self, until: DateTime<Utc>) {
        self.paused_until = Some(self.paused_until.map_or(until, |earlier| earlier.max(until)));
    }

    /// Calls permitted in the 24 hours before `now`.
    pub fn used_today(&self, now: DateTime<Utc>) -> usize {
        self.calls.iter().filter(|call| **call + DAY > now).count()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn posting_may_use_every_call_and_reading_leaves_one_in_five() {
        let mut quota = Quota::new(Licence::Start.limits(), []);
        for _ in 0..48 {
            assert_eq!(quota.ask(Purpose::Reading, at(0)), Verdict::Granted);
        }
        assert_eq!(quota.ask(Purpose::Reading, at(0)), Verdict::NotBefore(at(60)));
        for _ in 0..12 {
            assert_eq!(quota.ask(Purpose::Posting, at(1)), Verdict::Granted);
        }
        assert_eq!(quota.ask(Purpose::Posting, at(1)), Verdict::NotBefore(at(60)));
        assert_eq!(quota.ask(Purpose::Posting, at(60)), Verdict::Granted);
    }

    #[test]
    fn the_day_is_counted_from_what_was_stored_before_a_restart() {
        let mut quota = Quota::new(Licence::Start.limits(), (0..1_000).map(|call| at(call * 60)));
        let now = at(1_000 * 60);
        assert_eq!(quota.ask(Purpose::Posting, now), Verdict::NotBefore(at(86_400)));
        assert_eq!(quota.used_today(now), 1_000);
        assert_eq!(quota.ask(Purpose::Posting, at(86_400)), Verdict::Granted);
    }

    #[test]
    fn a_pause_holds_everything_back_and_is_never_shortened() {
        let mut quota = Quota::new(Licence::Enterprise.limits(), []);
        quota.pause(at(90));
        quota.pause(at(30));
        assert_eq!(quota.ask(Purpose::Posting, at(40)), Verdict::NotBefore(at(90)));
        assert_eq!(quota.ask(Purpose::Posting, at(90)), Verdict::Granted);
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_calls_than_the_licence_allows(
            steps in prop::collection::vec((0_i64..40, any::<bool>()), 1..400)
        ) {
            let limits = Limits { per_minute: 6, per_day: 50 };
            let mut quota = Quota::new(limits, []);
            let (mut now, mut granted) = (0, Vec::new());
            for (pause, posting) in steps {
                now += pause;
                let purpose = if posting { Purpose::Posting } else { Purpose::Reading };
                if quota.ask(purpose, at(now)) == Verdict::Granted {
                    granted.push(now);
                }
            }
            for (index, end) in granted.iter().enumerate() {
                let within = |window: i64| granted[..=index].iter().filter(|call| **call > end - window).count();
                prop_assert!(within(60) <= limits.per_minute);
                prop_assert!(within(86_400) <= limits.per_day);
            }
        }
    }
}
