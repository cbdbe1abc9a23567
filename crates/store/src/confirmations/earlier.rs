//! What a confirmation is held against before it is written.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{ConfirmationRequest, Held, PostingState, Stage};
use ledger::guard::{Earlier, looks_back_to, second};
use sea_orm::{
    ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect,
};

use super::NewConfirmation;
use super::planned::{is_gone, last_accepted};
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::kept;
use crate::locks::{About, one_at_a_time};
use crate::postings::state_text;

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
        if is_gone(transaction, tenant, plan).await? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When the confirmation counts as accepted: after all that it rests on. The clocks of two processes differ; what is
/// read in the order of this moment stands in the order in which it was written.
pub(super) async fn not_before(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
) -> Result<DateTime<Utc>, StoreError> {
    let mut last = None;
    if let Some((corrected, _)) = new.corrects {
        let id = corrected.to_string();
        let is_about_it = Condition::any()
            .add(confirmation::Column::Id.eq(&id))
            .add(confirmation::Column::Corrects.eq(&id));
        let row = confirmation::Entity::find()
            .filter(confirmation::Column::Tenant.eq(tenant))
            .filter(is_about_it)
            .order_by_desc(confirmation::Column::AcceptedAt)
            .one(transaction)
            .await?;
        last = row.map(|row| row.accepted_at);
    }
    let plans = new.transactions.iter().filter_map(|(planned, ..)| planned.updates.as_ref());
    if plans.clone().next().is_some() {
        last = last.max(last_accepted(transaction, tenant, plans).await?);
    }
    Ok(last.map_or(new.accepted_at, |last| new.accepted_at.max(last + TimeDelta::microseconds(1))))
}

/// So many confirmations of one kind at one place, for one order or without any, are looked through for one that is
/// repeated, the newest first.
const MOST_EARLIER: u64 = 500;

/// The earlier confirmation that this one may repeat. One that a person has withdrawn, all of it, does not count.
pub(super) async fn repetition(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
) -> Result<Option<Held>, StoreError> {
    let request = &new.request;
    let Some(within) = new.second_within.filter(|_| request.stage == Stage::Counted) else { return Ok(None) };
    one_at_a_time(transaction, tenant, About::Location(request.location.as_str())).await?;
    let mut query = confirmation::Entity::find()
        .filter(confirmation::Column::Tenant.eq(tenant))
        .filter(confirmation::Column::Location.eq(request.location.as_str()))
        .filter(confirmation::Column::Kind.eq(request.kind.as_str()))
        .filter(confirmation::Column::Stage.eq(request.stage.as_str()))
        .filter(confirmation::Column::AcceptedAt.gte(kept::moment(looks_back_to(
            request,
            new.accepted_at,
            within,
        ))));
    query = match &request.order {
        Some(order) => query.filter(confirmation::Column::OrderReference.eq(order.as_str())),
        None => query.filter(confirmation::Column::OrderReference.is_null()),
    };
    let rows = query
        .order_by_desc(confirmation::Column::AcceptedAt)
        .order_by_desc(confirmation::Column::Id)
        .limit(MOST_EARLIER)
        .all(transaction)
        .await?;
    let mut earlier = Vec::new();
    for row in rows {
        let known: ConfirmationRequest = serde_json::from_str(&row.body)
            .map_err(|error| StoreError::unreadable("confirmation", &error))?;
        let one = Earlier::of(&known, row.accepted_at, &row.confirmed_by);
        if second(request, new.accepted_at, within, std::slice::from_ref(&one)).is_some() {
            earlier.push(one);
        }
    }
    if earlier.is_empty() {
        return Ok(None);
    }
    let standing = standing(transaction, tenant, earlier.iter().map(|one| one.id.to_string())).await?;
    earlier.retain(|one| standing.contains(&one.id.to_string()));
    Ok(second(request, new.accepted_at, within, &earlier))
}

/// Those of the confirmations of which something is not withdrawn.
async fn standing(
    transaction: &DatabaseTransaction,
    tenant: &str,
    confirmations: impl Iterator<Item = String>,
) -> Result<BTreeSet<String>, StoreError> {
    let standing: Vec<String> = posting::Entity::find()
        .select_only()
        .column(posting::Column::Confirmation)
        .distinct()
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::Confirmation.is_in(confirmations))
        .filter(posting::Column::State.ne(state_text(PostingState::Withdrawn)))
        .into_tuple()
        .all(transaction)
        .await?;
    Ok(standing.into_iter().collect())
}
