//! For whoever watches over the service.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use crate::service::Service;

/// How the service is.
#[derive(Debug, Serialize)]
pub(crate) struct Health {
    status: &'static str,
}

/// The process runs.
pub(crate) async fn live() -> Json<Health> {
    Json(Health { status: "live" })
}

/// The database answers: confirmations can be accepted.
pub(crate) async fn ready(State(service): State<Service>) -> (StatusCode, Json<Health>) {
    match service.store().ping().await {
        Ok(()) => (StatusCode::OK, Json(Health { status: "ready" })),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, Json(Health { status: "the database does not answer" }))
        }
    }
}
