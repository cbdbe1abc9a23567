//! Transaction trips: a lorry's round, whose transactions become final together.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::transaction::Transaction;
use crate::world::movement::TransactionStatus;

/// How far a trip is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum TripStatus {
    New,
    InProgress,
    /// All its transactions are processed; it stays so.
    Processed,
}

impl TripStatus {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::New => "New",
            Self::InProgress => "In progress",
            Self::Processed => "Processed",
        }
    }

    /// The status after this one.
    pub(super) const fn next(self) -> Option<Self> {
        match self {
            Self::New => Some(Self::InProgress),
            Self::InProgress => Some(Self::Processed),
            Self::Processed => None,
        }
    }
}

/// A trip. Its transactions carry its number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Trip {
    pub(super) id: Uuid,
    pub(super) number: String,
    pub(super) status: TripStatus,
}

/// How far a trip is by its transactions: not begun while all are plans, over when all are final.
pub(super) fn status_of<'books>(
    transactions: impl Iterator<Item = &'books Transaction> + Clone,
) -> TripStatus {
    let mut counting = transactions.filter(|transaction| transaction.counts());
    if counting.clone().all(Transaction::is_processed) {
        TripStatus::Processed
    } else if counting
        .all(|transaction| matches!(transaction.status, TransactionStatus::New | TransactionStatus::Planned))
    {
        TripStatus::New
    } else {
        TripStatus::InProgress
    }
}
