//! Simulated time, and clocks that do not agree about it.

use std::fmt;
use std::ops::{Add, Sub};

use chrono::{DateTime, TimeDelta, Utc};

/// Milliseconds.
pub type Millis = i64;

/// A second.
pub const SECOND: Millis = 1_000;
/// A minute.
pub const MINUTE: Millis = 60 * SECOND;
/// An hour.
pub const HOUR: Millis = 60 * MINUTE;
/// A day.
pub const DAY: Millis = 24 * HOUR;

/// What it really is, in milliseconds since the simulation began. Nobody in the simulation knows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub Millis);

impl Add<Millis> for Moment {
    type Output = Self;

    fn add(self, pause: Millis) -> Self {
        Self(self.0 + pause)
    }
}

impl Sub for Moment {
    type Output = Millis;

    fn sub(self, earlier: Self) -> Millis {
        self.0 - earlier.0
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, time) = (if self.0 < 0 { "-" } else { "" }, self.0.abs());
        let hours = format!("{sign}{}", time / HOUR);
        let (minutes, seconds) = (time / MINUTE % 60, time / SECOND % 60);
        write!(f, "{hours:>3}:{minutes:02}:{seconds:02}.{:03}", time % SECOND)
    }
}

/// A clock, which is right but for some time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Clock {
    /// How far it is ahead; negative when it is behind.
    pub ahead: Millis,
}

impl Clock {
    /// What it shows.
    pub fn reads(self, now: Moment) -> DateTime<Utc> {
        // Two days after its own beginning, so that a window of a day reaches back to no negative time.
        DateTime::UNIX_EPOCH + TimeDelta::milliseconds(now.0 + self.ahead + 2 * DAY)
    }

    /// When it shows this.
    pub fn when(self, shown: DateTime<Utc>) -> Moment {
        Moment(shown.timestamp_millis() - self.ahead - 2 * DAY)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_ahead_shows_a_time_before_it_has_come() {
        let clock = Clock { ahead: 3 * SECOND };
        assert_eq!(clock.reads(Moment(0)), Clock::default().reads(Moment(3 * SECOND)));
        assert_eq!(clock.when(clock.reads(Moment(77))), Moment(77));
    }

    #[test]
    fn a_moment_is_shown_in_hours() {
        assert_eq!(Moment(26 * HOUR + 61 * SECOND + 5).to_string(), " 26:01:01.005");
        assert_eq!(Moment(-500).to_string(), " -0:00:00.500");
    }
}
