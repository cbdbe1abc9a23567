//! Monthly settlements with customers: what they took and gave back in a month, at the value of each item. TrackOnline
//! calls them batch calculations.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::code::code_enum;
use super::dice::Dice;
use super::item::ItemDefinition;
use super::movement::Movement;
use super::{SEED, midnight};

/// The customers that are settled with every month, by TrackOnline's number.
const SETTLED: &[&str] = &["C0423", "C0427", "C0464", "C0505", "C0456"];

/// For how many months back.
const MONTHS: u32 = 3;

code_enum! {
    /// What a settlement is downloaded as.
    OutputType {
        Json = 0, "Json";
        Xml = 1, "Xml";
        FinLogistic = 2, "EOLFinLogisticExport";
        LogInvoice = 3, "EOLLogInvoiceExport";
    }
}

/// A month's settlement with one customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settlement {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// The identifier of the paper that says the same.
    pub document: Uuid,
    /// Its number.
    pub number: String,
    /// The number of the customer's location.
    pub location: String,
    /// The first moment that it is about.
    pub from: DateTime<Utc>,
    /// The first moment that it is not about any more.
    pub until: DateTime<Utc>,
    /// When it was worked out.
    pub calculated: DateTime<Utc>,
    /// One line for each item that moved or stood there.
    pub lines: Vec<SettlementLine>,
}

/// What a settlement says of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettlementLine {
    /// TrackOnline's number of the item.
    pub item: String,
    /// Pieces that stood there when the month began.
    pub opening: i64,
    /// Pieces that the customer received.
    pub received: i64,
    /// Pieces that the customer gave.
    pub returned: i64,
    /// The value of one piece in euro cents; zero when none was agreed.
    pub price_cents: i64,
}

impl SettlementLine {
    /// Pieces that stood there when the month ended.
    pub const fn closing(&self) -> i64 {
        self.opening + self.received - self.returned
    }

    /// What is to be paid for the pieces that did not come back, in euro cents; negative is to be paid out.
    pub const fn amount_cents(&self) -> i64 {
        (self.received - self.returned) * self.price_cents
    }
}

impl Settlement {
    /// What is to be paid altogether, in euro cents.
    pub fn total_cents(&self) -> i64 {
        self.lines.iter().map(SettlementLine::amount_cents).sum()
    }
}

/// Every settlement of the months that were over when `base` began, oldest first.
pub(super) fn settlements(
    base: NaiveDate,
    movements: &[Movement],
    items: &[ItemDefinition],
) -> Vec<Settlement> {
    let this_month = base.with_day(1).unwrap_or(base);
    (1..=MONTHS)
        .rev()
        .flat_map(|back| {
            let first = this_month - Months::new(back);
            let next = first + Months::new(1);
            SETTLED.iter().map(move |location| settle(location, first, next, movements, items))
        })
        .filter(|settlement| !settlement.lines.is_empty())
        .collect()
}

fn settle(
    location: &str,
    first: NaiveDate,
    next: NaiveDate,
    movements: &[Movement],
    items: &[ItemDefinition],
) -> Settlement {
    let (from, until) = (midnight(first), midnight(next));
    let mut counts: BTreeMap<&str, [i64; 3]> = BTreeMap::new();
    for movement in movements.iter().filter(|movement| movement.counts()) {
        let (moment, received) = match (movement.from == location, movement.to == location) {
            (true, _) => (movement.date, false),
            (false, true) => (movement.counterpart_date, true),
            (false, false) => continue,
        };
        for item in movement.items.iter().filter(|_| moment < until) {
            let [opening, taken, given] = counts.entry(&item.item).or_default();
            match (moment < from, received) {
                (true, true) => *opening += item.quantity,
                (true, false) => *opening -= item.quantity,
                (false, true) => *taken += item.quantity,
                (false, false) => *given += item.quantity,
            }
        }
    }
    let price = |number: &str| {
        let item = items.iter().find(|item| item.number == number);
        item.and_then(|item| item.base_price_cents).map_or(0, i64::from)
    };
    let number = format!("BC{}-{location}", first.format("%Y%m"));
    let mut dice = Dice::new(SEED, &format!("settlement {number}"));
    Settlement {
        id: dice.uuid(),
        document: dice.uuid(),
        number,
        location: location.to_owned(),
        from,
        until,
        calculated: until + TimeDelta::hours(5),
        lines: counts
            .into_iter()
            .filter(|(_, counts)| *counts != [0; 3])
            .map(|(item, [opening, received, returned])| SettlementLine {
                item: item.to_owned(),
                opening,
                received,
                returned,
                price_cents: price(item),
            })
            .collect(),
    }
}
