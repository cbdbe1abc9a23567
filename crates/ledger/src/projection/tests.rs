use chrono::DateTime;
use contract::{Basis, Count, Customer, CustomerNumber, Holding, OrderReference, TransactionNumber};

use super::*;

fn item(number: &str) -> ItemNumber {
    ItemNumber::new(number).unwrap()
}

fn counts(lines: &[(&str, i64)]) -> Vec<ItemCount> {
    lines
        .iter()
        .map(|(number, count)| ItemCount { item: item(number), count: Count::new(*count).unwrap() })
        .collect()
}

fn movement(direction: Direction, stage: Stage, reached: PostingState, lines: &[(&str, i64)]) -> Movement {
    Movement {
        number: TransactionNumber::new("T1").unwrap(),
        location: LocationNumber::new("K1").unwrap(),
        direction,
        stage,
        state: reached,
        items: counts(lines),
    }
}

fn account(holdings: &[(&str, &str, i64, i64)], movements: Vec<Movement>) -> Account {
    Account {
        customer: Customer { number: CustomerNumber::new("1001").unwrap(), name: "Bloem & Blad".into() },
        locations: Vec::new(),
        basis: Basis::Location,
        holdings: holdings
            .iter()
            .map(|(location, number, quantity, on_its_way)| Holding {
                location: LocationNumber::new(location).unwrap(),
                item: item(number),
                quantity: *quantity,
                on_its_way: *on_its_way,
            })
            .collect(),
        read_at: DateTime::UNIX_EPOCH,
        unreachable_since: None,
        order: Some(OrderStanding { reference: OrderReference::new("240311").unwrap(), movements }),
    }
}

fn shown(lines: &[ProjectedLine]) -> Vec<(&str, i64, i64, i64)> {
    lines.iter().map(|line| (line.item.as_str(), line.holds, line.adds, line.after)).collect()
}

#[test]
fn the_order_is_added_to_what_all_branches_hold_and_to_what_is_on_its_way() {
    let account = account(&[("K1", "FC560", 40, 2), ("K2", "FC560", 10, -1), ("K1", "TAG6", 7, 0)], vec![]);
    let lines = project(&account, &counts(&[("FC560", 12)]));
    assert_eq!(shown(&lines), [("FC560", 51, 12, 63), ("TAG6", 7, 0, 7)]);
    assert_eq!(lines[0].on_its_way, 1);
    let branch = at_location(&account, &counts(&[("FC560", 12)]), &LocationNumber::new("K2").unwrap());
    assert_eq!(shown(&branch), [("FC560", 9, 12, 21)]);
}

#[test]
fn what_is_planned_under_the_order_is_in_the_balance_and_is_not_added_again() {
    let planned = movement(Direction::Delivered, Stage::Planned, PostingState::Saved, &[("FC560", 10)]);
    let account = account(&[("K1", "FC560", 50, 0)], vec![planned]);
    assert_eq!(shown(&project(&account, &counts(&[("FC560", 12)]))), [("FC560", 50, 2, 52)]);
    assert_eq!(shown(&project(&account, &counts(&[("FC560", 8)]))), [("FC560", 50, 0, 50)]);
}

#[test]
fn once_a_delivery_was_counted_nothing_of_the_order_is_left_also_where_less_was_counted() {
    let counted = movement(Direction::Delivered, Stage::Counted, PostingState::Queued, &[("FC560", 8)]);
    let account = account(&[("K1", "FC560", 42, 8)], vec![counted]);
    let lines = project(&account, &counts(&[("FC560", 10), ("TAG6", 1)]));
    assert_eq!(shown(&lines), [("FC560", 50, 0, 50), ("TAG6", 0, 0, 0)]);
    assert_eq!(lines[0].already, Some(Already { planned: 0, delivered: 8, returned: 0 }));
}

#[test]
fn a_return_under_the_order_leaves_the_delivery_to_come() {
    let returned = movement(Direction::Returned, Stage::Counted, PostingState::Saved, &[("TAG6", 3)]);
    let account = account(&[("K1", "FC560", 42, 0)], vec![returned]);
    let lines = project(&account, &counts(&[("FC560", 10)]));
    assert_eq!(shown(&lines), [("FC560", 42, 10, 52), ("TAG6", 0, 0, 0)]);
    assert_eq!(lines[1].already, Some(Already { planned: 0, delivered: 0, returned: 3 }));
}

#[test]
fn a_refused_movement_counts_for_nothing_and_one_that_nobody_can_tell_stays_counted() {
    for (state, adds) in [
        (PostingState::Rejected, 10),
        (PostingState::Held, 10),
        (PostingState::Withdrawn, 10),
        (PostingState::Excepted, 0),
        (PostingState::Checking, 0),
    ] {
        let counted = movement(Direction::Delivered, Stage::Counted, state, &[("FC560", 10)]);
        let account = account(&[("K1", "FC560", 42, 0)], vec![counted]);
        assert_eq!(project(&account, &counts(&[("FC560", 10)]))[0].adds, adds, "{state:?}");
    }
}

#[test]
fn the_orders_items_come_first_and_then_the_largest_holdings() {
    let account =
        account(&[("K1", "A", 1, 0), ("K1", "B", -90, 0), ("K1", "C", 30, 0), ("K1", "D", 5, 0)], vec![]);
    let order: Vec<_> = project(&account, &counts(&[("D", 1), ("A", 1)]));
    assert_eq!(order.iter().map(|line| line.item.as_str()).collect::<Vec<_>>(), ["D", "A", "B", "C"]);
}

#[test]
fn what_is_known_under_the_order_is_shown_at_its_own_branch_and_counts_for_the_order_everywhere() {
    let counted = movement(Direction::Delivered, Stage::Counted, PostingState::Saved, &[("FC560", 8)]);
    let account = account(&[("K1", "FC560", 42, 0), ("K2", "FC560", 7, 0)], vec![counted]);
    let at = |branch: &str| {
        let location = LocationNumber::new(branch).unwrap();
        at_location(&account, &counts(&[("FC560", 10)]), &location).remove(0)
    };
    assert_eq!((at("K1").adds, at("K1").already.map(|known| known.delivered)), (0, Some(8)));
    assert_eq!((at("K2").adds, at("K2").already), (0, None));
}

#[test]
fn a_plan_is_told_as_long_as_it_stands() {
    let plan = |state| OrderStanding {
        reference: OrderReference::new("240311").unwrap(),
        movements: vec![movement(Direction::Delivered, Stage::Planned, state, &[("FC560", 8)])],
    };
    assert!(is_planned(Some(&plan(PostingState::Saved))));
    assert!(!is_planned(Some(&plan(PostingState::Rejected))));
    assert!(!is_delivered(Some(&plan(PostingState::Saved))));
    assert!(!is_planned(None));
}
