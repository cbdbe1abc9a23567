//! What growers and auctions bring their flowers in, and what goes back to them.

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::{Book, Draft, lorry};
use crate::world::dice::Dice;
use crate::world::location::LocationType;
use crate::world::midnight;
use crate::world::movement::{ItemCondition, TransactionType};
use crate::world::places::{PARTNERS, PartnerRow, own};

/// A day's receipts, and the empties that each lorry takes back.
pub(super) fn day(book: &mut Book, day: NaiveDate, dice: &mut Dice) {
    let lorries = match day.weekday() {
        Weekday::Sun => 0,
        Weekday::Sat => 1,
        _ => 3,
    };
    let mut sellers: Vec<&PartnerRow> = PARTNERS
        .iter()
        .filter(|row| matches!(row.kind, LocationType::Supplier | LocationType::Auction))
        .collect();
    for _ in 0..lorries {
        let place = dice.between(0, i64::try_from(sellers.len()).map_or(0, |left| left - 1));
        let seller = sellers.swap_remove(usize::try_from(place).unwrap_or(0));
        visit(book, seller, day, dice);
    }
}

fn visit(book: &mut Book, seller: &PartnerRow, day: NaiveDate, dice: &mut Dice) {
    let leaves = midnight(day) + TimeDelta::minutes(dice.between(11 * 60, 16 * 60));
    let arrives = leaves + TimeDelta::minutes(dice.between(30, 200));
    let lorry = lorry("V302", dice);
    let ours: Vec<_> = book
        .all_held(seller.number)
        .into_iter()
        .map(|(item, pieces)| (item, -pieces * dice.between(80, 100) / 100))
        .collect();
    book.write(Draft {
        kind: TransactionType::Declare,
        from: seller.number,
        to: own::DOCK,
        leaves,
        arrives,
        entered: arrives + TimeDelta::minutes(10),
        items: load(seller.kind, dice).into_iter().map(|(item, pieces)| (item.to_owned(), pieces)).collect(),
        condition: ItemCondition::Unknown,
        reference: None,
        lorry: Some(lorry.clone()),
        notes: None,
    });
    book.write(Draft {
        kind: TransactionType::Return,
        from: own::DOCK,
        to: seller.number,
        leaves: arrives + TimeDelta::minutes(30),
        arrives: arrives + TimeDelta::minutes(30) + (arrives - leaves),
        entered: arrives + TimeDelta::minutes(45),
        items: ours,
        condition: ItemCondition::Clean,
        reference: None,
        lorry: Some(lorry),
        notes: None,
    });
}

/// What one lorry brings.
fn load(kind: LocationType, dice: &mut Dice) -> Vec<(&'static str, i64)> {
    let trolleys = dice.between(6, 18);
    if kind == LocationType::Auction {
        let buckets = ["FC533", "FC560", "FC566", "FC577"].map(|bucket| (bucket, dice.between(40, 160)));
        let mut load = vec![("STW", trolleys), ("LOCKPL", trolleys)];
        load.extend(buckets);
        return load;
    }
    let crop = dice.pick(&["FC560", "FC577", "FC746", "FC752"]);
    vec![
        ("CC TAG6", trolleys),
        ("CC SHELF", trolleys * 3),
        ("CC POST", trolleys * 4),
        (crop, trolleys * dice.between(8, 16)),
    ]
}
