//! What moves between our own places, what we began with, and what breaks.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{Book, Draft, lorry};
use crate::world::dice::Dice;
use crate::world::movement::{ItemCondition, TransactionType};
use crate::world::places::own;
use crate::world::{HISTORY_DAYS, midnight};

/// What stood at our places when the history begins: at the dock, at the depot.
const OPENING_STOCK: &[(&str, i64, i64)] = &[
    ("CC TAG6", 620, 280),
    ("CC SHELF", 1_980, 890),
    ("CC POST", 2_480, 1_120),
    ("DC TROLLEY", 340, 180),
    ("DC SHELF", 1_020, 540),
    ("STW", 420, 260),
    ("LOCKPL", 420, 260),
    ("FC533", 4_800, 2_400),
    ("FC560", 6_200, 2_600),
    ("FC566", 3_900, 1_800),
    ("FC577", 5_100, 2_700),
    ("FC746", 4_400, 2_300),
    ("FC752", 4_700, 2_500),
    ("EPAL", 260, 140),
    ("BLOCKPAL", 150, 90),
    ("PALLET LID", 120, 60),
    ("E2 CRATE", 240, 110),
];

/// Writes down what we began with.
pub(super) fn opening(book: &mut Book) {
    let counted = midnight(book.base - TimeDelta::days(HISTORY_DAYS + 1)) + TimeDelta::hours(17);
    for (place, pieces) in
        [(own::DOCK, (|row: &(&str, i64, i64)| row.1) as fn(&_) -> i64), (own::DEPOT, |row| row.2)]
    {
        book.write(Draft {
            kind: TransactionType::StartBalance,
            from: own::OPENING,
            to: place,
            leaves: counted,
            arrives: counted,
            entered: counted,
            items: OPENING_STOCK.iter().map(|row| (row.0.to_owned(), pieces(row))).collect(),
            condition: ItemCondition::Unknown,
            reference: None,
            lorry: None,
            notes: Some("Telling bij aanvang"),
        });
    }
}

/// A day's washing, shuttles, breakage and corrections.
pub(super) fn day(book: &mut Book, day: NaiveDate, dice: &mut Dice) {
    let noon = midnight(day) + TimeDelta::minutes(dice.between(9 * 60, 14 * 60));
    let shuttle = |kind, from, to, items: Vec<(&str, i64)>, condition, notes| Draft {
        kind,
        from,
        to,
        leaves: noon,
        arrives: noon + TimeDelta::minutes(90),
        entered: noon - TimeDelta::minutes(20),
        items: items.into_iter().map(|(item, pieces)| (item.to_owned(), pieces)).collect(),
        condition,
        reference: None,
        lorry: None,
        notes,
    };
    let buckets = |dice: &mut Dice| {
        ["FC533", "FC560", "FC566", "FC577"].map(|bucket| (bucket, dice.between(60, 180))).to_vec()
    };
    match day.weekday() {
        Weekday::Tue => {
            let dirty = buckets(dice);
            book.write(shuttle(
                TransactionType::Transfer,
                own::DOCK,
                own::WASH,
                dirty,
                ItemCondition::Dirty,
                None,
            ));
        }
        Weekday::Thu => {
            let clean = book.all_held(own::WASH);
            let clean = clean.iter().map(|(item, pieces)| (item.as_str(), *pieces)).collect();
            book.write(shuttle(
                TransactionType::Transfer,
                own::WASH,
                own::DOCK,
                clean,
                ItemCondition::Clean,
                None,
            ));
        }
        Weekday::Wed => {
            let trolleys = dice.between(8, 20);
            let mut full = shuttle(
                TransactionType::Transfer,
                own::DOCK,
                own::DEPOT,
                vec![("CC TAG6", trolleys), ("CC SHELF", trolleys * 3), ("CC POST", trolleys * 4)],
                ItemCondition::Clean,
                None,
            );
            full.lorry = Some(lorry("V301", dice));
            book.write(full);
        }
        Weekday::Fri if dice.chance(60) => {
            let broken = vec![("CC SHELF", dice.between(1, 6)), ("FC560", dice.between(2, 15))];
            book.write(shuttle(
                TransactionType::Damaged,
                own::DOCK,
                own::REPAIR,
                broken,
                ItemCondition::Damaged,
                Some("Kapot na wasbeurt"),
            ));
        }
        Weekday::Mon if dice.chance(25) => {
            let miscounted = vec![("CC POST", dice.between(1, 8))];
            book.write(shuttle(
                TransactionType::Correction,
                own::DEPOT,
                own::DOCK,
                miscounted,
                ItemCondition::Unknown,
                Some("Telverschil weektelling"),
            ));
        }
        _ => {}
    }
}
