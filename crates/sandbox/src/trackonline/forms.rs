//! How answers are written: the forms that the document leaves open, as the switches say.
//!
//! What no switch decides is decided here and in the rows of `routes`: a field without a value is null, an empty list is
//! 204, an envelope holds `items` beside `pageCount`.

use axum::Json;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::behaviour::{
    Behaviour, DateForm, EnvelopeForm, MessageIdForm, QuantityForm, RetryAfterForm, SavedRowForm, ValueForm,
};
use super::message::SavedRow;
use super::query::{PAGE_SIZE, page_of};
use crate::world::code::Code;

/// Writes values as the switches say.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms(pub(super) Behaviour);

impl Forms {
    /// A date and time.
    pub(super) fn moment(self, moment: DateTime<Utc>) -> String {
        match self.0.dates {
            DateForm::Milliseconds => moment.to_rfc3339_opts(SecondsFormat::Millis, true),
            DateForm::SevenDigitsWithOffset => {
                let tenths_of_microseconds = moment.timestamp_subsec_nanos() / 100;
                format!("{}.{tenths_of_microseconds:07}+00:00", moment.format("%Y-%m-%dT%H:%M:%S"))
            }
            DateForm::WithoutZone => moment.format("%Y-%m-%dT%H:%M:%S%.3f").to_string(),
        }
    }

    /// A value of an enumeration.
    pub(super) fn code(self, value: impl Code) -> Value {
        self.named_code(value.code(), Some(value.name()))
    }

    /// A value of an enumeration, by its number and the name of that number; a number without a name stays one.
    pub(super) fn named_code(self, code: i64, name: Option<&str>) -> Value {
        match (self.0.enumerations, name) {
            (ValueForm::Names, Some(name)) => json!(name),
            _ => json!(code),
        }
    }

    /// A count of pieces.
    pub(super) fn pieces(self, pieces: i64) -> Value {
        match self.0.quantities {
            QuantityForm::Numbers => json!(pieces),
            QuantityForm::Text => json!(pieces.to_string()),
        }
    }

    /// What `Retry-After` says when a caller is to come back in so many seconds.
    pub(super) fn retry_after(self, seconds: i64, now: DateTime<Utc>) -> Option<HeaderValue> {
        match self.0.retry_after {
            RetryAfterForm::Seconds => Some(HeaderValue::from(seconds)),
            RetryAfterForm::HttpDate => http_date(now + TimeDelta::seconds(seconds)),
            RetryAfterForm::Absent => None,
        }
    }

    /// One page of what was found.
    pub(super) fn page<T>(
        self,
        found: impl Iterator<Item = T>,
        page: usize,
        write: impl FnMut(T) -> Value,
    ) -> Response {
        let found: Vec<T> = found.collect();
        let pages = found.len().div_ceil(PAGE_SIZE);
        self.rows(page_of(found.into_iter(), page).into_iter().map(write).collect(), pages)
    }

    /// A list that has no pages.
    pub(super) fn whole(self, rows: Vec<Value>) -> Response {
        self.rows(rows, 1)
    }

    fn rows(self, rows: Vec<Value>, pages: usize) -> Response {
        if rows.is_empty() {
            return StatusCode::NO_CONTENT.into_response();
        }
        self.enveloped(rows, pages)
    }

    fn enveloped(self, rows: Vec<Value>, pages: usize) -> Response {
        match self.0.envelope {
            EnvelopeForm::Bare => Json(rows).into_response(),
            EnvelopeForm::Object => Json(json!({ "items": rows, "pageCount": pages })).into_response(),
        }
    }

    /// The answer to a POST that was received.
    pub(super) fn received(self, message: Uuid) -> Response {
        Json(match self.0.message_id {
            MessageIdForm::MessageIdField => json!({ "messageId": message }),
            MessageIdForm::IdField => json!({ "id": message }),
            MessageIdForm::BareGuid => json!(message),
        })
        .into_response()
    }

    /// What became of a batch; a list that may be empty, and then is one all the same.
    pub(super) fn saved(self, rows: &[SavedRow]) -> Response {
        let rows = match self.0.saved_rows {
            SavedRowForm::NumberIdError => rows.iter().map(|row| json!(row)).collect(),
            SavedRowForm::NamesNothing => rows.iter().map(|row| json!({ "error": row.error })).collect(),
            SavedRowForm::ErrorsOnly => rows
                .iter()
                .filter(|row| row.error.is_some())
                .map(|row| json!({ "number": row.number, "error": row.error }))
                .collect(),
        };
        self.enveloped(rows, 1)
    }
}

/// A moment as HTTP writes it in a header.
pub(super) fn http_date(moment: DateTime<Utc>) -> Option<HeaderValue> {
    HeaderValue::from_str(&moment.format("%a, %d %b %Y %H:%M:%S GMT").to_string()).ok()
}
