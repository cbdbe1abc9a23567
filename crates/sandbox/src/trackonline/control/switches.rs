//! What can be turned: the switches of the behaviour, faults, the quota and the time.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use chrono::TimeDelta;
use serde_json::{Value, json};

use super::given::Given;
use crate::trackonline::behaviour::Behaviour;
use crate::trackonline::faults::{Fault, Standing};
use crate::trackonline::office::Office;
use crate::trackonline::refusal::Refusal;

/// The longest time that a quota can be closed for, or that a driven clock goes on at once, in seconds.
const LONGEST: i64 = 366 * 24 * 3600;

pub(super) async fn behaviour(State(office): State<Arc<Office>>) -> Json<Behaviour> {
    Json(office.behaviour())
}

/// Sets every switch: one that is left out goes to its default.
pub(super) async fn set_behaviour(
    State(office): State<Arc<Office>>,
    body: Result<Json<Behaviour>, JsonRejection>,
) -> Result<Json<Behaviour>, Refusal> {
    let Json(behaviour) = body.map_err(|error| Refusal::incorrect("$", error.body_text()))?;
    *office.switchboard() = behaviour;
    Ok(Json(behaviour))
}

/// Sets the switches that are given, and leaves the others as they are.
pub(super) async fn change_behaviour(
    State(office): State<Arc<Office>>,
    given: Given,
) -> Result<Response, Refusal> {
    let mut behaviour = office.behaviour();
    for key in given.values().keys() {
        let value = given.text(key)?;
        behaviour.set_switch(key, value).map_err(|error| Refusal::incorrect(key, error.to_string()))?;
    }
    *office.switchboard() = behaviour;
    Ok(given.answer(StatusCode::OK, behaviour, "behaviour"))
}

pub(super) async fn faults(State(office): State<Arc<Office>>) -> Json<Vec<Standing>> {
    Json(office.faults().standing().to_vec())
}

pub(super) async fn add_fault(State(office): State<Arc<Office>>, given: Given) -> Result<Response, Refusal> {
    // A form says everything in words; numbers and truths are read from them where a fault has them.
    let typed = given.values().iter().map(|(name, value)| {
        let words =
            value.as_str().filter(|_| matches!(name.as_str(), "amount" | "probability" | "once" | "seed"));
        let read = words.and_then(|words| serde_json::from_str(words).ok());
        (name.clone(), read.unwrap_or_else(|| value.clone()))
    });
    let fault: Fault = serde_json::from_value(Value::Object(typed.collect()))
        .map_err(|error| Refusal::incorrect("$", error.to_string()))?;
    let added =
        office.faults().add(fault).map_err(|error| Refusal::incorrect("probability", error.to_string()))?;
    Ok(given.answer(StatusCode::CREATED, added, "faults"))
}

pub(super) async fn remove_faults(State(office): State<Arc<Office>>, given: Given) -> Response {
    office.faults().clear();
    given.answer(StatusCode::NO_CONTENT, (), "faults")
}

/// Takes a fault away; one that is gone already is gone.
pub(super) async fn remove_fault(
    State(office): State<Arc<Office>>,
    Path(id): Path<u64>,
    given: Given,
) -> Response {
    office.faults().remove(id);
    given.answer(StatusCode::NO_CONTENT, (), "faults")
}

/// Refuses every call for so many `seconds`.
pub(super) async fn exhaust(State(office): State<Arc<Office>>, given: Given) -> Result<Response, Refusal> {
    let seconds = given.whole("seconds", 0, LONGEST)?;
    let now = office.now();
    office.quota().close_until(now + TimeDelta::seconds(seconds));
    Ok(given.answer(StatusCode::NO_CONTENT, (), "calls"))
}

/// Moves a driven clock on by so many `seconds`; the machine's clock cannot be moved.
pub(super) async fn advance(State(office): State<Arc<Office>>, given: Given) -> Result<Response, Refusal> {
    let seconds = given.whole("seconds", 1, LONGEST)?;
    let Some(clock) = office.clock.driven() else {
        let words = "The time is the machine's; start the stand-in with --driven-clock to move it.";
        return Err(Refusal::incorrect("clock", words));
    };
    clock.advance(Duration::from_secs(seconds.unsigned_abs()));
    Ok(given.answer(StatusCode::OK, json!({ "now": office.now() }), "clock"))
}
