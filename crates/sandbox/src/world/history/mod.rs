//! Six months of movements: what went out, what came back, and what went wrong.

mod customers;
mod own_places;
mod suppliers;

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};

use super::dice::Dice;
use super::movement::{ItemCondition, Movement, MovementItem, TransactionStatus, TransactionType};
use super::{HISTORY_DAYS, SEED, midnight};

/// Every movement until `base` begins, with the plans for the days after it, in the order in which they were entered.
pub(super) fn movements(base: NaiveDate) -> Vec<Movement> {
    let mut book = Book { base, movements: Vec::new(), held: BTreeMap::new() };
    own_places::opening(&mut book);
    for offset in (1..=HISTORY_DAYS).rev() {
        let day = base - TimeDelta::days(offset);
        let mut dice = Dice::new(SEED, &format!("history {day}"));
        suppliers::day(&mut book, day, &mut dice);
        own_places::day(&mut book, day, &mut dice);
        customers::day(&mut book, day, &mut dice);
    }
    customers::mistakes(&mut book);
    customers::plans(&mut book);
    book.numbered()
}

/// The movements so far, with what stands where because of them.
struct Book {
    base: NaiveDate,
    movements: Vec<Movement>,
    held: BTreeMap<(String, String), i64>,
}

/// What is known of a movement before it has numbers and a status.
struct Draft<'text> {
    kind: TransactionType,
    from: &'text str,
    to: &'text str,
    leaves: DateTime<Utc>,
    arrives: DateTime<Utc>,
    entered: DateTime<Utc>,
    items: Vec<(String, i64)>,
    condition: ItemCondition,
    reference: Option<String>,
    lorry: Option<Lorry>,
    notes: Option<&'text str>,
}

/// Who drove.
#[derive(Clone)]
struct Lorry {
    carrier: &'static str,
    plate: String,
}

impl Lorry {
    /// The number of its round of a day. Rounds are kept of the carriers that drive for us every day.
    fn trip(&self, leaves: DateTime<Utc>) -> Option<String> {
        let kept = matches!(self.carrier, "V301" | "V302" | "V305");
        kept.then(|| format!("R{}-{}-{}", leaves.format("%y%m%d"), self.carrier, self.plate))
    }
}

impl Book {
    /// Pieces of an item at a location.
    fn held(&self, location: &str, item: &str) -> i64 {
        self.held.get(&(location.to_owned(), item.to_owned())).copied().unwrap_or(0)
    }

    /// What stands at a location: items that are not at zero.
    fn all_held(&self, location: &str) -> Vec<(String, i64)> {
        self.held
            .iter()
            .filter(|((at, _), pieces)| at == location && **pieces != 0)
            .map(|((_, item), pieces)| (item.clone(), *pieces))
            .collect()
    }

    /// Writes a movement down, unless nothing moves.
    fn write(&mut self, draft: Draft<'_>) {
        let items: Vec<_> = draft.items.into_iter().filter(|(_, pieces)| *pieces > 0).collect();
        if items.is_empty() {
            return;
        }
        for (item, pieces) in &items {
            *self.held.entry((draft.from.to_owned(), item.clone())).or_default() -= pieces;
            *self.held.entry((draft.to.to_owned(), item.clone())).or_default() += pieces;
        }
        let (status, processed_on) = self.standing(draft.leaves, draft.arrives);
        self.movements.push(Movement {
            id: uuid::Uuid::nil(),
            number: String::new(),
            kind: draft.kind,
            status,
            from: draft.from.to_owned(),
            to: draft.to.to_owned(),
            date: draft.leaves,
            counterpart_date: draft.arrives,
            items: items
                .into_iter()
                .map(|(item, quantity)| MovementItem {
                    item,
                    quantity,
                    planned: (draft.kind == TransactionType::Declare).then_some(quantity),
                    condition: draft.condition,
                })
                .collect(),
            reference: draft.reference,
            document: None,
            trip: draft.lorry.as_ref().and_then(|lorry| lorry.trip(draft.leaves)),
            carrier: draft.lorry.as_ref().map(|lorry| lorry.carrier.to_owned()),
            license_plate: draft.lorry.map(|lorry| lorry.plate),
            notes: draft.notes.map(str::to_owned),
            created_on: draft.entered,
            modified_on: processed_on.unwrap_or(draft.entered),
            processed_on,
            deleted: false,
        });
    }

    /// What the office had made of a movement by the time `base` began: final after four weeks, checked after one.
    fn standing(
        &self,
        leaves: DateTime<Utc>,
        arrives: DateTime<Utc>,
    ) -> (TransactionStatus, Option<DateTime<Utc>>) {
        let now = midnight(self.base);
        if leaves >= now {
            return (TransactionStatus::Planned, None);
        }
        if arrives >= now {
            return (TransactionStatus::Shipped, None);
        }
        match (now - leaves).num_days() {
            ..8 => (TransactionStatus::Confirmed, None),
            8..28 => (TransactionStatus::Executed, None),
            28.. => {
                let settled = midnight(leaves.date_naive() + TimeDelta::days(26)) + TimeDelta::hours(6);
                (TransactionStatus::Processed, Some(settled))
            }
        }
    }

    /// The movements in the order of their entry, each with TrackOnline's number and that of its paper.
    fn numbered(mut self) -> Vec<Movement> {
        self.movements.sort_by_key(|movement| (movement.created_on, movement.date));
        for (place, movement) in (1..).zip(&mut self.movements) {
            movement.number = transaction_number(place);
            movement.id = Dice::new(SEED, &format!("movement {} {}", self.base, movement.number)).uuid();
            movement.document = paper(movement.kind)
                .map(|letters| format!("{letters}{:02}-{place:05}", movement.date.year() % 100));
        }
        self.movements
    }
}

/// The number that TrackOnline gives to its n-th transaction when the sender gives none.
pub(crate) fn transaction_number(place: usize) -> String {
    format!("T{place:07}")
}

/// How the number of the paper begins: issue, receipt or transfer.
const fn paper(kind: TransactionType) -> Option<&'static str> {
    match kind {
        TransactionType::Declare => Some("BU"),
        TransactionType::Return => Some("BI"),
        TransactionType::Transfer => Some("FB"),
        _ => None,
    }
}

/// A lorry of one of the carriers.
fn lorry(carrier: &'static str, dice: &mut Dice) -> Lorry {
    const LETTERS: [&str; 8] = ["BX", "VF", "TL", "ND", "KP", "RZ", "GS", "HJ"];
    let plate = format!("{}-{:02}-{}", dice.between(10, 99), dice.between(0, 99), dice.pick(&LETTERS));
    Lorry { carrier, plate }
}
