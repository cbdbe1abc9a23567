//! Master data: item definitions, item configurations, unique items, locations and packaging labels.
//!
//! What TrackOnline keeps of each is a table in [`tables`], field by field as the document has it. One way of reading
//! ([`reading`]) and one of writing ([`writing`]) serve all five; where the first of them come from is [`world`].

mod reading;
mod tables;
mod world;
mod writing;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

pub(super) use reading::read_master;
pub(super) use tables::{Field, Holds};
pub(super) use world::{Gathered, gather};
pub(super) use writing::{whole, within};

/// A kind of master data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Master {
    ItemDefinition,
    ItemConfiguration,
    UniqueItem,
    Location,
    PackagingLabel,
}

impl Master {
    /// The path of its calls.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::ItemDefinition => "/api/v1/itemdefinition",
            Self::ItemConfiguration => "/api/v1/itemconfiguration",
            Self::UniqueItem => "/api/v1/uniqueitem",
            Self::Location => "/api/v1/location",
            Self::PackagingLabel => "/api/v1/packaginglabel",
        }
    }

    /// What it is called in a sentence.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::ItemDefinition => "Item definition",
            Self::ItemConfiguration => "Item configuration",
            Self::UniqueItem => "Unique item",
            Self::Location => "Location",
            Self::PackagingLabel => "Packaging label",
        }
    }

    /// The field that one is known by besides its identifier.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::ItemConfiguration => "name",
            _ => "number",
        }
    }

    /// Its fields.
    pub(super) const fn fields(self) -> &'static [Field] {
        match self {
            Self::ItemDefinition => tables::ITEM_DEFINITION,
            Self::ItemConfiguration => tables::ITEM_CONFIGURATION,
            Self::UniqueItem => tables::UNIQUE_ITEM,
            Self::Location => tables::LOCATION,
            Self::PackagingLabel => tables::PACKAGING_LABEL,
        }
    }
}

/// Something of the master data: in `fields`, enumerations stand by number and other master data by identifier.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Record {
    pub(super) id: Uuid,
    pub(super) fields: Map<String, Value>,
    pub(super) created_on: DateTime<Utc>,
    pub(super) modified_on: DateTime<Utc>,
    #[serde(default)]
    pub(super) deleted: bool,
}

impl Record {
    /// Its number.
    pub(super) fn number(&self) -> &str {
        self.text("number")
    }

    /// A text; empty when there is none.
    pub(super) fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// The number of an enumeration's value; zero when there is none.
    pub(super) fn code(&self, field: &str) -> i64 {
        self.fields.get(field).and_then(Value::as_i64).unwrap_or_default()
    }

    pub(super) fn flag(&self, field: &str) -> bool {
        self.fields.get(field).and_then(Value::as_bool).unwrap_or_default()
    }

    /// The identifier of the other thing that a field names.
    pub(super) fn reference(&self, field: &str) -> Option<Uuid> {
        self.text(field).parse().ok()
    }

    pub(super) fn moment(&self, field: &str) -> Option<DateTime<Utc>> {
        self.text(field).parse().ok()
    }

    /// The rows of a list.
    pub(super) fn rows(&self, field: &str) -> impl Iterator<Item = &Map<String, Value>> {
        self.fields.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object)
    }
}

/// Something of the master data as it was posted. What it refers to is only looked up when it is saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct PostedMaster {
    pub(super) id: Option<Uuid>,
    pub(super) fields: Map<String, Value>,
}

impl PostedMaster {
    /// The number or name that it is known by.
    pub(super) fn key(&self, master: Master) -> Option<&str> {
        self.fields.get(master.key()).and_then(Value::as_str)
    }
}
