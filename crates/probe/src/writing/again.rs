//! The same number a second time, with another count.

use trackonline::{SameNumber, Transaction};

use super::movement::{Direction, Movement, pieces};
use super::saving::{self, Saved};
use crate::desk::Desk;
use crate::evidence::Evidence;

/// The count of the second POST; the first has one piece.
const PIECES: i64 = 2;
const LOOKS: usize = 2;

/// What a second POST with the same number did.
#[derive(Debug)]
pub(crate) struct Again {
    pub(crate) status: u16,
    /// How its save went.
    pub(crate) saved: Saved,
    /// How many transactions carry the number now.
    pub(crate) carry_the_number: usize,
    /// What that comes to; none where it cannot be told.
    pub(crate) did: Option<SameNumber>,
}

pub(super) async fn post(desk: &mut Desk<'_>, evidence: &Evidence<'_>, movement: &Movement) -> Option<Saved> {
    // A POST that cannot be looked at afterwards would only make more to take back.
    if desk.budget().left() < 3 {
        return None;
    }
    let row = movement.transaction(movement.number(1), PIECES, Direction::ToTest);
    let body = Movement::body(vec![row], evidence).ok()?;
    saving::save(desk, evidence, "posting the same number again", body, LOOKS).await.ok()
}

impl Again {
    pub(super) fn seen(saved: Saved, movement: &Movement, now: &[Transaction]) -> Self {
        let number = movement.number(1);
        let carrying: Vec<i64> = now
            .iter()
            .filter(|transaction| transaction.transaction_number.as_deref() == Some(number.as_str()))
            .map(pieces)
            .collect();
        let refused = (400..500).contains(&saved.receipt.status);
        let did = match carrying.as_slice() {
            [_, _, ..] => Some(SameNumber::Doubles),
            [PIECES] => Some(SameNumber::Updates),
            // Unchanged may also mean that it is not saved yet.
            [1] if refused || saved.rejected(&number) => Some(SameNumber::Rejects),
            _ => None,
        };
        Self { status: saved.receipt.status, carry_the_number: carrying.len(), did, saved }
    }
}
