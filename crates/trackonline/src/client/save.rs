//! Saving: TrackOnline takes a batch, hands out a message ID, and tells the result later.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::call::Purpose;
use super::{Client, answer, rows};
use crate::enumeration::same_name;
use crate::error::Unreadable;
use crate::limit::{Check, LimitViolations};
use crate::outgoing::{Outgoing, object};
use crate::{Assumptions, Error, Paths, Permit, SavedRowFields};

/// What TrackOnline gives for a batch that it has received, to ask for its result by.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MessageId(String);

/// A text that cannot be a message ID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a message ID has 1 to {} letters, digits, hyphens, underscores, dots, colons or braces",
    MessageId::LONGEST
)]
pub struct MessageIdError;

impl MessageId {
    /// More than any identifier has.
    pub const LONGEST: usize = 100;

    /// Takes a message ID as TrackOnline gave it.
    ///
    /// # Errors
    /// When it is empty, too long, or holds anything that would not be part of an identifier.
    pub fn new(text: impl AsRef<str>) -> Result<Self, MessageIdError> {
        let text = text.as_ref().trim();
        let plain =
            |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_' | '.' | ':' | '{' | '}');
        let fits = (1..=Self::LONGEST).contains(&text.len()) && text.chars().all(plain);
        // A path's own signs for "here" and "up" are no identifiers.
        if fits && text.chars().any(|sign| sign.is_ascii_alphanumeric()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MessageIdError)
        }
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The message ID in the answer to a save.
    fn read(body: &[u8], fields: &[String]) -> Result<Self, Unreadable> {
        // A GUID without quotes is no JSON, but it says enough.
        if let Some(bare) = std::str::from_utf8(body).ok().and_then(guid) {
            return Ok(bare);
        }
        let value: Value = rows::read_value(body)?;
        in_value(&value, fields).ok_or_else(|| Unreadable::Json("an answer without a message ID".to_owned()))
    }
}

fn guid(text: &str) -> Option<MessageId> {
    Uuid::try_parse(text.trim()).ok()?;
    MessageId::new(text).ok()
}

fn in_value(value: &Value, fields: &[String]) -> Option<MessageId> {
    match value {
        Value::String(text) => guid(text),
        Value::Array(rows) if rows.len() == 1 => in_value(rows.first()?, fields),
        Value::Object(object) => {
            let named = fields.iter().find_map(|name| {
                let (_, value) = object.iter().find(|(field, _)| same_name(name, field))?;
                match value {
                    Value::String(text) => MessageId::new(text).ok(),
                    Value::Number(number) => MessageId::new(number.to_string()).ok(),
                    _ => None,
                }
            });
            let mut guids = object.values().filter_map(|value| guid(value.as_str()?));
            named.or_else(|| guids.next().filter(|_| guids.next().is_none()))
        }
        _ => None,
    }
}

impl TryFrom<String> for MessageId {
    type Error = MessageIdError;

    fn try_from(text: String) -> Result<Self, MessageIdError> {
        Self::new(text)
    }
}

impl From<MessageId> for String {
    fn from(id: MessageId) -> Self {
        id.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What came of a save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SaveResult {
    /// 202: not finished; ask again later.
    Pending,
    /// Finished, with a row for each thing as TrackOnline tells it. It is not documented that every row is told:
    /// one that is missing has to be looked up before anything is concluded.
    Done(Vec<SavedRow>),
}

/// What came of one thing in a batch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRow {
    /// Its number, as it was sent or as TrackOnline made it.
    pub number: Option<String>,
    /// Its GUID in TrackOnline.
    pub id: Option<String>,
    /// Why it was not saved, in TrackOnline's own words; none when it was saved.
    pub error: Option<String>,
}

impl SavedRow {
    fn read(value: &Value, fields: &SavedRowFields, most_words: usize) -> Result<Self, Unreadable> {
        let Value::Object(object) = value else {
            return Err(Unreadable::Json("a row of a save's result that is no object".to_owned()));
        };
        let find = |names: &[String], filled: fn(&Value) -> bool| {
            names.iter().find_map(|name| {
                object
                    .iter()
                    .find(|(field, value)| same_name(name, field) && filled(value))
                    .map(|(_, value)| value)
            })
        };
        let text = |names: &[String]| match find(names, |value| value.is_string() || value.is_number()) {
            Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
            Some(Value::Number(number)) => Some(number.to_string()),
            _ => None,
        };
        let said = |value: &Value| {
            Some(answer::words(value.to_string().as_bytes(), most_words)).filter(|said| !said.is_empty())
        };
        let failed = find(&fields.saved, Value::is_boolean).is_some_and(|flag| flag == &Value::Bool(false));
        let mut error = find(&fields.error, is_filled).map(|value| {
            said(value).unwrap_or_else(|| "not saved, without a reason that could be read".to_owned())
        });
        if failed && error.is_none() {
            let explained = find(&fields.explanation, is_filled).and_then(said);
            error = Some(explained.unwrap_or_else(|| "not saved, without a reason".to_owned()));
        }
        Ok(Self { number: text(&fields.number), id: text(&fields.id), error })
    }
}

/// Whether an error field says anything: not when it is empty, `false`, 0 or nothing.
fn is_filled(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::Bool(true) => true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(rows) => rows.iter().any(is_filled),
        Value::Object(fields) => fields.values().any(is_filled),
    }
}

/// A kind of thing that can be saved.
#[expect(private_bounds, reason = "sealed: what can be saved is what the document says")]
pub trait Save: Savable {}

/// How a kind of thing is saved.
pub(crate) trait Savable: Outgoing {
    const POST: &'static str;
    const RESULT: &'static str;
    fn path(paths: &Paths) -> &str;
    fn result_path(paths: &Paths) -> &str;
    /// Its documented limits when it is saved.
    fn check_to_save(&self, check: &mut Check);
    /// What must not stand twice in one batch, as its result could not be told apart.
    fn unique(&self) -> Option<(&'static str, &str)> {
        None
    }
}

/// Things to save in one call: 1 to [`Batch::MOST`], each within its documented limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<T> {
    rows: Vec<T>,
}

impl<T: Save> Batch<T> {
    /// The most that one call saves. Documented for transactions, and kept for everything else as well.
    pub const MOST: usize = 50;

    /// Takes things that are all within their limits.
    ///
    /// # Errors
    /// With every limit that is not kept, of every row.
    pub fn new(rows: Vec<T>) -> Result<Self, LimitViolations> {
        Check::of(|check| {
            if !(1..=Self::MOST).contains(&rows.len()) {
                check.violated("batch", format!("1 to {} rows", Self::MOST), rows.len());
            }
            check.each("", &rows, Savable::check_to_save);
            for (place, row) in rows.iter().enumerate() {
                if let Some((field, number)) = row.unique()
                    && rows.iter().take(place).any(|earlier| earlier.unique() == Some((field, number)))
                {
                    check.violated(&format!("[{place}].{field}"), "once in a batch", number);
                }
            }
        })?;
        Ok(Self { rows })
    }

    /// What is in it.
    pub fn rows(&self) -> &[T] {
        &self.rows
    }

    /// What is in it, to be changed and batched anew.
    pub fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// The body as it would be sent, for a rehearsal without sending.
    pub fn body(&self, assumptions: &Assumptions) -> Value {
        self.rows.iter().map(|row| object(row, assumptions)).collect()
    }
}

/// The rows of a save's result.
pub(crate) fn read_saved_rows(
    body: &[u8],
    assumptions: &Assumptions,
    most_words: usize,
) -> Result<Vec<SavedRow>, Unreadable> {
    if body.trim_ascii().is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<Value> = rows::read_rows(body, &assumptions.envelope)?;
    rows.iter().map(|row| SavedRow::read(row, &assumptions.saved_rows, most_words)).collect()
}

/// The message ID in the answer to a save.
pub(crate) fn read_message_id(body: &[u8], assumptions: &Assumptions) -> Result<MessageId, Unreadable> {
    MessageId::read(body, &assumptions.message_id_fields)
}

impl Client {
    /// Has a batch saved. What comes back says that TrackOnline has *received* it; whether it was saved is told by
    /// [`Client::save_result`].
    ///
    /// # Errors
    /// [`Error::UnknownOutcome`] whenever it may have been received without telling us its message ID.
    pub async fn save<T: Save>(&self, permit: Permit, batch: &Batch<T>) -> Result<MessageId, Error> {
        let body = batch.body(self.assumptions());
        let call = self.call(T::POST, Purpose::Change, T::path, None, None, Some(&body))?;
        let mut response = self.make(permit, &call).await?;
        let body = self.body(&call, &mut response).await?;
        match read_message_id(&body, self.assumptions()) {
            Ok(id) => Ok(id),
            Err(unreadable) => Err(self.unreadable(&call, unreadable).await),
        }
    }

    /// Asks what came of a save.
    ///
    /// # Errors
    /// [`Error::UnknownMessage`] and [`Error::OutdatedMessage`] besides those of any reading call.
    pub async fn save_result<T: Save>(
        &self,
        permit: Permit,
        message: &MessageId,
    ) -> Result<SaveResult, Error> {
        let id = Some(("messageId", message.as_str()));
        let call = self.call(T::RESULT, Purpose::ReadResult, T::result_path, id, None, None)?;
        let mut response = self.make(permit, &call).await?;
        match response.status().as_u16() {
            202 => return Ok(SaveResult::Pending),
            204 => return Ok(SaveResult::Done(Vec::new())),
            _ => {}
        }
        let body = self.body(&call, &mut response).await?;
        match read_saved_rows(&body, self.assumptions(), self.limits().words) {
            Ok(mut rows) => {
                for row in &mut rows {
                    if let Some(words) = row.error.take() {
                        row.error = Some(self.inner.authorization.without_secrets(words).await);
                    }
                }
                Ok(SaveResult::Done(rows))
            }
            Err(unreadable) => Err(self.unreadable(&call, unreadable).await),
        }
    }

    /// Sets a trip to its next status; the only call that changes something and is no save of a batch.
    pub(crate) async fn change(
        &self,
        permit: Permit,
        name: &'static str,
        path: impl FnOnce(&Paths) -> &str,
        body: &Value,
    ) -> Result<Option<MessageId>, Error> {
        let call = self.call(name, Purpose::Change, path, None, None, Some(body))?;
        let mut response = self.make(permit, &call).await?;
        let body = self.body(&call, &mut response).await?;
        // Whether such a call gets a message ID is not documented; its status already says that it was taken.
        Ok(read_message_id(&body, self.assumptions()).ok())
    }
}

#[cfg(test)]
#[path = "save_tests.rs"]
mod tests;
