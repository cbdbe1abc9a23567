//! A TrackOnline without trouble, in simulated time: it takes every batch, saves it when it pleases, and counts calls.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};
use contract::TransactionNumber;
use ledger::attempt::Event;
use ledger::quota::Limits;

use super::chance::Chance;
use crate::Unfit;

/// What takes its time while TrackOnline saves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Saves {
    /// The batch as a whole.
    Batches,
    /// Every row by itself; the result is there when the last one is done.
    Rows,
}

/// An administration.
#[derive(Debug)]
pub(super) struct TrackOnline {
    saves: Saves,
    limits: Limits,
    chance: Chance,
    /// Calls of the last day.
    calls: VecDeque<DateTime<Utc>>,
    /// When each save is done.
    done: HashMap<String, DateTime<Utc>>,
    /// Batches taken.
    pub(super) posts: usize,
    /// Questions for a result.
    pub(super) polls: usize,
}

impl TrackOnline {
    /// One with these limits, which nobody has called yet.
    pub(super) fn new(saves: Saves, limits: Limits, chance: Chance) -> Self {
        Self { saves, limits, chance, calls: VecDeque::new(), done: HashMap::new(), posts: 0, polls: 0 }
    }

    /// Takes a batch.
    pub(super) fn post(&mut self, numbers: &[TransactionNumber], now: DateTime<Utc>) -> Result<Event, Unfit> {
        self.count(now)?;
        self.posts += 1;
        let times = match self.saves {
            Saves::Batches => 1,
            Saves::Rows => numbers.len(),
        };
        let longest = (0..times).map(|_| self.chance.save_time()).max().unwrap_or_default();
        let message = format!("message-{}", self.posts);
        self.done.insert(message.clone(), now + longest);
        Ok(Event::Received { message })
    }

    /// Tells what it knows of a save.
    pub(super) fn poll(
        &mut self,
        message: &str,
        numbers: &[TransactionNumber],
        now: DateTime<Utc>,
    ) -> Result<Event, Unfit> {
        self.count(now)?;
        self.polls += 1;
        Ok(match self.done.get(message) {
            Some(done) if *done > now => Event::StillSaving,
            Some(_) => Event::Saved { rows: numbers.iter().map(|number| (number.clone(), None)).collect() },
            None => Event::ResultLost,
        })
    }

    /// Counts a call. One too many is not answered by 429: a sender that makes it is wrong, and not measured.
    fn count(&mut self, now: DateTime<Utc>) -> Result<(), Unfit> {
        while self.calls.front().is_some_and(|call| *call + TimeDelta::days(1) <= now) {
            self.calls.pop_front();
        }
        self.calls.push_back(now);
        let minute = self.calls.iter().rev().take_while(|call| **call + TimeDelta::minutes(1) > now).count();
        if minute > self.limits.per_minute || self.calls.len() > self.limits.per_day {
            let why = format!("{minute} calls within a minute, {} within a day", self.calls.len());
            return Err(Unfit { what: "keeping TrackOnline's limits", why });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_save_is_done_after_its_time_and_a_call_too_many_is_not_measured() {
        let limits = Limits { per_minute: 3, per_day: 4 };
        let mut trackonline = TrackOnline::new(Saves::Batches, limits, Chance::new(1));
        let now = DateTime::UNIX_EPOCH;
        let numbers = [TransactionNumber::new("A").unwrap()];
        let Ok(Event::Received { message }) = trackonline.post(&numbers, now) else { panic!("it is taken") };
        assert_eq!(trackonline.poll(&message, &numbers, now).unwrap(), Event::StillSaving);
        let later = now + TimeDelta::hours(1);
        let rows = vec![(numbers[0].clone(), None)];
        assert_eq!(trackonline.poll(&message, &numbers, later).unwrap(), Event::Saved { rows });
        assert_eq!((trackonline.posts, trackonline.polls), (1, 2));
        assert!(trackonline.post(&numbers, later).is_ok());
        assert!(trackonline.post(&numbers, later).is_err());
    }

    #[test]
    fn rows_that_take_their_time_one_by_one_make_a_batch_slow() {
        let limits = Limits { per_minute: 1_000, per_day: 1_000 };
        let numbers: Vec<_> = (0..50).map(|row| TransactionNumber::new(format!("N{row}")).unwrap()).collect();
        let slow = |saves| {
            let mut trackonline = TrackOnline::new(saves, limits, Chance::new(1));
            for _ in 0..99 {
                trackonline.post(&numbers, DateTime::UNIX_EPOCH).unwrap();
            }
            let limit = DateTime::UNIX_EPOCH + TimeDelta::seconds(20);
            trackonline.done.values().filter(|done| **done > limit).count()
        };
        assert!(slow(Saves::Batches) < 25 && slow(Saves::Rows) > 75);
    }
}
