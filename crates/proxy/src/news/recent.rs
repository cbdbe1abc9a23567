//! The last changes, in the order in which they were read, for streams that are each at a place of their own.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::TimeDelta;

use super::change::Change;

/// So many are kept. A stream that was away for longer begins anew.
const MOST_KEPT: usize = 1_000;

/// What the reader found.
#[derive(Debug)]
pub(super) enum Read {
    /// It begins, or there is too much to tell it all: these are the last changes, with all that came after `before`, and
    /// everything up to `up_to` was read.
    Anew { before: i64, changes: Vec<Change>, up_to: i64 },
    /// These came next, and everything up to this identifier was read.
    Next(Vec<Change>, i64),
}

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// This change; the place has moved past it.
    Change(Arc<Change>),
    /// Nothing yet; everything up to this identifier was told.
    Nothing(i64),
    /// What stood there is gone; the place has moved to where the news are now, which is this identifier.
    Gone(i64),
}

/// The last changes.
#[derive(Debug)]
pub(super) struct Recent {
    changes: VecDeque<Arc<Change>>,
    /// The place of the first of them.
    first: u64,
    /// Changes up to this identifier are not kept.
    before: i64,
    /// Everything up to this identifier was read.
    up_to: i64,
    has_news: bool,
}

impl Recent {
    pub(super) const fn new() -> Self {
        Self { changes: VecDeque::new(), first: 0, before: 0, up_to: 0, has_news: false }
    }

    /// Takes what was read.
    pub(super) fn take(&mut self, read: Read) {
        let (changes, up_to) = match read {
            Read::Anew { before, changes, up_to } => {
                // Whoever waits at the end has missed something: one place is left out.
                self.first += self.changes.len() as u64 + 1;
                self.changes.clear();
                self.before = before;
                self.has_news = true;
                (changes, up_to)
            }
            Read::Next(changes, up_to) => (changes, up_to),
        };
        self.has_news |= !changes.is_empty();
        self.up_to = self.up_to.max(up_to);
        for change in changes {
            if self.changes.len() == MOST_KEPT
                && let Some(oldest) = self.changes.pop_front()
            {
                self.first += 1;
                self.before = self.before.max(oldest.id);
            }
            self.changes.push_back(Arc::new(change));
        }
    }

    /// Whether something was taken since this was asked last.
    pub(super) fn has_news(&mut self) -> bool {
        std::mem::take(&mut self.has_news)
    }

    /// The place where the news are now, and everything up to which identifier was told there.
    pub(super) fn now(&self) -> (u64, i64) {
        (self.first + self.changes.len() as u64, self.up_to)
    }

    /// The place from which a stream goes on that has heard everything up to an identifier; nothing where what followed is
    /// not kept any more, or the identifier is none of ours.
    ///
    /// Where a change may be read later than one with a higher identifier, as much before it is told again.
    pub(super) fn after(&self, id: i64, may_be_late: TimeDelta) -> Option<u64> {
        if id < self.before || id > self.up_to {
            return None;
        }
        let mut index = self.changes.iter().position(|change| change.id > id).unwrap_or(self.changes.len());
        if may_be_late > TimeDelta::zero()
            && let Some(heard) = index.checked_sub(1).and_then(|heard| self.changes.get(heard))
        {
            let earliest = heard.at - may_be_late;
            index = self.changes.iter().take(index).position(|change| change.at >= earliest).unwrap_or(index);
        }
        Some(self.first + index as u64)
    }

    /// What stands at a place, which moves on.
    pub(super) fn next(&self, place: &mut u64) -> Found {
        let (end, up_to) = self.now();
        if *place < self.first || *place > end {
            *place = end;
            return Found::Gone(up_to);
        }
        let index = usize::try_from(*place - self.first).unwrap_or(usize::MAX);
        match self.changes.get(index) {
            Some(change) => {
                *place += 1;
                Found::Change(Arc::clone(change))
            }
            None => Found::Nothing(up_to),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    /// A change that happened at the second of its identifier.
    fn change(id: i64) -> Change {
        Change { id, at: at(id), customer: None, event: "exception", data: id.to_string() }
    }

    fn taken(ids: &[i64]) -> Recent {
        let mut recent = Recent::new();
        recent
            .take(Read::Next(ids.iter().map(|id| change(*id)).collect(), ids.iter().copied().max().unwrap()));
        recent
    }

    fn heard(recent: &Recent, mut place: u64) -> Vec<i64> {
        let mut ids = Vec::new();
        while let Found::Change(change) = recent.next(&mut place) {
            ids.push(change.id);
        }
        ids
    }

    #[test]
    fn a_stream_that_comes_back_hears_what_followed_and_no_more() {
        let recent = taken(&[3, 7, 9]);
        for (id, expected) in [(0, vec![3, 7, 9]), (3, vec![7, 9]), (8, vec![9]), (9, vec![])] {
            assert_eq!(heard(&recent, recent.after(id, TimeDelta::zero()).unwrap()), expected, "{id}");
        }
        assert_eq!(recent.after(10, TimeDelta::zero()), None, "that was never told");
    }

    #[test]
    fn where_changes_may_be_late_the_time_before_is_told_again() {
        let recent = taken(&[30, 38, 41, 40, 42]);
        let late = TimeDelta::seconds(5);
        assert_eq!(heard(&recent, recent.after(41, late).unwrap()), [38, 41, 40, 42]);
        assert_eq!(heard(&recent, recent.after(42, late).unwrap()), [38, 41, 40, 42]);
        assert_eq!(heard(&recent, recent.after(30, late).unwrap()), [30, 38, 41, 40, 42]);
    }

    #[test]
    fn a_stream_that_lags_behind_what_is_kept_is_told_so_once_and_goes_on() {
        let mut recent = taken(&[1]);
        let mut place = 0;
        let last = i64::try_from(MOST_KEPT).unwrap() + 1;
        recent.take(Read::Next((2..=last).map(change).collect(), last));
        assert_eq!(recent.next(&mut place), Found::Gone(last));
        assert_eq!(recent.next(&mut place), Found::Nothing(last));
        assert_eq!(recent.after(0, TimeDelta::zero()), None);
        assert_eq!(
            recent.after(1, TimeDelta::zero()).map(|place| heard(&recent, place).len()),
            Some(MOST_KEPT)
        );
    }

    #[test]
    fn what_is_read_anew_is_no_continuation_for_anybody() {
        let mut recent = taken(&[1, 2]);
        let mut place = recent.now().0;
        recent.take(Read::Anew { before: 50, changes: vec![change(51), change(52)], up_to: 52 });
        assert!(recent.has_news() && !recent.has_news());
        assert_eq!(recent.next(&mut place), Found::Gone(52));
        assert_eq!(recent.after(2, TimeDelta::zero()), None);
        assert_eq!(recent.after(51, TimeDelta::zero()).map(|place| heard(&recent, place)), Some(vec![52]));
    }
}
