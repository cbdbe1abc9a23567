//! Six months of movements leave what such a trade would leave.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, TimeDelta, Timelike, Weekday};

use super::{day, days};
use crate::world::location::LocationType;
use crate::world::movement::{TransactionStatus, TransactionType};
use crate::world::places::{CUSTOMERS, CustomerRow, Habit, own};
use crate::world::{HISTORY_DAYS, World, midnight};

fn with_habit(habit: Habit) -> impl Iterator<Item = (&'static CustomerRow, &'static str)> {
    CUSTOMERS.iter().filter(move |row| row.habit == habit).filter_map(|row| Some((row, row.number?)))
}

fn held(world: &World, location: &str) -> BTreeMap<String, i64> {
    world
        .balances()
        .into_iter()
        .filter(|((at, _), pieces)| *at == location && *pieces != 0)
        .map(|((_, item), pieces)| (item.to_owned(), pieces))
        .collect()
}

#[test]
fn a_movement_goes_from_one_known_place_to_another_and_does_not_arrive_before_it_leaves() {
    for base in days() {
        let world = World::on(base);
        for movement in &world.movements {
            assert!(world.location(&movement.from).is_some() && world.location(&movement.to).is_some());
            assert_ne!(movement.from, movement.to, "{}", movement.number);
            assert!(movement.date <= movement.counterpart_date, "{}", movement.number);
            assert!(!movement.items.is_empty());
            for item in &movement.items {
                assert!(world.item(&item.item).is_some_and(|known| known.enabled), "{}", item.item);
                assert!(item.quantity > 0);
            }
            if let Some(carrier) = &movement.carrier {
                assert_eq!(world.location(carrier).unwrap().kind, LocationType::Carrier);
            }
        }
    }
}

#[test]
fn history_ends_where_the_day_begins_and_only_plans_lie_after_it() {
    for base in days() {
        let now = midnight(base);
        let world = World::on(base);
        for movement in &world.movements {
            assert!(movement.date > now - TimeDelta::days(HISTORY_DAYS + 2));
            assert!(movement.created_on < now && movement.modified_on < now, "{movement:?}");
            let planned = movement.status == TransactionStatus::Planned;
            assert_eq!(planned, movement.date >= now, "{movement:?}");
            assert_eq!(movement.processed_on.is_some(), movement.status == TransactionStatus::Processed);
        }
        let planned = world.movements.iter().filter(|movement| movement.status == TransactionStatus::Planned);
        assert!(planned.count() >= 2);
        for status in
            [TransactionStatus::Processed, TransactionStatus::Executed, TransactionStatus::Confirmed]
        {
            assert!(
                world.movements.iter().filter(|movement| movement.status == status).count() > 30,
                "{status:?}"
            );
        }
        for status in [TransactionStatus::Cancelled, TransactionStatus::Declined] {
            assert!(world.movements.iter().any(|movement| movement.status == status), "{status:?}");
        }
        assert!(world.movements.iter().any(|movement| movement.deleted));
    }
}

#[test]
fn lorries_leave_early_and_weekdays_are_busier_than_weekends() {
    let world = World::on(day(2026, 3, 18));
    let deliveries: Vec<_> = world
        .movements
        .iter()
        .filter(|movement| movement.kind == TransactionType::Declare && movement.reference.is_some())
        .collect();
    assert!(deliveries.iter().all(|movement| (3..=8).contains(&movement.date.hour())));
    let on = |weekday| deliveries.iter().filter(|movement| movement.date.weekday() == weekday).count();
    assert!(
        on(Weekday::Fri) > on(Weekday::Sat) && on(Weekday::Sat) > on(Weekday::Sun) && on(Weekday::Sun) > 0
    );
}

#[test]
fn our_own_places_never_hold_less_than_nothing() {
    for base in days() {
        let world = World::on(base);
        for place in [own::DOCK, own::DEPOT, own::WASH] {
            assert!(held(&world, place).values().all(|pieces| *pieces > 0), "{base} {place}");
        }
        let everything: i64 = world.balances().values().sum();
        assert_eq!(everything, 0, "what one side gives, the other receives");
    }
}

#[test]
fn overdue_customers_were_delivered_to_but_gave_nothing_back_for_weeks() {
    for base in days() {
        let world = World::on(base);
        let mut overdue = 0;
        for (_, number) in with_habit(Habit::Overdue) {
            let since = midnight(base) - TimeDelta::days(36);
            let counted = || world.movements.iter().filter(|movement| movement.counts());
            assert!(
                !counted().any(|movement| movement.from == number && movement.date >= since),
                "{base} {number}"
            );
            overdue += usize::from(held(&world, number).values().sum::<i64>() > 20);
        }
        assert!(overdue >= 4, "{base}: {overdue}");
    }
}

#[test]
fn some_customers_stand_over_their_agreed_maximum() {
    for base in days() {
        let world = World::on(base);
        for (row, number) in with_habit(Habit::Piling) {
            let agreed = world.configurations.iter().find(|known| known.name == row.trade.name()).unwrap();
            let held = held(&world, number);
            let exceeded = agreed
                .members
                .iter()
                .any(|member| held.get(&member.item).is_some_and(|pieces| *pieces > member.maximum_balance));
            assert!(exceeded, "{base} {number} {held:?}");
            assert_eq!(world.location(number).unwrap().tags, [row.trade.name()]);
        }
    }
}

#[test]
fn some_customers_hold_nothing_and_one_holds_less_than_nothing() {
    for base in days() {
        let world = World::on(base);
        let planned: BTreeSet<_> = world
            .movements
            .iter()
            .filter(|movement| movement.status == TransactionStatus::Planned)
            .map(|movement| movement.to.as_str())
            .collect();
        let idle = |number: &&str| !planned.contains(number);
        for number in with_habit(Habit::Swapping).map(|(_, number)| number).filter(idle) {
            assert!(held(&world, number).is_empty(), "{base} {number}");
            assert!(world.movements.iter().any(|movement| movement.to == number), "but it was delivered to");
        }
        for (_, number) in with_habit(Habit::Newcomer) {
            assert!(!world.movements.iter().any(|movement| movement.from == number || movement.to == number));
        }
        for number in with_habit(Habit::Surplus).map(|(_, number)| number).filter(idle) {
            assert!(held(&world, number)["FC560"] < 0, "{base} {number}");
        }
    }
}
