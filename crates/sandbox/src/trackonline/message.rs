//! Batches that were received: when each is saved, what became of it, and how long that can be asked for.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batch::{Batch, Kind};

/// How long the result of a save can be asked for.
const RESULT_KEPT: TimeDelta = TimeDelta::hours(1);

/// A batch that was received.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) received: DateTime<Utc>,
    /// When it is to be saved.
    pub(super) due: DateTime<Utc>,
    pub(super) batch: Batch,
    /// What became of each row, once that is known.
    pub(super) result: Option<Vec<SavedRow>>,
    /// Whether its result was given up before its time.
    pub(super) outdated: bool,
}

/// What became of one row of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedRow {
    /// Its number, given or generated; absent when it was not saved and had none.
    pub(super) number: Option<String>,
    /// Its identifier; absent when it was not saved.
    pub(super) id: Option<Uuid>,
    /// Why it was not saved; absent when it was.
    pub(super) error: Option<String>,
}

/// A batch that was received, as whoever looks sees it.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queued {
    pub(super) message: Uuid,
    /// The path that it was posted to.
    pub(super) path: &'static str,
    /// `waiting`, `saved`, or `outdated` when its result cannot be asked for any more.
    pub(super) state: &'static str,
    pub(super) received: DateTime<Utc>,
    pub(super) due: DateTime<Utc>,
    /// How many things it holds.
    pub(super) rows: usize,
    /// How many of them were not saved.
    pub(super) failed: usize,
}

impl Message {
    pub(super) const fn new(received: DateTime<Utc>, due: DateTime<Utc>, batch: Batch) -> Self {
        Self { received, due, batch, result: None, outdated: false }
    }

    pub(super) const fn kind(&self) -> Kind {
        self.batch.kind()
    }

    pub(super) fn queued(&self, message: Uuid, now: DateTime<Utc>) -> Queued {
        let failed = |rows: &Vec<SavedRow>| rows.iter().filter(|row| row.error.is_some()).count();
        Queued {
            message,
            path: self.kind().path(),
            state: match &self.result {
                None => "waiting",
                Some(_) if self.is_outdated(now) => "outdated",
                Some(_) => "saved",
            },
            received: self.received,
            due: self.due,
            rows: self.batch.len(),
            failed: self.result.as_ref().map_or(0, failed),
        }
    }

    /// Whether its result cannot be asked for any more.
    pub(super) fn is_outdated(&self, now: DateTime<Utc>) -> bool {
        self.outdated || (self.result.is_some() && now - self.received > RESULT_KEPT)
    }
}
