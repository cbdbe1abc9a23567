//! `GET /api/v1/uniqueitem`. Where an item is now follows from the transactions that it rode along with.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::passes;
use crate::trackonline::books::Books;
use crate::trackonline::forms::Forms;
use crate::trackonline::master::{Master, Record, whole, within};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::trackonline::whereabouts::{Journey, Whereabouts};

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let ids = query.guids("Id")?;
    let definitions = query.guids("ItemDefinitionId")?;
    let places = query.guids("LocationId")?;
    let deleted_too = query.flag("IncludeDeleted")?.unwrap_or(false);
    let texts =
        [("ItemNumber", "number"), ("BarCode", "barCode"), ("EpcCode", "epcCode"), ("BleCode", "bleCode")]
            .map(|(parameter, field)| (query.all(parameter), field));
    let page = query.page()?;
    let (forms, now) = (office.forms(), office.shown());
    Ok(office.read(|books| {
        let found = books
            .records(Master::UniqueItem)
            .iter()
            .filter(|item| {
                (deleted_too || !item.deleted)
                    && passes(&ids, &item.id)
                    && texts.iter().all(|(given, field)| passes(given, &item.text(field)))
                    && is_of(item, &definitions)
            })
            .map(|item| (item, Journey::of(item, books).at(now)))
            .filter(|(_, found)| stands_at(found.as_ref(), &places));
        forms.page(found, page, |(item, found)| row(item, found.as_ref(), books, forms).into())
    }))
}

/// Whether an item is of one of these definitions, of which none means any.
pub(super) fn is_of(item: &Record, definitions: &[uuid::Uuid]) -> bool {
    definitions.is_empty() || item.reference("itemDefinition").is_some_and(|id| definitions.contains(&id))
}

/// Whether an item stands at one of these locations, of which none means anywhere.
pub(super) fn stands_at(found: Option<&Whereabouts<'_>>, places: &[uuid::Uuid]) -> bool {
    let location = found.and_then(|found| found.location);
    places.is_empty() || location.is_some_and(|location| places.contains(&location.id))
}

/// A unique item with everything known of it.
pub(super) fn row(
    item: &Record,
    found: Option<&Whereabouts<'_>>,
    books: &Books,
    forms: Forms,
) -> Map<String, Value> {
    let mut row = whole(Master::UniqueItem, item, books, forms);
    row.insert("isDeleted".to_owned(), item.deleted.into());
    row.insert("lastKnownPosition".to_owned(), json!(found.and_then(position)));
    row.insert("lastKnownTemperature".to_owned(), json!(found.map(|found| found.temperature)));
    row.insert("lastKnownTransactionId".to_owned(), json!(found.and_then(|found| found.transaction)));
    if let Some(found) = found {
        let place = found.location.map(|place| within(Master::Location, place, books, forms));
        row.insert("lastKnownLocation".to_owned(), json!(place));
        row.insert("lastSeen".to_owned(), forms.moment(found.at).into());
    }
    row
}

/// A place on the map.
pub(super) fn position(found: &Whereabouts<'_>) -> Option<Value> {
    let (latitude, longitude) = found.position?;
    Some(json!({ "latitude": latitude, "longitude": longitude }))
}
