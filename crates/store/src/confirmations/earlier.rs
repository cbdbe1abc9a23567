//! What a confirmation is held against before it is written.

use std::collections::BTreeSet;

use contract::{ConfirmationRequest, Held, PostingState, Stage};
use ledger::guard::{Earlier, looks_back_to, second};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::NewConfirmation;
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::kept;
use crate::locks::{About, one_at_a_time};
use crate::postings::{StoredPosting, state_text};

/// Whether something that the confirmation was computed from has changed since.
pub(super) async fn is_outdated(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
) -> Result<bool, StoreError> {
    if let Some((corrected, seen)) = new.corrects {
        one_at_a_time(transaction, tenant, About::Identifier(&corrected.to_string())).await?;
        let corrections = confirmation::Entity::find()
            .filter(confirmation::Column::Tenant.eq(tenant))
            .filter(confirmation::Column::Corrects.eq(corrected.to_string()))
            .count(transaction)
            .await?;
        if corrections != u64::try_from(seen).unwrap_or(u64::MAX) {
            return Ok(true);
        }
    }
    let plans: BTreeSet<_> =
        new.transactions.iter().filter_map(|(planned, ..)| planned.updates.as_ref()).collect();
    for plan in plans {
        one_at_a_time(transaction, tenant, About::Plan(plan.as_str())).await?;
        let others = posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant))
            .filter(posting::Column::Updates.eq(plan.as_str()))
            .filter(posting::Column::State.ne(state_text(PostingState::Withdrawn)))
            .all(transaction)
            .await?;
        for row in others {
            let other = StoredPosting::try_from(row)?;
            // A plan that was announced anew goes by the same number, and can be taken the place of in its turn.
            let is_standing_plan =
                other.state == PostingState::Saved && other.transaction.stage == Stage::Planned;
            if !is_standing_plan {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// The earlier confirmation that this one may repeat.
pub(super) async fn repetition(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
) -> Result<Option<Held>, StoreError> {
    let Some(within) = new.second_within else { return Ok(None) };
    let request = &new.request;
    one_at_a_time(transaction, tenant, About::Location(request.location.as_str())).await?;
    let mut query = confirmation::Entity::find()
        .filter(confirmation::Column::Tenant.eq(tenant))
        .filter(confirmation::Column::Location.eq(request.location.as_str()))
        .filter(confirmation::Column::AcceptedAt.gte(kept::moment(looks_back_to(
            request,
            new.accepted_at,
            within,
        ))));
    query = match &request.order {
        Some(order) => query.filter(confirmation::Column::OrderReference.eq(order.as_str())),
        None => query.filter(confirmation::Column::OrderReference.is_null()),
    };
    let mut earlier = Vec::new();
    for row in query.all(transaction).await? {
        if is_withdrawn(transaction, tenant, &row.id).await? {
            continue;
        }
        let request: ConfirmationRequest = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::unreadable("confirmation", &error))?;
        earlier.push(Earlier::of(&request, row.accepted_at, &row.confirmed_by));
    }
    Ok(second(request, new.accepted_at, within, &earlier))
}

/// Whether a person has said of all of it that it is not to be sent.
async fn is_withdrawn(
    transaction: &DatabaseTransaction,
    tenant: &str,
    confirmation: &str,
) -> Result<bool, StoreError> {
    let states: Vec<String> = posting::Entity::find()
        .select_only()
        .column(posting::Column::State)
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::Confirmation.eq(confirmation))
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(!states.is_empty() && states.iter().all(|state| state == state_text(PostingState::Withdrawn)))
}
