//! Every answer that is not the one asked for, with its status and its words.

use std::collections::BTreeMap;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use thiserror::Error;

/// Why a call is not answered with what it asked for.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    /// 400.
    #[error("One or more received data are incorrect.")]
    Incorrect(Complaints),
    /// 401.
    #[error("Unauthorized.")]
    Unauthorized,
    /// 404.
    #[error("The message ID of the result was not found.")]
    MessageUnknown,
    /// 404, for a file that there is not.
    #[error("The file was not found.")]
    NotThere,
    /// 410.
    #[error("The message ID of the result is outdated.")]
    MessageOutdated,
    /// 429, with what `Retry-After` says.
    #[error("Maximum requests reached, check the Retry-After header.")]
    TooManyCalls(Option<HeaderValue>),
    /// 500.
    #[error("Unhandled error. See API log for more information.")]
    Unhandled,
}

/// What is wrong with the data, by the field it is wrong in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Complaints(BTreeMap<String, Vec<String>>);

impl Complaints {
    pub(super) fn add(&mut self, field: impl Into<String>, words: impl Into<String>) {
        self.0.entry(field.into()).or_default().push(words.into());
    }

    /// Takes over what another has to say.
    pub(super) fn join(&mut self, other: Self) {
        for (field, mut words) in other.0 {
            self.0.entry(field).or_default().append(&mut words);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fails if there is anything to complain about.
    pub(super) fn check(self) -> Result<(), Refusal> {
        if self.0.is_empty() { Ok(()) } else { Err(Refusal::Incorrect(self)) }
    }
}

impl Refusal {
    /// One thing wrong in one field.
    pub(super) fn incorrect(field: impl Into<String>, words: impl Into<String>) -> Self {
        let mut complaints = Complaints::default();
        complaints.add(field, words);
        Self::Incorrect(complaints)
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Incorrect(_) => StatusCode::BAD_REQUEST,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::MessageUnknown | Self::NotThere => StatusCode::NOT_FOUND,
            Self::MessageOutdated => StatusCode::GONE,
            Self::TooManyCalls(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unhandled => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = self.status();
        let mut body = json!({ "title": self.to_string(), "status": status.as_u16() });
        if let Self::Incorrect(Complaints(errors)) = &self {
            body["errors"] = json!(errors);
        }
        let mut response = (status, Json(body)).into_response();
        if let Self::TooManyCalls(Some(wait)) = self {
            response.headers_mut().insert(header::RETRY_AFTER, wait);
        }
        response
    }
}
