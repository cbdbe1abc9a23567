//! Movements of packaging: what TrackOnline calls transactions.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::code::code_enum;

code_enum! {
    /// How far a transaction is.
    TransactionStatus {
        New = 0, "New";
        Planned = 5, "Planned";
        Declined = 10, "Declined";
        Shipped = 11, "Shipped";
        Confirmed = 16, "Confirmed";
        Cancelled = 20, "Cancelled";
        InProgress = 30, "In progress";
        Executed = 33, "Executed";
        Processed = 35, "Processed";
    }
}

code_enum! {
    /// Why packaging moves.
    TransactionType {
        StartBalance = 0, "Start balance";
        ExternalStartBalance = 1, "External start balance";
        Correction = 5, "Correction";
        Audit = 10, "Audit";
        Transfer = 15, "Transfer";
        Agreement = 16, "Agreement";
        Scraps = 20, "Scraps";
        Damaged = 25, "Damaged";
        Lost = 30, "Lost";
        Found = 35, "Found";
        Order = 50, "Order";
        Collection = 55, "Collection";
        Declare = 60, "Declare";
        Return = 65, "Return";
        ReturnDelivered = 67, "Return delivered";
        InterDepotTransfer = 70, "Inter depot transfer";
        IntraDepotTransfer = 75, "Intra depot transfer";
        Exchange = 80, "Exchange";
        CrossDock = 85, "Cross dock";
        Purchase = 90, "Purchase";
        Sale = 95, "Sale";
        Unknown = 99, "Unknown";
    }
}

code_enum! {
    /// The state that pieces are in.
    ItemCondition {
        Unknown = 0, "Unknown";
        Clean = 1, "Clean";
        Dirty = 2, "Dirty";
        Polluted = 3, "Polluted";
        Damaged = 4, "Damaged";
        Scrap = 5, "Scrap";
    }
}

impl TransactionStatus {
    /// Whether a transaction in this state moves a balance: one that was turned down or called off does not.
    pub const fn counts(self) -> bool {
        !matches!(self, Self::Declined | Self::Cancelled)
    }
}

/// Pieces of one item in a movement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovementItem {
    /// TrackOnline's item number.
    pub item: String,
    /// Pieces that moved.
    pub quantity: i64,
    /// Pieces that were to move.
    pub planned: Option<i64>,
    /// The state they are in.
    pub condition: ItemCondition,
}

/// Packaging that goes from one location to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// TrackOnline's number of the transaction, at most 50 characters.
    pub number: String,
    /// Why.
    pub kind: TransactionType,
    /// How far.
    pub status: TransactionStatus,
    /// The number of the location that gives.
    pub from: String,
    /// The number of the location that receives.
    pub to: String,
    /// When it left, or is to leave.
    pub date: DateTime<Utc>,
    /// When it arrived, or is to arrive; never before `date`.
    pub counterpart_date: DateTime<Utc>,
    /// What moves.
    pub items: Vec<MovementItem>,
    /// FreshPortal's reference of the order behind it.
    pub reference: Option<String>,
    /// The number of the paper that went along.
    pub document: Option<String>,
    /// The number of the lorry's round that it belongs to.
    pub trip: Option<String>,
    /// The number of the carrier's location.
    pub carrier: Option<String>,
    /// The lorry.
    pub license_plate: Option<String>,
    /// A remark.
    pub notes: Option<String>,
    /// When it was entered.
    pub created_on: DateTime<Utc>,
    /// When it was last changed.
    pub modified_on: DateTime<Utc>,
    /// When it became final.
    pub processed_on: Option<DateTime<Utc>>,
    /// Whether it was struck out.
    pub deleted: bool,
}

impl Movement {
    /// Whether it moves a balance.
    pub fn counts(&self) -> bool {
        self.status.counts() && !self.deleted
    }
}
