//! FreshPortal's side, and how it hangs together with TrackOnline's.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;

use super::{day, days};
use crate::world::World;
use crate::world::freshportal::{self, OrderStatus, orders};
use crate::world::location::{ExternalNumber, LocationType};
use crate::world::movement::TransactionType;
use crate::world::packaging::{self, CODES, Link};
use crate::world::places::{self, CUSTOMERS};

#[test]
fn every_link_between_the_two_systems_is_what_it_says() {
    let world = World::on(day(2026, 3, 18));
    let external = |source: &str, number: &str| {
        let known = |known: &ExternalNumber| known.source == source && known.number == number;
        let places = world.locations.iter().filter(|place| place.external_numbers.iter().any(known));
        let items = world.items.iter().filter(|item| item.external_numbers.iter().any(known));
        places
            .map(|place| place.number.as_str())
            .chain(items.map(|item| item.number.as_str()))
            .collect::<Vec<_>>()
    };
    for row in CUSTOMERS.iter().filter(|row| row.parent.is_none()) {
        let by_external = external("FreshPortal", row.freshportal);
        match row.link {
            Link::External => assert_eq!(by_external, [row.number.unwrap()]),
            Link::SameNumber => {
                assert_eq!(row.number, Some(row.freshportal));
                assert!(by_external.is_empty());
            }
            Link::MappingFile | Link::Missing => {
                assert!(by_external.is_empty() && world.location(row.freshportal).is_none());
            }
        }
    }
    for code in CODES {
        let by_external = external("FreshPortal", code.code);
        match code.link {
            Link::External => assert_eq!(by_external, [code.parts[0].0]),
            Link::SameNumber => assert!(by_external.is_empty() && world.item(code.code).is_some()),
            Link::MappingFile | Link::Missing => {
                assert!(by_external.is_empty() && world.item(code.code).is_none());
            }
        }
        assert!(code.parts.iter().all(|(item, pieces)| world.item(item).is_some() && *pieces > 0));
    }
    assert_eq!(
        (external("FreshPortal", "10105"), world.location("10105").unwrap().kind),
        (vec!["C0505"], LocationType::Supplier),
        "one customer's number is a supplier's in TrackOnline, so the external number has to go first"
    );
    assert_eq!(
        (external("FreshPortal", "577"), external("Floricode", "577")),
        (vec![], vec!["FC577"]),
        "another source's number is no link"
    );
}

#[test]
fn orders_stay_the_same_when_the_calendar_moves_on() {
    let today = day(2026, 3, 18);
    let tomorrow = orders(today + TimeDelta::days(1));
    for order in orders(today).iter().filter(|order| order.departure_date > today) {
        let later = tomorrow.iter().find(|later| later.reference == order.reference).unwrap();
        assert_eq!((&later.lines, later.customer), (&order.lines, order.customer));
    }
}

#[test]
fn there_are_some_forty_orders_in_every_state() {
    for today in days() {
        let orders = orders(today);
        assert!((40..=50).contains(&orders.len()), "{}", orders.len());
        let references: BTreeSet<_> = orders.iter().map(|order| &order.reference).collect();
        assert_eq!(references.len(), orders.len());
        for status in
            [OrderStatus::Open, OrderStatus::Confirmed, OrderStatus::Delivered, OrderStatus::Invoiced]
        {
            assert!(orders.iter().any(|order| order.status == status), "{today} {status:?}");
        }
        assert!(orders.iter().all(|order| freshportal::customer(order.customer).is_some()));
    }
}

#[test]
fn today_has_the_orders_that_an_integration_stumbles_over() {
    let today = day(2026, 3, 18);
    let world = World::on(today);
    let orders = orders(today);
    let codes = |order: &freshportal::Order| {
        order
            .lines
            .iter()
            .filter_map(|line| line.packaging.as_ref())
            .map(|count| count.code)
            .collect::<Vec<_>>()
    };
    let link = |code: &str| packaging::code(code).unwrap().link;
    let unmapped =
        |order: &&freshportal::Order| codes(order).into_iter().any(|code| link(code) == Link::Missing);
    assert_eq!(orders.iter().filter(unmapped).count(), 1);
    assert_eq!(
        orders.iter().filter(|order| places::customer_rows(order.customer).next().is_none()).count(),
        1
    );
    assert_eq!(orders.iter().filter(|order| codes(order).is_empty()).count(), 1);
    assert!(orders.iter().any(|order| {
        let codes: BTreeSet<_> = codes(order).into_iter().collect();
        let items: Vec<_> =
            codes.iter().flat_map(|code| packaging::code(code).unwrap().parts).map(|part| part.0).collect();
        items.iter().collect::<BTreeSet<_>>().len() < items.len()
    }));
    assert!(orders.iter().any(|order| {
        places::customer_rows(order.customer).any(|row| !world.location(row.number.unwrap()).unwrap().enabled)
    }));
}

#[test]
fn a_delivered_order_is_in_trackonline_with_the_pieces_that_its_codes_stand_for() {
    let today = day(2026, 3, 18);
    let world = World::on(today);
    let past = orders(today).into_iter().filter(|order| order.departure_date < today);
    for order in past {
        let mut ordered: BTreeMap<&str, i64> = BTreeMap::new();
        for count in order.lines.iter().filter_map(|line| line.packaging.as_ref()) {
            for (item, pieces) in packaging::code(count.code).unwrap().parts {
                *ordered.entry(item).or_default() += pieces * i64::from(count.count);
            }
        }
        let delivered: Vec<_> = world
            .movements
            .iter()
            .filter(|movement| movement.reference.as_ref() == Some(&order.reference))
            .filter(|movement| movement.kind == TransactionType::Declare && movement.counts())
            .collect();
        assert_eq!(delivered.len(), 1, "{}", order.reference);
        let moved: BTreeMap<_, _> =
            delivered[0].items.iter().map(|item| (item.item.as_str(), item.quantity)).collect();
        assert_eq!(moved, ordered, "{}", order.reference);
        assert!(
            places::customer_rows(order.customer).any(|row| row.number == Some(delivered[0].to.as_str()))
        );
    }
}
