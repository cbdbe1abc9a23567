//! Putting a saved confirmation right.

use contract::{
    ConfirmationKind, ConfirmationStatus, CorrectionRequest, FieldProblem, LocationNumber, PostingState,
    ProblemCode, Side, Stage,
};
use ledger::correction::{Correction, NotCorrected, correction};
use ledger::movement::{MovementRules, PlannedTransaction};
use store::{Accepted, NewConfirmation, Store, StoredConfirmation, StoredPosting};
use uuid::Uuid;

use super::accept::{MOST_TRIES, conflict, not_accepted, outrun};
use super::check::{check_correction, check_items};
use super::found;
use crate::clock;
use crate::problem::Refusal;
use crate::reading::catalogue_with;
use crate::session::Session;

/// Stores what differs from what stands as a confirmation of its own, and rings for the sender.
///
/// # Errors
/// When there is no such confirmation, it is not saved, nothing differs, or it cannot be stored.
pub async fn correct(
    store: &Store,
    session: &Session,
    id: Uuid,
    right: &CorrectionRequest,
) -> Result<ConfirmationStatus, Refusal> {
    let tenant = &session.tenant;
    check_correction(right)?;
    for _ in 0..MOST_TRIES {
        // What is there under its own identifier comes first: the original, read after it, knows of it.
        let known = store.confirmation(&tenant.id, right.id).await?;
        let original = found(store, session, id).await?;
        if let Some(known) = known {
            let is_same = is_the_same(store, session, &original, &known, right).await?;
            return if is_same { Ok(known.status()) } else { Err(conflict()) };
        }
        if original.corrections.contains(&right.id) {
            // It came in between the two.
            continue;
        }
        check_correctable(&original)?;
        let standing = standing(store, session, &original, &original.corrections).await?;
        let is_known = |line: &contract::CorrectedLine| {
            standing.iter().any(|movement| movement.items.iter().any(|moved| moved.item == line.item))
        };
        if !right.lines.iter().all(is_known) {
            let needed: Vec<_> = right.lines.iter().map(|line| &line.item).collect();
            let catalogue = catalogue_with(tenant, &needed).await.map_err(not_accepted)?;
            check_items(right.lines.iter().map(|line| &line.item), &catalogue)?;
        }
        let rules = &tenant.settings.movements;
        let Correction { request, transactions } = correction(&original.request, &standing, right, rules)
            .map_err(|why| not_corrected(&why, right))?;
        let new = NewConfirmation {
            request,
            confirmed_by: session.subject.clone(),
            accepted_at: clock::now(),
            transactions: with_sides(transactions, &original.postings),
            second_within: None,
            corrects: Some((id, original.corrections.len())),
        };
        match store.accept(&tenant.id, new).await? {
            Accepted::Now(stored) => {
                tenant.written();
                return Ok(stored.status());
            }
            // Somebody was faster with this identifier, or with another correction.
            Accepted::Before(_) | Accepted::Conflict | Accepted::Outdated => {}
        }
    }
    Err(outrun())
}

/// Whether what was stored under the correction's identifier is what is sent now. It was made of what stood then, so the
/// same is made again of the same.
async fn is_the_same(
    store: &Store,
    session: &Session,
    original: &StoredConfirmation,
    known: &StoredConfirmation,
    right: &CorrectionRequest,
) -> Result<bool, Refusal> {
    let corrections = &original.corrections;
    let Some(place) = corrections.iter().position(|correction| *correction == known.request.id) else {
        return Ok(false);
    };
    let standing = standing(store, session, original, &corrections[..place]).await?;
    let again = correction(&original.request, &standing, right, &MovementRules::default());
    Ok(again.is_ok_and(|again| again.request == known.request))
}

fn check_correctable(original: &StoredConfirmation) -> Result<(), Refusal> {
    let why = if original.request.kind == ConfirmationKind::Correction {
        "This is a correction itself. Correct the confirmation that it belongs to."
    } else if original.request.stage == Stage::Planned {
        "This was only announced. What is counted takes its place; there is nothing to correct."
    } else {
        return Ok(());
    };
    Err(Refusal::new(ProblemCode::NothingToCorrect, why))
}

/// The movements of a confirmation and of these of its corrections that TrackOnline has. What was given up is not there;
/// while the fate of one is open, what is right cannot be worked out.
async fn standing(
    store: &Store,
    session: &Session,
    original: &StoredConfirmation,
    corrections: &[Uuid],
) -> Result<Vec<PlannedTransaction>, Refusal> {
    let mut postings = original.postings.clone();
    for id in corrections {
        let correction = store.confirmation(&session.tenant.id, *id).await?;
        postings.extend(correction.into_iter().flat_map(|correction| correction.postings));
    }
    let mut standing = Vec::new();
    for posting in postings {
        match posting.state {
            PostingState::Saved => standing.push(posting.transaction),
            PostingState::Withdrawn => {}
            PostingState::Held
            | PostingState::Queued
            | PostingState::Sent
            | PostingState::Accepted
            | PostingState::Checking => {
                return Err(Refusal::new(
                    ProblemCode::NothingToCorrect,
                    format!(
                        "Movement {} is not saved in TrackOnline yet. Correct it once it is.",
                        posting.transaction.wire_number()
                    ),
                ));
            }
            PostingState::Rejected | PostingState::Excepted => {
                return Err(Refusal::new(
                    ProblemCode::NothingToCorrect,
                    format!(
                        "Movement {} did not get into TrackOnline, or nobody knows. Settle its exception first.",
                        posting.transaction.wire_number()
                    ),
                ));
            }
        }
    }
    if standing.is_empty() {
        return Err(Refusal::new(
            ProblemCode::NothingToCorrect,
            "Nothing of this confirmation is in TrackOnline. Confirm what is right instead.",
        ));
    }
    Ok(standing)
}

/// A correction moves between the same two places as what it puts right, by the same names.
fn with_sides(
    transactions: Vec<PlannedTransaction>,
    originals: &[StoredPosting],
) -> Vec<(PlannedTransaction, Side, Side)> {
    let side = |number: &LocationNumber| {
        let sides = originals.iter().flat_map(|posting| [&posting.from, &posting.to]);
        sides
            .into_iter()
            .find(|side| side.location == *number)
            .cloned()
            .unwrap_or_else(|| Side { location: number.clone(), name: number.to_string() })
    };
    transactions
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect()
}

fn not_corrected(why: &NotCorrected, right: &CorrectionRequest) -> Refusal {
    let (item, field) = match why {
        NotCorrected::NothingDiffers => {
            return Refusal::new(
                ProblemCode::NothingToCorrect,
                "Both sides have what they would have with these counts; there is nothing to correct.",
            );
        }
        NotCorrected::OneWayOnly(item) => (item, "returned"),
        NotCorrected::TooMany(item) => (item, "delivered"),
    };
    let index = right.lines.iter().position(|line| line.item == *item).unwrap_or_default();
    let problem = FieldProblem { field: format!("lines[{index}].{field}"), detail: why.to_string() };
    Refusal::of_fields(ProblemCode::InvalidField, why.to_string(), vec![problem])
}
