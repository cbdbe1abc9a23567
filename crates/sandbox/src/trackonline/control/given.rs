//! What a control call is given: by its query, by JSON, or by a form of the page, which gets a page back.

use axum::Json;
use axum::body;
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::trackonline::refusal::Refusal;

/// The longest body of a control call, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// What a control call is given.
#[derive(Debug)]
pub(super) struct Given {
    values: Map<String, Value>,
    from_page: bool,
}

impl<S: Send + Sync> FromRequest<S> for Given {
    type Rejection = Refusal;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Refusal> {
        let mut values = pairs(request.uri().query().unwrap_or_default().as_bytes());
        let form = "application/x-www-form-urlencoded";
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let from_page = content_type.is_some_and(|kind| kind.starts_with(form));
        let body = body::to_bytes(request.into_body(), MAX_BODY)
            .await
            .map_err(|error| Refusal::incorrect("$", format!("The body cannot be read: {error}.")))?;
        if from_page {
            values.extend(pairs(&body));
        } else if !body.is_empty() {
            let given: Map<String, Value> = serde_json::from_slice(&body).map_err(|error| {
                Refusal::incorrect("$", format!("The body is not a JSON object: {error}."))
            })?;
            values.extend(given);
        }
        Ok(Self { values, from_page })
    }
}

/// The pairs of a query or a form; an empty value counts as absent.
fn pairs(text: &[u8]) -> Map<String, Value> {
    url::form_urlencoded::parse(text)
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| (name.into_owned(), Value::from(value.into_owned())))
        .collect()
}

impl Given {
    /// Everything that was given. From a form, every value is a text.
    pub(super) fn values(&self) -> &Map<String, Value> {
        &self.values
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<&str, Refusal> {
        self.values
            .get(name)
            .and_then(Value::as_str)
            .ok_or_else(|| Refusal::incorrect(name, format!("A text is needed for {name}.")))
    }

    /// A whole number between two bounds, both included.
    pub(super) fn whole(&self, name: &str, least: i64, most: i64) -> Result<i64, Refusal> {
        let number = self.values.get(name).and_then(|value| match value {
            Value::String(text) => text.parse().ok(),
            other => other.as_i64(),
        });
        number
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| Refusal::incorrect(name, format!("A number from {least} to {most} is needed.")))
    }

    /// Answers a caller with JSON, and a person with the page where the form stood.
    pub(super) fn answer(&self, status: StatusCode, said: impl Serialize, place: &str) -> Response {
        if self.from_page {
            return Redirect::to(&format!("/_sandbox/#{place}")).into_response();
        }
        match status {
            StatusCode::NO_CONTENT => status.into_response(),
            status => (status, Json(said)).into_response(),
        }
    }
}
