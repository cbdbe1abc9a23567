//! Trolleys that are known one by one: each carries a tag that can be scanned and, most of them, a sensor that tells where
//! it is. Which movements a trolley rode along with follows from the movements themselves.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::code::code_enum;
use super::dice::Dice;
use super::movement::Movement;
use super::{HISTORY_DAYS, SEED, midnight};

/// How many trolleys are known one by one.
const TROLLEYS: i64 = 42;

/// How many of them have been taken out of use.
const OUT_OF_USE: i64 = 2;

/// What the trolleys are: the number of their item definition.
pub const TROLLEY_ITEM: &str = "CC TAG6";

code_enum! {
    /// What was scanned.
    ScanType {
        Unknown = 0, "Unknown";
        BarCode = 10, "BarCode";
        EpcCode = 20, "EpcCode";
    }
}

/// A trolley with a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaggedTrolley {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// The number on its plate.
    pub number: String,
    /// What a bar code scanner reads.
    pub bar_code: String,
    /// What a gate reads from its chip.
    pub epc_code: String,
    /// What a telephone hears of it.
    pub ble_code: String,
    /// Its sensor, if it has one.
    pub device: Option<String>,
    /// When it was entered.
    pub entered: DateTime<Utc>,
    /// Whether it has been taken out of use.
    pub deleted: bool,
    /// Identifiers of the movements that it rode along with, oldest first.
    pub movements: Vec<Uuid>,
}

/// Every trolley with a tag, and where its movements took it until `base` began.
pub(super) fn trolleys(base: NaiveDate, movements: &[Movement]) -> Vec<TaggedTrolley> {
    let mut trolleys: Vec<TaggedTrolley> = (1..=TROLLEYS).map(|nth| trolley(nth, base)).collect();
    let mut places = vec![(None::<&str>, DateTime::<Utc>::MIN_UTC); trolleys.len()];
    let mut stock: BTreeMap<&str, i64> = BTreeMap::new();
    let mut rides: Vec<(&Movement, i64)> = movements
        .iter()
        .filter(|movement| movement.counts() && movement.date < midnight(base))
        .filter_map(|movement| {
            let pieces = movement.items.iter().find(|item| item.item == TROLLEY_ITEM)?.quantity;
            Some((movement, pieces))
        })
        .collect();
    rides.sort_by_key(|(movement, _)| (movement.date, movement.id));
    let opening = rides.first().map(|(movement, _)| movement.from.as_str());
    for (movement, pieces) in rides.iter().filter(|(movement, _)| opening == Some(&movement.from)) {
        *stock.entry(&movement.from).or_default() += pieces;
    }
    for (movement, pieces) in rides {
        let (from, to) = (movement.from.as_str(), movement.to.as_str());
        let counted = stock.get(from).copied().unwrap_or(0);
        // Whoever brings more than is known to be there has more trolleys than we know of; what we began with is known.
        let there = if opening == Some(from) { counted } else { counted.max(pieces * 3) };
        let mut dice = Dice::new(SEED, &format!("ride {}", movement.id));
        let mut left = pieces;
        for (trolley, (place, since)) in trolleys.iter_mut().zip(&mut places) {
            let here = place.map_or(opening == Some(from), |place| place == from);
            if left == 0
                || trolley.deleted
                || !here
                || *since > movement.date
                || dice.between(1, there) > pieces
            {
                continue;
            }
            trolley.movements.push(movement.id);
            (*place, *since) = (Some(to), movement.counterpart_date);
            left -= 1;
        }
        *stock.entry(from).or_default() -= pieces;
        *stock.entry(to).or_default() += pieces;
    }
    trolleys
}

fn trolley(nth: i64, base: NaiveDate) -> TaggedTrolley {
    let mut dice = Dice::new(SEED, &format!("trolley {nth}"));
    let serial = 610_000 + nth * 37;
    TaggedTrolley {
        id: dice.uuid(),
        number: format!("CC6-{serial}"),
        bar_code: format!("8717{serial}{:03}", dice.between(0, 999)),
        epc_code: format!("3034257BF7{:06X}{serial:08X}", dice.between(0, 0xFF_FFFF)),
        ble_code: format!("CC6B{:08X}", dice.between(0, 0xFFFF_FFFF)),
        device: (nth % 21 != 0)
            .then(|| format!("{:08X}", 0x00ED_0000 + dice.between(0, 0xFFF) * 16 + nth % 16)),
        entered: midnight(base - TimeDelta::days(HISTORY_DAYS + dice.between(5, 200))),
        deleted: nth > TROLLEYS - OUT_OF_USE,
        movements: Vec::new(),
    }
}
