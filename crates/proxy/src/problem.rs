//! The one error type that leaves the service: an RFC 9457 problem document.
//!
//! Inside, errors keep their own types; a handler turns them into a [`Refusal`] once, with a sentence that says what to
//! do. What an error's source says goes to the log, never into the answer, except TrackOnline's own words to a request.

use std::time::Duration;

use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use contract::{FieldProblem, Problem, ProblemCode};
use store::StoreError;

/// A request that is not fulfilled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: ProblemCode,
    detail: String,
    retry_after: Option<Duration>,
    errors: Vec<FieldProblem>,
}

impl Refusal {
    /// A refusal with a sentence that says what happened and what to do.
    pub fn new(code: ProblemCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after: None, errors: Vec::new() }
    }

    /// A refusal of a body, naming its fields.
    pub fn of_fields(code: ProblemCode, detail: impl Into<String>, errors: Vec<FieldProblem>) -> Self {
        Self { errors, ..Self::new(code, detail) }
    }

    /// A refusal of a body in which these fields cannot be taken.
    ///
    /// # Errors
    /// Where there is one.
    pub(crate) fn unless_empty(errors: Vec<FieldProblem>) -> Result<(), Self> {
        if errors.is_empty() {
            return Ok(());
        }
        let told: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.field, error.detail)).collect();
        Err(Self::of_fields(ProblemCode::InvalidField, told.join("; "), errors))
    }

    /// The same, told in words that fit the request.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }

    /// When trying again makes sense.
    #[must_use]
    pub const fn after(mut self, pause: Duration) -> Self {
        self.retry_after = Some(pause);
        self
    }

    /// What kind of refusal it is.
    pub const fn code(&self) -> ProblemCode {
        self.code
    }

    fn problem(self) -> Problem {
        Problem {
            kind: format!("urn:fustlink:problem:{}", self.code.as_str()),
            code: self.code,
            status: self.code.status(),
            title: self.code.title().to_owned(),
            detail: self.detail,
            retry_after: self.retry_after.map(|pause| pause.as_secs().max(1)),
            errors: self.errors,
            request_id: crate::request_id::current(),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let problem = self.problem();
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "the database failed");
        if !error.left_nothing() {
            return Self::new(
                ProblemCode::StorageUncertain,
                "The database's answer was lost, so it is not known whether this was stored. Send the same again: what is \
                 there already is found, and never doubled.",
            )
            .after(Duration::from_secs(2));
        }
        Self::new(
            ProblemCode::StorageUnavailable,
            "Fustlink's database did not answer. Nothing was stored; keep what you entered and try again.",
        )
        .after(Duration::from_secs(5))
    }
}
