//! What a person says about a confirmation that is held.

use contract::{ConfirmationStatus, HeldIs, ProblemCode};
use store::Store;
use uuid::Uuid;

use super::found;
use crate::clock;
use crate::problem::Refusal;
use crate::session::Session;

/// Sends a held confirmation, or withdraws it.
///
/// # Errors
/// When there is no such confirmation, it is not held, or the decision cannot be stored.
pub async fn decide(
    store: &Store,
    session: &Session,
    id: Uuid,
    is: HeldIs,
) -> Result<ConfirmationStatus, Refusal> {
    let tenant = &session.tenant;
    found(store, session, id).await?;
    let decided = store.decide(&tenant.id, id, is, &session.subject, clock::now()).await?;
    let stored = decided.ok_or_else(|| {
        Refusal::new(
            ProblemCode::NotHeld,
            "This confirmation does not wait for a decision: it never did, or somebody has decided. Look at it again.",
        )
    })?;
    tenant.written();
    Ok(stored.status())
}
