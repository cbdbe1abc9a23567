//! The kinds of packaging, and what FreshPortal's codes stand for: `GET /api/v1/packaging`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::name::{ItemNumber, PackagingCode};

/// Every kind of packaging, and every packaging code that is mapped to kinds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Catalogue {
    /// TrackOnline's item definitions, in the order in which they are shown: carriers first, then what stands on them.
    pub items: Vec<Item>,
    /// FreshPortal's codes, by code. A code that is not here is not mapped.
    pub codes: Vec<CodeMapping>,
    /// When TrackOnline gave the definitions.
    pub read_at: DateTime<Utc>,
}

/// One kind of packaging: an item definition in TrackOnline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Item {
    /// TrackOnline's number.
    pub number: ItemNumber,
    /// TrackOnline's name.
    pub name: String,
    /// Short code (at most 6 characters in TrackOnline).
    pub code: String,
    /// What sort of thing it is; picks the symbol.
    pub kind: ItemKind,
    /// Value of one piece in euro cents; absent when TrackOnline has no base price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value_cents: Option<i64>,
}

/// TrackOnline's item type.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are TrackOnline's own")]
pub enum ItemKind {
    Tray,
    Box,
    Interior,
    Container,
    LoadCarrier,
    Crate,
    Pallet,
    LockingPlate,
    Lid,
    Bulk,
    Tote,
    #[default]
    #[serde(other)]
    Other,
}

/// What one FreshPortal packaging code stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CodeMapping {
    /// The code on the order line.
    pub code: PackagingCode,
    /// The items that one piece of the code consists of: a trolley is a base, shelves and posts.
    pub parts: Vec<Part>,
}

/// A number of pieces of one item in one piece of a packaging code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Part {
    /// The item.
    pub item: ItemNumber,
    /// Pieces of it in one piece of the code; at least 1.
    pub pieces: u32,
}
