//! The documented calls, and the fields of their answers.
//!
//! The document shows models but no whole answer: how values are written is in `forms`, which fields a row has is in the
//! tables of `master` and here.

mod balance;
mod batch_calculation;
mod iot;
mod item_configuration;
mod item_definition;
mod location;
mod packaging_label;
mod save;
mod transaction;
mod unique_item;

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::State;
use axum::routing::{MethodRouter, get, post};
use serde_json::{Value, json};

use super::batch::Kind;
use super::master::Master;
use super::office::Office;

/// Every documented call.
pub(super) fn router() -> Router<Arc<Office>> {
    let calls = Router::new()
        .route("/api/v1/status", get(status))
        .route("/api/v1/balance", get(balance::of_locations))
        .route("/api/v1/balance/counterpart", get(balance::between_locations))
        .route("/api/v1/iot/item", get(iot::items))
        .route("/api/v1/iot/item/measurement", get(iot::measurements))
        .route("/api/v1/batchcalculation", get(batch_calculation::list))
        .route("/api/v1/batchcalculation/{id}/download", get(batch_calculation::download))
        .route("/api/v1/batchcalculation/document", get(batch_calculation::documents))
        .route("/api/v1/batchcalculation/document/{id}/download", get(batch_calculation::download_document));
    let savable = [
        (Kind::Transaction, get(transaction::list)),
        (Kind::TransactionTrip, MethodRouter::new()),
        (Kind::Master(Master::ItemDefinition), get(item_definition::list)),
        (Kind::Master(Master::ItemConfiguration), get(item_configuration::list)),
        (Kind::Master(Master::UniqueItem), get(unique_item::list)),
        (Kind::Master(Master::Location), get(location::list)),
        (Kind::Master(Master::PackagingLabel), get(packaging_label::list)),
    ];
    savable.into_iter().fold(calls, |calls, (kind, listing)| {
        let result = format!("{}/result/{{id}}", kind.path());
        calls
            .route(kind.path(), listing.merge(post(move |state, body| save::post(kind, state, body))))
            .route(&result, get(move |state, path| save::result(kind, state, path)))
    })
}

async fn status(State(office): State<Arc<Office>>) -> Json<Value> {
    Json(json!({ "status": "OK", "date": office.forms().moment(office.shown()) }))
}

/// Whether a text holds another, whatever its capitals.
fn has_part(text: &str, part: &str) -> bool {
    text.to_lowercase().contains(&part.to_lowercase())
}

/// Whether a filter lets a value through; an empty one lets everything through.
fn passes<T: PartialEq>(filter: &[T], value: &T) -> bool {
    filter.is_empty() || filter.contains(value)
}
