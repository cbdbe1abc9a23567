//! How many calls TrackOnline still allows.
//!
//! TrackOnline limits calls per administration and minute, and per administration and day. Whether its windows slide is
//! not documented, so both the last 60 seconds and the last 24 hours are counted: within those, every other way of
//! counting is satisfied too. A call is counted when it is permitted, and never given back: it may have arrived. TrackOnline
//! counts it when it arrives: up to [`GOOD_FOR`] later, and some time on its way; and who permits the next one may have
//! another clock. Both windows are counted that much longer.

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

impl Limits {
    /// What is left when this many calls in a hundred are held back for other programs on the same administration. At
    /// least one call stays.
    #[must_use]
    pub fn without(self, percent: u8) -> Self {
        let rest = |limit: usize| (limit - limit * usize::from(percent.min(100)) / 100).max(1);
        Self { per_minute: rest(self.per_minute), per_day: rest(self.per_day) }
    }
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

/// What a call is for. What stands first goes first: reading cannot touch what is kept for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Bringing what people confirmed into TrackOnline, and asking for the result.
    Posting,
    /// Finding out what became of a posting whose answer was lost.
    Reconciling,
    /// Everything that can wait: showing numbers.
    Reading,
}

impl Purpose {
    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Posting => "posting",
            Self::Reconciling => "reconciling",
            Self::Reading => "reading",
        }
    }

    /// One in ten calls is kept for posting alone, one in five for what posting needs in all.
    pub(crate) const fn allowed(self, limit: usize) -> usize {
        match self {
            Self::Posting => limit,
            Self::Reconciling => limit - limit / 10,
            Self::Reading => limit - limit / 5,
        }
    }
}

/// The answer to a request for a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The call is counted; it may leave once that is stored.
    Granted,
    /// Not before this moment.
    NotBefore(DateTime<Utc>),
}

/// How sparing to be with calls: not at all while a quarter of them is used, as much as can be once three quarters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thrift {
    minute: Used,
    day: Used,
}

/// How full a window is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Used {
    calls: usize,
    of: usize,
}

impl Used {
    /// From 0 (there are plenty) to 100 (hardly any are left).
    fn thrift(self) -> usize {
        (self.calls.saturating_mul(200) / self.of.max(1)).saturating_sub(50).min(100)
    }
}

impl Thrift {
    /// Calls are plenty.
    pub const NONE: Self = Self::of(Used { calls: 0, of: usize::MAX });
    /// Every call counts.
    pub const MOST: Self = Self::of(Used { calls: 1, of: 1 });

    const fn of(used: Used) -> Self {
        Self { minute: used, day: used }
    }

    /// As if so many calls that are certain to come were made already.
    #[must_use]
    pub fn ahead(self, calls: usize) -> Self {
        let more = |used: Used| Used { calls: used.calls.saturating_add(calls), ..used };
        Self { minute: more(self.minute), day: more(self.day) }
    }

    /// A time between `least` and `most`, by the window that is fuller.
    pub fn between(self, least: TimeDelta, most: TimeDelta) -> TimeDelta {
        let percent = self.minute.thrift().max(self.day.thrift());
        least + (most - least) * i32::try_from(percent).unwrap_or(100) / 100
    }
}

/// How long after it was stored a permit may still be used; a process that was held up longer must not send.
pub const GOOD_FOR: TimeDelta = TimeDelta::seconds(5);

/// How long a call may be on its way until TrackOnline counts it, in seconds.
const ON_ITS_WAY: i64 = 5;
/// How far the clocks of two processes may be apart, in seconds.
const CLOCKS_APART: i64 = 5;
/// How long after it was permitted TrackOnline may count a call, by the clock of whoever asks for the next one.
const LATEST_ARRIVAL: i64 = GOOD_FOR.num_seconds() + ON_ITS_WAY + CLOCKS_APART;

/// What the minute's window holds.
pub const MINUTE: TimeDelta = TimeDelta::seconds(60 + LATEST_ARRIVAL);
/// What the day's window holds: the stored permits that [`Quota::new`] needs.
pub const DAY: TimeDelta = TimeDelta::seconds(24 * 60 * 60 + LATEST_ARRIVAL);

/// The calls of one administration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    limits: Limits,
    /// Permitted calls of the last 24 hours, oldest first.
    calls: VecDeque<DateTime<Utc>>,
    paused_until: Option<DateTime<Utc>>,
}

impl Quota {
    /// Picks up where an earlier process stood: `calls` are the stored permits of the last [`DAY`], in any order.
    pub fn new(limits: Limits, calls: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        let mut quota = Self { limits, calls: VecDeque::new(), paused_until: None };
        quota.count(calls);
        quota
    }

    /// Calls that another process of ours was permitted meanwhile.
    pub fn count(&mut self, calls: impl IntoIterator<Item = DateTime<Utc>>) {
        let before = self.calls.len();
        self.calls.extend(calls);
        if self.calls.len() > before {
            self.calls.make_contiguous().sort_unstable();
        }
    }

    /// The limits that are counted against.
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// Asks for one call at `now`, and counts it when it is granted.
    pub fn ask(&mut self, purpose: Purpose, now: DateTime<Utc>) -> Verdict {
        while self.calls.front().is_some_and(|call| *call + DAY <= now) {
            self.calls.pop_front();
        }
        let earliest = [
            self.paused_until,
            self.window_opens(purpose.allowed(self.limits.per_minute), MINUTE),
            self.window_opens(purpose.allowed(self.limits.per_day), DAY),
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

    /// TrackOnline has said 429: nothing leaves before `until`. It is the pause as it is stored: another process may have
    /// made it longer, and a person may have ended it.
    pub const fn pause(&mut self, until: Option<DateTime<Utc>>) {
        self.paused_until = until;
    }

    /// Calls permitted in the 24 hours before `now`.
    pub fn used_today(&self, now: DateTime<Utc>) -> usize {
        self.within(DAY, now)
    }

    /// How sparing to be by what is used.
    pub fn thrift(&self, now: DateTime<Utc>) -> Thrift {
        let used = |window, of| Used { calls: self.within(window, now), of };
        Thrift { minute: used(MINUTE, self.limits.per_minute), day: used(DAY, self.limits.per_day) }
    }

    /// Calls younger than `window`. They are in order, so the young ones are at the end.
    fn within(&self, window: TimeDelta, now: DateTime<Utc>) -> usize {
        let since = now - window;
        self.calls.len() - self.calls.partition_point(|call| *call <= since)
    }
}

#[cfg(test)]
mod tests;
