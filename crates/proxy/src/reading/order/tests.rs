use trackonline::ItemDefinition;

use super::*;

fn row(number: &str, from: &str, to: &str, status: TransactionStatus) -> Transaction {
    Transaction {
        transaction_number: Some(number.into()),
        status_code: Some(status),
        from_location: Some(Location::by_number(from)),
        to_location: Some(Location::by_number(to)),
        transaction_items: vec![TransactionItem {
            item_definition: Some(ItemDefinition::by_number("FC560")),
            quantity: Some(trackonline::Quantity::new(8)),
            quantity_planned: Some(trackonline::Quantity::new(10)),
            ..TransactionItem::default()
        }],
        ..Transaction::default()
    }
}

fn customer() -> Vec<LocationNumber> {
    ["C1", "C1-A"].map(|number| LocationNumber::new(number).unwrap()).into()
}

fn read(row: &Transaction) -> Option<(Direction, Stage, u32)> {
    let movement = their_movement(row, &customer())?;
    Some((movement.direction, movement.stage, movement.items[0].count.get()))
}

#[test]
fn a_plan_counts_what_was_planned_and_a_count_what_was_counted() {
    use TransactionStatus::{Confirmed, Planned};
    assert_eq!(read(&row("T", "DOCK", "C1", Planned)), Some((Direction::Delivered, Stage::Planned, 10)));
    assert_eq!(read(&row("T", "C1-A", "DOCK", Confirmed)), Some((Direction::Returned, Stage::Counted, 8)));
}

#[test]
fn what_was_called_off_or_went_between_branches_or_past_the_customer_is_no_movement_of_the_order() {
    use TransactionStatus::{Cancelled, Confirmed, Declined};
    for (from, to, status) in [
        ("DOCK", "C1", Cancelled),
        ("DOCK", "C1", Declined),
        ("C1", "C1-A", Confirmed),
        ("DOCK", "C2", Confirmed),
    ] {
        assert_eq!(read(&row("T", from, to, status.clone())), None, "{from} to {to}, {status:?}");
    }
    let deleted = Transaction { is_deleted: Some(true), ..row("T", "DOCK", "C1", Confirmed) };
    assert_eq!(read(&deleted), None);
}

#[test]
fn what_we_saved_and_somebody_called_off_since_does_not_stand() {
    let counted = row("T", "DOCK", "C1", TransactionStatus::Confirmed);
    let told = |movement| Told { movement, corrects: false };
    let ours: Vec<_> = their_movement(&counted, &customer()).into_iter().map(told).collect();
    assert_eq!(together(ours.clone(), &[counted], &customer()).len(), 1);
    let called_off = row("T", "DOCK", "C1", TransactionStatus::Cancelled);
    assert_eq!(together(ours, &[called_off], &customer()), []);
}

#[test]
fn a_plan_of_others_stays_while_what_was_to_take_its_place_does_not_stand() {
    use PostingState::{Checking, Excepted, Held, Queued, Rejected, Saved, Withdrawn};
    let plan = row("T", "DOCK", "C1", TransactionStatus::Planned);
    let stages = |state| {
        let counted = row("T", "DOCK", "C1", TransactionStatus::Confirmed);
        let ours = Movement { state, ..their_movement(&counted, &customer()).unwrap() };
        let told = vec![Told { movement: ours, corrects: false }];
        let together = together(told, std::slice::from_ref(&plan), &customer());
        together.into_iter().map(|movement| (movement.stage, movement.state)).collect::<Vec<_>>()
    };
    for state in [Rejected, Withdrawn, Held] {
        assert_eq!(stages(state), [(Stage::Counted, state), (Stage::Planned, Saved)]);
    }
    for state in [Queued, Checking, Excepted, Saved] {
        assert_eq!(stages(state), [(Stage::Counted, state)]);
    }
}

#[test]
fn what_is_on_its_way_to_a_plan_that_was_called_off_stays_in_sight() {
    let called_off = row("T", "DOCK", "C1", TransactionStatus::Cancelled);
    let counted = row("T", "DOCK", "C1", TransactionStatus::Confirmed);
    let ours = Movement { state: PostingState::Queued, ..their_movement(&counted, &customer()).unwrap() };
    let told = vec![Told { movement: ours.clone(), corrects: false }];
    assert_eq!(together(told, &[called_off], &customer()), [ours]);
}

#[test]
fn what_is_planned_as_broken_or_lost_is_no_plan_of_a_delivery() {
    use TransactionType::{Damaged, Declare, Lost, Return};
    for (type_code, apart) in [(Declare, false), (Return, false), (Damaged, true), (Lost, true)] {
        let planned = Transaction {
            type_code: Some(type_code.clone()),
            ..row("T", "C1", "DOCK", TransactionStatus::Planned)
        };
        assert_eq!(is_of_a_kind_apart(&planned), apart, "{type_code:?}");
    }
}
