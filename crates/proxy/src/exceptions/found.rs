//! The exceptions that a person may see.

use contract::{CustomerNumber, Exception, ExceptionKind, ExceptionList, ExceptionState, ProblemCode};
use store::{Store, Wanted};
use uuid::Uuid;

use super::wrong;
use crate::problem::Refusal;
use crate::session::Session;

/// So many are listed at once.
const PAGE: usize = 50;

/// Which exceptions to list.
#[derive(Debug, Clone, Default)]
pub(crate) struct Question {
    /// Of this customer only.
    pub(crate) customer: Option<CustomerNumber>,
    /// In this state only.
    pub(crate) state: Option<ExceptionState>,
    /// Older than this one.
    pub(crate) before: Option<Uuid>,
}

/// A page of exceptions, newest first, without their history.
///
/// # Errors
/// When the token does not name the customer, `before` is no exception that it shows, or the database fails.
pub(crate) async fn list(
    store: &Store,
    session: &Session,
    question: Question,
) -> Result<ExceptionList, Refusal> {
    let of_nobody = question.customer.is_none() && session.is_shown(None);
    let customers = match question.customer {
        Some(customer) => {
            session.may_see(&customer)?;
            vec![customer]
        }
        None => session.customers().to_vec(),
    };
    if let Some(before) = question.before {
        found(store, session, before).await.map_err(|refusal| match refusal.code() {
            ProblemCode::ExceptionUnknown => {
                let error = wrong("before", "is no exception; take it from `next` of the page before");
                Refusal::of_fields(ProblemCode::InvalidField, "before is no exception.", vec![error])
            }
            _ => refusal,
        })?;
    }
    let wanted =
        Wanted { customers: Some(customers), of_nobody, state: question.state, before: question.before };
    // One more than a page tells whether there is another page.
    let mut exceptions = store.exceptions(&session.tenant.id, wanted, PAGE as u64 + 1).await?;
    let is_last = exceptions.len() <= PAGE;
    exceptions.truncate(PAGE);
    let next = exceptions.last().map(|last| last.id).filter(|_| !is_last);
    let exceptions = exceptions.into_iter().map(|exception| for_session(exception, session)).collect();
    Ok(ExceptionList { exceptions, next })
}

/// An exception of the session's tenant and customers, with its history.
///
/// # Errors
/// When there is none that the session may see, or the database fails.
pub(crate) async fn found(store: &Store, session: &Session, id: Uuid) -> Result<Exception, Refusal> {
    let exception = store.exception(&session.tenant.id, id).await?.ok_or_else(unknown)?;
    if session.is_shown(exception.customer.as_ref()) {
        Ok(for_session(exception, session))
    } else {
        Err(unknown())
    }
}

/// No exception goes by this identifier, or none that may be seen: the two look the same.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(ProblemCode::ExceptionUnknown, "No exception has this identifier.")
}

/// # Errors
/// When the session's roles do not settle exceptions of this kind.
pub(super) fn may_settle(session: &Session, kind: ExceptionKind) -> Result<(), Refusal> {
    match kind {
        ExceptionKind::KeyRefused | ExceptionKind::SendingStopped => session.may_administer(),
        // It is sent then: whoever may confirm may say so, as with the confirmation itself.
        ExceptionKind::SecondConfirmation => session.may_confirm(),
        _ => session.may_settle(),
    }
}

/// With the actions that are open to whoever asks.
fn for_session(exception: Exception, session: &Session) -> Exception {
    let actions = if may_settle(session, exception.kind).is_ok() { exception.actions } else { Vec::new() };
    Exception { actions, ..exception }
}
