//! A transaction as it is posted, read field by field: everything wrong with it is told at once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::fields::Fields;
use super::transaction::Details;
use crate::world::movement::{ItemCondition, TransactionStatus, TransactionType};
use crate::world::tagged::ScanType;

/// The longest transaction number, in characters.
const MAX_NUMBER: usize = 50;

/// Types that a transaction may be read with, but not posted with: the document's list for saving leaves the first four
/// out, and forbids Exchange in so many words.
const NOT_FOR_POSTING: [TransactionType; 5] = [
    TransactionType::StartBalance,
    TransactionType::ExternalStartBalance,
    TransactionType::Audit,
    TransactionType::Agreement,
    TransactionType::Exchange,
];

/// One transaction as it was posted. What it refers to is only looked up when it is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Posting {
    pub(super) id: Option<Uuid>,
    pub(super) number: Option<String>,
    pub(super) status: TransactionStatus,
    pub(super) kind: TransactionType,
    pub(super) from: Named,
    pub(super) to: Named,
    pub(super) contractor: Option<Named>,
    pub(super) carrier: Option<Named>,
    pub(super) date: DateTime<Utc>,
    pub(super) counterpart_date: Option<DateTime<Utc>>,
    pub(super) items: Vec<PostedItem>,
    /// Codes of pieces that were scanned one by one.
    pub(super) scanned: Vec<Scan>,
    /// Numbers of labels that stand for what was packed under them.
    pub(super) labels: Vec<String>,
    /// Everything else; its contractor and carrier are filled in on saving.
    pub(super) details: Details,
    pub(super) deleted: bool,
}

/// Something of TrackOnline's, named by its identifier or by its number; the identifier goes first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Named {
    pub(super) id: Option<Uuid>,
    pub(super) number: Option<String>,
}

impl std::fmt::Display for Named {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.id, &self.number) {
            (Some(id), _) => id.fmt(formatter),
            (None, number) => formatter.write_str(number.as_deref().unwrap_or_default()),
        }
    }
}

/// Pieces of one item in a posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PostedItem {
    pub(super) item: Named,
    pub(super) quantity: i64,
    pub(super) planned: Option<i64>,
    pub(super) condition: ItemCondition,
}

/// A code that was scanned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "WrittenScan")]
pub(super) struct Scan {
    #[serde(rename = "type")]
    pub(super) kind: ScanType,
    pub(super) code: String,
}

/// A scanned code as the journal has it; its older lines hold the code only.
#[derive(Deserialize)]
#[serde(untagged)]
enum WrittenScan {
    Typed {
        #[serde(rename = "type")]
        kind: ScanType,
        code: String,
    },
    Code(String),
}

impl From<WrittenScan> for Scan {
    fn from(written: WrittenScan) -> Self {
        match written {
            WrittenScan::Typed { kind, code } => Self { kind, code },
            WrittenScan::Code(code) => Self { kind: ScanType::Unknown, code },
        }
    }
}

/// Reads a transaction. Every field is read before giving up, so that each complaint is made.
pub(super) fn read_posting(fields: &mut Fields<'_>) -> Option<Posting> {
    let status = fields.code("statusCode", TransactionStatus::read);
    let kind = fields.code("typeCode", TransactionType::read);
    let kind = fields.required("typeCode", kind).filter(|kind| may_post(*kind, fields));
    let from = read_name(fields, "fromLocation");
    let from = fields.required("fromLocation", from);
    let to = read_name(fields, "toLocation");
    let to = fields.required("toLocation", to);
    let date = fields.moment("dateTransaction");
    let date = fields.required("dateTransaction", date);
    let number = fields.text("transactionNumber", MAX_NUMBER);
    let items = fields.list("transactionItems", read_item);
    let scanned = fields.list("scannedItems", |scan| {
        let kind = scan.code("type", ScanType::read).unwrap_or(ScanType::Unknown);
        let code = scan.text("code", usize::MAX);
        scan.required("code", code).map(|code| Scan { kind, code })
    });
    let labels = fields.list("packagingLabelNumbers", |label| {
        let number = label.text("number", usize::MAX);
        label.required("number", number)
    });
    if fields.is_empty_list("transactionItems")
        && fields.is_empty_list("scannedItems")
        && fields.is_empty_list("packagingLabelNumbers")
    {
        fields.complain("transactionItems", "The transaction has no items.");
    }
    let id = fields.guid("id");
    let contractor = read_name(fields, "contractor");
    let carrier = read_name(fields, "carrier");
    let counterpart_date = fields.moment("dateTransactionCounterpart");
    let deleted = fields.flag("isDeleted").unwrap_or(false);
    let details = read_details(fields);
    Some(Posting {
        id,
        number,
        status: status.unwrap_or(TransactionStatus::New),
        kind: kind?,
        from: from?,
        to: to?,
        contractor,
        carrier,
        date: date?,
        counterpart_date,
        items,
        scanned,
        labels,
        details,
        deleted,
    })
}

fn may_post(kind: TransactionType, fields: &mut Fields<'_>) -> bool {
    let may = !NOT_FOR_POSTING.contains(&kind);
    if !may {
        let words = format!("The type {} ({}) is not allowed for POST.", kind.code(), kind.name());
        fields.complain("typeCode", words);
    }
    may
}

/// Reads an object that names something by its identifier or its number.
pub(super) fn read_name(fields: &mut Fields<'_>, name: &str) -> Option<Named> {
    fields.object(name, |fields| {
        let named = Named { id: fields.guid("id"), number: fields.text("number", usize::MAX) };
        if named.id.is_none() && named.number.is_none() {
            fields.complain("number", "A number or an id is needed.");
            return None;
        }
        Some(named)
    })
}

fn read_item(fields: &mut Fields<'_>) -> Option<PostedItem> {
    let item = read_name(fields, "itemDefinition");
    let item = fields.required("itemDefinition", item);
    let quantity = fields.pieces("quantity");
    let quantity = fields.required("quantity", quantity);
    let planned = fields.pieces("quantityPlanned");
    let condition = fields.code("itemConditionType", ItemCondition::read).unwrap_or(ItemCondition::Unknown);
    Some(PostedItem { item: item?, quantity: quantity?, planned, condition })
}

fn read_details(fields: &mut Fields<'_>) -> Details {
    let mut text = |name| fields.text(name, usize::MAX);
    Details {
        document_number: text("documentNumber"),
        reference_number: text("referenceNumber"),
        contractor: None,
        carrier: None,
        license_plate: text("licensePlate"),
        trailer_number: text("trailerNumber"),
        transaction_trip_number: text("transactionTripNumber"),
        dock_number: text("dockNumber"),
        area: text("area"),
        notes: text("notes"),
        internal_notes: text("internalNotes"),
    }
}
