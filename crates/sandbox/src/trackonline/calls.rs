//! The last calls that came in and how they were answered, for whoever looks.

use std::collections::VecDeque;

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};

/// How many calls are remembered.
const REMEMBERED: usize = 50;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// With this status.
    Answered(u16),
    /// The connection was cut.
    Lost,
}

/// A call that came in.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Call {
    pub(super) at: DateTime<Utc>,
    pub(super) method: String,
    /// Path and query, the query's key left out.
    pub(super) target: String,
    #[serde(rename = "status")]
    pub(super) outcome: Outcome,
}

impl Serialize for Outcome {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Answered(status) => serializer.serialize_u16(*status),
            Self::Lost => serializer.serialize_none(),
        }
    }
}

/// The last calls, newest first.
#[derive(Debug, Default)]
pub(super) struct Calls(VecDeque<Call>);

impl Calls {
    pub(super) fn remember(&mut self, call: Call) {
        self.0.truncate(REMEMBERED - 1);
        self.0.push_front(call);
    }

    pub(super) fn newest_first(&self) -> impl Iterator<Item = &Call> {
        self.0.iter()
    }
}
