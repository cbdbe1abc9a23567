//! Deliveries to customers and what comes back on the same lorry.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::{Book, Draft, Lorry, lorry};
use crate::world::dice::Dice;
use crate::world::freshportal::{Order, of_day};
use crate::world::location::Country;
use crate::world::movement::{ItemCondition, TransactionStatus, TransactionType};
use crate::world::places::{CUSTOMERS, CustomerRow, Habit, own};
use crate::world::{HISTORY_DAYS, SEED, midnight, packaging};

/// A day's deliveries and returns.
pub(super) fn day(book: &mut Book, day: NaiveDate, dice: &mut Dice) {
    for (order, place) in of_day(day, book.base) {
        let Some(number) = place.number else { continue };
        let round = Round::plan(place, day, dice);
        let before = book.all_held(number);
        book.write(delivery(
            &order,
            place,
            number,
            &round,
            midnight(day) - TimeDelta::minutes(dice.between(300, 620)),
        ));
        let entered = round.arrives + TimeDelta::minutes(40);
        if entered >= midnight(book.base) {
            continue; // the lorry is not there yet, so nobody knows what it brings back
        }
        let brought_back = returned(book, place, number, &before, day, dice);
        book.write(Draft {
            kind: TransactionType::Return,
            from: number,
            to: dock_for(place),
            leaves: round.arrives + TimeDelta::minutes(25),
            arrives: round.arrives + TimeDelta::minutes(25) + round.drive,
            entered,
            items: brought_back,
            condition: if dice.chance(80) { ItemCondition::Dirty } else { ItemCondition::Unknown },
            reference: Some(order.reference),
            lorry: Some(round.lorry),
            notes: dice.chance(4).then_some("Geteld bij de klant, niet ondertekend"),
        });
    }
    if day == book.base - TimeDelta::days(HISTORY_DAYS - 30) {
        dormant(book, day, dice);
    }
}

/// One lorry's way to a customer.
struct Round {
    leaves: DateTime<Utc>,
    arrives: DateTime<Utc>,
    drive: TimeDelta,
    lorry: Lorry,
}

impl Round {
    fn plan(place: &CustomerRow, day: NaiveDate, dice: &mut Dice) -> Self {
        let (carrier, hours) = match place.country {
            Country::Netherlands => (*dice.pick(&["V301", "V302"]), 1..=3),
            Country::Germany => ("V305", 3..=6),
            Country::France => ("V308", 6..=9),
            Country::UnitedKingdom => ("V311", 9..=20),
        };
        let leaves = midnight(day) + TimeDelta::minutes(dice.between(3 * 60, 8 * 60));
        let drive = TimeDelta::minutes(dice.between(hours.start() * 60, hours.end() * 60));
        Self { leaves, arrives: leaves + drive, drive, lorry: lorry(carrier, dice) }
    }
}

/// Where a customer's deliveries leave from and its empties come back to.
fn dock_for(place: &CustomerRow) -> &'static str {
    if place.country == Country::Germany { own::DEPOT } else { own::DOCK }
}

fn delivery<'text>(
    order: &Order,
    place: &CustomerRow,
    number: &'text str,
    round: &Round,
    entered: DateTime<Utc>,
) -> Draft<'text> {
    Draft {
        kind: TransactionType::Declare,
        from: dock_for(place),
        to: number,
        leaves: round.leaves,
        arrives: round.arrives,
        entered,
        items: pieces(order),
        condition: ItemCondition::Clean,
        reference: Some(order.reference.clone()),
        lorry: Some(round.lorry.clone()),
        notes: None,
    }
}

/// The items that an order's packaging codes stand for, each once.
fn pieces(order: &Order) -> Vec<(String, i64)> {
    let mut pieces: BTreeMap<&str, i64> = BTreeMap::new();
    for count in order.lines.iter().filter_map(|line| line.packaging.as_ref()) {
        for (item, each) in packaging::code(count.code).map_or(&[][..], |code| code.parts) {
            *pieces.entry(item).or_default() += each * i64::from(count.count);
        }
    }
    pieces.into_iter().map(|(item, count)| (item.to_owned(), count)).collect()
}

/// What a customer gives along: `before` is what stood there when the lorry came.
fn returned(
    book: &Book,
    place: &CustomerRow,
    number: &str,
    before: &[(String, i64)],
    day: NaiveDate,
    dice: &mut Dice,
) -> Vec<(String, i64)> {
    let share = match place.habit {
        Habit::Prompt => 88..=100,
        Habit::Steady => 60..=90,
        Habit::Slow => 25..=45,
        Habit::Piling => 3..=12,
        Habit::Overdue if day < overdue_since(book.base, number) => 55..=85,
        Habit::Swapping => return book.all_held(number),
        Habit::Surplus => return surplus(book, number, dice),
        Habit::Overdue | Habit::Dormant | Habit::Newcomer => return Vec::new(),
    };
    let visit = dice.between(*share.start(), *share.end());
    before
        .iter()
        .map(|(item, held)| {
            let percent = (visit + dice.between(-6, 6)).clamp(0, 100);
            (item.clone(), (held * percent + 50) / 100)
        })
        .collect()
}

/// From when on an overdue customer gives nothing back: five to nine weeks before the present.
fn overdue_since(base: NaiveDate, number: &str) -> NaiveDate {
    base - TimeDelta::days(Dice::new(SEED, &format!("overdue {number}")).between(36, 63))
}

/// Everything, and some more: buckets that came with other exporters' flowers.
fn surplus(book: &Book, number: &str, dice: &mut Dice) -> Vec<(String, i64)> {
    let mut items = book.all_held(number);
    let others = if book.held(number, "FC560") > -40 { dice.between(4, 14) } else { 0 };
    match items.iter_mut().find(|(item, _)| item == "FC560") {
        Some((_, pieces)) => *pieces = (*pieces).max(0) + others,
        None => items.push(("FC560".to_owned(), others)),
    }
    items
}

/// The last delivery to customers that have had none since, and the half that came back.
fn dormant(book: &mut Book, day: NaiveDate, dice: &mut Dice) {
    for place in CUSTOMERS.iter().filter(|row| row.habit == Habit::Dormant) {
        let Some(number) = place.number else { continue };
        for (kind, from, to, buckets, days) in [
            (TransactionType::Declare, dock_for(place), number, 32, 0),
            (TransactionType::Return, number, dock_for(place), 18, 9),
        ] {
            let round = Round::plan(place, day + TimeDelta::days(days), dice);
            book.write(Draft {
                kind,
                from,
                to,
                leaves: round.leaves,
                arrives: round.arrives,
                entered: round.leaves,
                items: vec![("FC560".to_owned(), buckets), ("CC TAG6".to_owned(), 2 - i64::from(days > 0))],
                condition: ItemCondition::Unknown,
                reference: None,
                lorry: Some(round.lorry),
                notes: None,
            });
        }
    }
}

/// What was entered wrongly and put right: a delivery entered twice and called off once, a return that we declined, one
/// that was struck out.
pub(super) fn mistakes(book: &mut Book) {
    let recent = |book: &Book, kind, nth: usize| {
        book.movements
            .iter()
            .rev()
            .filter(|movement| movement.kind == kind && movement.status == TransactionStatus::Confirmed)
            .filter(|movement| movement.reference.is_some())
            .nth(nth)
            .cloned()
    };
    let cases = [
        (TransactionType::Declare, 4, TransactionStatus::Cancelled, false, "Dubbel ingevoerd"),
        (TransactionType::Declare, 23, TransactionStatus::Cancelled, false, "Dubbel ingevoerd"),
        (TransactionType::Return, 7, TransactionStatus::Declined, false, "Niet op de bon, niet aangetroffen"),
        (TransactionType::Return, 12, TransactionStatus::Confirmed, true, "Verkeerde klant"),
    ];
    for (kind, nth, status, deleted, notes) in cases {
        if let Some(mut wrong) = recent(book, kind, nth) {
            wrong.status = status;
            wrong.deleted = deleted;
            wrong.notes = Some(notes.to_owned());
            let last_minute = midnight(book.base) - TimeDelta::minutes(1);
            wrong.created_on = last_minute.min(wrong.created_on + TimeDelta::minutes(35));
            wrong.modified_on = last_minute.min(wrong.created_on + TimeDelta::minutes(50));
            book.movements.push(wrong);
        }
    }
}

/// Deliveries that the office has already planned under the reference of an order that is still to leave.
pub(super) fn plans(book: &mut Book) {
    for (offset, planned) in [(0, 1), (1, 2), (2, 1)] {
        let day = book.base + TimeDelta::days(offset);
        let mut dice = Dice::new(SEED, &format!("plans {day}"));
        for (order, place) in of_day(day, book.base).into_iter().take(planned) {
            let Some(number) = place.number else { continue };
            let round = Round::plan(place, day, &mut dice);
            let entered = midnight(book.base) - TimeDelta::minutes(dice.between(400, 620));
            book.write(delivery(&order, place, number, &round, entered));
        }
    }
}
