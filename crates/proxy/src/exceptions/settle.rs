//! What a person does about an exception.

use contract::{
    Exception, ExceptionAction, ExceptionState, FieldProblem, ProblemCode, Settlement, SettlementRequest,
};
use store::{Settled, Settling, Store};
use uuid::Uuid;

use super::found::{found, may_settle, unknown};
use super::{wrong, wrong_text};
use crate::clock;
use crate::problem::Refusal;
use crate::session::Session;

/// Does it, and tells how the exception stands then. The same again by the same person is answered the same.
///
/// # Errors
/// When there is no such exception, the roles do not allow it, a reason is missing, it is settled or does not take the
/// action, or the database fails.
pub(crate) async fn settle(
    store: &Store,
    session: &Session,
    id: Uuid,
    request: SettlementRequest,
) -> Result<Exception, Refusal> {
    let tenant = &session.tenant;
    let before = found(store, session, id).await?;
    may_settle(session, before.kind)?;
    Refusal::unless_empty(wrong_fields(&request))?;
    let settling = Settling { request: request.clone(), who: session.subject.clone(), at: clock::now() };
    match store.settle(&tenant.id, id, settling).await? {
        Settled::Done => {
            if let Some(location) = &before.location {
                tenant.shelf.expire(location, before.order.as_ref());
            }
            tenant.written();
            found(store, session, id).await
        }
        Settled::Unknown => Err(unknown()),
        Settled::NotPossible => {
            let standing = found(store, session, id).await?;
            let is_the_same = standing
                .settlement
                .as_ref()
                .is_some_and(|settlement| is_what_was_asked(settlement, &request, &session.subject));
            if is_the_same { Ok(standing) } else { Err(not_possible(&standing, request.action)) }
        }
    }
}

fn wrong_fields(request: &SettlementRequest) -> Vec<FieldProblem> {
    let mut errors = Vec::new();
    let reason = request.reason.as_deref();
    if request.action.needs_reason() || reason.is_some() {
        errors.extend(wrong_text("reason", reason.unwrap_or_default(), SettlementRequest::MAX_REASON));
    }
    match (request.action, request.correction) {
        (ExceptionAction::Correct, None) => {
            errors.push(wrong("correction", "is missing; name the correction that settles it"));
        }
        (ExceptionAction::Correct, Some(_)) | (_, None) => {}
        (action, Some(_)) => {
            errors.push(wrong("correction", format!("has no part in {}; leave it out", action.as_str())));
        }
    }
    errors
}

fn is_what_was_asked(settlement: &Settlement, request: &SettlementRequest, who: &str) -> bool {
    settlement.action == Some(request.action)
        && settlement.by == who
        && settlement.reason == request.reason
        && settlement.correction == request.correction
}

/// Why not, by how it stands.
fn not_possible(standing: &Exception, action: ExceptionAction) -> Refusal {
    let detail = match &standing.settlement {
        Some(Settlement { action: Some(done), by, at, .. }) => {
            format!("It was settled by {by} at {}: {}.", at.format("%F %H:%M UTC"), done.as_str())
        }
        Some(Settlement { action: None, at, .. }) => {
            format!("It settled by itself at {}; nothing is left to do.", at.format("%F %H:%M UTC"))
        }
        None if standing.state == ExceptionState::Settled => "It is settled.".to_owned(),
        None if !standing.kind.actions().contains(&action) => {
            let open: Vec<_> = standing.kind.actions().iter().map(|action| action.as_str()).collect();
            format!("It is open, and takes one of: {}.", open.join(", "))
        }
        None if action == ExceptionAction::Correct && standing.confirmation.is_some() => {
            "It is open: what is named is no correction of the confirmation that it is about, or one that did not get into \
             TrackOnline. Correct that confirmation first, and name the correction's identifier."
                .to_owned()
        }
        None if action == ExceptionAction::Correct => {
            "It is open: what is named is no confirmation about this customer since it was raised, or one that did not get \
             into TrackOnline. Confirm what puts it right first, and name its identifier."
                .to_owned()
        }
        None if action == ExceptionAction::SendAgain => {
            "It is open, but something took the place of its movement meanwhile: sent again, it would undo that. Say that it \
             was found saved, or dismiss it."
                .to_owned()
        }
        None => "It is open, but its movement has gone on meanwhile. Look at it again.".to_owned(),
    };
    Refusal::new(ProblemCode::ActionNotPossible, detail)
}
