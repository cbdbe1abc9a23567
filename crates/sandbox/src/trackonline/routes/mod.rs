//! The documented calls, and the forms of their answers.
//!
//! The document shows models but no whole answer, so these are choices: a list is a bare array; a field without a value
//! is null; enumerations are numbers; dates are UTC with milliseconds; a batch is answered with
//! `{"messageId": …}`, and its result is a list of `{"number", "id", "error"}` in the order of the batch.

mod balance;
mod item_configuration;
mod item_definition;
mod location;
mod transaction;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::office::Office;
use crate::world::location::ExternalNumber;

/// Every documented call that the stand-in answers.
pub(super) fn router() -> Router<Arc<Office>> {
    Router::new()
        .route("/api/v1/status", get(status))
        .route("/api/v1/location", get(location::list))
        .route("/api/v1/itemdefinition", get(item_definition::list))
        .route("/api/v1/itemconfiguration", get(item_configuration::list))
        .route("/api/v1/balance", get(balance::of_locations))
        .route("/api/v1/balance/counterpart", get(balance::between_locations))
        .route("/api/v1/transaction", get(transaction::list).post(transaction::post))
        .route("/api/v1/transaction/result/{id}", get(transaction::result))
}

async fn status(State(office): State<Arc<Office>>) -> Json<Value> {
    Json(json!({ "status": "OK", "date": moment(office.now()) }))
}

/// A list as an answer: 204 when nothing is in it.
fn listing(rows: Vec<Value>) -> Response {
    if rows.is_empty() { StatusCode::NO_CONTENT.into_response() } else { Json(rows).into_response() }
}

/// A date as TrackOnline writes it.
fn moment(moment: DateTime<Utc>) -> String {
    moment.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn external_numbers(numbers: &[ExternalNumber]) -> Value {
    numbers.iter().map(|known| json!({ "source": known.source, "number": known.number })).collect()
}

/// Whether a text holds another, whatever its capitals.
fn has_part(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// Whether a filter lets a value through; an empty one lets everything through.
fn passes<T: PartialEq>(filter: &[T], value: &T) -> bool {
    filter.is_empty() || filter.contains(value)
}
