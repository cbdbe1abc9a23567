//! Saving, the same for every kind: `POST` takes a batch, and `GET …/result/{id}` tells what became of it.

use std::sync::Arc;

use axum::body::{self, Body};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::trackonline::batch::{self, Kind};
use crate::trackonline::behaviour::RefusedBatch;
use crate::trackonline::faults::FaultKind;
use crate::trackonline::office::Office;
use crate::trackonline::refusal::Refusal;

/// The longest body of a batch, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;

pub(super) async fn post(
    kind: Kind,
    State(office): State<Arc<Office>>,
    body: Body,
) -> Result<Response, Refusal> {
    let body = body::to_bytes(body, MAX_BODY)
        .await
        .map_err(|error| Refusal::incorrect("$", format!("The body cannot be read: {error}.")))?;
    let (batch, complaints) = batch::read(kind, &body)?;
    let saves_good_rows = office.behaviour().refused_batch == RefusedBatch::SavesGoodRows;
    if !complaints.is_empty() && (batch.len() == 0 || !saves_good_rows) {
        return Err(Refusal::Incorrect(complaints));
    }
    let message = office.receive(batch).await?;
    complaints.check()?;
    Ok(office.forms().received(message))
}

pub(super) async fn result(
    kind: Kind,
    State(office): State<Arc<Office>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    let id = id.parse().map_err(|_| Refusal::MessageUnknown)?;
    let now = office.now();
    office.read(|books| books.result(kind, id, now).map(|_| ()))?;
    let path = format!("{}/result/{id}", kind.path());
    let outdated = |fault| (fault == FaultKind::MessageOutdated).then_some(());
    let struck = office.faults().strike("GET", &path, outdated);
    if struck.is_some() {
        office.outdate(id).await?;
    }
    office.read(|books| {
        Ok(match books.result(kind, id, now)? {
            Some(rows) => office.forms().saved(rows),
            None => StatusCode::ACCEPTED.into_response(),
        })
    })
}
