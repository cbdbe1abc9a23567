//! Places that packaging moves between, as TrackOnline knows them.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::code::code_enum;

code_enum! {
    /// What sort of party a location is.
    LocationType {
        Unknown = 0, "Unknown";
        Customer = 1, "Customer";
        Supplier = 2, "Supplier";
        Auction = 3, "Auction";
        Carrier = 4, "Carrier";
        CompanyLocation = 5, "CompanyLocation";
        Manufacturer = 6, "Manufacturer";
        ServiceCenter = 7, "ServiceCenter";
        Retail = 8, "Retail";
        RollingStock = 9, "RollingStock";
        Administrative = 10, "Administrative";
        CrossDock = 11, "CrossDock";
        Storage = 12, "Storage";
    }
}

code_enum! {
    /// Where a location stands among those of its company.
    HierarchyLevel {
        HeadOffice = 1, "HeadOffice";
        BranchOffice = 2, "BranchOffice";
        Location = 3, "Location";
        SubLocation = 4, "SubLocation";
    }
}

code_enum! {
    /// The language that a location is written to in.
    Language {
        Unknown = 0, "Unknown";
        Dutch = 1, "Dutch";
        English = 2, "English";
        German = 3, "German";
        Swedish = 4, "Swedish";
        Spanish = 5, "Spanish";
        French = 6, "French";
        Norwegian = 7, "Norwegian";
        Russian = 8, "Russian";
    }
}

code_enum! {
    /// What a location may still be given.
    BalanceOperationMode {
        NoRestriction = 0, "NoRestriction";
        ExchangeOnly = 10, "ExchangeOnly";
        BalanceRestriction = 20, "BalanceRestriction";
    }
}

/// The countries that this trade reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the countries' names")]
pub enum Country {
    Netherlands,
    Germany,
    France,
    UnitedKingdom,
}

impl Country {
    /// Its name, as TrackOnline writes it in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Netherlands => "Netherlands",
            Self::Germany => "Germany",
            Self::France => "France",
            Self::UnitedKingdom => "United Kingdom",
        }
    }

    /// The language that its people are written to in.
    pub const fn language(self) -> Language {
        match self {
            Self::Netherlands => Language::Dutch,
            Self::Germany => Language::German,
            Self::France => Language::French,
            Self::UnitedKingdom => Language::English,
        }
    }

    /// How numbers there begin on the telephone.
    pub(crate) const fn dialling_code(self) -> &'static str {
        match self {
            Self::Netherlands => "+31",
            Self::Germany => "+49",
            Self::France => "+33",
            Self::UnitedKingdom => "+44",
        }
    }

    /// Letters that begin a VAT number there.
    pub(crate) const fn vat_prefix(self) -> &'static str {
        match self {
            Self::Netherlands => "NL",
            Self::Germany => "DE",
            Self::France => "FR",
            Self::UnitedKingdom => "GB",
        }
    }
}

/// The number that another system has for something of TrackOnline's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalNumber {
    /// The other system, at most 30 characters.
    pub source: String,
    /// Its number, at most 30 characters.
    pub number: String,
}

/// A place that packaging moves between.
#[derive(Debug, Clone, PartialEq)]
pub struct Location {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// TrackOnline's number, at most 25 characters.
    pub number: String,
    /// At most 50 characters.
    pub name: String,
    /// At most 15 characters.
    pub name_short: String,
    /// What sort of party it is.
    pub kind: LocationType,
    /// Its place in its company.
    pub hierarchy: HierarchyLevel,
    /// The number of the location that it is a branch of.
    pub parent_number: Option<String>,
    /// The name of the location that it is a branch of.
    pub parent_name: Option<String>,
    /// Street and house number.
    pub address_line: String,
    /// As written in its country.
    pub postal_code: String,
    /// Town.
    pub city: String,
    /// Country.
    pub country: Country,
    /// With the country's dialling code.
    pub telephone: String,
    /// Of the person who sees to packaging there.
    pub email_address: String,
    /// With the country's letters.
    pub vat_number: String,
    /// What it may still be given.
    pub mode: BalanceOperationMode,
    /// Whether it is still in use.
    pub enabled: bool,
    /// When it was entered.
    pub created_on: DateTime<Utc>,
    /// When it was last changed.
    pub modified_on: DateTime<Utc>,
    /// Free words; customers carry the name of the item configuration that is agreed with them.
    pub tags: Vec<String>,
    /// What other systems call it.
    pub external_numbers: Vec<ExternalNumber>,
}
