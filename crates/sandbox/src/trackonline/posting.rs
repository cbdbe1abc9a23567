//! A batch of transactions as it is posted, read field by field: everything wrong with it is told at once.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::fields::Fields;
use super::refusal::{Complaints, Refusal};
use super::transaction::Details;
use crate::world::movement::{ItemCondition, TransactionStatus, TransactionType};

/// The most transactions in one batch.
pub(super) const MAX_BATCH: usize = 50;

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
    pub(super) scanned: Vec<String>,
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

/// Pieces of one item in a posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PostedItem {
    pub(super) item: Named,
    pub(super) quantity: i64,
    pub(super) planned: Option<i64>,
    pub(super) condition: ItemCondition,
}

/// Reads a batch, or says what is wrong with it.
pub(super) fn read_batch(body: &[u8]) -> Result<Vec<Posting>, Refusal> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| Refusal::incorrect("$", format!("The body is not valid JSON: {error}.")))?;
    let Value::Array(rows) = body else {
        return Err(Refusal::incorrect("$", "The body is not a list of transactions."));
    };
    if rows.is_empty() {
        return Err(Refusal::incorrect("$", "The list of transactions is empty."));
    }
    if rows.len() > MAX_BATCH {
        let words = format!(
            "The list holds {} transactions, at most {MAX_BATCH} may be saved per batch.",
            rows.len()
        );
        return Err(Refusal::incorrect("$", words));
    }
    let mut complaints = Complaints::default();
    let postings: Vec<Posting> = rows
        .iter()
        .enumerate()
        .filter_map(|(place, row)| {
            let path = format!("[{place}]");
            let mut fields = Fields::of(row, path, &mut complaints)?;
            read_posting(&mut fields)
        })
        .collect();
    complaints.check()?;
    Ok(postings)
}

/// Every field is read before giving up, so that each complaint is made.
fn read_posting(fields: &mut Fields<'_>) -> Option<Posting> {
    let status = fields.code("statusCode", TransactionStatus::read);
    let kind = fields.code("typeCode", TransactionType::read);
    let kind = fields.required("typeCode", kind).filter(|kind| may_post(*kind, fields));
    let from = read_named(fields, "fromLocation");
    let from = fields.required("fromLocation", from);
    let to = read_named(fields, "toLocation");
    let to = fields.required("toLocation", to);
    let date = fields.moment("dateTransaction");
    let date = fields.required("dateTransaction", date);
    let number = fields.text("transactionNumber", MAX_NUMBER);
    let items = fields.list("transactionItems", read_item);
    let scanned = fields.list("scannedItems", |scan| {
        let code = scan.text("code", usize::MAX);
        scan.required("code", code)
    });
    let labels = fields.list("packagingLabelNumbers", |label| {
        // The document's table writes this one field with a capital.
        let number = label.text("number", usize::MAX).or_else(|| label.text("Number", usize::MAX));
        label.required("number", number)
    });
    if fields.is_empty_list("transactionItems")
        && fields.is_empty_list("scannedItems")
        && fields.is_empty_list("packagingLabelNumbers")
    {
        fields.complain("transactionItems", "The transaction has no items.");
    }
    let id = fields.guid("id");
    let contractor = read_named(fields, "contractor");
    let carrier = read_named(fields, "carrier");
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

fn read_named(fields: &mut Fields<'_>, name: &str) -> Option<Named> {
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
    let item = read_named(fields, "itemDefinition");
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
