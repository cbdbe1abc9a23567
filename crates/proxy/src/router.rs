//! The whole map of the service. What is not here does not exist.

use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::{AUTHORIZATION, CACHE_CONTROL, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use contract::ProblemCode;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::sensitive_headers::SetSensitiveRequestHeadersLayer;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::map::{Map, Route};
use crate::problem::Refusal;
use crate::request_id;
use crate::routes::{
    accounts, confirmations, disputes, events, exceptions, health, openapi, packaging, page, trips,
};
use crate::service::Service;

/// A confirmation of 50 lines is some 5 KB.
const LARGEST_BODY: usize = 64 * 1024;
/// What takes longer was given up by the person who waited; TrackOnline's answer is kept for the next one.
const LONGEST_ANSWER: Duration = Duration::from_mins(1);

fn api() -> Map {
    Map::below("/api/v1")
        .get("/packaging", packaging::catalogue)
        .get("/customers/{customer}/account", accounts::account)
        .post("/trips", trips::advance)
        .post("/confirmations", confirmations::accept)
        .get("/confirmations/{id}", confirmations::status)
        .post("/confirmations/{id}/corrections", confirmations::correct)
        .post("/confirmations/{id}/decision", confirmations::decide)
        .get("/exceptions", exceptions::list)
        .get("/exceptions/{id}", exceptions::detail)
        .post("/exceptions/{id}/settlement", exceptions::settle)
        .post("/disputes", disputes::raise)
        .get("/events", events::stream)
        .get("/openapi.json", openapi::document)
}

fn widget() -> Map {
    Map::below("/widget").get("/{tenant}/", page::widget)
}

fn health() -> Map {
    Map::below("/health").get("/live", health::live).get("/ready", health::ready)
}

/// Served from the disk, each below its own address.
const FILES: [&str; 3] = ["/assets/{file}", "/embed/fustlink.js", "/embed/fustlink.d.ts"];

/// Every route that is served.
pub fn routes() -> Vec<Route> {
    let files = FILES.map(|path| ("get", path.to_owned()));
    [api(), widget(), health()].into_iter().flat_map(Map::routes).chain(files).collect()
}

pub(crate) fn router(service: Service) -> Router {
    let api = api()
        .router()
        // Balances of one person must not reach another through a cache.
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .layer(DefaultBodyLimit::max(LARGEST_BODY))
        .layer(from_fn(in_time));

    Router::new()
        .nest("/api/v1", api)
        .nest("/widget", widget().router().layer(CompressionLayer::new()))
        .nest_service("/assets", page::assets(service.page()))
        .nest_service("/embed", page::embed(service.page()))
        .nest("/health", health().router())
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(request_id::name))
        .layer(SetResponseHeaderLayer::overriding(
            X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ))
        .layer(SetResponseHeaderLayer::overriding(REFERRER_POLICY, HeaderValue::from_static("no-referrer")))
        .layer(map_response(too_large))
        .layer(SetSensitiveRequestHeadersLayer::new([AUTHORIZATION]))
        .with_state(service)
}

async fn not_found() -> Refusal {
    Refusal::new(ProblemCode::NotFound, "Nothing is served at this address.")
}

async fn method_not_allowed() -> Refusal {
    Refusal::new(ProblemCode::MethodNotAllowed, "This address is not served with this method.")
}

async fn in_time(request: Request, next: Next) -> Response {
    tokio::time::timeout(LONGEST_ANSWER, next.run(request)).await.unwrap_or_else(|_| {
        Refusal::new(ProblemCode::TimedOut, "It took too long. Try again in a minute.").into_response()
    })
}

/// Refusals of layers below that know nothing of problem documents.
async fn too_large(response: Response) -> Response {
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE
        && response.headers().get("content-type").is_none_or(|kind| kind != "application/problem+json")
    {
        Refusal::new(ProblemCode::BodyTooLarge, "The body is larger than any confirmation.").into_response()
    } else {
        response
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the layer's signature")]
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let words = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("without words");
    tracing::error!(words, "a handler panicked");
    Refusal::new(
        ProblemCode::Internal,
        "Something went wrong inside Fustlink, and it is not known whether what you sent was stored. Send the same again to \
         find out, and tell your administrator the request's name.",
    )
    .into_response()
}
