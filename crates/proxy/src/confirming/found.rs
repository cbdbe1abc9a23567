//! One confirmation, for who may see it.

use contract::ProblemCode;
use store::{Store, StoredConfirmation};
use uuid::Uuid;

use crate::problem::Refusal;
use crate::session::Session;

/// A confirmation of the session's tenant.
///
/// # Errors
/// When there is none, or it is about a customer that the token does not name.
pub(crate) async fn found(store: &Store, session: &Session, id: Uuid) -> Result<StoredConfirmation, Refusal> {
    let stored = store.confirmation(&session.tenant.id, id).await?.ok_or_else(unknown)?;
    if let Some(customer) = &stored.request.customer {
        session.may_see(customer)?;
    }
    Ok(stored)
}

/// No confirmation goes by this identifier.
pub(crate) fn unknown() -> Refusal {
    Refusal::new(ProblemCode::ConfirmationUnknown, "No confirmation has this identifier.")
}
