//! TrackOnline's count of calls, as it sees them arrive.

use std::collections::VecDeque;

use ledger::quota::Limits;

use crate::clock::{DAY, MINUTE, Millis, Moment};

/// Calls as they arrived: in any 60 seconds, and in any 24 hours.
#[derive(Debug, Clone, Default)]
pub struct Calls {
    arrived: VecDeque<Moment>,
}

impl Calls {
    /// One more has arrived. Moments must not go back.
    pub fn arrived(&mut self, now: Moment) {
        while self.arrived.front().is_some_and(|call| now - *call >= DAY) {
            self.arrived.pop_front();
        }
        self.arrived.push_back(now);
    }

    /// In the last 60 seconds.
    pub fn in_minute(&self, now: Moment) -> usize {
        self.within(MINUTE, now)
    }

    /// In the last 24 hours.
    pub fn in_day(&self, now: Moment) -> usize {
        self.within(DAY, now)
    }

    /// Whether there are more than these.
    pub fn exceed(&self, limits: Limits, now: Moment) -> bool {
        self.in_minute(now) > limits.per_minute || self.in_day(now) > limits.per_day
    }

    fn within(&self, window: Millis, now: Moment) -> usize {
        self.arrived.len() - self.arrived.partition_point(|call| now - *call >= window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SECOND;

    #[test]
    fn a_call_is_counted_for_a_minute_and_for_a_day() {
        let mut calls = Calls::default();
        for second in [0, 1, 59] {
            calls.arrived(Moment(second * SECOND));
        }
        assert_eq!(calls.in_minute(Moment(59 * SECOND)), 3);
        assert_eq!(calls.in_minute(Moment(60 * SECOND)), 2);
        assert_eq!(calls.in_day(Moment(60 * SECOND)), 3);
        assert!(calls.exceed(Limits { per_minute: 9, per_day: 2 }, Moment(90 * SECOND)));
        assert!(!calls.exceed(Limits { per_minute: 9, per_day: 3 }, Moment(90 * SECOND)));
        calls.arrived(Moment(DAY + SECOND));
        assert_eq!(calls.in_day(Moment(DAY + SECOND)), 2);
    }
}
