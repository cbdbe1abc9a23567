//! Taking back what the test did, as far as the document allows, and saying exactly what is left.

use trackonline::{SameNumber, Transaction, TransactionStatus};

use super::movement::{Direction, Movement, counts, pieces};
use super::saving::{self, Saved};
use super::{Written, moved, read};
use crate::desk::Desk;
use crate::evidence::Evidence;

/// The transactions and the balance are looked at when the save is done.
const AFTERWARDS: usize = 2;

/// How the test was taken back.
#[derive(Debug, Default)]
pub(crate) struct Cleaned {
    /// How the save that takes it back went; none where nothing had to be.
    pub(crate) saved: Option<Saved>,
    /// How transactions that were marked deleted show; none where none could be.
    pub(crate) deleted: Option<DeletedShows>,
    /// The balance now, less the balance before; none where it could not be read.
    pub(crate) difference: Option<i64>,
}

/// How a deleted transaction shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeletedShows {
    /// It is listed with `isDeleted`.
    Marked,
    /// It is not listed any more.
    Absent,
    /// It is listed as if nothing had happened.
    NotAtAll,
}

/// Takes everything back. `seen` are the test's transactions as they were last read.
pub(super) async fn clean(
    desk: &mut Desk<'_>,
    evidence: &Evidence<'_>,
    movement: &Movement,
    seen: Option<Vec<Transaction>>,
    written: &mut Written,
) {
    let refused = written.first.as_ref().is_some_and(|first| (400..500).contains(&first.receipt.status));
    if !written.posted || refused {
        return;
    }
    let seen = match seen {
        Some(seen) => seen,
        None => read(desk, evidence, movement).await.unwrap_or_default(),
    };
    let alive: Vec<Transaction> = seen.iter().filter(|transaction| counts(transaction)).cloned().collect();
    let updates = written.again.as_ref().and_then(|again| again.did) == Some(SameNumber::Updates);
    if !alive.is_empty() {
        let (doing, rows) = if updates {
            ("cancelling the test's transactions", cancelled(movement, &alive))
        } else {
            let back: i64 = alive.iter().map(pieces).sum();
            let row = movement.transaction(format!("{}-BACK", movement.reference), back, Direction::Back);
            ("moving the test's pieces back", vec![row])
        };
        if let Ok(body) = Movement::body(rows, evidence) {
            // The POST itself, too, is a call.
            let looks = desk.budget().left().saturating_sub(AFTERWARDS + 1);
            written.cleaned.saved = saving::save(desk, evidence, doing, body, looks).await.ok();
        }
    }
    let now = match written.cleaned.saved {
        Some(_) => read(desk, evidence, movement).await.ok(),
        None => None,
    };
    if updates && let Some(now) = &now {
        written.cleaned.deleted = Some(shows(now));
    }
    let call = moved::balance_call(evidence, movement);
    if let Ok(after) = desk.ask("checking that the balance is as before", &call).await {
        let now = moved::at_test(evidence, &after, movement);
        written.cleaned.difference = moved::before(evidence, movement).and_then(|before| Some(now? - before));
    }
    let left = left_behind(movement, written, &seen, now.as_deref());
    written.left_behind.extend(left);
}

/// The same transactions, called off and marked as deleted, each number once.
fn cancelled(movement: &Movement, alive: &[Transaction]) -> Vec<Transaction> {
    let mut rows: Vec<Transaction> = Vec::new();
    for transaction in alive {
        let number = transaction.transaction_number.clone().unwrap_or_default();
        if rows.iter().any(|row| row.transaction_number.as_deref() == Some(number.as_str())) {
            continue;
        }
        rows.push(Transaction {
            status_code: Some(TransactionStatus::Cancelled),
            is_deleted: Some(true),
            ..movement.transaction(number, pieces(transaction), Direction::ToTest)
        });
    }
    rows
}

fn shows(now: &[Transaction]) -> DeletedShows {
    if now.is_empty() {
        DeletedShows::Absent
    } else if now.iter().all(|transaction| transaction.is_deleted == Some(true)) {
        DeletedShows::Marked
    } else {
        DeletedShows::NotAtAll
    }
}

/// What stands in the account now that did not before.
fn left_behind(
    movement: &Movement,
    written: &mut Written,
    seen: &[Transaction],
    now: Option<&[Transaction]>,
) -> Vec<String> {
    let reference = &movement.reference;
    let mut left = Vec::new();
    let open = [
        written.first.as_ref().is_none_or(Saved::is_open) && seen.is_empty(),
        written.again.as_ref().is_some_and(|again| again.saved.is_open() && again.did.is_none()),
        written.refused.as_ref().is_some_and(|refused| refused.is_open),
        written.cleaned.saved.as_ref().is_some_and(Saved::is_open) && written.cleaned.difference != Some(0),
    ];
    let still_open = open.contains(&true);
    let untaken = now.is_none() && !seen.is_empty();
    let as_before = written.cleaned.difference == Some(0);
    written.needs_a_person = still_open || untaken || (!as_before && !seen.is_empty());
    if still_open {
        left.push(format!(
            "a save was received whose result was not told in time: look under the reference {reference} in TrackOnline \
             whether a transaction has appeared since, and cancel it"
        ));
    }
    match now {
        Some([]) => left.push(format!(
            "{} transaction(s) with the reference {reference}, cancelled and deleted: they are not listed any more",
            seen.len()
        )),
        Some(now) => {
            let alive = now.iter().filter(|transaction| counts(transaction)).count();
            let words = if alive == 0 { "all cancelled" } else { "which undo each other" };
            left.push(format!("{} transaction(s) with the reference {reference}, {words}", now.len()));
        }
        None if seen.is_empty() => {}
        None => left.push(format!(
            "{} transaction(s) with the reference {reference} that could not be taken back: cancel them in TrackOnline",
            seen.len()
        )),
    }
    match written.cleaned.difference {
        Some(0) => left.push("the test location's balance is as before".to_owned()),
        Some(difference) => left.push(format!(
            "the test location's balance of the moved item differs by {difference}: book it back by hand under the \
             reference {reference}"
        )),
        None => left.push(format!(
            "the balance could not be read afterwards: compare the test location's balance by hand, reference {reference}"
        )),
    }
    left
}
