//! The balance as it is shown: TrackOnline's answer, and our own postings that the answer cannot hold yet.
//!
//! A posting counts as "on its way" only when it was certainly not in TrackOnline when the answer was given: it has not
//! been sent, or was sent after the answer arrived. Whether a posting that was in flight at that moment is in the answer
//! cannot be known, so an answer taken meanwhile is not combined with it: [`may_replace`] keeps the previous one.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use contract::{Direction, Holding, ItemCount, ItemNumber, LocationNumber, PostingState};

/// TrackOnline's balance of some locations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When the answer was complete.
    pub answered_at: DateTime<Utc>,
    /// Pieces per location and item, positive when they are at the customer. Zeros may be left out.
    pub rows: Vec<SnapshotRow>,
}

/// One row of a balance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotRow {
    /// Where.
    pub location: LocationNumber,
    /// What.
    pub item: ItemNumber,
    /// Pieces, positive when they are at the customer.
    pub quantity: i64,
}

/// One of our own postings, seen from its location.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnPosting {
    /// The location that it moves something to or from; not our own.
    pub location: LocationNumber,
    /// Towards that location, or away from it.
    pub direction: Direction,
    /// What moves.
    pub items: Vec<ItemCount>,
    /// What a plan announced that it takes the place of: that much of it is in the balance with the plan.
    pub replaces: Vec<ItemCount>,
    /// How far it is.
    pub state: PostingState,
    /// When it was last sent, if ever.
    pub sent_at: Option<DateTime<Utc>>,
}

impl OwnPosting {
    /// Whether TrackOnline may be saving it at this moment.
    fn is_in_flight(&self) -> bool {
        match self.state {
            PostingState::Sent | PostingState::Accepted | PostingState::Checking => true,
            // Sent before, not found, and to be sent again: it may be there all the same.
            PostingState::Queued => self.sent_at.is_some(),
            _ => false,
        }
    }

    /// Whether a balance answered at `answered_at` certainly lacks it, and it will or did get there.
    fn is_missing_from(&self, answered_at: DateTime<Utc>) -> bool {
        match self.state {
            // A held one may be a repetition of what is counted already.
            PostingState::Rejected
            | PostingState::Excepted
            | PostingState::Held
            | PostingState::Withdrawn => false,
            PostingState::Queued
            | PostingState::Sent
            | PostingState::Accepted
            | PostingState::Checking
            | PostingState::Saved => self.sent_at.is_none_or(|sent_at| sent_at > answered_at),
        }
    }
}

/// Whether a new answer may take the place of the one before: not while a posting of ours is in flight.
pub fn may_replace(postings: &[OwnPosting]) -> bool {
    !postings.iter().any(OwnPosting::is_in_flight)
}

/// The holdings to show: rows of the snapshot with what is on its way beside them, sorted by location and item.
/// Rows where both are zero are left out.
pub fn holdings(snapshot: &Snapshot, postings: &[OwnPosting]) -> Vec<Holding> {
    let mut rows: BTreeMap<(LocationNumber, ItemNumber), (i64, i64)> = BTreeMap::new();
    for row in &snapshot.rows {
        rows.entry((row.location.clone(), row.item.clone())).or_default().0 += row.quantity;
    }
    for posting in postings.iter().filter(|posting| posting.is_missing_from(snapshot.answered_at)) {
        let arrives = posting.items.iter().map(|line| (line, 1));
        let is_there = posting.replaces.iter().map(|line| (line, -1));
        for (line, sign) in arrives.chain(is_there) {
            rows.entry((posting.location.clone(), line.item.clone())).or_default().1 +=
                sign * posting.direction.signed(line.count.pieces());
        }
    }
    rows.into_iter()
        .filter(|(_, (quantity, on_its_way))| *quantity != 0 || *on_its_way != 0)
        .map(|((location, item), (quantity, on_its_way))| Holding { location, item, quantity, on_its_way })
        .collect()
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use contract::Count;

    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn snapshot(quantity: i64) -> Snapshot {
        Snapshot {
            answered_at: at(100),
            rows: vec![SnapshotRow {
                location: LocationNumber::new("K1").unwrap(),
                item: ItemNumber::new("FC560").unwrap(),
                quantity,
            }],
        }
    }

    fn posting(direction: Direction, count: i64, state: PostingState, sent_at: Option<i64>) -> OwnPosting {
        OwnPosting {
            location: LocationNumber::new("K1").unwrap(),
            direction,
            items: vec![ItemCount {
                item: ItemNumber::new("FC560").unwrap(),
                count: Count::new(count).unwrap(),
            }],
            replaces: Vec::new(),
            state,
            sent_at: sent_at.map(at),
        }
    }

    fn shown(postings: &[OwnPosting]) -> (i64, i64) {
        let holdings = holdings(&snapshot(42), postings);
        (holdings[0].quantity, holdings[0].on_its_way)
    }

    #[test]
    fn a_posting_that_has_not_been_sent_is_on_its_way() {
        use Direction::{Delivered, Returned};
        use PostingState::Queued;
        assert_eq!(
            shown(&[posting(Delivered, 5, Queued, None), posting(Returned, 8, Queued, None)]),
            (42, -3)
        );
    }

    #[test]
    fn a_posting_sent_after_the_answer_is_on_its_way_until_a_newer_answer_holds_it() {
        for state in [PostingState::Sent, PostingState::Accepted, PostingState::Checking, PostingState::Saved]
        {
            assert_eq!(shown(&[posting(Direction::Delivered, 5, state, Some(101))]), (42, 5), "{state:?}");
            assert_eq!(shown(&[posting(Direction::Delivered, 5, state, Some(99))]), (42, 0), "{state:?}");
        }
    }

    #[test]
    fn what_takes_the_place_of_a_plan_adds_only_what_differs_from_it() {
        let counted = posting(Direction::Delivered, 10, PostingState::Queued, None);
        let planned = posting(Direction::Delivered, 12, PostingState::Saved, Some(1)).items;
        assert_eq!(shown(&[OwnPosting { replaces: planned, ..counted }]), (42, -2));
    }

    #[test]
    fn what_was_refused_held_or_withdrawn_or_cannot_be_told_is_not_added() {
        for state in
            [PostingState::Rejected, PostingState::Excepted, PostingState::Held, PostingState::Withdrawn]
        {
            assert_eq!(shown(&[posting(Direction::Delivered, 5, state, Some(101))]), (42, 0), "{state:?}");
        }
    }

    #[test]
    fn an_answer_taken_while_a_posting_is_in_flight_does_not_replace_the_one_before() {
        for (state, replaces) in [
            (PostingState::Queued, true),
            (PostingState::Sent, false),
            (PostingState::Accepted, false),
            (PostingState::Checking, false),
            (PostingState::Saved, true),
            (PostingState::Rejected, true),
            (PostingState::Excepted, true),
            (PostingState::Held, true),
            (PostingState::Withdrawn, true),
        ] {
            assert_eq!(
                may_replace(&[posting(
                    Direction::Delivered,
                    1,
                    state,
                    (state != PostingState::Queued).then_some(1)
                )]),
                replaces,
                "{state:?}"
            );
        }
        let again = posting(Direction::Delivered, 1, PostingState::Queued, Some(1));
        assert!(!may_replace(&[again]), "sent before and not found, it may be there all the same");
    }

    #[test]
    fn rows_that_cancel_out_are_left_out_only_when_nothing_moves() {
        assert_eq!(holdings(&snapshot(0), &[]), []);
        let moving = holdings(&snapshot(0), &[posting(Direction::Returned, 2, PostingState::Queued, None)]);
        assert_eq!((moving[0].quantity, moving[0].on_its_way), (0, -2));
    }
}
