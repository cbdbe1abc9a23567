//! Writing a confirmation.

use contract::{Held, PostingState};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use super::NewConfirmation;
use crate::audit::{Entry, note};
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::kept;
use crate::postings::state_text;

/// Writes a confirmation, its postings and its audit entry.
pub(super) async fn insert(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
    body: String,
    fingerprint: String,
    held: Option<&Held>,
) -> Result<(), StoreError> {
    let id = new.request.id.to_string();
    let order_reference = new.request.order.as_ref().map(ToString::to_string);
    let customer = new.request.customer.as_ref().map(ToString::to_string);
    confirmation::Entity::insert(confirmation::ActiveModel {
        tenant: Set(tenant.to_owned()),
        id: Set(id.clone()),
        kind: Set(new.request.kind.as_str().to_owned()),
        stage: Set(new.request.stage.as_str().to_owned()),
        customer: Set(customer.clone()),
        location: Set(new.request.location.to_string()),
        order_reference: Set(order_reference.clone()),
        body: Set(body),
        fingerprint: Set(fingerprint),
        confirmed_by: Set(kept::text(&new.confirmed_by)),
        accepted_at: Set(new.accepted_at),
        corrects: Set(new.corrects.map(|(corrected, _)| corrected.to_string())),
        held: Set(held.map(|held| json("held confirmation", held)).transpose()?),
    })
    .exec_without_returning(transaction)
    .await?;
    let state = if held.is_some() { PostingState::Held } else { PostingState::Queued };
    for (planned, from, to) in &new.transactions {
        posting::Entity::insert(posting::ActiveModel {
            tenant: Set(tenant.to_owned()),
            number: Set(planned.number.to_string()),
            confirmation: Set(id.clone()),
            location: Set(new.request.location.to_string()),
            customer: Set(customer.clone()),
            order_reference: Set(order_reference.clone()),
            direction: Set(planned.direction.as_str().to_owned()),
            transaction: Set(json("posting's transaction", planned)?),
            sides: Set(json("posting's sides", &(from, to))?),
            state: Set(state_text(state).to_owned()),
            reason: Set(None),
            since: Set(new.accepted_at),
            sent_at: Set(None),
            apart: Set(None),
            updates: Set(planned.updates.as_ref().map(ToString::to_string)),
            accepted_at: Set(new.accepted_at),
        })
        .exec_without_returning(transaction)
        .await?;
    }
    let entry = Entry {
        who: &new.confirmed_by,
        what: "confirmed",
        subject: &id,
        detail: order_reference.as_deref(),
        customer: customer.as_deref(),
        confirmation: Some(&id),
    };
    note(transaction, tenant, entry, new.accepted_at).await
}

fn json(what: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(what, &error))
}
