use chrono::DateTime;
use contract::{CorrectedLine, CustomerNumber, LocationNumber, OrderReference};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::movement::{Places, WrittenOff, transactions};

fn item(number: &str) -> ItemNumber {
    ItemNumber::new(number).unwrap()
}

fn count(pieces: i64) -> Count {
    Count::new(pieces).unwrap()
}

fn place(number: &str) -> LocationNumber {
    LocationNumber::new(number).unwrap()
}

fn original(kind: ConfirmationKind, lines: &[(&str, i64, i64)]) -> ConfirmationRequest {
    ConfirmationRequest {
        id: Uuid::from_u128(1),
        kind,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        location: place("K1"),
        own_location: None,
        order: Some(OrderReference::new("240311").unwrap()),
        counted_at: DateTime::UNIX_EPOCH,
        lines: lines
            .iter()
            .map(|(number, delivered, returned)| ConfirmationLine {
                item: item(number),
                planned: None,
                delivered: count(*delivered),
                returned: count(*returned),
                reason: None,
            })
            .collect(),
        note: None,
    }
}

fn moved(request: &ConfirmationRequest) -> Vec<PlannedTransaction> {
    let place = || Some(place("GONE"));
    let written_off = WrittenOff { damaged: place(), scrapped: place(), lost: place(), found: place() };
    let places = Places { own_location: LocationNumber::new("DOCK").unwrap(), written_off };
    transactions(request, &places, &MovementRules::default()).unwrap()
}

fn right(lines: &[(&str, i64, i64)]) -> CorrectionRequest {
    CorrectionRequest {
        id: Uuid::from_u128(2),
        counted_at: DateTime::UNIX_EPOCH,
        lines: lines
            .iter()
            .map(|(number, delivered, returned)| CorrectedLine {
                item: item(number),
                delivered: count(*delivered),
                returned: count(*returned),
            })
            .collect(),
        reason: "two stood behind the door".into(),
    }
}

fn corrected(
    kind: ConfirmationKind,
    was: &[(&str, i64, i64)],
    is: &[(&str, i64, i64)],
) -> Result<Correction, NotCorrected> {
    let original = original(kind, was);
    correction(&original, &moved(&original), &right(is), &MovementRules::default())
}

/// From, to, item and pieces of every movement.
fn movements(correction: &Correction) -> Vec<(&str, &str, &str, u32)> {
    let rows = correction.transactions.iter().flat_map(|movement| {
        let sides = (movement.from.as_str(), movement.to.as_str());
        movement.items.iter().map(move |line| (sides.0, sides.1, line.item.as_str(), line.count.get()))
    });
    rows.collect()
}

#[test]
fn what_was_counted_too_much_goes_back_to_the_side_that_has_too_little() {
    use ConfirmationKind::{Damaged, Delivery, Found, Lost, Scrapped, Supply, Transfer};
    for (kind, from, to) in [
        (Delivery, "K1", "DOCK"),
        (Supply, "DOCK", "K1"),
        (Transfer, "K1", "DOCK"),
        (Damaged, "GONE", "K1"),
        (Scrapped, "GONE", "K1"),
        (Lost, "GONE", "K1"),
        (Found, "K1", "GONE"),
    ] {
        let fewer = corrected(kind, &[("FC560", 10, 0)], &[("FC560", 8, 0)]).unwrap();
        assert_eq!(movements(&fewer), [(from, to, "FC560", 2)], "{kind:?}");
        let more = corrected(kind, &[("FC560", 10, 0)], &[("FC560", 13, 0)]).unwrap();
        assert_eq!(movements(&more), [(to, from, "FC560", 3)], "{kind:?}");
    }
}

#[test]
fn one_correction_is_one_movement_in_each_direction_and_names_what_it_puts_right() {
    let correction = corrected(
        ConfirmationKind::Delivery,
        &[("FC560", 10, 4), ("TAG6", 2, 0), ("FC577", 1, 0)],
        &[("FC560", 10, 6), ("TAG6", 0, 0), ("FC566", 2, 0)],
    )
    .unwrap();
    assert_eq!(
        movements(&correction),
        [("DOCK", "K1", "FC566", 2), ("K1", "DOCK", "FC560", 2), ("K1", "DOCK", "TAG6", 2)]
    );
    let numbers: Vec<_> = correction.transactions.iter().map(|movement| movement.number.as_str()).collect();
    assert_eq!(numbers, ["FL-00000000000000000000000000000002-D", "FL-00000000000000000000000000000002-R"]);
    for movement in &correction.transactions {
        assert_eq!((movement.type_code, movement.status_code), (5, 16));
        assert_eq!(movement.reference.as_ref().unwrap().as_str(), "240311");
        assert_eq!(
            movement.note.as_deref(),
            Some(
                "Correction of FL-00000000000000000000000000000001-D, FL-00000000000000000000000000000001-R: \
                 two stood behind the door"
            )
        );
    }
    assert_eq!(correction.request.note.as_deref(), Some("two stood behind the door"));
    assert_eq!(correction.request.kind, ConfirmationKind::Correction);
}

#[test]
fn where_nothing_differs_there_is_nothing_to_correct() {
    use ConfirmationKind::Delivery;
    for is in [&[("FC560", 10, 4)][..], &[("FC560", 11, 5)], &[]] {
        assert_eq!(corrected(Delivery, &[("FC560", 10, 4)], is), Err(NotCorrected::NothingDiffers), "{is:?}");
    }
    let original = original(Delivery, &[("FC560", 10, 4)]);
    let nothing_stands = correction(&original, &[], &right(&[("FC560", 1, 0)]), &MovementRules::default());
    assert_eq!(nothing_stands, Err(NotCorrected::NothingDiffers));
}

#[test]
fn a_difference_that_can_be_no_movement_is_told_by_its_item() {
    assert_eq!(
        corrected(ConfirmationKind::Lost, &[("FC560", 1, 0)], &[("FC560", 0, 1)]),
        Err(NotCorrected::OneWayOnly(item("FC560")))
    );
    assert_eq!(
        corrected(ConfirmationKind::Delivery, &[("FC560", 99_999, 0)], &[("FC560", 0, 1)]),
        Err(NotCorrected::TooMany(item("FC560")))
    );
}

#[test]
fn what_was_never_saved_is_not_corrected_away() {
    let original = original(ConfirmationKind::Delivery, &[("FC560", 10, 4)]);
    // TrackOnline refused the return and somebody gave it up: only the delivery stands.
    let delivered: Vec<_> = moved(&original).into_iter().take(1).collect();
    let correction =
        correction(&original, &delivered, &right(&[("FC560", 10, 4)]), &MovementRules::default()).unwrap();
    assert_eq!(movements(&correction), [("K1", "DOCK", "FC560", 4)]);
}

const ITEMS: [&str; 3] = ["FC560", "FC577", "CC TAG6"];

/// Delivered and returned of each item, or nothing said about it.
type Statement = Vec<Option<(i64, i64)>>;

/// Kinds that go one way only have nothing returned.
fn statement(kind: ConfirmationKind) -> impl Strategy<Value = Statement> {
    let most_returned = if goes_both_ways(kind) { 20_i64 } else { 0 };
    prop::collection::vec(prop::option::of((0_i64..20, 0..=most_returned)), ITEMS.len())
}

fn story() -> impl Strategy<Value = (ConfirmationKind, Vec<Statement>)> {
    let kinds = ConfirmationKind::ALL.into_iter().filter(|kind| *kind != ConfirmationKind::Correction);
    prop::sample::select(kinds.collect::<Vec<_>>())
        .prop_flat_map(|kind| (Just(kind), prop::collection::vec(statement(kind), 1..6)))
}

fn said(statement: &[Option<(i64, i64)>]) -> Vec<(&'static str, i64, i64)> {
    let named = ITEMS.into_iter().zip(statement);
    named
        .filter_map(|(item, counts)| counts.map(|(delivered, returned)| (item, delivered, returned)))
        .collect()
}

proptest! {
    #[test]
    fn after_any_corrections_all_movements_together_are_what_was_stated_last((kind, statements) in story()) {
        let original = original(kind, &said(&statements[0]));
        let mut standing = moved(&original);
        prop_assume!(!standing.is_empty());
        let mut last: BTreeMap<ItemNumber, i64> = BTreeMap::new();
        for (index, statement) in statements.iter().enumerate() {
            for (number, delivered, returned) in said(statement) {
                last.insert(item(number), direction_of_delivered(kind).signed(delivered - returned));
            }
            if index > 0 {
                match correction(&original, &standing, &right(&said(statement)), &MovementRules::default()) {
                    Ok(correction) => {
                        prop_assert!(!correction.transactions.is_empty());
                        prop_assert!(correction.transactions.iter().all(|movement| !movement.items.is_empty()));
                        standing.extend(correction.transactions);
                    }
                    Err(refused) => prop_assert_eq!(refused, NotCorrected::NothingDiffers),
                }
            }
            let sums = standing_pieces(&standing);
            for (item, pieces) in &last {
                prop_assert_eq!(sums.get(item).copied().unwrap_or_default(), *pieces, "{}", item);
            }
        }
    }
}
