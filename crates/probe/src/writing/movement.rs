//! What is posted for the test.

use chrono::{DateTime, Utc};
use trackonline::{
    LimitViolations, Location, Moment, Quantity, Transaction, TransactionBatch, TransactionItem,
    TransactionStatus, TransactionType,
};

use super::MARK;
use crate::evidence::Evidence;

/// Who gives what to whom, and under which reference.
pub(super) struct Movement {
    pub(super) reference: String,
    pub(super) item: String,
    pub(super) own: String,
    pub(super) test: String,
    at: DateTime<Utc>,
}

/// Where the pieces go.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    ToTest,
    Back,
}

impl Movement {
    /// The test's movement; none without an item to move.
    pub(super) fn of(evidence: &Evidence<'_>, now: DateTime<Utc>) -> Option<Self> {
        let item = evidence.plan.item.clone().or_else(|| {
            let transactions = evidence.transactions();
            let mut items = transactions.into_iter().flat_map(|transaction| transaction.transaction_items);
            items.find_map(|item| item.item_definition?.number)
        })?;
        Some(Self {
            reference: format!("{MARK}{}", now.format("%Y%m%dT%H%M%S%3f")),
            item,
            own: evidence.plan.own_location.clone()?,
            test: evidence.plan.write_to.clone()?,
            at: evidence.their_now(),
        })
    }

    /// The number of the test's transaction with this place.
    pub(super) fn number(&self, place: u8) -> String {
        format!("{}-{place}", self.reference)
    }

    /// So many pieces, as Fustlink posts them: declared and confirmed, never processed, which would be final.
    pub(super) fn transaction(&self, number: String, pieces: i64, direction: Direction) -> Transaction {
        let (from, to) = match direction {
            Direction::ToTest => (&self.own, &self.test),
            Direction::Back => (&self.test, &self.own),
        };
        Transaction {
            type_code: Some(TransactionType::Declare),
            status_code: Some(TransactionStatus::Confirmed),
            transaction_number: Some(number),
            reference_number: Some(self.reference.clone()),
            notes: Some("A test by Fustlink's probe; it is taken back by itself.".to_owned()),
            from_location: Some(Location::by_number(from)),
            to_location: Some(Location::by_number(to)),
            date_transaction: Some(Moment::from(self.at)),
            date_transaction_counterpart: Some(Moment::from(self.at)),
            transaction_items: vec![TransactionItem::new(&self.item, Quantity::new(pieces))],
            ..Transaction::default()
        }
    }

    /// The body of a batch.
    pub(super) fn body(
        rows: Vec<Transaction>,
        evidence: &Evidence<'_>,
    ) -> Result<serde_json::Value, LimitViolations> {
        Ok(TransactionBatch::new(rows)?.body(evidence.assumptions))
    }
}

/// The pieces that a transaction of the test moves.
pub(super) fn pieces(transaction: &Transaction) -> i64 {
    transaction.transaction_items.iter().filter_map(|item| item.quantity).map(Quantity::get).sum()
}

/// Whether a transaction still moves a balance.
pub(super) fn counts(transaction: &Transaction) -> bool {
    let called_off =
        matches!(transaction.status_code, Some(TransactionStatus::Cancelled | TransactionStatus::Declined));
    !called_off && transaction.is_deleted != Some(true)
}
