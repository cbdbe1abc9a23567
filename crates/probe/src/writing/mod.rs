//! The test that writes: single pieces go to the test location and come back, under a reference that says what they are.
//!
//! 1. [`first`]: one piece is posted; how its save is told, and when it can be read.
//! 2. [`moved`]: what that piece did to the balances, which settles their signs.
//! 3. [`again`]: the same number with another count.
//! 4. [`refused`]: a batch of one good row and one that breaks a documented limit.
//! 5. [`cleaning`]: all of it is taken back as far as the document allows. The calls for this are kept back from the
//!    start, so that no experiment can spend them.

mod again;
mod cleaning;
mod first;
mod moved;
mod movement;
mod refused;
mod saving;

use std::time::Duration;

use trackonline::{Moment, RawCall, Transaction};

use crate::answer::Answer;
use crate::desk::{Desk, NoAnswer};
use crate::evidence::Evidence;

pub(crate) use again::Again;
pub(crate) use cleaning::{Cleaned, DeletedShows};
pub(crate) use moved::Moved;
pub(crate) use refused::RefusedBatchSeen;
pub(crate) use saving::Saved;

use movement::Movement;

/// What the reference and every number of a test begins with.
pub const MARK: &str = "FUSTLINK-PROBE-";

/// Calls that are kept for taking everything back: a save, two looks at its result, the transactions, the balance.
const FOR_CLEANING: usize = 5;

/// What the test found.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The reference of everything that was posted.
    pub(crate) reference: String,
    /// The number of the transaction that was posted first.
    pub(crate) number: String,
    /// Whether a POST may have reached TrackOnline.
    pub(crate) posted: bool,
    /// How the first save went.
    pub(crate) first: Option<Saved>,
    /// How long after its POST the first transaction was found; none when it was not.
    pub(crate) readable_after: Option<Duration>,
    /// When it says that it was entered.
    pub(crate) entered: Option<Moment>,
    /// How long was waited for it.
    pub(crate) waited: Duration,
    /// What the first transaction did to the balances.
    pub(crate) moved: Moved,
    /// What a second POST with the same number did.
    pub(crate) again: Option<Again>,
    /// What a refused batch left behind.
    pub(crate) refused: Option<RefusedBatchSeen>,
    /// How it was taken back.
    pub(crate) cleaned: Cleaned,
    /// What stands in the account now that did not before, in words.
    pub(crate) left_behind: Vec<String>,
    /// Whether a person has to put something of that right.
    pub(crate) needs_a_person: bool,
    /// Why the test ended early.
    pub(crate) trouble: Option<String>,
}

impl Written {
    /// Whether the result of a save was asked for and told.
    pub(crate) fn was_polled(&self) -> bool {
        self.first.as_ref().is_some_and(|first| first.polls.iter().any(|status| matches!(status, 200 | 202)))
    }
}

/// Makes the test.
pub(crate) async fn write(desk: &mut Desk<'_>, evidence: &Evidence<'_>) -> Written {
    let Some(movement) = Movement::of(evidence, desk.now()) else {
        return Written {
            trouble: Some("no item to move is known: name one with --item".to_owned()),
            ..Written::default()
        };
    };
    let mut written =
        Written { reference: movement.reference.clone(), number: movement.number(1), ..Written::default() };
    desk.budget().keep(FOR_CLEANING);
    let mut seen = first::post(desk, evidence, &movement, &mut written).await;
    if seen.is_some() {
        written.moved = moved::look(desk, evidence, &movement).await;
        let again = again::post(desk, evidence, &movement).await;
        let refused = refused::post(desk, evidence, &movement).await;
        if again.is_some() || refused.is_some() {
            // What a refused batch left behind has no message ID to ask by: it gets time to show.
            let readable = written.readable_after.unwrap_or_default();
            tokio::time::sleep(evidence.plan.settling.max(readable * 2)).await;
            if let Ok(now) = read(desk, evidence, &movement).await {
                written.again = again.map(|saved| Again::seen(saved, &movement, &now));
                written.refused =
                    refused.as_ref().map(|saved| RefusedBatchSeen::seen(saved, &movement, &now));
                seen = Some(now);
            }
        }
    }
    desk.budget().keep(0);
    cleaning::clean(desk, evidence, &movement, seen, &mut written).await;
    written
}

/// Every transaction with the test's reference.
async fn read(
    desk: &mut Desk<'_>,
    evidence: &Evidence<'_>,
    movement: &Movement,
) -> Result<Vec<Transaction>, NoAnswer> {
    let assumptions = evidence.assumptions;
    let call = RawCall::get(&assumptions.paths.transaction)
        .with("TransactionDateFrom", assumptions.dates.write(assumptions.wide_from))
        .with("TransactionDateTo", assumptions.dates.write(assumptions.wide_to))
        .with("ReferenceNumber", &movement.reference)
        .with("page", "1");
    let answer = desk.ask("looking for the test's transactions", &call).await?;
    Ok(transactions(&answer, &movement.reference))
}

/// The transactions in an answer that carry the reference; others are none of ours, whatever the filter let through.
fn transactions(answer: &Answer, reference: &str) -> Vec<Transaction> {
    let rows = answer.rows().unwrap_or_default();
    rows.iter()
        .filter_map(|row| serde_json::from_value::<Transaction>(row.clone()).ok())
        .filter(|transaction| transaction.reference_number.as_deref() == Some(reference))
        .collect()
}
