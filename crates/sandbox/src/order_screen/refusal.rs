//! What the order API refuses, and how it says so: `{"error": code, "detail": sentence}`.

use axum::Json;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    #[error("there is no order {0}")]
    OrderUnknown(String),
    #[error("there is no customer {0}")]
    CustomerUnknown(String),
    #[error("nobody here is called {0}")]
    PersonUnknown(String),
    #[error("the order has no line {0}")]
    LineUnknown(usize),
    #[error("line {0} has no packaging")]
    NoPackaging(usize),
    #[error("line {line}: {count} is not a count; give a whole number from 0 to {most}")]
    NotACount { line: usize, count: i64, most: u32 },
    #[error("{0}")]
    Body(#[from] JsonRejection),
    #[error("{0}")]
    Query(#[from] QueryRejection),
    #[error("the change could not be stored: {0}")]
    Storage(#[from] std::io::Error),
    #[error("no token could be signed: {0}")]
    Signing(#[from] jsonwebtoken::errors::Error),
}

impl Refusal {
    fn answer(&self) -> (StatusCode, &'static str) {
        match self {
            Self::OrderUnknown(_) => (StatusCode::NOT_FOUND, "order-unknown"),
            Self::CustomerUnknown(_) => (StatusCode::NOT_FOUND, "customer-unknown"),
            Self::PersonUnknown(_) => (StatusCode::FORBIDDEN, "person-unknown"),
            Self::LineUnknown(_) => (StatusCode::UNPROCESSABLE_ENTITY, "line-unknown"),
            Self::NoPackaging(_) => (StatusCode::UNPROCESSABLE_ENTITY, "no-packaging"),
            Self::NotACount { .. } => (StatusCode::UNPROCESSABLE_ENTITY, "not-a-count"),
            Self::Body(rejection) => (rejection.status(), "body-unreadable"),
            Self::Query(rejection) => (rejection.status(), "query-unreadable"),
            Self::Storage(_) => (StatusCode::INTERNAL_SERVER_ERROR, "not-stored"),
            Self::Signing(_) => (StatusCode::INTERNAL_SERVER_ERROR, "not-signed"),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (status, code) = self.answer();
        if status.is_server_error() {
            tracing::error!(code, "{self}");
        }
        (status, Json(json!({ "error": code, "detail": self.to_string() }))).into_response()
    }
}
