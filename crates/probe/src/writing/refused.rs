//! A batch with a good row and one that breaks a documented limit.

use serde_json::Value;
use trackonline::{RefusedBatch, Transaction};

use super::movement::{Direction, Movement};
use super::saving::{self, Saved};
use crate::desk::Desk;
use crate::evidence::Evidence;

/// A transaction number may have 50 characters; this many more make a bad one.
const TOO_LONG_BY: usize = 1;
const LOOKS: usize = 1;

/// What a batch with one bad row left behind.
#[derive(Debug)]
pub(crate) struct RefusedBatchSeen {
    /// How the POST was answered.
    pub(crate) status: u16,
    /// Whether something may still come of it.
    pub(crate) is_open: bool,
    /// What a refusal left behind; none where the batch was not refused as a whole.
    pub(crate) left: Option<RefusedBatch>,
}

pub(super) async fn post(desk: &mut Desk<'_>, evidence: &Evidence<'_>, movement: &Movement) -> Option<Saved> {
    // The POST, and the look at the transactions that says what it left behind.
    if desk.budget().left() < 2 {
        return None;
    }
    let row = |place| movement.transaction(movement.number(place), 1, Direction::ToTest);
    let mut body = Movement::body(vec![row(2), row(3)], evidence).ok()?;
    // The client would not send this; so the good batch is spoilt after it was checked.
    let bad = body.get_mut(1)?.get_mut("transactionNumber")?;
    let number = movement.number(3);
    let filler = "X".repeat(50 + TOO_LONG_BY - number.len().min(50));
    *bad = Value::from(format!("{number}{filler}"));
    // A look at a result would spend the call that the transactions are looked at by.
    let looks = if desk.budget().left() > 2 { LOOKS } else { 0 };
    saving::save(desk, evidence, "posting a batch with one bad row", body, looks).await.ok()
}

impl RefusedBatchSeen {
    pub(super) fn seen(saved: &Saved, movement: &Movement, now: &[Transaction]) -> Self {
        let good = movement.number(2);
        let is_there = now.iter().any(|row| row.transaction_number.as_deref() == Some(good.as_str()));
        let left = (saved.receipt.status == 400).then_some(if is_there {
            RefusedBatch::SavesGoodRows
        } else {
            RefusedBatch::SavesNothing
        });
        Self { status: saved.receipt.status, is_open: saved.is_open(), left }
    }
}
