//! What people and tests look at and turn: the stand-in's own record, without a key and without costing a call, for
//! this machine only.

mod correction;
mod given;
mod page;
mod switches;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::StatusCode;
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use serde_json::{Value, json};

use super::line::Caller;
use super::office::Office;
use super::query::Query;

/// The pages and switches under `/_sandbox/`.
pub(super) fn router() -> Router<Arc<Office>> {
    Router::new()
        .route("/", get(async || Redirect::temporary("/_sandbox/")))
        .route("/_sandbox", get(async || Redirect::temporary("/_sandbox/")))
        .route("/_sandbox/", get(show))
        .route("/_sandbox/transactions.json", get(transactions))
        .route("/_sandbox/trips.json", get(trips))
        .route("/_sandbox/state.json", get(state))
        .route("/_sandbox/corrections", post(correction::correct))
        .route("/_sandbox/quota/exhaust", post(switches::exhaust))
        .route("/_sandbox/clock/advance", post(switches::advance))
        .route(
            "/_sandbox/behaviour",
            get(switches::behaviour).put(switches::set_behaviour).post(switches::change_behaviour),
        )
        .route(
            "/_sandbox/faults",
            get(switches::faults).post(switches::add_fault).delete(switches::remove_faults),
        )
        .route("/_sandbox/faults/clear", post(switches::remove_faults))
        .route("/_sandbox/faults/{id}", delete(switches::remove_fault))
        .route("/_sandbox/faults/{id}/remove", post(switches::remove_fault))
        .route_layer(middleware::from_fn(this_machine_only))
}

async fn this_machine_only(
    ConnectInfo(caller): ConnectInfo<Caller>,
    request: Request,
    next: Next,
) -> Response {
    // A page from elsewhere that a browser on this machine shows is not this machine.
    let from_elsewhere = request.headers().get("sec-fetch-site").is_some_and(|site| site == "cross-site")
        && !request.method().is_safe();
    if caller.peer.ip().to_canonical().is_loopback() && !from_elsewhere {
        next.run(request).await
    } else {
        StatusCode::FORBIDDEN.into_response()
    }
}

async fn show(State(office): State<Arc<Office>>) -> Html<String> {
    let now = office.now();
    let (usage, skew, behaviour) = (office.quota().usage(now), office.skew(), office.behaviour());
    let (calls, faults) =
        (office.calls().newest_first().cloned().collect(), office.faults().standing().to_vec());
    let driven = office.clock.driven().is_some();
    Html(
        office.read(|books| {
            page::page(&page::View { books, now, skew, driven, usage, calls, behaviour, faults })
        }),
    )
}

/// The trips, newest first, with the numbers of their transactions; only here are their identifiers told.
async fn trips(State(office): State<Arc<Office>>) -> Json<Value> {
    Json(office.read(|books| {
        let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for transaction in &books.transactions {
            if let Some(number) = transaction.trip() {
                of.entry(number).or_default().push(&transaction.number);
            }
        }
        let rows = books.trips.iter().rev().map(|trip| {
            json!({
                "id": trip.id,
                "number": trip.number,
                "status": trip.status,
                "transactions": of.get(trip.number.as_str()),
            })
        });
        rows.collect()
    }))
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

/// The quota, the queue, the last calls, the switches and the faults, for tests and tools.
async fn state(State(office): State<Arc<Office>>) -> Json<Value> {
    let now = office.now();
    let usage = office.quota().usage(now);
    let calls: Vec<_> = office.calls().newest_first().cloned().collect();
    let (behaviour, faults) = (office.behaviour(), office.faults().standing().to_vec());
    let queue = office.read(|books| books.queue(now));
    Json(json!({
        "now": now,
        "driven": office.clock.driven().is_some(),
        "quota": {
            "perMinute": usage.limits.per_minute,
            "perDay": usage.limits.per_day,
            "lastMinute": usage.last_minute,
            "lastDay": usage.last_day,
            "closedUntil": usage.closed_until,
        },
        "queue": queue,
        "calls": calls,
        "behaviour": behaviour,
        "faults": faults,
    }))
}
