//! How long to wait before trying or asking again.

use chrono::TimeDelta;

use crate::quota::Thrift;

/// The first pause after something failed; each further one in a row is twice as long.
const PAUSE: TimeDelta = TimeDelta::seconds(15);
/// An outage of a day must not spend the day's calls on asking whether it is over.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// A key is mended by a person; asking more often than this would not help them.
pub(super) const KEY_PAUSE: TimeDelta = TimeDelta::minutes(5);
/// Pause after a 429 that names no time.
const THROTTLED_PAUSE: TimeDelta = TimeDelta::seconds(60);
/// No `Retry-After` is believed beyond this: the longest window that TrackOnline counts is a day.
const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);
/// The longest pause between two questions for a result while calls are plenty.
const LONGEST: TimeDelta = TimeDelta::seconds(30);
/// The first question for a result where every call counts: nine saves in ten are done by then.
const SPARING_FIRST: TimeDelta = TimeDelta::seconds(20);
/// The longest pause between two questions where every call counts.
const SPARING_LONGEST: TimeDelta = TimeDelta::minutes(2);

/// How long to wait after so many failures in a row: 15 s, 30 s, 1 min … 10 min.
pub fn pause_after(failures: u32) -> TimeDelta {
    (PAUSE * (1 << failures.min(6))).min(LONGEST_PAUSE)
}

/// How long TrackOnline wants to be left alone after a 429: a minute where it does not say, a day at most.
pub fn throttled_pause(retry_after: Option<TimeDelta>) -> TimeDelta {
    retry_after.map_or(THROTTLED_PAUSE, |pause| pause.clamp(TimeDelta::zero(), LONGEST_RETRY_AFTER))
}

/// Before the question for a result after so many others: 0.5, 1, 2 … 30 s while calls are plenty, 20 s, 40 s … 2 min
/// where every call counts.
pub(super) fn poll_pause(polls: u32, thrift: Thrift) -> TimeDelta {
    let doubled = |first: TimeDelta, most: TimeDelta| (first * (1 << polls.min(8))).min(most);
    thrift.between(doubled(TimeDelta::milliseconds(500), LONGEST), doubled(SPARING_FIRST, SPARING_LONGEST))
}
