//! Setting a trip to its next status. The call does not say which step it takes and cannot be undone, so it is written
//! down before it is sent, sent once, and never again by itself.

use chrono::TimeDelta;
use contract::{FieldProblem, ProblemCode, TripRequest, TripState, TripStatus, TripStep};
use ledger::quota::{GOOD_FOR, Purpose};
use store::{Store, TripBegun};
use tracing::Instrument;
use trackonline::{Error, IrreversibleTripStep};

use crate::clock;
use crate::problem::Refusal;
use crate::session::Session;
use crate::tenant::Tenant;
use crate::upstream::{NoPermit, Unread};

/// Takes a step that a person has confirmed. Once it has begun it comes to its end, whether or not anybody waits for it.
///
/// # Errors
/// When trips are not switched on, the step is not confirmed, somebody took it already, or it could not be sent.
pub(crate) async fn advance(
    store: &Store,
    session: &Session,
    request: TripRequest,
) -> Result<TripStep, Refusal> {
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
    // A repetition is answered from the disk: no call is spent on it.
    if let Some(known) = store.trip_step(&tenant.id, request.id).await? {
        return if known.request == request { Ok(known) } else { Err(conflict()) };
    }
    let taking = take(store.clone(), session.clone(), request).in_current_span();
    tokio::spawn(taking).await.map_err(|error| {
        tracing::error!(tenant = %tenant.id, %error, "a step of a trip was broken off");
        Refusal::new(
            ProblemCode::Internal,
            "Something went wrong inside Fustlink, and it is not known whether the trip took its step. Send the same again to \
             find out.",
        )
    })?
}

/// From the permit until it is stored what became of the step.
async fn take(store: Store, session: Session, request: TripRequest) -> Result<TripStep, Refusal> {
    let tenant = &session.tenant;
    // The right to call first: a step that stands as sent and was not would have to be looked at by a person.
    let not_after = clock::now() + GOOD_FOR;
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
        TripBegun::Conflict => return Err(conflict()),
        TripBegun::Taken(step) => return Err(taken(&step)),
        TripBegun::Now => {}
    }
    let (state, words) = if clock::now() > not_after {
        tracing::warn!(tenant = %tenant.id, trip = %sent.request.trip, "a step of a trip was held up and not sent");
        (TripState::Refused, Some(HELD_UP.to_owned()))
    } else {
        let step = IrreversibleTripStep::of(sent.request.trip);
        let answer = tenant.upstream.client().advance_trip(permit, step).await;
        if let Err(error) = &answer {
            tenant.upstream.heed(error).await;
            tracing::warn!(tenant = %tenant.id, trip = %sent.request.trip, %error, "a trip did not take its next status");
        }
        meaning(answer)
    };
    let step = TripStep { state, words, ..sent };
    let ended = store.end_trip(&tenant.id, step.clone(), clock::now()).await;
    tenant.changed.notify_one();
    match ended {
        Ok(()) => Ok(step),
        // On disk it stands as sent, and soon before a person: whatever TrackOnline said, nobody can look it up here.
        Err(error) => {
            tracing::error!(tenant = %tenant.id, trip = %step.request.trip, %error, "what became of a trip's step could not be stored");
            Ok(TripStep { state: TripState::Unknown, words: None, ..step })
        }
    }
}

/// Whoever was held up longer than a permit is good for does not send.
const HELD_UP: &str =
    "Fustlink was held up before it could ask TrackOnline. Nothing was sent; take the step again.";

fn conflict() -> Refusal {
    Refusal::new(
        ProblemCode::ConfirmationConflict,
        "Another step was taken under this identifier. Look at the trip before you take one more.",
    )
}

/// Who took which step when, and what is known of it.
fn taken(step: &TripStep) -> Refusal {
    let to = match step.request.to {
        TripStatus::InProgress => "in progress",
        TripStatus::Processed => "processed",
    };
    let state = match step.state {
        TripState::Sent => "It is on its way to TrackOnline; wait until it is known what became of it.",
        TripState::Unknown => {
            "TrackOnline's answer was lost: look at the trip there, and go on there if need be."
        }
        TripState::Received | TripState::Refused => "TrackOnline has received it.",
    };
    Refusal::new(
        ProblemCode::TripStepTaken,
        format!("{} set this trip to {to} at {}. {state}", step.by, step.at.format("%Y-%m-%d %H:%M UTC")),
    )
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
