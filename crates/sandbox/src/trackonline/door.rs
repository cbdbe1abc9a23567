//! The way in: every documented call passes here, is counted against the quota, and shows its key. Whatever the
//! stand-in does to a call regardless of what it asks (refusing, failing, delaying it) belongs to this place.

use std::any::Any;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::office::Office;
use super::query::Query;
use super::refusal::Refusal;

/// Puts the door before the calls.
pub(super) fn guard(calls: Router<Arc<Office>>, office: &Arc<Office>) -> Router<Arc<Office>> {
    calls
        .layer(CatchPanicLayer::custom(|panic: Box<dyn Any + Send>| unhandled(&*panic)))
        .route_layer(middleware::from_fn_with_state(Arc::clone(office), admit))
}

/// Lets a call in that has the key and is within the quota. The quota is the administration's, so a call whose key
/// names none is not counted.
async fn admit(State(office): State<Arc<Office>>, request: Request, next: Next) -> Response {
    if !has_key(&request, &office.key) {
        return Refusal::Unauthorized.into_response();
    }
    let admitted = office.quota().admit(office.now());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let response = match admitted {
        Err(exhausted) => Refusal::TooManyCalls(exhausted.retry_after).into_response(),
        Ok(()) => next.run(request).await,
    };
    tracing::info!(%method, path, status = response.status().as_u16(), "call");
    response
}

/// The key stands in the header `X-ApiKey` or in the query parameter `apikey`; the header goes first.
fn has_key(request: &Request, key: &str) -> bool {
    match request.headers().get("X-ApiKey") {
        Some(given) => given.as_bytes() == key.as_bytes(),
        None => Query::parse(request.uri().query().unwrap_or_default()).one("apikey") == Some(key),
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
