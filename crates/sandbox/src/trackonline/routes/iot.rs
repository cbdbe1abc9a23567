//! `GET /api/v1/iot/item` and `GET /api/v1/iot/item/measurement`. The document names their filters and no fields: an item
//! has those of the unique item that carries the device, a measurement has a device, a moment, a place and a temperature.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Map, Value, json};

use super::passes;
use super::unique_item::{is_of, position, row, stands_at};
use crate::trackonline::books::Books;
use crate::trackonline::forms::Forms;
use crate::trackonline::master::{Master, Record, within};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::trackonline::whereabouts::{Journey, Whereabouts};

/// How far back the history goes when no date is given.
const DEFAULT_WINDOW: TimeDelta = TimeDelta::days(14);

pub(super) async fn items(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let numbers = query.all("itemNumber");
    let definitions = query.guids("itemDefinitionId")?;
    let places = query.guids("locationId")?;
    let deleted_too = query.flag("includeDeleted")?.unwrap_or(false);
    let page = query.page()?;
    let (forms, now) = (office.forms(), office.shown());
    Ok(office.read(|books| {
        let found = with_device(books)
            .filter(|item| {
                (deleted_too || !item.deleted)
                    && passes(&numbers, &item.number())
                    && is_of(item, &definitions)
            })
            .map(|item| (item, Journey::of(item, books).at(now)))
            .filter(|(_, found)| stands_at(found.as_ref(), &places));
        forms.page(found, page, |(item, found)| row(item, found.as_ref(), books, forms).into())
    }))
}

/// The history of one device, or of everything that is found; oldest first. It has no pages.
pub(super) async fn measurements(
    State(office): State<Arc<Office>>,
    query: Query,
) -> Result<Response, Refusal> {
    let now = office.shown();
    let from = query.moment("dateFrom")?.unwrap_or(now - DEFAULT_WINDOW);
    let to = query.moment("dateTo")?.unwrap_or(now).min(now);
    let (item, device) = (query.one("item"), query.one("deviceId"));
    let forms = office.forms();
    Ok(office.read(|books| {
        let rows = with_device(books)
            .filter(|found| item.is_none_or(|item| is_known_by(found, item)))
            .flat_map(|found| devices(found).map(move |device| (found, device)))
            .filter(|(_, on_it)| device.is_none_or(|device| device == *on_it))
            .flat_map(|(found, device)| {
                let reports = Journey::of(found, books).reports(from, to);
                reports.into_iter().map(move |report| measurement(found, device, &report, books, forms))
            });
        forms.whole(rows.collect())
    }))
}

fn with_device(books: &Books) -> impl Iterator<Item = &Record> {
    books.records(Master::UniqueItem).iter().filter(|item| devices(item).next().is_some())
}

fn devices(item: &Record) -> impl Iterator<Item = &str> {
    item.rows("deviceIds").filter_map(device_id)
}

fn device_id(row: &Map<String, Value>) -> Option<&str> {
    row.get("deviceId")?.as_str()
}

/// Whether an item goes by this number, bar code or chip.
fn is_known_by(item: &Record, name: &str) -> bool {
    ["number", "barCode", "epcCode"].into_iter().any(|field| item.text(field) == name)
}

fn measurement(item: &Record, device: &str, report: &Whereabouts<'_>, books: &Books, forms: Forms) -> Value {
    json!({
        "deviceId": device,
        "itemNumber": item.number(),
        "date": forms.moment(report.at),
        "position": position(report),
        "location": report.location.map(|place| within(Master::Location, place, books, forms)),
        "temperature": report.temperature,
    })
}
