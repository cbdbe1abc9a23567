//! The made-up trade that both stand-ins share: an exporter of flowers and plants, everyone it deals with, the packaging
//! that goes round between them, and six months of its movements.
//!
//! All of it follows from [`SEED`] and one date, so nothing of it needs to be stored.

pub mod code;
pub mod configuration;
pub(crate) mod dice;
pub mod freshportal;
mod history;
pub mod item;
pub mod label;
pub mod location;
pub mod movement;
pub mod packaging;
pub mod places;
pub mod settlement;
pub mod tagged;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use configuration::ItemConfiguration;
use item::ItemDefinition;
use label::PackagingLabel;
use location::Location;
use movement::Movement;
use settlement::Settlement;
use tagged::TaggedTrolley;

pub(crate) use history::transaction_number;

/// What every made-up number follows from.
pub const SEED: u64 = 0x0F05_7112;

/// Raised when a change to this module makes another world from the same seed, so that state which was stored on top of
/// the old one is not read as if it stood on the new one.
pub const EDITION: u32 = 1;

/// How far back the movements go.
pub const HISTORY_DAYS: i64 = 182;

/// TrackOnline's content at the start of one day.
#[derive(Debug, Clone, PartialEq)]
pub struct World {
    /// The first day that is not history yet.
    pub base: NaiveDate,
    /// Every location, by number.
    pub locations: Vec<Location>,
    /// Every kind of packaging.
    pub items: Vec<ItemDefinition>,
    /// What is agreed about packaging.
    pub configurations: Vec<ItemConfiguration>,
    /// Every movement, in the order in which they were entered.
    pub movements: Vec<Movement>,
    /// Trolleys that are known one by one.
    pub trolleys: Vec<TaggedTrolley>,
    /// Labels that stand for what is packed under them.
    pub labels: Vec<PackagingLabel>,
    /// What was settled at the end of each month.
    pub settlements: Vec<Settlement>,
}

impl World {
    /// The world as it stands when `base` begins.
    pub fn on(base: NaiveDate) -> Self {
        let entered = midnight(base - TimeDelta::days(HISTORY_DAYS + 400));
        let items = item::definitions(SEED, entered);
        let movements = history::movements(base);
        let trolleys = tagged::trolleys(base, &movements);
        Self {
            base,
            labels: label::labels(base, &trolleys),
            settlements: settlement::settlements(base, &movements, &items),
            locations: places::locations(SEED, entered),
            configurations: configuration::configurations(SEED, &items),
            movements,
            trolleys,
            items,
        }
    }

    /// The location with this number.
    pub fn location(&self, number: &str) -> Option<&Location> {
        self.locations.iter().find(|location| location.number == number)
    }

    /// The item with this number.
    pub fn item(&self, number: &str) -> Option<&ItemDefinition> {
        self.items.iter().find(|item| item.number == number)
    }

    /// What stands at every location, by location and item: pieces received less pieces given.
    pub fn balances(&self) -> BTreeMap<(&str, &str), i64> {
        let mut balances = BTreeMap::new();
        for movement in self.movements.iter().filter(|movement| movement.counts()) {
            for item in &movement.items {
                *balances.entry((movement.from.as_str(), item.item.as_str())).or_default() -= item.quantity;
                *balances.entry((movement.to.as_str(), item.item.as_str())).or_default() += item.quantity;
            }
        }
        balances
    }
}

/// TrackOnline's identifier of the trip with this number.
pub(crate) fn trip_id(number: &str) -> uuid::Uuid {
    dice::Dice::new(SEED, &format!("trip {number}")).uuid()
}

/// The first moment of a day.
pub(crate) fn midnight(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc()
}

#[cfg(test)]
mod tests;
