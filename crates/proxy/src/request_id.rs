//! A name for each request, in the log, in the answer's `x-request-id` and in every problem document.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;
use uuid::Uuid;

static HEADER: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    static CURRENT: String;
}

/// The name of the request that is being answered, if any.
pub(crate) fn current() -> Option<String> {
    CURRENT.try_with(Clone::clone).ok()
}

/// Gives the request a name (never the caller's own: it would end in our log) and logs how it ended.
pub(crate) async fn name(request: Request, next: Next) -> Response {
    let id = Uuid::new_v4().simple().to_string();
    // The route's pattern, not the path: paths hold customer numbers.
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let span = tracing::info_span!("request", id = %id, method = %request.method(), route = %route);
    let answer = CURRENT.scope(id.clone(), next.run(request));
    let mut response = async {
        let started = tokio::time::Instant::now();
        let response = answer.await;
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds = started.elapsed().as_millis(),
            "answered"
        );
        response
    }
    .instrument(span)
    .await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HEADER.clone(), value);
    }
    response
}
