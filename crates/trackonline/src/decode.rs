//! Reading answers that were fetched some other way: from a file, a recording, a test.
//!
//! The client reads every answer by these functions. None of them panics, whatever the bytes are.

use serde::de::DeserializeOwned;

use crate::client::{read_message_id, read_rows, read_saved_rows};
use crate::error::Unreadable;
use crate::{Assumptions, MessageId, SavedRow};

/// The rows of an answer to a listing or balance call, bare or in an envelope. Signs of balances are left as
/// TrackOnline wrote them.
///
/// # Errors
/// When it is not JSON, holds no rows, or a row has a field that cannot be what it should be.
pub fn rows<T: DeserializeOwned>(body: &[u8], assumptions: &Assumptions) -> Result<Vec<T>, Unreadable> {
    read_rows(body, &assumptions.envelope)
}

/// The message ID in the answer to a save.
///
/// # Errors
/// When there is none in it.
pub fn message_id(body: &[u8], assumptions: &Assumptions) -> Result<MessageId, Unreadable> {
    read_message_id(body, assumptions)
}

/// The rows of an answer about a save's result.
///
/// # Errors
/// When it is not JSON or holds no rows.
pub fn saved_rows(body: &[u8], assumptions: &Assumptions) -> Result<Vec<SavedRow>, Unreadable> {
    read_saved_rows(body, assumptions, crate::Limits::default().words)
}
