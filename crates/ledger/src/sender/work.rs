//! What is open, as it stands in the database.

use chrono::{DateTime, Utc};
use contract::TransactionNumber;
use uuid::Uuid;

use crate::attempt::Attempt;

/// Names an attempt within a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AttemptId(pub Uuid);

/// Everything of one tenant that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// Postings that wait to be sent; where there are very many, those that wait longest.
    pub queued: Vec<Queued>,
    /// Attempts whose postings have no final fate yet, oldest first.
    pub attempts: Vec<(AttemptId, Attempt)>,
    /// Nothing is posted before this moment.
    pub paused_until: Option<DateTime<Utc>>,
    /// Sends in a row that were not taken.
    pub failures: u32,
    /// Whether TrackOnline refused the key when it was last asked.
    pub is_key_refused: bool,
}

impl Work {
    /// Calls that it takes at least: a POST and a question for each batch that waits, a question for each attempt.
    pub(super) fn calls_ahead(&self, batch: usize) -> usize {
        2 * self.queued.len().div_ceil(batch.max(1)) + self.attempts.len()
    }
}

/// A posting that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queued {
    /// Its number.
    pub number: TransactionNumber,
    /// The confirmation it belongs to: its postings travel together.
    pub confirmation: Uuid,
    /// Since when it is queued; a posting that came back into the queue stands behind those that wait longer.
    pub since: DateTime<Utc>,
    /// When it was confirmed.
    pub accepted_at: DateTime<Utc>,
    /// Postings with the same mark travel together and with nothing else.
    pub apart: Option<String>,
}
