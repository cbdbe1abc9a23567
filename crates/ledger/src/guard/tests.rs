use contract::Count;

use super::*;

const WITHIN: TimeDelta = TimeDelta::hours(12);

fn at(hour: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(1) + TimeDelta::hours(hour)
}

fn line(item: &str, delivered: i64, returned: i64) -> ConfirmationLine {
    ConfirmationLine {
        item: ItemNumber::new(item).unwrap(),
        planned: None,
        delivered: Count::new(delivered).unwrap(),
        returned: Count::new(returned).unwrap(),
        reason: None,
    }
}

fn counted(id: u128, order: Option<&str>, hour: i64, lines: Vec<ConfirmationLine>) -> ConfirmationRequest {
    ConfirmationRequest {
        id: Uuid::from_u128(id),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        location: LocationNumber::new("K1").unwrap(),
        own_location: None,
        order: order.map(|order| OrderReference::new(order).unwrap()),
        counted_at: at(hour),
        lines,
        note: None,
    }
}

/// Whether the second, accepted when it was counted, may be a repetition of the first.
fn repeats(first: &ConfirmationRequest, again: &ConfirmationRequest) -> bool {
    let earlier = [Earlier::of(first, first.counted_at, "e.jansen")];
    second(again, again.counted_at, WITHIN, &earlier).is_some()
}

#[test]
fn a_second_one_for_the_same_order_says_who_confirmed_the_first_and_when() {
    let first = counted(1, Some("240311"), 9, vec![line("FC560", 10, 4)]);
    let again = counted(2, Some("240311"), 14, vec![line("FC577", 3, 0)]);
    let earlier = [Earlier::of(&first, at(10), "e.jansen")];
    assert_eq!(
        second(&again, at(14), WITHIN, &earlier),
        Some(Held { earlier: first.id, by: "e.jansen".into(), at: at(9) })
    );
}

#[test]
fn of_several_the_newest_is_named() {
    let again = counted(9, Some("240311"), 14, vec![line("FC560", 3, 0)]);
    let earlier = [(1, 9), (3, 12), (2, 11)].map(|(id, hour)| {
        Earlier::of(&counted(id, Some("240311"), hour, vec![line("FC560", 3, 0)]), at(hour), "e.jansen")
    });
    assert_eq!(second(&again, at(14), WITHIN, &earlier).map(|held| held.earlier), Some(Uuid::from_u128(3)));
}

#[test]
fn what_is_of_another_order_kind_place_way_or_time_is_no_repetition() {
    let first = counted(1, Some("240311"), 9, vec![line("FC560", 10, 0)]);
    let again = || counted(2, Some("240311"), 14, vec![line("FC560", 10, 0)]);
    assert!(repeats(&first, &again()));
    let others = [
        counted(2, Some("240312"), 14, again().lines),
        counted(2, None, 14, again().lines),
        ConfirmationRequest { kind: ConfirmationKind::Supply, ..again() },
        ConfirmationRequest { kind: ConfirmationKind::Correction, ..again() },
        ConfirmationRequest { stage: Stage::Planned, ..again() },
        ConfirmationRequest { location: LocationNumber::new("K2").unwrap(), ..again() },
        // Fetched later what the delivery left behind.
        counted(2, Some("240311"), 14, vec![line("FC560", 0, 10)]),
        counted(2, Some("240311"), 22, again().lines),
        counted(1, Some("240311"), 14, again().lines),
    ];
    for other in others {
        assert!(!repeats(&first, &other), "{other:?}");
    }
    let announced = ConfirmationRequest { stage: Stage::Planned, ..first };
    assert!(!repeats(&announced, &again()), "a count after its plan is no repetition");
}

#[test]
fn a_device_that_was_without_a_network_and_one_whose_clock_is_wrong_are_seen_through() {
    let sent_late = counted(2, Some("240311"), 10, vec![line("FC560", 10, 0)]);
    let at_the_door = counted(1, Some("240311"), 9, vec![line("FC560", 10, 0)]);
    let earlier = [Earlier::of(&at_the_door, at(9), "e.jansen")];
    assert!(second(&sent_late, at(40), WITHIN, &earlier).is_some());
    let wrong_clock = counted(2, Some("240311"), -400, vec![line("FC560", 10, 0)]);
    assert!(second(&wrong_clock, at(10), WITHIN, &earlier).is_some());
    for request in [sent_late, wrong_clock] {
        assert!(looks_back_to(&request, at(10), WITHIN) <= at(9), "{request:?}");
    }
}

#[test]
fn without_an_order_only_the_same_counts_of_the_same_customer_are_a_repetition() {
    let first = counted(1, None, 9, vec![line("FC560", 10, 4), line("TAG6", 1, 0)]);
    let again = |lines| counted(2, None, 11, lines);
    assert!(repeats(&first, &again(vec![line("TAG6", 1, 0), line("FC577", 0, 0), line("FC560", 10, 4)])));
    assert!(!repeats(&first, &again(vec![line("FC560", 10, 4)])));
    assert!(!repeats(&first, &again(vec![line("FC560", 10, 3), line("TAG6", 1, 0)])));
    let somebody_else = ConfirmationRequest {
        customer: Some(CustomerNumber::new("1002").unwrap()),
        ..again(first.lines.clone())
    };
    assert!(!repeats(&first, &somebody_else));
}

#[test]
fn a_count_that_differs_from_its_plan_needs_a_reason_and_other_needs_words() {
    let planned = |planned: i64, delivered: i64, reason: Option<DifferenceReason>| ConfirmationLine {
        planned: Some(Count::new(planned).unwrap()),
        reason,
        ..line("FC560", delivered, 0)
    };
    let lines = vec![
        planned(10, 10, None),
        planned(10, 8, None),
        planned(10, 8, Some(DifferenceReason::NotLoaded)),
        planned(10, 12, Some(DifferenceReason::Other)),
        line("TAG6", 3, 0),
        planned(0, 1, None),
    ];
    let mut request = counted(1, Some("240311"), 9, lines);
    assert_eq!(differences_without_reason(&request), [1, 3, 5]);
    request.note = Some("  ".into());
    assert_eq!(differences_without_reason(&request), [1, 3, 5]);
    request.note = Some("the lift was broken".into());
    assert_eq!(differences_without_reason(&request), [1, 5]);
    request.stage = Stage::Planned;
    assert_eq!(differences_without_reason(&request), [0_usize; 0]);
}

fn declared(number: &str, sides: (&str, &str), hour: i64, items: &[(&str, i64)]) -> Declared {
    Declared {
        number: TransactionNumber::new(number).unwrap(),
        from: LocationNumber::new(sides.0).unwrap(),
        to: LocationNumber::new(sides.1).unwrap(),
        items: items
            .iter()
            .map(|(item, count)| ItemCount {
                item: ItemNumber::new(item).unwrap(),
                count: Count::new(*count).unwrap(),
            })
            .collect(),
        moved_at: at(hour),
    }
}

fn pairs(ours: &[Declared], theirs: &[Declared]) -> Vec<(String, String)> {
    let text = |(our, their): (TransactionNumber, TransactionNumber)| (our.to_string(), their.to_string());
    declared_twice(ours, theirs).into_iter().map(text).collect()
}

const OUT: (&str, &str) = ("DOCK", "K1");

#[test]
fn the_same_pieces_between_the_same_sides_on_the_same_day_are_declared_twice() {
    let ours = [declared("FL-1", OUT, 9, &[("FC560", 10), ("TAG6", 2)])];
    let like = |hour| declared("T-1", OUT, hour, &[("TAG6", 2), ("FC560", 4), ("FC560", 6), ("FC577", 0)]);
    assert_eq!(pairs(&ours, &[like(-2)]), [("FL-1".to_owned(), "T-1".to_owned())]);
    for other in [
        like(33),
        declared("T-1", ("K1", "DOCK"), 9, &[("FC560", 10), ("TAG6", 2)]),
        declared("T-1", ("DOCK", "K2"), 9, &[("FC560", 10), ("TAG6", 2)]),
        declared("T-1", OUT, 9, &[("FC560", 10)]),
        declared("T-1", OUT, 9, &[("FC560", 10), ("TAG6", 3)]),
        declared("FL-1", OUT, 9, &[("FC560", 10), ("TAG6", 2)]),
    ] {
        assert_eq!(pairs(&ours, std::slice::from_ref(&other)), [], "{other:?}");
    }
}

#[test]
fn a_movement_is_the_twin_of_one_other_at_most_and_the_nearest_in_time_go_first() {
    let pieces = &[("FC560", 10)];
    let ours = [declared("FL-1", OUT, 9, pieces), declared("FL-2", OUT, 15, pieces)];
    assert_eq!(pairs(&ours, &[declared("T-1", OUT, 14, pieces)]), [("FL-2".to_owned(), "T-1".to_owned())]);
    let both = [declared("T-1", OUT, 14, pieces), declared("T-2", OUT, 13, pieces)];
    assert_eq!(
        pairs(&ours, &both),
        [("FL-2".to_owned(), "T-1".to_owned()), ("FL-1".to_owned(), "T-2".to_owned())]
    );
}
