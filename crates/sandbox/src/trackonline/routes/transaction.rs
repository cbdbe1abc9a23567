//! `GET /api/v1/transaction`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::passes;
use crate::trackonline::behaviour::DeletedForm;
use crate::trackonline::books::Books;
use crate::trackonline::forms::Forms;
use crate::trackonline::master::{Master, within};
use crate::trackonline::office::Office;
use crate::trackonline::posting::Scan;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::trackonline::transaction::{Transaction, TransactionItem};
use crate::world::movement::{TransactionStatus, TransactionType};

/// How far back a search goes that gives no date.
const DEFAULT_WINDOW: TimeDelta = TimeDelta::days(7);

/// What a search asks for.
struct Search<'query> {
    id: Option<uuid::Uuid>,
    statuses: Vec<i64>,
    kinds: Vec<i64>,
    only_processed: bool,
    date_from: DateTime<Utc>,
    date_to: DateTime<Utc>,
    created_from: Option<DateTime<Utc>>,
    created_to: Option<DateTime<Utc>>,
    number: Option<&'query str>,
    reference: Option<&'query str>,
    document: Option<&'query str>,
    from: Vec<&'query str>,
    to: Vec<&'query str>,
    carriers: Vec<&'query str>,
}

impl<'query> Search<'query> {
    /// The window on the transaction's dates always holds, even for a search by number or by date of entry: the
    /// document could be read either way, and this is the reading that shows less.
    fn read(query: &'query Query, now: DateTime<Utc>) -> Result<Self, Refusal> {
        Ok(Self {
            id: query.guid("Id")?,
            statuses: query.codes("StatusCode", TransactionStatus::read)?,
            kinds: query.codes("TypeCodes", TransactionType::read)?,
            only_processed: query.flag("OnlyProcessed")?.unwrap_or(false),
            date_from: query.moment("TransactionDateFrom")?.unwrap_or(now - DEFAULT_WINDOW),
            date_to: query.moment("TransactionDateTo")?.unwrap_or(now),
            created_from: query.moment("CreatedDateFrom")?,
            created_to: query.moment("CreatedDateTo")?,
            number: query.one("TransactionNumber"),
            reference: query.one("ReferenceNumber"),
            document: query.one("DocumentNumber"),
            from: query.all("FromLocations"),
            to: query.all("ToLocations"),
            carriers: query.all("Carriers"),
        })
    }

    fn finds(&self, transaction: &Transaction) -> bool {
        let details = &transaction.details;
        self.id.is_none_or(|id| transaction.id == id)
            && passes(&self.statuses, &transaction.status.code())
            && passes(&self.kinds, &transaction.kind.code())
            && (!self.only_processed || transaction.is_processed())
            && transaction.date >= self.date_from
            && transaction.counterpart_date <= self.date_to
            && self.created_from.is_none_or(|from| transaction.created_on >= from)
            && self.created_to.is_none_or(|to| transaction.created_on <= to)
            && self.number.is_none_or(|number| transaction.number == number)
            && self.reference.is_none_or(|reference| details.reference_number.as_deref() == Some(reference))
            && self.document.is_none_or(|document| details.document_number.as_deref() == Some(document))
            && passes(&self.from, &transaction.from.as_str())
            && passes(&self.to, &transaction.to.as_str())
            && (self.carriers.is_empty()
                || details.carrier.as_deref().is_some_and(|carrier| self.carriers.contains(&carrier)))
    }
}

/// In the order of entry. A transaction that was struck out is shown with `isDeleted`.
pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let search = Search::read(&query, office.shown())?;
    let page = query.page()?;
    let behaviour = office.behaviour();
    let forms = Forms(behaviour);
    let shows =
        |transaction: &&Transaction| !transaction.is_deleted || behaviour.deleted == DeletedForm::Flag;
    Ok(office.read(|books| {
        let found = books.transactions.iter().filter(shows).filter(|transaction| search.finds(transaction));
        forms.page(found, page, |transaction| whole(transaction, books, forms))
    }))
}

fn whole(transaction: &Transaction, books: &Books, forms: Forms) -> Value {
    let scanned = |scan: &Scan| json!({ "type": forms.code(scan.kind), "code": scan.code });
    let place =
        |number: &str| books.location(number).map(|found| within(Master::Location, found, books, forms));
    let moment = |date| forms.moment(date);
    let details = &transaction.details;
    json!({
        "id": transaction.id,
        "statusCode": forms.code(transaction.status),
        "status": transaction.status.name(),
        "typeCode": forms.code(transaction.kind),
        "type": transaction.kind.name(),
        "transactionNumber": transaction.number,
        "documentNumber": details.document_number,
        "referenceNumber": details.reference_number,
        "fromLocation": place(&transaction.from),
        "toLocation": place(&transaction.to),
        "dateTransaction": moment(transaction.date),
        "dateTransactionCounterpart": moment(transaction.counterpart_date),
        "contractor": details.contractor.as_deref().and_then(place),
        "carrier": details.carrier.as_deref().and_then(place),
        "licensePlate": details.license_plate,
        "trailerNumber": details.trailer_number,
        "transactionTripNumber": details.transaction_trip_number,
        "dockNumber": details.dock_number,
        "area": details.area,
        "notes": details.notes,
        "internalNotes": details.internal_notes,
        "transactionItems":
            transaction.items.iter().map(|pieces| item(pieces, books, forms)).collect::<Vec<_>>(),
        "transactionDocuments": [],
        "createdOn": moment(transaction.created_on),
        "modifiedOn": moment(transaction.modified_on),
        "processedOn": transaction.processed_on.map(moment),
        "isDeleted": transaction.is_deleted,
        "scannedItems": transaction.scanned.iter().map(scanned).collect::<Vec<_>>(),
        "packagingLabelNumbers":
            transaction.labels.iter().map(|number| json!({ "number": number })).collect::<Vec<_>>(),
    })
}

fn item(pieces: &TransactionItem, books: &Books, forms: Forms) -> Value {
    json!({
        "itemDefinition": books.item(&pieces.item).map(|item| within(Master::ItemDefinition, item, books, forms)),
        "quantity": forms.pieces(pieces.quantity),
        "quantityPlanned": pieces.quantity_planned.map(|planned| forms.pieces(planned)),
        "itemConditionType": forms.code(pieces.condition),
    })
}
