//! A transaction as the stand-in keeps it, and how a movement of the made-up history becomes one.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::posting::Scan;
use crate::world::movement::{ItemCondition, Movement, MovementItem, TransactionStatus, TransactionType};

/// A transaction as the stand-in keeps it; this form is also what the journal holds and the control page shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Transaction {
    pub(super) id: Uuid,
    pub(super) number: String,
    #[serde(rename = "statusCode")]
    pub(super) status: TransactionStatus,
    #[serde(rename = "typeCode")]
    pub(super) kind: TransactionType,
    /// Number of the location that gives.
    pub(super) from: String,
    /// Number of the location that receives.
    pub(super) to: String,
    pub(super) date: DateTime<Utc>,
    pub(super) counterpart_date: DateTime<Utc>,
    pub(super) items: Vec<TransactionItem>,
    /// Identifiers of the unique items among them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) carried: Vec<Uuid>,
    /// What was scanned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) scanned: Vec<Scan>,
    /// Numbers of the labels that items were packed under.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<String>,
    pub(super) details: Details,
    pub(super) created_on: DateTime<Utc>,
    pub(super) modified_on: DateTime<Utc>,
    pub(super) processed_on: Option<DateTime<Utc>>,
    pub(super) is_deleted: bool,
}

/// Pieces of one item in a transaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TransactionItem {
    /// Number of the item definition.
    pub(super) item: String,
    pub(super) quantity: i64,
    pub(super) quantity_planned: Option<i64>,
    pub(super) condition: ItemCondition,
}

/// What may be written on a transaction besides what moves.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Details {
    pub(super) document_number: Option<String>,
    pub(super) reference_number: Option<String>,
    /// Number of the location that ordered the movement.
    pub(super) contractor: Option<String>,
    /// Number of the carrier's location.
    pub(super) carrier: Option<String>,
    pub(super) license_plate: Option<String>,
    pub(super) trailer_number: Option<String>,
    pub(super) transaction_trip_number: Option<String>,
    pub(super) dock_number: Option<String>,
    pub(super) area: Option<String>,
    pub(super) notes: Option<String>,
    pub(super) internal_notes: Option<String>,
}

impl Transaction {
    /// Whether it moves a balance.
    pub(super) const fn counts(&self) -> bool {
        self.status.counts() && !self.is_deleted
    }

    /// The number of the trip that it belongs to.
    pub(super) fn trip(&self) -> Option<&str> {
        self.details.transaction_trip_number.as_deref()
    }

    /// Whether it is final: nothing may change it any more.
    pub(super) fn is_processed(&self) -> bool {
        self.status == TransactionStatus::Processed
    }
}

impl From<Movement> for Transaction {
    fn from(movement: Movement) -> Self {
        Self {
            id: movement.id,
            number: movement.number,
            status: movement.status,
            kind: movement.kind,
            from: movement.from,
            to: movement.to,
            date: movement.date,
            counterpart_date: movement.counterpart_date,
            items: movement.items.into_iter().map(TransactionItem::from).collect(),
            carried: Vec::new(),
            scanned: Vec::new(),
            labels: Vec::new(),
            details: Details {
                document_number: movement.document,
                reference_number: movement.reference,
                carrier: movement.carrier,
                transaction_trip_number: movement.trip,
                license_plate: movement.license_plate,
                notes: movement.notes,
                ..Details::default()
            },
            created_on: movement.created_on,
            modified_on: movement.modified_on,
            processed_on: movement.processed_on,
            is_deleted: movement.deleted,
        }
    }
}

impl From<MovementItem> for TransactionItem {
    fn from(item: MovementItem) -> Self {
        Self {
            item: item.item,
            quantity: item.quantity,
            quantity_planned: item.planned,
            condition: item.condition,
        }
    }
}
