//! `GET` and `POST /api/v1/transaction`, and `GET /api/v1/transaction/result/{id}`.

use std::sync::Arc;

use axum::Json;
use axum::body::{self, Body};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::{item_definition, listing, location, moment, passes};
use crate::trackonline::books::Books;
use crate::trackonline::office::Office;
use crate::trackonline::posting;
use crate::trackonline::query::{Query, page_of};
use crate::trackonline::refusal::Refusal;
use crate::trackonline::transaction::{Transaction, TransactionItem};
use crate::world::movement::{TransactionStatus, TransactionType};

/// How far back a search goes that gives no date.
const DEFAULT_WINDOW: TimeDelta = TimeDelta::days(7);

/// The longest body of a batch, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

/// What a search asks for.
struct Search<'query> {
    id: Option<uuid::Uuid>,
    statuses: Vec<TransactionStatus>,
    kinds: Vec<TransactionType>,
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
            && passes(&self.statuses, &transaction.status)
            && passes(&self.kinds, &transaction.kind)
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
    let search = Search::read(&query, office.now())?;
    let page = query.page()?;
    Ok(office.read(|books| {
        let found = books.transactions.iter().filter(|transaction| search.finds(transaction));
        listing(page_of(found.map(|transaction| whole(transaction, books)), page))
    }))
}

pub(super) async fn post(State(office): State<Arc<Office>>, body: Body) -> Result<Response, Refusal> {
    let body = body::to_bytes(body, MAX_BODY)
        .await
        .map_err(|error| Refusal::incorrect("$", format!("The body cannot be read: {error}.")))?;
    let postings = posting::read_batch(&body)?;
    let message = office.receive(postings).await?;
    Ok(Json(json!({ "messageId": message })).into_response())
}

pub(super) async fn result(
    State(office): State<Arc<Office>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::MessageUnknown)?;
    let now = office.now();
    office.read(|books| {
        Ok(match books.result(id, now)? {
            Some(rows) => Json(rows).into_response(),
            None => StatusCode::ACCEPTED.into_response(),
        })
    })
}

fn whole(transaction: &Transaction, books: &Books) -> Value {
    let place = |number: &str| books.location(number).map(location::within);
    let details = &transaction.details;
    json!({
        "id": transaction.id,
        "statusCode": transaction.status.code(),
        "status": transaction.status.name(),
        "typeCode": transaction.kind.code(),
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
            transaction.items.iter().map(|pieces| item(pieces, books)).collect::<Vec<_>>(),
        "transactionDocuments": [],
        "createdOn": moment(transaction.created_on),
        "modifiedOn": moment(transaction.modified_on),
        "processedOn": transaction.processed_on.map(moment),
        "isDeleted": transaction.is_deleted,
        "scannedItems": [],
        "packagingLabelNumbers": [],
    })
}

fn item(pieces: &TransactionItem, books: &Books) -> Value {
    json!({
        "itemDefinition": books.item(&pieces.item).map(item_definition::within),
        "quantity": pieces.quantity,
        "quantityPlanned": pieces.quantity_planned,
        "itemConditionType": pieces.condition.code(),
    })
}
