//! Setting a trip to its next status. The call does not say which step it takes and cannot be undone, so it is written
//! down before it is sent, sent once, and never again by itself.

use chrono::TimeDelta;
use contract::{FieldProblem, ProblemCode, TripRequest, TripState, TripStep};
use ledger::quota::Purpose;
use store::{Store, TripBegun};
use trackonline::{Error, IrreversibleTripStep};

use crate::clock;
use crate::problem::Refusal;
use crate::session::Session;
use crate::tenant::Tenant;
use crate::upstream::{NoPermit, Unread};

/// Takes a step that a person has confirmed.
///
/// # Errors
/// When trips are not switched on, the step is not confirmed, or it could not be sent.
pub(crate) async fn advance(store: &Store, session: &Session, request: TripRequest) -> Result<TripStep, Refusal> {
    let tenant = &session.tenant;
    if !tenant.settings.trips {
        return Err(Refusal::new(
            ProblemCode::KindNotSetUp,
            format!(
                "Trips are not switched on. An administrator can: trips = true for tenant {}.",
                tenant.id
            ),
        ));
    }
    check(&request)?;
    // The right to call first: a step that stands as sent and was not would have to be looked at by a person.
    let permit =
        tenant.upstream.permit(Purpose::Posting).await.map_err(|reason: NoPermit| Unread::from(reason))?;
    let sent = TripStep {
        state: TripState::Sent,
        words: None,
        by: session.subject.clone(),
        at: clock::now(),
        request,
    };
    match store.begin_trip(&tenant.id, sent.clone()).await? {
        TripBegun::Before(step) => return Ok(step),
        TripBegun::Conflict => {
            return Err(Refusal::new(
                ProblemCode::ConfirmationConflict,
                "Another step was taken under this identifier. Look at the trip before you take one more.",
            ));
        }
        TripBegun::Now => {}
    }
    let step = IrreversibleTripStep::of(sent.request.trip);
    let answer = tenant.upstream.client().advance_trip(permit, step).await;
    if let Err(error) = &answer {
        tenant.upstream.heed(error).await;
        tracing::warn!(tenant = %tenant.id, trip = %sent.request.trip, %error, "a trip did not take its next status");
    }
    let (state, words) = meaning(answer);
    let step = TripStep { state, words, ..sent };
    store.end_trip(&tenant.id, step.clone(), clock::now()).await?;
    tenant.changed.notify_one();
    Ok(step)
}

fn check(request: &TripRequest) -> Result<(), Refusal> {
    let mut errors = Vec::new();
    if !request.confirmed {
        errors.push(FieldProblem {
            field: "confirmed".into(),
            detail: "is not true: a trip's next status cannot be undone, so a person has to say yes to it"
                .into(),
        });
    }
    if request.id.get_version_num() != 7 {
        errors.push(FieldProblem { field: "id".into(), detail: "is not a UUID of version 7".into() });
    }
    match errors.first() {
        None => Ok(()),
        Some(first) => {
            let detail = format!("{}: {}", first.field, first.detail);
            Err(Refusal::of_fields(ProblemCode::InvalidField, detail, errors))
        }
    }
}

fn meaning<T>(answer: Result<T, Error>) -> (TripState, Option<String>) {
    match answer {
        Ok(_) => (TripState::Received, None),
        Err(Error::UnknownOutcome { .. } | Error::Unavailable { .. } | Error::Answer { .. }) => {
            (TripState::Unknown, None)
        }
        Err(Error::Refused { words, .. }) => (TripState::Refused, Some(words)),
        Err(error) => (TripState::Refused, Some(error.to_string())),
    }
}

/// No call lasts longer than this.
const LONGEST_CALL: TimeDelta = TimeDelta::minutes(2);

/// Steps whose sender is gone stand before a person from now on.
pub(crate) async fn find_interrupted(store: &Store, tenant: &Tenant) {
    let now = clock::now();
    match store.interrupted_trips(&tenant.id, now - LONGEST_CALL, now).await {
        Ok(0) => {}
        Ok(steps) => {
            tracing::error!(tenant = %tenant.id, steps, "steps of trips were interrupted: a person has to look");
            tenant.changed.notify_one();
        }
        Err(error) => tracing::error!(tenant = %tenant.id, %error, "interrupted trips could not be read"),
    }
}
