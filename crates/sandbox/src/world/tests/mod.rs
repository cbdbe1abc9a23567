//! What the made-up trade promises to those who build on it.

mod history;
mod orders;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::location::{BalanceOperationMode, HierarchyLevel, Location, LocationType};
use super::movement::Movement;
use super::{EDITION, World};

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Days of every kind: a Wednesday, a Sunday, the day after one, a leap day, New Year's Day.
fn days() -> [NaiveDate; 5] {
    [day(2026, 3, 18), day(2026, 11, 22), day(2025, 6, 16), day(2028, 2, 29), day(2027, 1, 1)]
}

#[test]
fn the_same_day_always_has_the_same_world() {
    let world = World::on(day(2026, 3, 18));
    assert_eq!(world, World::on(day(2026, 3, 18)));
    let told = |movement: &Movement| {
        let items: Vec<_> =
            movement.items.iter().map(|item| format!("{} {}", item.quantity, item.item)).collect();
        let (status, kind) = (movement.status.code(), movement.kind.code());
        let (left, arrived) = (movement.date.timestamp(), movement.counterpart_date.timestamp());
        format!(
            "{} {} {status} {kind} {} {} {left} {arrived} {items:?}",
            movement.id, movement.number, movement.from, movement.to
        )
    };
    let fingerprint = world
        .movements
        .iter()
        .flat_map(|movement| told(movement).into_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    assert_eq!(
        (EDITION, fingerprint),
        (1, 11_945_421_234_084_853_389),
        "the world has changed: raise EDITION, since stored states stand on the old one, and note the new fingerprint"
    );
}

#[test]
fn it_is_as_large_as_a_real_one() {
    let world = World::on(day(2026, 3, 18));
    assert!((58..=66).contains(&world.locations.len()), "{} locations", world.locations.len());
    assert!((15..=18).contains(&world.items.len()), "{} items", world.items.len());
    assert!((1_500..5_000).contains(&world.movements.len()), "{} movements", world.movements.len());
    for country in ["Netherlands", "Germany", "France", "United Kingdom"] {
        assert!(
            world.locations.iter().filter(|place| place.country.name() == country).count() >= 7,
            "{country}"
        );
    }
    for (kind, least) in [
        (LocationType::Customer, 35),
        (LocationType::Supplier, 6),
        (LocationType::Carrier, 4),
        (LocationType::Auction, 1),
        (LocationType::CompanyLocation, 2),
    ] {
        assert!(world.locations.iter().filter(|place| place.kind == kind).count() >= least, "{kind:?}");
    }
}

#[test]
fn texts_keep_within_the_documents_limits() {
    let world = World::on(day(2026, 3, 18));
    let fits = |text: &str, most: usize| {
        assert!((1..=most).contains(&text.chars().count()), "{text:?}, at most {most}");
    };
    for place in &world.locations {
        fits(&place.number, 25);
        fits(&place.name, 50);
        fits(&place.name_short, 15);
        fits(&place.address_line, 100);
        fits(&place.postal_code, 15);
        fits(&place.city, 30);
        fits(&place.telephone, 30);
        place.external_numbers.iter().for_each(|known| fits(&known.number, 30));
    }
    for item in &world.items {
        fits(&item.number, 25);
        fits(&item.name, 50);
        fits(&item.code, 6);
    }
    for movement in &world.movements {
        fits(&movement.number, 50);
    }
}

#[test]
fn every_number_and_identifier_belongs_to_one_thing() {
    let world = World::on(day(2026, 3, 18));
    let numbers: BTreeSet<_> = world.locations.iter().map(|place| &place.number).collect();
    assert_eq!(numbers.len(), world.locations.len());
    let numbers: BTreeSet<_> = world.movements.iter().map(|movement| &movement.number).collect();
    assert_eq!(numbers.len(), world.movements.len());
    let ids: Vec<_> = (world.locations.iter().map(|place| place.id))
        .chain(world.items.iter().map(|item| item.id))
        .chain(world.configurations.iter().map(|configuration| configuration.id))
        .chain(world.movements.iter().map(|movement| movement.id))
        .collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}

#[test]
fn there_are_branches_restrictions_and_things_out_of_use() {
    let world = World::on(day(2026, 3, 18));
    for head in world.locations.iter().filter(|place| place.kind == LocationType::Customer) {
        let branches =
            world.locations.iter().filter(|place| place.parent_number.as_ref() == Some(&head.number)).count();
        assert_eq!(branches > 0, head.hierarchy == HierarchyLevel::HeadOffice, "{}", head.number);
    }
    let count = |test: fn(&Location) -> bool| world.locations.iter().filter(|place| test(place)).count();
    assert!(
        count(|place| place.hierarchy == HierarchyLevel::HeadOffice && place.kind == LocationType::Customer)
            >= 4
    );
    assert_eq!(count(|place| place.mode == BalanceOperationMode::ExchangeOnly), 1);
    assert_eq!(count(|place| place.mode == BalanceOperationMode::BalanceRestriction), 1);
    assert_eq!(count(|place| !place.enabled), 1);
    assert_eq!(count(|place| place.name.chars().count() == 50), 1, "one name is as long as names may be");
    assert_eq!(world.items.iter().filter(|item| !item.enabled).count(), 1);
}

#[test]
fn every_trolley_in_use_rode_from_where_it_was_and_not_before_it_had_come() {
    for base in days() {
        let world = World::on(base);
        let mut elsewhere = 0;
        for trolley in &world.trolleys {
            let rides: Vec<&Movement> = (trolley.movements.iter())
                .map(|id| world.movements.iter().find(|movement| movement.id == *id).unwrap())
                .collect();
            assert_eq!(rides.is_empty(), trolley.deleted, "{}", trolley.number);
            for pair in rides.windows(2) {
                assert!(pair[0].to == pair[1].from && pair[0].counterpart_date <= pair[1].date, "{pair:?}");
            }
            elsewhere += usize::from(rides.last().is_some_and(|ride| !ride.to.starts_with("000")));
        }
        assert!((6..=36).contains(&elsewhere), "{base}: {elsewhere} are not at our own places");
        for movement in &world.movements {
            let riding =
                world.trolleys.iter().filter(|trolley| trolley.movements.contains(&movement.id)).count();
            let moved =
                movement.items.iter().find(|item| item.item == "CC TAG6").map_or(0, |item| item.quantity);
            assert!(i64::try_from(riding).unwrap() <= moved, "{}", movement.number);
        }
    }
}

#[test]
fn trips_hold_one_lorrys_movements_of_a_day() {
    let world = World::on(day(2026, 3, 18));
    let of_trips = || world.movements.iter().filter_map(|movement| Some((movement.trip.as_ref()?, movement)));
    for (trip, movement) in of_trips() {
        let same = of_trips().filter(|(other, _)| *other == trip).map(|(_, other)| other);
        for other in same {
            assert_eq!(
                (&movement.carrier, &movement.license_plate),
                (&other.carrier, &other.license_plate),
                "{trip}"
            );
        }
    }
    assert!(of_trips().count() > 500);
}
