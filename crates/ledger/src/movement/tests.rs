use contract::{ConfirmationLine, Count, CustomerNumber, ItemNumber};

use super::*;

fn place(number: &str) -> LocationNumber {
    LocationNumber::new(number).unwrap()
}

fn request(kind: ConfirmationKind, lines: &[(&str, i64, i64)]) -> ConfirmationRequest {
    ConfirmationRequest {
        id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001),
        kind,
        stage: Stage::Counted,
        customer: Some(CustomerNumber::new("1001").unwrap()),
        location: place("K1"),
        own_location: None,
        order: Some(OrderReference::new("240311").unwrap()),
        counted_at: DateTime::UNIX_EPOCH,
        lines: lines
            .iter()
            .map(|(item, delivered, returned)| ConfirmationLine {
                item: ItemNumber::new(item).unwrap(),
                planned: None,
                delivered: Count::new(*delivered).unwrap(),
                returned: Count::new(*returned).unwrap(),
                reason: None,
            })
            .collect(),
        note: None,
    }
}

fn places() -> Places {
    let written_off = WrittenOff {
        damaged: Some(place("REPAIR")),
        scrapped: Some(place("SCRAP")),
        lost: Some(place("GONE")),
        found: Some(place("NOWHERE")),
    };
    Places { own_location: place("DOCK"), written_off }
}

fn planned(request: &ConfirmationRequest) -> Vec<PlannedTransaction> {
    transactions(request, &places(), &MovementRules::default()).unwrap()
}

/// Direction, type, from and to of each movement.
fn movements(kind: ConfirmationKind, lines: &[(&str, i64, i64)]) -> Vec<(Direction, i32, String, String)> {
    let sides = |movement: PlannedTransaction| {
        (movement.direction, movement.type_code, movement.from.to_string(), movement.to.to_string())
    };
    planned(&request(kind, lines)).into_iter().map(sides).collect()
}

fn movement(direction: Direction, kind: i32, from: &str, to: &str) -> (Direction, i32, String, String) {
    (direction, kind, from.into(), to.into())
}

#[test]
fn a_delivery_with_returns_is_two_movements_with_the_sides_the_other_way_round() {
    let delivery = request(ConfirmationKind::Delivery, &[("FC560", 12, 4), ("TAG6", 2, 0), ("FC577", 0, 9)]);
    let [delivery, back] = &planned(&delivery)[..] else { panic!("two movements expected") };
    assert_eq!((delivery.type_code, delivery.status_code), (60, 16));
    assert_eq!((delivery.from.as_str(), delivery.to.as_str()), ("DOCK", "K1"));
    assert_eq!(
        delivery.items.iter().map(|line| (line.item.as_str(), line.count.get())).collect::<Vec<_>>(),
        [("FC560", 12), ("TAG6", 2)]
    );
    assert_eq!((back.type_code, back.from.as_str(), back.to.as_str()), (65, "K1", "DOCK"));
    assert_eq!(
        back.items.iter().map(|line| (line.item.as_str(), line.count.get())).collect::<Vec<_>>(),
        [("FC560", 4), ("FC577", 9)]
    );
}

#[test]
fn each_kind_has_its_type_and_its_sides() {
    use ConfirmationKind::{Correction, Damaged, Delivery, Found, Lost, Scrapped, Supply, Transfer};
    use Direction::{Delivered, Returned};
    let both = [("FC560", 3, 1)];
    let one = [("FC560", 3, 0)];
    let expected = [
        (Delivery, vec![movement(Delivered, 60, "DOCK", "K1"), movement(Returned, 65, "K1", "DOCK")]),
        // What a supplier brought leaves the supplier.
        (Supply, vec![movement(Delivered, 65, "DOCK", "K1"), movement(Returned, 60, "K1", "DOCK")]),
        (Transfer, vec![movement(Delivered, 15, "DOCK", "K1")]),
        (Damaged, vec![movement(Returned, 25, "K1", "REPAIR")]),
        (Scrapped, vec![movement(Returned, 20, "K1", "SCRAP")]),
        (Lost, vec![movement(Returned, 30, "K1", "GONE")]),
        (Found, vec![movement(Delivered, 35, "NOWHERE", "K1")]),
        (Correction, vec![movement(Delivered, 5, "DOCK", "K1"), movement(Returned, 5, "K1", "DOCK")]),
    ];
    assert!(ConfirmationKind::ALL.iter().all(|kind| expected.iter().any(|(named, _)| named == kind)));
    for (kind, expected) in expected {
        let lines = if goes_both_ways(kind) { &both } else { &one };
        assert_eq!(movements(kind, lines), expected, "{kind:?}");
    }
}

#[test]
fn what_a_supplier_brought_and_took_back_is_counted_in_the_right_movement() {
    let [back, received] = &planned(&request(ConfirmationKind::Supply, &[("FC560", 30, 7)]))[..] else {
        panic!("two movements expected")
    };
    assert_eq!(received.items[0].count.get(), 30);
    assert_eq!(back.items[0].count.get(), 7);
}

#[test]
fn another_of_our_own_locations_is_the_other_side_where_it_is_named() {
    for kind in [ConfirmationKind::Delivery, ConfirmationKind::Supply, ConfirmationKind::Transfer] {
        let elsewhere =
            ConfirmationRequest { own_location: Some(place("VENLO")), ..request(kind, &[("FC560", 3, 0)]) };
        let movement = &planned(&elsewhere)[0];
        assert!([&movement.from, &movement.to].contains(&&place("VENLO")), "{movement:?}");
        assert!([&movement.from, &movement.to].contains(&&place("K1")), "{movement:?}");
    }
}

#[test]
fn a_kind_whose_other_side_is_not_set_is_refused_by_the_settings_name() {
    let places = Places { own_location: place("DOCK"), written_off: WrittenOff::default() };
    for (kind, setting) in [
        (ConfirmationKind::Damaged, "written_off.damaged"),
        (ConfirmationKind::Scrapped, "written_off.scrapped"),
        (ConfirmationKind::Lost, "written_off.lost"),
        (ConfirmationKind::Found, "written_off.found"),
    ] {
        let refused = transactions(&request(kind, &[("FC560", 1, 0)]), &places, &MovementRules::default());
        assert_eq!(refused, Err(NotSetUp { kind, setting }));
    }
}

#[test]
fn what_is_announced_has_the_status_of_a_plan() {
    let announced = ConfirmationRequest {
        stage: Stage::Planned,
        ..request(ConfirmationKind::Delivery, &[("FC560", 3, 0)])
    };
    let plan = &planned(&announced)[0];
    assert_eq!((plan.stage, plan.status_code), (Stage::Planned, 5));
}

#[test]
fn the_number_is_the_same_every_time_and_differs_by_direction() {
    let request = request(ConfirmationKind::Delivery, &[("FC560", 1, 1)]);
    let first = planned(&request);
    assert_eq!(first, planned(&request));
    assert_eq!(first[0].number.as_str(), "FL-01920000000070008000000000000001-D");
    assert_eq!(first[1].number.as_str(), "FL-01920000000070008000000000000001-R");
}

#[test]
fn in_trackonline_it_goes_by_the_number_of_the_plan_that_it_takes_the_place_of() {
    let mut counted = planned(&request(ConfirmationKind::Delivery, &[("FC560", 1, 0)])).remove(0);
    assert_eq!(counted.wire_number(), &counted.number);
    counted.updates = Some(TransactionNumber::new("T-4711").unwrap());
    assert_eq!(counted.wire_number().as_str(), "T-4711");
}

#[test]
fn nothing_counted_is_no_movement() {
    assert_eq!(planned(&request(ConfirmationKind::Delivery, &[("FC560", 0, 0)])), []);
}

#[test]
fn what_an_earlier_release_stored_is_still_read() {
    let stored = r#"{
        "number": "FL-01920000000070008000000000000001-D", "direction": "delivered", "type_code": 60, "status_code": 16,
        "from": "DOCK", "to": "K1", "items": [{ "item": "FC560", "count": 3 }], "moved_at": "1970-01-01T00:00:00Z",
        "reference": "240311", "note": null
    }"#;
    let read: PlannedTransaction = serde_json::from_str(stored).unwrap();
    assert_eq!([read], planned(&request(ConfirmationKind::Delivery, &[("FC560", 3, 0)]))[..]);
}
