//! Transactions on their way into TrackOnline, as they stand.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use contract::{
    ItemCount, LocationNumber, MovementStatus, OrderReference, PostingState, Side, TransactionNumber,
};
use ledger::displayed::OwnPosting;
use ledger::movement::PlannedTransaction;
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::connection::Store;
use crate::entity::posting;
use crate::error::StoreError;
use crate::kept;
use crate::tenant::TenantId;

/// One posting, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredPosting {
    /// The confirmation it belongs to.
    pub confirmation: Uuid,
    /// The customer's location.
    pub location: LocationNumber,
    /// What is to be posted.
    pub transaction: PlannedTransaction,
    /// Where the pieces left.
    pub from: Side,
    /// Where they arrived.
    pub to: Side,
    /// How far it is.
    pub state: PostingState,
    /// Words for a person.
    pub reason: Option<String>,
    /// When `state` was reached.
    pub since: DateTime<Utc>,
    /// When it was last sent, if ever.
    pub sent_at: Option<DateTime<Utc>>,
}

impl StoredPosting {
    /// As the widget sees it.
    pub fn status(&self) -> MovementStatus {
        MovementStatus {
            number: self.transaction.wire_number().clone(),
            direction: self.transaction.direction,
            from: self.from.clone(),
            to: self.to.clone(),
            items: self.transaction.items.clone(),
            state: self.state,
            reason: self.reason.clone(),
            since: self.since,
        }
    }

    /// As the displayed balance sees it.
    pub fn as_own_posting(&self) -> OwnPosting {
        OwnPosting {
            location: self.location.clone(),
            direction: self.transaction.direction,
            items: self.transaction.items.clone(),
            replaces: self.transaction.replaces.clone(),
            state: self.state,
            sent_at: self.sent_at,
        }
    }
}

pub(crate) fn state_text(state: PostingState) -> &'static str {
    match state {
        PostingState::Held => "held",
        PostingState::Queued => "queued",
        PostingState::Sent => "sent",
        PostingState::Accepted => "accepted",
        PostingState::Saved => "saved",
        PostingState::Rejected => "rejected",
        PostingState::Checking => "checking",
        PostingState::Excepted => "excepted",
        PostingState::Withdrawn => "withdrawn",
    }
}

fn state_from(text: &str) -> Result<PostingState, StoreError> {
    Ok(match text {
        "held" => PostingState::Held,
        "withdrawn" => PostingState::Withdrawn,
        "queued" => PostingState::Queued,
        "sent" => PostingState::Sent,
        "accepted" => PostingState::Accepted,
        "saved" => PostingState::Saved,
        "rejected" => PostingState::Rejected,
        "checking" => PostingState::Checking,
        "excepted" => PostingState::Excepted,
        other => return Err(StoreError::unreadable("posting state", &other)),
    })
}

impl TryFrom<posting::Model> for StoredPosting {
    type Error = StoreError;

    fn try_from(row: posting::Model) -> Result<Self, StoreError> {
        let (from, to): (Side, Side) = serde_json::from_str(&row.sides)
            .map_err(|error| StoreError::unreadable("posting's sides", &error))?;
        Ok(Self {
            confirmation: row
                .confirmation
                .parse()
                .map_err(|error: uuid::Error| StoreError::unreadable("confirmation", &error))?,
            location: LocationNumber::new(&row.location)
                .map_err(|error| StoreError::unreadable("posting's location", &error))?,
            transaction: serde_json::from_str(&row.transaction)
                .map_err(|error| StoreError::unreadable("posting's transaction", &error))?,
            from,
            to,
            state: state_from(&row.state)?,
            reason: row.reason,
            since: row.since,
            sent_at: row.sent_at,
        })
    }
}

/// What goes by one of these numbers in TrackOnline, and what was made for one of them.
fn goes_by_one_of(plans: &BTreeSet<String>) -> Condition {
    Condition::any().add(posting::Column::Number.is_in(plans)).add(posting::Column::Updates.is_in(plans))
}

/// Leaves out what takes the place of a plan while something before it, under the same number, is still on its way: of two
/// that arrived in the wrong order, the plan would undo the count.
pub(crate) async fn without_followers(
    database: &impl ConnectionTrait,
    tenant: &TenantId,
    mut queued: Vec<posting::Model>,
) -> Result<Vec<posting::Model>, StoreError> {
    let plans: BTreeSet<String> = queued.iter().filter_map(|row| row.updates.clone()).collect();
    if plans.is_empty() {
        return Ok(queued);
    }
    let under_way = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(tenant.as_str()))
        .filter(posting::Column::State.is_in(UNDER_WAY.map(state_text)))
        .filter(goes_by_one_of(&plans))
        .all(database)
        .await?;
    let is_before = |one: &posting::Model, row: &posting::Model| {
        one.updates.as_ref().unwrap_or(&one.number) == row.updates.as_ref().unwrap_or(&row.number)
            && (one.accepted_at, &one.number) < (row.accepted_at, &row.number)
    };
    queued.retain(|row| row.updates.is_none() || !under_way.iter().any(|one| is_before(one, row)));
    Ok(queued)
}

/// What the balance holds in the place of a posting once something that it was to follow ended without arriving: what that
/// was to take the place of in its turn. What a posting takes the place of was written down when it was accepted; `known`
/// is all that goes by a number in TrackOnline, oldest first.
fn still_replaced(
    row: &posting::Model,
    known: &[posting::Model],
) -> Result<Option<Vec<ItemCount>>, StoreError> {
    let goes_by = |row: &posting::Model| row.updates.clone().unwrap_or_else(|| row.number.clone());
    let (name, mut seen_at, mut replaced) = (goes_by(row), row.accepted_at, None);
    let is_before = |one: &&posting::Model| {
        goes_by(one) == name && (one.accepted_at, &one.number) < (row.accepted_at, &row.number)
    };
    for before in known.iter().rev().filter(is_before) {
        let before_it: StoredPosting = before.clone().try_into()?;
        match before_it.state {
            // What had ended by then was not reckoned with.
            PostingState::Rejected | PostingState::Withdrawn if before_it.since > seen_at => {
                (seen_at, replaced) = (before.accepted_at, Some(before_it.transaction.replaces));
            }
            PostingState::Rejected | PostingState::Withdrawn | PostingState::Held => {}
            _ => break,
        }
    }
    Ok(replaced)
}

/// What will reach another state without anybody's help.
const UNDER_WAY: [PostingState; 4] =
    [PostingState::Queued, PostingState::Sent, PostingState::Accepted, PostingState::Checking];

impl Store {
    /// Postings at these locations that a balance answered at `answered_at` may lack: those not settled, and those that
    /// reached their state since. What they replace is what the balance holds, also where the plan that they were to take
    /// the place of did not arrive.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn postings_beside_balance(
        &self,
        tenant: &TenantId,
        locations: &[LocationNumber],
        answered_at: DateTime<Utc>,
    ) -> Result<Vec<StoredPosting>, StoreError> {
        let rows = posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant.as_str()))
            .filter(posting::Column::Location.is_in(locations.iter().map(LocationNumber::as_str)))
            .filter(
                Condition::any()
                    .add(posting::Column::State.is_in(UNDER_WAY.map(state_text)))
                    .add(posting::Column::Since.gte(kept::moment(answered_at))),
            )
            .all(&self.reader)
            .await?;
        let plans: BTreeSet<String> = rows.iter().filter_map(|row| row.updates.clone()).collect();
        let mut known = Vec::new();
        if !plans.is_empty() {
            known = posting::Entity::find()
                .filter(posting::Column::Tenant.eq(tenant.as_str()))
                .filter(goes_by_one_of(&plans))
                .order_by_asc(posting::Column::AcceptedAt)
                .order_by_asc(posting::Column::Number)
                .all(&self.reader)
                .await?;
        }
        let mut postings = Vec::with_capacity(rows.len());
        for row in rows {
            let replaced = still_replaced(&row, &known)?;
            let mut posting: StoredPosting = row.try_into()?;
            if let Some(replaced) = replaced {
                posting.transaction.replaces = replaced;
            }
            postings.push(posting);
        }
        Ok(postings)
    }

    /// One posting.
    ///
    /// # Errors
    /// When the database fails or the row cannot be read.
    pub async fn posting(
        &self,
        tenant: &TenantId,
        number: &TransactionNumber,
    ) -> Result<Option<StoredPosting>, StoreError> {
        let key = (tenant.to_string(), number.to_string());
        posting::Entity::find_by_id(key).one(&self.reader).await?.map(TryInto::try_into).transpose()
    }

    /// The posting that goes by a number in TrackOnline: the last that took the place of that plan, else the one that the
    /// number was made for. One that was withdrawn or refused took no place.
    ///
    /// # Errors
    /// When the database fails or the row cannot be read.
    pub async fn posting_known_as(
        &self,
        tenant: &TenantId,
        number: &TransactionNumber,
    ) -> Result<Option<StoredPosting>, StoreError> {
        let took_none = [PostingState::Held, PostingState::Withdrawn, PostingState::Rejected].map(state_text);
        let successor = posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant.as_str()))
            .filter(posting::Column::Updates.eq(number.as_str()))
            .filter(posting::Column::State.is_not_in(took_none))
            .order_by_desc(posting::Column::AcceptedAt)
            .one(&self.reader)
            .await?;
        match successor {
            Some(row) => Ok(Some(row.try_into()?)),
            None => self.posting(tenant, number).await,
        }
    }

    /// Every posting under an order's reference, oldest first.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn postings_under(
        &self,
        tenant: &TenantId,
        order: &OrderReference,
    ) -> Result<Vec<StoredPosting>, StoreError> {
        posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant.as_str()))
            .filter(posting::Column::OrderReference.eq(order.as_str()))
            .order_by_asc(posting::Column::AcceptedAt)
            .order_by_asc(posting::Column::Number)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(TryInto::try_into)
            .collect()
    }
}
