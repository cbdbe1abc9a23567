//! Who is in this world: the tables of places, and how a row of them becomes a location.

mod customers;
mod partners;
mod towns;

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use super::location::{
    BalanceOperationMode, Country, ExternalNumber, HierarchyLevel, Location, LocationType,
};
use super::packaging::Link;

pub use customers::CUSTOMERS;
pub use partners::{CARRIERS, PARTNERS};
pub use towns::position_of;

/// Numbers of the places that the history has to name.
pub mod own {
    /// The main dock, where orders leave.
    pub const DOCK: &str = "0001";
    /// The second depot, for Germany and garden centres.
    pub const DEPOT: &str = "0002";
    /// Where empties are washed and sorted.
    pub const WASH: &str = "0003";
    /// The administrative place that opening balances come from.
    pub const OPENING: &str = "9000";
    /// Who repairs what is damaged.
    pub const REPAIR: &str = "S900";
}

/// How a customer deals with packaging.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Habit {
    /// Gives back nearly everything at the next delivery.
    Prompt,
    /// Gives back most of it at the next delivery.
    Steady,
    /// Gives back a third to a half.
    Slow,
    /// Has given back nothing for weeks, while deliveries went on.
    Overdue,
    /// Gives back so little that it stands over its agreed maximum.
    Piling,
    /// Swaps piece for piece at the door, so its balance is zero.
    Swapping,
    /// Gives back more than it received: other parties' pieces among ours.
    Surplus,
    /// Has not been delivered to for months.
    Dormant,
    /// Was entered, but never yet delivered to.
    Newcomer,
}

/// What sort of customer it is; also the name of the item configuration that is agreed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trade {
    /// A flower shop.
    Florist,
    /// A garden centre: plants on trolleys.
    GardenCentre,
    /// A wholesaler or a supermarket's depot: large lots.
    Wholesale,
}

impl Trade {
    /// The name of its item configuration, also the tag on its locations.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Florist => "Florist",
            Self::GardenCentre => "Garden centre",
            Self::Wholesale => "Wholesale",
        }
    }
}

/// A customer or one of its branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CustomerRow {
    /// FreshPortal's number; a branch has its head office's.
    pub freshportal: &'static str,
    /// TrackOnline's number; absent for a customer that only FreshPortal knows.
    pub number: Option<&'static str>,
    /// How the two find each other.
    pub link: Link,
    /// The head office that this is a branch of, in TrackOnline's numbering.
    pub parent: Option<&'static str>,
    /// TrackOnline's name.
    pub name: &'static str,
    /// TrackOnline's short name.
    pub short: &'static str,
    /// Street and house number.
    pub street: &'static str,
    /// Postal code.
    pub postal_code: &'static str,
    /// Town.
    pub city: &'static str,
    /// Country.
    pub country: Country,
    /// What sort of customer it is.
    pub trade: Trade,
    /// How it deals with packaging.
    pub habit: Habit,
    /// What it may still be given.
    pub mode: BalanceOperationMode,
    /// Whether TrackOnline still has it in use.
    pub enabled: bool,
}

/// A party that is not a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerRow {
    /// TrackOnline's number.
    pub number: &'static str,
    /// TrackOnline's name.
    pub name: &'static str,
    /// TrackOnline's short name.
    pub short: &'static str,
    /// What sort of party it is.
    pub kind: LocationType,
    /// Street and house number.
    pub street: &'static str,
    /// Postal code.
    pub postal_code: &'static str,
    /// Town.
    pub city: &'static str,
    /// Country.
    pub country: Country,
}

/// The customer's rows in TrackOnline: head office first, then branches.
pub fn customer_rows(freshportal: &str) -> impl Iterator<Item = &'static CustomerRow> {
    CUSTOMERS.iter().filter(move |row| row.freshportal == freshportal && row.number.is_some())
}

/// Every location of TrackOnline, by number.
pub(super) fn locations(seed: u64, entered: DateTime<Utc>) -> Vec<Location> {
    let mut locations: Vec<Location> = PARTNERS
        .iter()
        .chain(CARRIERS)
        .map(|row| partner(row, seed, entered))
        .chain(CUSTOMERS.iter().filter_map(|row| customer(row, seed, entered)))
        .collect();
    locations.sort_by(|left, right| left.number.cmp(&right.number));
    locations
}

fn partner(row: &PartnerRow, seed: u64, entered: DateTime<Utc>) -> Location {
    let dice = Dice::new(seed, &format!("location {}", row.number));
    let parent = (row.kind == LocationType::CompanyLocation && row.number != own::DOCK)
        .then(|| PARTNERS.iter().find(|other| other.number == own::DOCK))
        .flatten();
    Location {
        kind: row.kind,
        hierarchy: hierarchy(parent.is_some(), row.kind == LocationType::CompanyLocation),
        parent_number: parent.map(|dock| dock.number.to_owned()),
        parent_name: parent.map(|dock| dock.name.to_owned()),
        ..written(
            row.number,
            [row.name, row.short, row.street, row.postal_code, row.city],
            row.country,
            dice,
            entered,
        )
    }
}

fn customer(row: &CustomerRow, seed: u64, entered: DateTime<Utc>) -> Option<Location> {
    let number = row.number?;
    let dice = Dice::new(seed, &format!("location {number}"));
    let parent = row.parent.and_then(|parent| CUSTOMERS.iter().find(|other| other.number == Some(parent)));
    let has_branches = CUSTOMERS.iter().any(|other| other.parent == Some(number));
    let external_numbers = (row.link == Link::External && row.parent.is_none())
        .then(|| ExternalNumber { source: "FreshPortal".to_owned(), number: row.freshportal.to_owned() })
        .into_iter()
        .collect();
    Some(Location {
        kind: LocationType::Customer,
        hierarchy: hierarchy(parent.is_some(), has_branches),
        parent_number: parent.and_then(|head| head.number).map(str::to_owned),
        parent_name: parent.map(|head| head.name.to_owned()),
        mode: row.mode,
        enabled: row.enabled,
        tags: vec![row.trade.name().to_owned()],
        external_numbers,
        ..written(
            number,
            [row.name, row.short, row.street, row.postal_code, row.city],
            row.country,
            dice,
            entered,
        )
    })
}

const fn hierarchy(is_branch: bool, has_branches: bool) -> HierarchyLevel {
    match (is_branch, has_branches) {
        (true, _) => HierarchyLevel::BranchOffice,
        (false, true) => HierarchyLevel::HeadOffice,
        (false, false) => HierarchyLevel::Location,
    }
}

/// What every location has: `words` are name, short name, street, postal code and town.
fn written(
    number: &str,
    words: [&str; 5],
    country: Country,
    mut dice: Dice,
    entered: DateTime<Utc>,
) -> Location {
    let [name, short, street, postal_code, city] = words.map(str::to_owned);
    let domain: String = short.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    Location {
        id: dice.uuid(),
        number: number.to_owned(),
        telephone: format!(
            "{} {} {:06}",
            country.dialling_code(),
            dice.between(10, 79),
            dice.between(0, 999_999)
        ),
        email_address: format!("fust@{domain}.example"),
        vat_number: format!("{}{:09}", country.vat_prefix(), dice.between(100_000_000, 999_999_999)),
        created_on: entered,
        modified_on: entered + TimeDelta::hours(dice.between(0, 24 * 120)),
        name,
        name_short: short,
        kind: LocationType::Unknown,
        hierarchy: HierarchyLevel::Location,
        parent_number: None,
        parent_name: None,
        address_line: street,
        postal_code,
        city,
        country,
        mode: BalanceOperationMode::NoRestriction,
        enabled: true,
        tags: Vec::new(),
        external_numbers: Vec::new(),
    }
}
