use contract::{ConfirmationKind, Count, Direction, ItemNumber, LocationNumber, Side, TransactionNumber};
use trackonline::Location;
use uuid::Uuid;

use super::*;
use crate::clock;
use crate::settings::MappingFile;

fn place(number: &str) -> LocationNumber {
    LocationNumber::new(number).unwrap()
}

fn number(text: &str) -> TransactionNumber {
    TransactionNumber::new(text).unwrap()
}

fn items(items: &[(&str, i64)]) -> Vec<ItemCount> {
    let pieces = |(item, count): &(&str, i64)| ItemCount {
        item: ItemNumber::new(item).unwrap(),
        count: Count::new(*count).unwrap(),
    };
    items.iter().map(pieces).collect()
}

fn moved(name: &str, stage: Stage, direction: Direction) -> PlannedTransaction {
    let (from, to) = match direction {
        Direction::Delivered => (place("DOCK"), place("C1")),
        Direction::Returned => (place("C1"), place("DOCK")),
    };
    PlannedTransaction {
        number: number(name),
        kind: ConfirmationKind::Delivery,
        stage,
        direction,
        type_code: 60,
        status_code: 16,
        from,
        to,
        items: items(&[("A", 1), ("B", 1)]),
        moved_at: clock::now(),
        reference: None,
        note: None,
        updates: None,
        replaces: Vec::new(),
    }
}

fn posting(transaction: PlannedTransaction, state: PostingState) -> StoredPosting {
    let side = |location: &LocationNumber| Side { location: location.clone(), name: location.to_string() };
    StoredPosting {
        confirmation: Uuid::nil(),
        location: place("C1"),
        from: side(&transaction.from),
        to: side(&transaction.to),
        transaction,
        state,
        reason: None,
        since: clock::now(),
        sent_at: None,
    }
}

fn request() -> ConfirmationRequest {
    ConfirmationRequest {
        id: Uuid::nil(),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: None,
        location: place("C1"),
        own_location: None,
        order: None,
        counted_at: clock::now(),
        lines: Vec::new(),
        note: None,
    }
}

fn taken(ours: &[StoredPosting], direction: Direction) -> Option<String> {
    let counted = moved("NEW", Stage::Counted, direction);
    own_plan(ours, &counted, &request()).map(|(number, items)| {
        let pieces: u32 = items.iter().map(|line| line.count.get()).sum();
        format!("{number}: {pieces}")
    })
}

#[test]
fn a_plan_of_ours_is_taken_the_place_of_wherever_it_is_and_only_by_one() {
    use Direction::{Delivered, Returned};
    use PostingState::{Accepted, Checking, Excepted, Held, Queued, Rejected, Saved, Sent, Withdrawn};
    let plan = |state| posting(moved("P1", Stage::Planned, Delivered), state);
    for state in [Queued, Sent, Accepted, Checking, Saved, Excepted] {
        assert_eq!(taken(&[plan(state)], Delivered).as_deref(), Some("P1: 2"), "{state:?}");
        assert_eq!(taken(&[plan(state)], Returned), None);
    }
    for state in [Rejected, Withdrawn] {
        assert_eq!(taken(&[plan(state)], Delivered), None, "{state:?}");
    }
    let after = |stage, state| {
        let of = items(&[("A", 5)]);
        let later =
            PlannedTransaction { updates: Some(number("P1")), items: of, ..moved("P2", stage, Delivered) };
        [plan(Saved), posting(later, state)]
    };
    for state in [Held, Queued, Saved, Rejected, Excepted] {
        assert_eq!(taken(&after(Stage::Counted, state), Delivered), None, "{state:?}");
    }
    assert_eq!(taken(&after(Stage::Counted, Withdrawn), Delivered).as_deref(), Some("P1: 2"));
    for state in [Queued, Sent, Saved] {
        assert_eq!(taken(&after(Stage::Planned, state), Delivered).as_deref(), Some("P1: 5"), "{state:?}");
    }
    assert_eq!(taken(&after(Stage::Planned, Rejected), Delivered).as_deref(), Some("P1: 2"));
    let elsewhere = StoredPosting { location: place("C2"), ..plan(Saved) };
    assert_eq!(taken(&[elsewhere], Delivered), None);
}

#[test]
fn what_others_planned_is_no_place_for_what_is_broken_lost_or_found() {
    use ConfirmationKind::{Correction, Damaged, Delivery, Found, Lost, Scrapped, Supply, Transfer};
    for kind in [Delivery, Supply, Transfer] {
        assert!(is_planned_by_others(kind), "{kind:?}");
    }
    for kind in [Damaged, Scrapped, Lost, Found, Correction] {
        assert!(!is_planned_by_others(kind), "{kind:?}");
    }
}

#[test]
fn of_what_others_planned_the_one_with_most_in_common_that_nobody_took_is_taken_the_place_of() {
    let row = |number: &str| Location { number: Some(number.into()), ..Location::default() };
    let rows = vec![row("DOCK"), row("C1"), row("C2")];
    let directory = Directory::new(rows, &MappingFile::default(), &place("DOCK"));
    let plan = |name: &str, from: &str, to: &str, of: &[(&str, i64)]| Plan {
        number: number(name),
        from: place(from),
        to: place(to),
        items: items(of),
    };
    let plans = [
        plan("T1", "DOCK", "C2", &[("A", 9), ("B", 9)]),
        plan("T2", "C1", "DOCK", &[("A", 9), ("B", 9)]),
        plan("T3", "C2", "C1", &[("A", 9), ("B", 9)]),
        plan("T4", "DOCK", "C1", &[("C", 9)]),
        plan("T5", "DOCK", "C1", &[("A", 9)]),
        plan("T6", "DOCK", "C1", &[("B", 9)]),
    ];
    let taken = |ours: &[StoredPosting]| {
        let counted = moved("NEW", Stage::Counted, Direction::Delivered);
        let plan = their_plan(&plans, ours, &counted, &request(), &directory);
        plan.map(|plan| plan.number.to_string())
    };
    assert_eq!(taken(&[]).as_deref(), Some("T5"));
    let by_us = PlannedTransaction {
        updates: Some(number("T5")),
        ..moved("FL", Stage::Counted, Direction::Delivered)
    };
    assert_eq!(taken(&[posting(by_us.clone(), PostingState::Queued)]).as_deref(), Some("T6"));
    assert_eq!(taken(&[posting(by_us.clone(), PostingState::Rejected)]).as_deref(), Some("T6"));
    assert_eq!(taken(&[posting(by_us.clone(), PostingState::Withdrawn)]).as_deref(), Some("T5"));
    let announced = PlannedTransaction { stage: Stage::Planned, ..by_us };
    assert_eq!(taken(&[posting(announced, PostingState::Rejected)]).as_deref(), Some("T5"));
}
