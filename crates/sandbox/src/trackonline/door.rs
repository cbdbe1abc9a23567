//! The way in: every documented call passes here, shows its key, is counted against the quota, and meets the faults that
//! were asked for. Whatever the stand-in does to a call regardless of what it asks belongs to this place.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header;
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use chrono::TimeDelta;
use tower_http::catch_panic::CatchPanicLayer;

use super::calls::{Call, Outcome};
use super::faults::FaultKind;
use super::forms;
use super::line::Caller;
use super::office::Office;
use super::query::Query;
use super::refusal::Refusal;

/// What a caller is told to wait, in seconds, when 429 is a fault.
const UNFOUNDED_WAIT: i64 = 30;

/// What something between the caller and TrackOnline might answer instead of it.
const MAINTENANCE: &str = "<!doctype html><html lang=\"en\"><head><title>Maintenance</title></head><body>\
    <h1>We will be back soon</h1><p>The service is being maintained.</p></body></html>";

/// Puts the door before the calls.
pub(super) fn guard(calls: Router<Arc<Office>>, office: &Arc<Office>) -> Router<Arc<Office>> {
    calls
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| unhandled(&*panic)))
        .route_layer(middleware::from_fn_with_state(Arc::clone(office), pass))
}

/// A call's answer, or none because the connection is to be cut.
type Answer = Option<Response>;

/// Lets a call through and remembers how it was answered.
async fn pass(
    State(office): State<Arc<Office>>,
    ConnectInfo(caller): ConnectInfo<Caller>,
    request: Request,
    next: Next,
) -> Response {
    let query = Query::parse(request.uri().query().unwrap_or_default());
    if !has_key(&request, &query, &office.key) {
        return Refusal::Unauthorized.into_response();
    }
    let method = request.method().as_str().to_owned();
    let target = format!("{}{}", request.uri().path(), query.without("apikey"));
    let at = office.now();
    let answer = admit(&office, request, next).await;
    let outcome = answer.as_ref().map_or(Outcome::Lost, |answer| Outcome::Answered(answer.status().as_u16()));
    tracing::info!(method, target, ?outcome, "call");
    office.calls().remember(Call { at, method, target, outcome });
    let mut response = answer.unwrap_or_else(|| {
        caller.cut_off();
        Refusal::Unhandled.into_response()
    });
    if let Some(date) = forms::http_date(office.shown()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

/// Lets a call in that is within the quota. The quota is the administration's, so a call whose key names none is not
/// counted; one that is refused for a fault is not counted either.
async fn admit(office: &Office, request: Request, next: Next) -> Answer {
    let (method, path) = (request.method().as_str().to_owned(), request.uri().path().to_owned());
    let strike = |stage: fn(FaultKind) -> Option<FaultKind>| office.faults().strike(&method, &path, stage);
    if strike(|kind| (kind == FaultKind::Limit429).then_some(kind)).is_some() {
        return Some(too_many_calls(office, UNFOUNDED_WAIT));
    }
    let admitted = office.quota().admit(office.now());
    if let Err(exhausted) = admitted {
        return Some(too_many_calls(office, exhausted.retry_after));
    }
    if let Some(FaultKind::Latency(milliseconds)) = strike(latency) {
        let until = office.now() + TimeDelta::milliseconds(i64::from(milliseconds));
        office.clock.wait_until(until).await;
    }
    if let Some(fault) = strike(instead) {
        return instead_of_an_answer(fault);
    }
    let response = next.run(request).await;
    match strike(afterwards) {
        Some(fault) => instead_of_an_answer(fault),
        None => Some(response),
    }
}

fn latency(kind: FaultKind) -> Option<FaultKind> {
    matches!(kind, FaultKind::Latency(_)).then_some(kind)
}

/// What strikes before the call has had an effect.
fn instead(kind: FaultKind) -> Option<FaultKind> {
    matches!(kind, FaultKind::AnswerLostBeforeEffect | FaultKind::Status500BeforeEffect | FaultKind::HtmlPage)
        .then_some(kind)
}

/// What strikes after the call has had its effect.
fn afterwards(kind: FaultKind) -> Option<FaultKind> {
    matches!(kind, FaultKind::AnswerLostAfterEffect | FaultKind::Status500AfterEffect).then_some(kind)
}

fn instead_of_an_answer(fault: FaultKind) -> Answer {
    match fault {
        FaultKind::AnswerLostBeforeEffect | FaultKind::AnswerLostAfterEffect => None,
        FaultKind::HtmlPage => Some(Html(MAINTENANCE).into_response()),
        _ => Some(Refusal::Unhandled.into_response()),
    }
}

fn too_many_calls(office: &Office, seconds: i64) -> Response {
    Refusal::TooManyCalls(office.forms().retry_after(seconds, office.shown())).into_response()
}

/// The key stands in the header `X-ApiKey` or in the query parameter `apikey`; the header goes first.
fn has_key(request: &Request, query: &Query, key: &str) -> bool {
    match request.headers().get("X-ApiKey") {
        Some(given) => given.as_bytes() == key.as_bytes(),
        None => query.one("apikey") == Some(key),
    }
}

fn unhandled(panic: &(dyn Any + Send)) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(panic = words, "a call panicked");
    Refusal::Unhandled.into_response()
}
