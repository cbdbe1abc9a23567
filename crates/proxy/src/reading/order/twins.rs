//! Movements of ours that somebody else seems to have entered too.

use contract::{ConfirmationKind, PostingState, Stage, TransactionNumber};
use ledger::guard::{Declared, declared_twice};
use store::StoredPosting;
use trackonline::{Transaction, TransactionType};

use super::{items, number, side, stage};

/// Pairs of ours and theirs under one order: our posting's own number, and TrackOnline's number of the other. Ours are
/// saved and counted; a correction is nobody's second entry.
pub(super) fn twins(
    postings: &[StoredPosting],
    theirs: &[Transaction],
) -> Vec<(TransactionNumber, TransactionNumber)> {
    let ours: Vec<Declared> = postings.iter().filter_map(ours).collect();
    if ours.is_empty() {
        return Vec::new();
    }
    let is_ours = |number: &TransactionNumber| {
        postings.iter().any(|posting| {
            posting.transaction.wire_number() == number || posting.transaction.number == *number
        })
    };
    let theirs: Vec<Declared> = theirs
        .iter()
        .filter(|row| stage(row) == Some(Stage::Counted))
        .filter(|row| row.type_code != Some(TransactionType::Correction))
        .filter_map(declared)
        .filter(|row| !is_ours(&row.number))
        .collect();
    declared_twice(&ours, &theirs)
}

fn ours(posting: &StoredPosting) -> Option<Declared> {
    let transaction = &posting.transaction;
    let is_counted = posting.state == PostingState::Saved
        && transaction.stage == Stage::Counted
        && transaction.kind != ConfirmationKind::Correction;
    is_counted.then(|| Declared {
        number: transaction.number.clone(),
        from: transaction.from.clone(),
        to: transaction.to.clone(),
        items: transaction.items.clone(),
        moved_at: transaction.moved_at,
    })
}

fn declared(row: &Transaction) -> Option<Declared> {
    Some(Declared {
        number: number(row)?,
        from: side(row.from_location.as_ref())?,
        to: side(row.to_location.as_ref())?,
        items: items(row, Stage::Counted),
        moved_at: row.date_transaction.or(row.created_on)?.utc(),
    })
}
