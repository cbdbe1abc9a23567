//! Transactions: movements of packaging from one location to another.

mod codes;
mod filter;
mod parts;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::client::{Batch, Client, MessageId, Page, PageNumber, Savable, Save, SaveResult};
use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};
use crate::reading::{many, reference};
use crate::{Error, Location, Moment, Paths, Permit};

pub use codes::{ItemCondition, ScannedCodeType, TransactionStatus, TransactionType};
pub use filter::{TransactionDates, TransactionFilter};
pub use parts::{PackagingLabelNumber, ScannedItem, TransactionDocument, TransactionItem};

/// Transactions to save in one call.
pub type TransactionBatch = Batch<Transaction>;

/// A movement of packaging from one location to another.
///
/// The document marks no field as needed to save one. Once its status is
/// [`Processed`](TransactionStatus::Processed) it cannot be changed any more.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Transaction {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its status.
    pub status_code: Option<TransactionStatus>,
    /// Its status in words. Only told, never sent.
    pub status: Option<String>,
    /// What kind of movement it is. An exchange is told but cannot be saved.
    pub type_code: Option<TransactionType>,
    /// What kind of movement it is, in words. Only told, never sent.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Its number, at most 50 characters; TrackOnline makes one when it is not said.
    pub transaction_number: Option<String>,
    /// The number on its consignment note (CMR).
    pub document_number: Option<String>,
    /// The number by which it is known internally.
    pub reference_number: Option<String>,
    /// Where the packaging leaves.
    #[serde(deserialize_with = "reference")]
    pub from_location: Option<Location>,
    /// Where the packaging arrives.
    #[serde(deserialize_with = "reference")]
    pub to_location: Option<Location>,
    /// When it is expected to be loaded.
    pub date_transaction: Option<Moment>,
    /// When it is expected to be, or was, delivered. TrackOnline takes [`Transaction::date_transaction`] when it is
    /// not said, and does not save one that is before it.
    pub date_transaction_counterpart: Option<Moment>,
    /// Who ordered it.
    #[serde(deserialize_with = "reference")]
    pub contractor: Option<Location>,
    /// Who carries it.
    #[serde(deserialize_with = "reference")]
    pub carrier: Option<Location>,
    /// The lorry's license plate.
    pub license_plate: Option<String>,
    /// The trailer's number.
    pub trailer_number: Option<String>,
    /// The number of the trip that it belongs to.
    pub transaction_trip_number: Option<String>,
    /// The dock's number.
    pub dock_number: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// Notes.
    pub notes: Option<String>,
    /// Notes that stay inside.
    pub internal_notes: Option<String>,
    /// What is moved.
    #[serde(deserialize_with = "many")]
    pub transaction_items: Vec<TransactionItem>,
    /// Public documents that belong to it.
    #[serde(deserialize_with = "many")]
    pub transaction_documents: Vec<TransactionDocument>,
    /// When it was created. Only told, never sent.
    pub created_on: Option<Moment>,
    /// When it was last changed. Only told, never sent.
    pub modified_on: Option<Moment>,
    /// When it became final. Only told, never sent.
    pub processed_on: Option<Moment>,
    /// Whether it is deleted. The document does not list it among what is only told, so it is sent where it is set.
    pub is_deleted: Option<bool>,
    /// Codes that were scanned, which TrackOnline turns into items with quantities.
    #[serde(deserialize_with = "many")]
    pub scanned_items: Vec<ScannedItem>,
    /// Packaging labels, which TrackOnline turns into items with quantities.
    #[serde(deserialize_with = "many")]
    pub packaging_label_numbers: Vec<PackagingLabelNumber>,
}

impl Outgoing for Transaction {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields
            .guid("id", self.id)
            .choice("statusCode", self.status_code.as_ref())
            .choice("typeCode", self.type_code.as_ref())
            .text("transactionNumber", self.transaction_number.as_deref())
            .text("documentNumber", self.document_number.as_deref())
            .text("referenceNumber", self.reference_number.as_deref())
            .inner("fromLocation", self.from_location.as_ref())
            .inner("toLocation", self.to_location.as_ref())
            .moment("dateTransaction", self.date_transaction)
            .moment("dateTransactionCounterpart", self.date_transaction_counterpart)
            .inner("contractor", self.contractor.as_ref())
            .inner("carrier", self.carrier.as_ref())
            .text("licensePlate", self.license_plate.as_deref())
            .text("trailerNumber", self.trailer_number.as_deref())
            .text("transactionTripNumber", self.transaction_trip_number.as_deref())
            .text("dockNumber", self.dock_number.as_deref())
            .text("area", self.area.as_deref())
            .text("notes", self.notes.as_deref())
            .text("internalNotes", self.internal_notes.as_deref())
            .list("transactionItems", &self.transaction_items)
            .list("transactionDocuments", &self.transaction_documents)
            .flag("isDeleted", self.is_deleted)
            .list("scannedItems", &self.scanned_items)
            .list("packagingLabelNumbers", &self.packaging_label_numbers);
    }
}

impl Savable for Transaction {
    const POST: &'static str = "post transactions";
    const RESULT: &'static str = "result of transactions";

    fn path(paths: &Paths) -> &str {
        &paths.transaction
    }

    fn result_path(paths: &Paths) -> &str {
        &paths.transaction_result
    }

    fn check_to_save(&self, check: &mut Check) {
        if let Some(kind) = self.type_code.as_ref().filter(|kind| !kind.may_be_saved()) {
            check.violated("typeCode", "a type that may be saved", kind);
        }
        check.text("transactionNumber", self.transaction_number.as_deref(), 50);
        for (field, location) in [
            ("fromLocation", &self.from_location),
            ("toLocation", &self.to_location),
            ("contractor", &self.contractor),
            ("carrier", &self.carrier),
        ] {
            check.inside(field, location.as_ref(), Location::check_reference);
        }
        check.not_before(
            "dateTransactionCounterpart",
            self.date_transaction_counterpart,
            "dateTransaction",
            self.date_transaction,
        );
        check.each("transactionItems", &self.transaction_items, TransactionItem::check);
        check.each("scannedItems", &self.scanned_items, ScannedItem::check);
        check.each("packagingLabelNumbers", &self.packaging_label_numbers, PackagingLabelNumber::check);
    }

    fn unique(&self) -> Option<(&'static str, &str)> {
        let number = self.transaction_number.as_deref().filter(|number| !number.is_empty())?;
        Some(("transactionNumber", number))
    }
}

impl Save for Transaction {}

impl Client {
    /// A page of transactions. There is no filter by date of change: new ones can be followed, changes of status
    /// have to be read again.
    pub async fn transactions(
        &self,
        permit: Permit,
        filter: &TransactionFilter,
        page: PageNumber,
    ) -> Result<Page<Transaction>, Error> {
        self.page(permit, filter, page).await
    }

    /// Has transactions saved; see [`Client::save`]. What a second save with the same number does is not known:
    /// see [`Assumptions::same_number`](crate::Assumptions::same_number).
    pub async fn post_transactions(
        &self,
        permit: Permit,
        batch: &TransactionBatch,
    ) -> Result<MessageId, Error> {
        self.save(permit, batch).await
    }

    /// What came of saved transactions; see [`Client::save_result`].
    pub async fn transaction_result(&self, permit: Permit, message: &MessageId) -> Result<SaveResult, Error> {
        self.save_result::<Transaction>(permit, message).await
    }
}

#[cfg(test)]
mod tests;
