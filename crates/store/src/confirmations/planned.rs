//! Plans that a confirmation takes the place of.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use contract::{PostingState, Stage, TransactionNumber};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};

use super::NewConfirmation;
use crate::connection::Store;
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::permits::locked;
use crate::postings::{StoredPosting, state_text};
use crate::senders::reach;
use crate::tenant::TenantId;

impl Store {
    /// Those of the plans that cannot be taken the place of any more: a confirmation that wants to is
    /// [outdated](super::Accepted::Outdated).
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn plans_gone(
        &self,
        tenant: &TenantId,
        plans: impl IntoIterator<Item = &TransactionNumber>,
    ) -> Result<BTreeSet<TransactionNumber>, StoreError> {
        let mut gone = BTreeSet::new();
        for plan in plans {
            if is_gone(&self.reader, tenant.as_str(), plan).await? {
                gone.insert(plan.clone());
            }
        }
        Ok(gone)
    }
}

/// Whether a plan cannot be taken the place of any more: a count has its place, or it was ours and nothing of it is, or
/// will be, in TrackOnline.
pub(super) async fn is_gone(
    database: &impl ConnectionTrait,
    tenant: &str,
    plan: &TransactionNumber,
) -> Result<bool, StoreError> {
    let standing = known_as(database, tenant, plan).await?;
    if standing.iter().any(|posting| posting.transaction.stage == Stage::Counted) {
        return Ok(true);
    }
    let key = (tenant.to_owned(), plan.to_string());
    let is_ours = posting::Entity::find_by_id(key).one(database).await?.is_some();
    Ok(is_ours && !standing.iter().any(|posting| posting.state != PostingState::Rejected))
}

/// Withdraws the plans of ours that were never sent and that a confirmation takes the place of: nothing has to follow
/// them any more. What takes their place then takes the place of what they would have taken it of. One that waits to be
/// sent again may be in TrackOnline all the same, so it is followed.
pub(super) async fn withdraw_unsent(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &mut NewConfirmation,
) -> Result<(), StoreError> {
    let key = (tenant.to_owned(), new.request.id.to_string());
    if confirmation::Entity::find_by_id(key).one(transaction).await?.is_some() {
        // It is there already, and has taken the place of what it takes the place of.
        return Ok(());
    }
    for (planned, ..) in new.transactions.iter_mut().filter(|(planned, ..)| planned.updates.is_some()) {
        // The sender takes nothing out of the queue meanwhile.
        locked(transaction, tenant).await?;
        while let Some(number) = &planned.updates {
            let last = known_as(transaction, tenant, number).await?.pop();
            let is_unsent =
                |last: &StoredPosting| last.state == PostingState::Queued && last.sent_at.is_none();
            let Some(unsent) = last.filter(is_unsent) else { break };
            let words = format!("{} took its place before it was sent.", planned.number);
            let (queued, withdrawn) = (Some(PostingState::Queued), PostingState::Withdrawn);
            let plan = unsent.transaction;
            reach(transaction, tenant, &plan.number, withdrawn, queued, Some(&words), new.accepted_at)
                .await?;
            planned.updates = plan.updates;
            planned.replaces = plan.replaces;
        }
    }
    Ok(())
}

/// Whether something else took the place of a posting after it was accepted. Sent again, it would undo that.
pub(crate) async fn has_successor(
    transaction: &DatabaseTransaction,
    tenant: &str,
    row: &posting::Model,
) -> Result<bool, StoreError> {
    let number = TransactionNumber::new(row.updates.as_ref().unwrap_or(&row.number))
        .map_err(|error| StoreError::unreadable("posting's number", &error))?;
    let last = known_as(transaction, tenant, &number).await?.pop();
    if last.is_some_and(|last| last.transaction.number.as_str() != row.number) {
        return Ok(true);
    }
    is_counted(transaction, tenant, row).await
}

/// Whether a plan was refused or lost, and its order was counted since under another number.
async fn is_counted(
    transaction: &DatabaseTransaction,
    tenant: &str,
    row: &posting::Model,
) -> Result<bool, StoreError> {
    let plan = StoredPosting::try_from(row.clone())?;
    let Some(order) = row.order_reference.as_ref().filter(|_| plan.transaction.stage == Stage::Planned)
    else {
        return Ok(false);
    };
    let fallen = [PostingState::Held, PostingState::Rejected, PostingState::Withdrawn].map(state_text);
    let since = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::OrderReference.eq(order))
        .filter(posting::Column::Location.eq(&row.location))
        .filter(posting::Column::Direction.eq(&row.direction))
        .filter(posting::Column::AcceptedAt.gte(row.accepted_at))
        .filter(posting::Column::State.is_not_in(fallen))
        .all(transaction)
        .await?;
    for other in since {
        let other = StoredPosting::try_from(other)?.transaction;
        if other.stage == Stage::Counted && other.kind == plan.transaction.kind {
            return Ok(true);
        }
    }
    Ok(false)
}

/// When the last of all that takes the place of one of these plans was accepted, and of the plans themselves.
pub(super) async fn last_accepted(
    transaction: &DatabaseTransaction,
    tenant: &str,
    plans: impl Iterator<Item = &TransactionNumber> + Clone,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let last = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(
            Condition::any()
                .add(posting::Column::Number.is_in(plans.clone().map(TransactionNumber::as_str)))
                .add(posting::Column::Updates.is_in(plans.map(TransactionNumber::as_str))),
        )
        .order_by_desc(posting::Column::AcceptedAt)
        .one(transaction)
        .await?;
    Ok(last.map(|row| row.accepted_at))
}

/// What goes by a number in TrackOnline, in the order in which it was accepted, but for what was withdrawn.
async fn known_as(
    database: &impl ConnectionTrait,
    tenant: &str,
    number: &TransactionNumber,
) -> Result<Vec<StoredPosting>, StoreError> {
    let is_the_plan = Condition::all()
        .add(posting::Column::Number.eq(number.as_str()))
        .add(posting::Column::Updates.is_null());
    posting::Entity::find()
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::State.ne(state_text(PostingState::Withdrawn)))
        .filter(Condition::any().add(posting::Column::Updates.eq(number.as_str())).add(is_the_plan))
        .order_by_asc(posting::Column::AcceptedAt)
        .order_by_asc(posting::Column::Number)
        .all(database)
        .await?
        .into_iter()
        .map(TryInto::try_into)
        .collect()
}
