//! What people and tests look at and turn: the stand-in's own record, without a key and without costing a call, for
//! this machine only.

mod page;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::office::Office;
use super::query::Query;
use super::refusal::Refusal;

/// The longest time that a quota can be closed for, in seconds.
const LONGEST_CLOSURE: i64 = 24 * 3600;

/// The pages and switches under `/_sandbox/`.
pub(super) fn router() -> Router<Arc<Office>> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/_sandbox/")))
        .route("/_sandbox", get(async || Redirect::temporary("/_sandbox/")))
        .route("/_sandbox/", get(show))
        .route("/_sandbox/transactions.json", get(transactions))
        .route("/_sandbox/quota/exhaust", post(exhaust))
        .route_layer(middleware::from_fn(this_machine_only))
}

async fn this_machine_only(
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    if peer.ip().to_canonical().is_loopback() {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn show(State(office): State<Arc<Office>>) -> Html<String> {
    let now = office.now();
    let usage = office.quota().usage(now);
    Html(office.read(|books| page::page(books, usage, now)))
}

/// The stand-in's own record of its transactions, newest first: all of them, or those with a `number`, a `reference`.
async fn transactions(State(office): State<Arc<Office>>, query: Query) -> Json<Value> {
    let (number, reference) = (query.one("number"), query.one("reference"));
    Json(office.read(|books| {
        let found = books.transactions.iter().rev().filter(|transaction| {
            number.is_none_or(|number| transaction.number == number)
                && reference.is_none_or(|reference| {
                    transaction.details.reference_number.as_deref() == Some(reference)
                })
        });
        found.map(|transaction| json!(transaction)).collect()
    }))
}

/// Refuses every call for so many `seconds`.
async fn exhaust(State(office): State<Arc<Office>>, query: Query) -> Result<StatusCode, Refusal> {
    let seconds = query
        .one("seconds")
        .and_then(|seconds| seconds.parse().ok())
        .filter(|seconds| (0..=LONGEST_CLOSURE).contains(seconds))
        .ok_or_else(|| {
            Refusal::incorrect("seconds", format!("A number from 0 to {LONGEST_CLOSURE} is needed."))
        })?;
    let now = office.now();
    office.quota().close_until(now + TimeDelta::seconds(seconds));
    Ok(StatusCode::NO_CONTENT)
}
