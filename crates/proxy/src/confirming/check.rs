//! Whether a confirmation can be meant as it is. Everything that is wrong with one aspect of it is told at once.

mod sides;

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    Catalogue, ConfirmationKind, ConfirmationRequest, CorrectionRequest, FieldProblem, ItemNumber,
    ProblemCode, Stage,
};
use ledger::guard::{CLOCK_AHEAD, differences_without_reason};
use ledger::movement::goes_both_ways;
use uuid::Uuid;

use crate::clock;
use crate::problem::Refusal;
use crate::settings::TenantSettings;

pub(super) use sides::check_sides;

/// What a device may have been without a network, and how far ahead a plan is made.
const MOST_DAYS: TimeDelta = TimeDelta::days(60);

/// What can be said without asking TrackOnline.
pub(super) fn check_shape(request: &ConfirmationRequest, settings: &TenantSettings) -> Result<(), Refusal> {
    check_number_of_lines(request.lines.len())?;
    if request.lines.iter().all(|line| line.delivered.is_zero() && line.returned.is_zero()) {
        return Err(Refusal::new(
            ProblemCode::NothingCounted,
            "Every count is zero. Enter what was delivered or returned; there is nothing to confirm otherwise.",
        ));
    }
    let mut errors = twice(request.lines.iter().map(|line| &line.item));
    if !goes_both_ways(request.kind) {
        let kind = request.kind.as_str();
        let returned = request.lines.iter().enumerate().filter(|(_, line)| !line.returned.is_zero());
        errors.extend(returned.map(|(index, _)| {
            wrong(format!("lines[{index}].returned"), format!("has to be 0: nothing goes back under {kind}"))
        }));
    }
    if request.note.as_ref().is_some_and(|note| note.chars().count() > ConfirmationRequest::MAX_NOTE) {
        errors.push(wrong("note", format!("is longer than {} characters", ConfirmationRequest::MAX_NOTE)));
    }
    if request.kind == ConfirmationKind::Correction {
        errors.push(wrong("kind", "a correction is sent to /api/v1/confirmations/{id}/corrections"));
    }
    errors.extend(wrong_identifier(request.id));
    errors.extend(wrong_time(request.counted_at, request.stage));
    refuse(ProblemCode::InvalidField, errors)?;
    if request.stage == Stage::Planned && !settings.can_update_plans() {
        return Err(Refusal::new(
            ProblemCode::KindNotSetUp,
            "Nothing can be announced here: whether TrackOnline lets a planned movement be changed into the counted one is \
             not known for this administration, so both would stand. An administrator can find out with `fustlink probe` \
             and set trackonline.assumptions.same_number to updates.",
        ));
    }
    if settings.difference_reason_required {
        let without = differences_without_reason(request);
        let errors = without.into_iter().map(|index| {
            let line = &request.lines[index];
            let planned = line.planned.unwrap_or_default().get();
            let needs = if line.reason.is_some() { "needs words in the note" } else { "needs a reason" };
            wrong(
                format!("lines[{index}].reason"),
                format!(
                    "{}: {} were planned and {} counted, which {needs}",
                    line.item,
                    planned,
                    line.delivered.get()
                ),
            )
        });
        refuse(ProblemCode::ReasonMissing, errors.collect())?;
    }
    Ok(())
}

/// The same for a correction.
pub(super) fn check_correction(right: &CorrectionRequest) -> Result<(), Refusal> {
    check_number_of_lines(right.lines.len())?;
    let mut errors = twice(right.lines.iter().map(|line| &line.item));
    let most = ConfirmationRequest::MAX_NOTE;
    if right.lines.is_empty() {
        errors.push(wrong("lines", "is empty; say what is right"));
    }
    if right.reason.trim().is_empty() || right.reason.chars().count() > most {
        errors.push(wrong("reason", format!("says in 1 to {most} characters why it is corrected")));
    }
    errors.extend(wrong_identifier(right.id));
    errors.extend(wrong_time(right.counted_at, Stage::Counted));
    refuse(ProblemCode::InvalidField, errors)
}

/// Items that TrackOnline does not have.
pub(super) fn check_items<'a>(
    items: impl IntoIterator<Item = &'a ItemNumber>,
    catalogue: &Catalogue,
) -> Result<(), Refusal> {
    let known: BTreeSet<_> = catalogue.items.iter().map(|item| &item.number).collect();
    let items = items.into_iter().enumerate();
    let errors = items
        .filter(|(_, item)| !known.contains(item))
        .map(|(index, item)| wrong_item(index, item, "is no item in TrackOnline"))
        .collect();
    refuse(ProblemCode::PackagingUnknown, errors)
}

fn check_number_of_lines(lines: usize) -> Result<(), Refusal> {
    let most = ConfirmationRequest::MAX_LINES;
    if lines > most {
        let detail = format!("{lines} lines were sent; at most {most} go into one confirmation.");
        return Err(Refusal::new(ProblemCode::TooManyLines, detail));
    }
    Ok(())
}

fn twice<'a>(items: impl Iterator<Item = &'a ItemNumber>) -> Vec<FieldProblem> {
    let mut seen = BTreeSet::new();
    items
        .enumerate()
        .filter(|(_, item)| !seen.insert(*item))
        .map(|(index, item)| wrong_item(index, item, "stands on two lines; add them up"))
        .collect()
}

fn wrong_identifier(id: Uuid) -> Option<FieldProblem> {
    (id.get_version_num() != 7).then(|| wrong("id", "is not a UUID of version 7"))
}

fn wrong_time(counted_at: DateTime<Utc>, stage: Stage) -> Option<FieldProblem> {
    let age = clock::now() - counted_at;
    let (ahead, words) = match stage {
        Stage::Counted => {
            (CLOCK_AHEAD, "lies more than 15 minutes ahead or 60 days back; check the device's clock")
        }
        Stage::Planned => (MOST_DAYS, "lies more than 60 days ahead or back"),
    };
    (age < -ahead || age > MOST_DAYS).then(|| wrong("counted_at", words))
}

fn wrong_item(index: usize, item: &ItemNumber, what: &str) -> FieldProblem {
    wrong(format!("lines[{index}].item"), format!("{item} {what}"))
}

fn wrong(field: impl Into<String>, detail: impl Into<String>) -> FieldProblem {
    FieldProblem { field: field.into(), detail: detail.into() }
}

pub(super) fn refuse(code: ProblemCode, errors: Vec<FieldProblem>) -> Result<(), Refusal> {
    if errors.is_empty() {
        return Ok(());
    }
    let detail: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.field, error.detail)).collect();
    Err(Refusal::of_fields(code, detail.join("; "), errors))
}
