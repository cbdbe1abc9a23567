//! Taking a confirmation: checked whole, stored whole, then acknowledged.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use contract::{
    ConfirmationLine, ConfirmationRequest, ConfirmationStatus, FieldProblem, LocationNumber, ProblemCode,
    Side,
};
use ledger::movement::transactions;
use store::{Accepted, NewConfirmation, Store};

use crate::clock;
use crate::problem::Refusal;
use crate::reading::{catalogue, directory, locations_of};
use crate::session::Session;

/// Stores a confirmation and its postings, and rings for the sender.
///
/// # Errors
/// When the confirmation cannot be meant as it is (nothing is stored then), or cannot be stored.
pub async fn accept(
    store: &Store,
    session: &Session,
    request: ConfirmationRequest,
) -> Result<ConfirmationStatus, Refusal> {
    let tenant = &session.tenant;
    // A repetition is answered from the disk: TrackOnline need not be there for it.
    if let Some(known) = store.confirmation(&tenant.id, request.id).await? {
        return if known.request == request { Ok(known.status()) } else { Err(conflict()) };
    }
    check_shape(&request)?;
    let locations = locations_of(tenant, &request.customer).await.map_err(not_accepted)?;
    let directory = directory(tenant).await.map_err(not_accepted)?;
    if !locations.iter().any(|location| location.number == request.location) {
        let detail =
            format!("Location {} does not belong to customer {}.", request.location, request.customer);
        let field = FieldProblem { field: "location".into(), detail: detail.clone() };
        return Err(Refusal::of_fields(ProblemCode::LocationUnknown, detail, vec![field]));
    }
    let catalogue = catalogue(tenant).await.map_err(not_accepted)?;
    check_items(&request, &catalogue)?;

    let side = |number: &LocationNumber| Side { location: number.clone(), name: directory.name(number) };
    let transactions = transactions(&request, &tenant.settings.own_location, &tenant.settings.movements)
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect();
    let new = NewConfirmation {
        request,
        confirmed_by: session.subject.clone(),
        accepted_at: clock::now(),
        transactions,
    };
    match store.accept(&tenant.id, new).await? {
        Accepted::Now(stored) => {
            tenant.bell.notify_one();
            Ok(stored.status())
        }
        Accepted::Before(stored) => Ok(stored.status()),
        Accepted::Conflict => Err(conflict()),
    }
}

/// Since the service was started nothing could be read from TrackOnline, so a confirmation cannot be checked yet.
fn not_accepted(refusal: Refusal) -> Refusal {
    match refusal.code() {
        ProblemCode::CustomerUnknown => refusal,
        _ => refusal.with_detail(
            "The confirmation was not accepted: TrackOnline could not be read since Fustlink was started. Keep what you \
             entered and send it again in a minute.",
        ),
    }
}

fn conflict() -> Refusal {
    Refusal::new(
        ProblemCode::ConfirmationConflict,
        "A confirmation with this identifier and other counts was accepted already. Look at it before you confirm again.",
    )
}

/// What a device's clock may be ahead.
const MOST_AHEAD: TimeDelta = TimeDelta::minutes(15);
/// What a device may have been without a network.
const MOST_BEHIND: TimeDelta = TimeDelta::days(60);

fn check_shape(request: &ConfirmationRequest) -> Result<(), Refusal> {
    let most = ConfirmationRequest::MAX_LINES;
    if request.lines.len() > most {
        let detail =
            format!("{} lines were sent; at most {most} go into one confirmation.", request.lines.len());
        return Err(Refusal::new(ProblemCode::TooManyLines, detail));
    }
    if request.lines.iter().all(|line| line.delivered.is_zero() && line.returned.is_zero()) {
        return Err(Refusal::new(
            ProblemCode::NothingCounted,
            "Every count is zero. Enter what was delivered or returned; there is nothing to confirm otherwise.",
        ));
    }
    let mut seen = BTreeSet::new();
    let mut errors: Vec<FieldProblem> = request
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !seen.insert(&line.item))
        .map(|(index, line)| wrong_item(index, line, "stands on two lines; add them up"))
        .collect();
    if request.note.as_ref().is_some_and(|note| note.chars().count() > ConfirmationRequest::MAX_NOTE) {
        errors.push(FieldProblem {
            field: "note".into(),
            detail: format!("is longer than {} characters", ConfirmationRequest::MAX_NOTE),
        });
    }
    if request.id.get_version_num() != 7 {
        errors.push(FieldProblem { field: "id".into(), detail: "is not a UUID of version 7".into() });
    }
    let age = clock::now() - request.counted_at;
    if age < -MOST_AHEAD || age > MOST_BEHIND {
        errors.push(FieldProblem {
            field: "counted_at".into(),
            detail: "lies more than 15 minutes ahead or 60 days back; check the device's clock".into(),
        });
    }
    refuse(ProblemCode::InvalidField, errors)
}

fn check_items(request: &ConfirmationRequest, catalogue: &contract::Catalogue) -> Result<(), Refusal> {
    let known: BTreeSet<_> = catalogue.items.iter().map(|item| &item.number).collect();
    let errors = request
        .lines
        .iter()
        .enumerate()
        .filter(|(_, line)| !known.contains(&line.item))
        .map(|(index, line)| wrong_item(index, line, "is no item in TrackOnline"))
        .collect();
    refuse(ProblemCode::PackagingUnknown, errors)
}

fn wrong_item(index: usize, line: &ConfirmationLine, what: &str) -> FieldProblem {
    FieldProblem { field: format!("lines[{index}].item"), detail: format!("{} {what}", line.item) }
}

fn refuse(code: ProblemCode, errors: Vec<FieldProblem>) -> Result<(), Refusal> {
    if errors.is_empty() {
        return Ok(());
    }
    let detail: Vec<_> = errors.iter().map(|error| format!("{}: {}", error.field, error.detail)).collect();
    Err(Refusal::of_fields(code, detail.join("; "), errors))
}
