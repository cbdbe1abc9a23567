//! Putting something before a person.

use chrono::{DateTime, Utc};
use contract::{
    CustomerNumber, DisputeRequest, ExceptionKind, ItemCount, LocationNumber, OrderReference, PostingState,
    TransactionNumber,
};
use ledger::movement::PlannedTransaction;
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::trip::words_about;
use super::{Detail, OPEN, new_id, settle};
use crate::audit::{Entry, FUSTLINK, note};
use crate::connection::Store;
use crate::entity::{exception, posting};
use crate::error::StoreError;
use crate::kept;
use crate::locks::{About, one_at_a_time};
use crate::permits::locked;
use crate::tenant::TenantId;

/// A dispute about to be stored, with what is known of the movement.
#[derive(Debug, Clone)]
pub struct NewDispute {
    /// As it was sent.
    pub request: DisputeRequest,
    /// Who sent it.
    pub raised_by: String,
    /// When it arrived.
    pub at: DateTime<Utc>,
    /// What moved, as we or TrackOnline have it.
    pub items: Vec<ItemCount>,
    /// The customer's location.
    pub location: Option<LocationNumber>,
    /// The order of the movement.
    pub order: Option<OrderReference>,
    /// Our confirmation of it, if it is ours.
    pub confirmation: Option<Uuid>,
}

/// What became of a dispute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disputed {
    /// It stands before a person now.
    Now,
    /// The same stands already.
    Before,
    /// Another one has this identifier; nothing was written.
    Conflict,
}

/// One about to be written.
#[derive(Debug, Clone)]
struct New<'a> {
    id: Uuid,
    kind: ExceptionKind,
    customer: Option<&'a str>,
    location: Option<&'a str>,
    order_reference: Option<&'a str>,
    confirmation: Option<&'a str>,
    movement: Option<&'a str>,
    words: Option<&'a str>,
    detail: Detail,
    who: &'a str,
}

async fn insert(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: New<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let detail =
        serde_json::to_string(&new.detail).map_err(|error| StoreError::unreadable("exception", &error))?;
    let id = new.id.to_string();
    let owned = |text: Option<&str>| text.map(str::to_owned);
    exception::Entity::insert(exception::ActiveModel {
        tenant: Set(tenant.to_owned()),
        id: Set(id.clone()),
        kind: Set(new.kind.as_str().to_owned()),
        state: Set(OPEN.to_owned()),
        raised_at: Set(now),
        customer: Set(owned(new.customer)),
        location: Set(owned(new.location)),
        order_reference: Set(owned(new.order_reference)),
        confirmation: Set(owned(new.confirmation)),
        movement: Set(owned(new.movement)),
        words: Set(new.words.map(kept::text)),
        detail: Set(detail),
        action: Set(None),
        settled_by: Set(None),
        settled_at: Set(None),
        reason: Set(None),
        correction: Set(None),
    })
    .exec_without_returning(transaction)
    .await?;
    let entry = Entry {
        who: new.who,
        what: "raised",
        subject: &id,
        detail: new.words,
        customer: new.customer,
        confirmation: new.confirmation,
    };
    note(transaction, tenant, entry, now).await
}

/// Whether one of a kind is open already, about a movement of a confirmation if that is given.
async fn is_open(
    transaction: &DatabaseTransaction,
    tenant: &str,
    kind: ExceptionKind,
    about: Option<(&str, &str)>,
) -> Result<bool, StoreError> {
    let mut query = exception::Entity::find()
        .filter(exception::Column::Tenant.eq(tenant))
        .filter(exception::Column::Kind.eq(kind.as_str()))
        .filter(exception::Column::State.eq(OPEN));
    if let Some((movement, confirmation)) = about {
        query = query
            .filter(exception::Column::Movement.eq(movement))
            .filter(exception::Column::Confirmation.eq(confirmation));
    }
    Ok(query.count(transaction).await? > 0)
}

/// A posting reached a state: one that needs a person is raised, once.
pub(crate) async fn of_posting(
    transaction: &DatabaseTransaction,
    tenant: &str,
    row: &posting::Model,
    state: PostingState,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let kind = match state {
        PostingState::Rejected => ExceptionKind::Rejected,
        PostingState::Excepted => ExceptionKind::OutcomeUnknown,
        _ => return Ok(()),
    };
    // A person looks for it by the number that it has in TrackOnline.
    let number = row.updates.as_ref().unwrap_or(&row.number);
    if is_open(transaction, tenant, kind, Some((number, &row.confirmation))).await? {
        return Ok(());
    }
    let planned: PlannedTransaction = serde_json::from_str(&row.transaction)
        .map_err(|error| StoreError::unreadable("posting's transaction", &error))?;
    let new = New {
        id: new_id(now),
        kind,
        customer: row.customer.as_deref(),
        location: Some(&row.location),
        order_reference: row.order_reference.as_deref(),
        confirmation: Some(&row.confirmation),
        movement: Some(number),
        words,
        detail: Detail {
            items: planned.items,
            posting: row.updates.as_ref().map(|_| row.number.clone()),
            ..Detail::default()
        },
        who: FUSTLINK,
    };
    insert(transaction, tenant, new, now).await
}

/// A confirmation is held because it may be a repetition.
pub(crate) async fn second_confirmation(
    transaction: &DatabaseTransaction,
    tenant: &str,
    request: &contract::ConfirmationRequest,
    earlier: Uuid,
    who: &str,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let id = request.id.to_string();
    let new = New {
        id: new_id(now),
        kind: ExceptionKind::SecondConfirmation,
        customer: request.customer.as_ref().map(CustomerNumber::as_str),
        location: Some(request.location.as_str()),
        order_reference: request.order.as_ref().map(OrderReference::as_str),
        confirmation: Some(&id),
        movement: None,
        words: None,
        detail: Detail {
            items: request
                .lines
                .iter()
                .map(|line| ItemCount { item: line.item.clone(), count: line.delivered })
                .collect(),
            twin: Some(earlier.to_string()),
            ..Detail::default()
        },
        who,
    };
    insert(transaction, tenant, new, now).await
}

/// After so many sends in a row that were not taken, half an hour of them, an administrator is told.
pub(crate) const STOPPED_AFTER: u32 = 9;

/// Something that concerns the whole tenant, told once until it is over.
pub(crate) async fn raise_once(
    transaction: &DatabaseTransaction,
    tenant: &str,
    kind: ExceptionKind,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    if is_open(transaction, tenant, kind, None).await? {
        return Ok(());
    }
    let new = New {
        id: new_id(now),
        kind,
        customer: None,
        location: None,
        order_reference: None,
        confirmation: None,
        movement: None,
        words: None,
        detail: Detail::default(),
        who: FUSTLINK,
    };
    insert(transaction, tenant, new, now).await
}

/// Nobody knows whether a trip took its next status.
pub(crate) async fn trip_unknown(
    transaction: &DatabaseTransaction,
    tenant: &str,
    step: &contract::TripStep,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let trip = words_about(step.request.trip);
    let new = New {
        id: new_id(now),
        kind: ExceptionKind::TripUnknown,
        customer: None,
        location: None,
        order_reference: None,
        confirmation: None,
        movement: None,
        words: Some(&trip),
        detail: Detail { twin: Some(step.request.trip.to_string()), ..Detail::default() },
        who: FUSTLINK,
    };
    insert(transaction, tenant, new, now).await
}

/// What concerned the whole tenant is over.
pub(crate) async fn settled_by_itself(
    transaction: &DatabaseTransaction,
    tenant: &str,
    kind: ExceptionKind,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let open = exception::Entity::find()
        .filter(exception::Column::Tenant.eq(tenant))
        .filter(exception::Column::Kind.eq(kind.as_str()))
        .filter(exception::Column::State.eq(OPEN))
        .all(transaction)
        .await?;
    for row in open {
        settle::close(transaction, row, settle::Closing::by(FUSTLINK), now).await?;
    }
    Ok(())
}

impl Store {
    /// Movements of ours that somebody else has entered too, each pair raised once, whatever became of it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn raise_declared_twice(
        &self,
        tenant: &TenantId,
        pairs: &[(TransactionNumber, TransactionNumber)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let mut unknown = Vec::new();
        for (ours, theirs) in pairs {
            let id = pair_id(tenant.as_str(), ours, theirs);
            let key = (tenant.to_string(), id.to_string());
            if exception::Entity::find_by_id(key).one(&self.reader).await?.is_none() {
                unknown.push((id, ours.clone(), theirs.clone()));
            }
        }
        if unknown.is_empty() {
            return Ok(());
        }
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        self.write(move |transaction| {
            Box::pin(async move {
                locked(transaction, &tenant).await?;
                for (id, ours, theirs) in unknown {
                    let key = (tenant.clone(), ours.to_string());
                    let row = posting::Entity::find_by_id(key).one(transaction).await?;
                    let is_known = exception::Entity::find_by_id((tenant.clone(), id.to_string()))
                        .one(transaction)
                        .await?
                        .is_some();
                    let Some(row) = row.filter(|_| !is_known) else { continue };
                    let planned: PlannedTransaction = serde_json::from_str(&row.transaction)
                        .map_err(|error| StoreError::unreadable("posting's transaction", &error))?;
                    let new = New {
                        id,
                        kind: ExceptionKind::DeclaredTwice,
                        customer: row.customer.as_deref(),
                        location: Some(&row.location),
                        order_reference: row.order_reference.as_deref(),
                        confirmation: Some(&row.confirmation),
                        movement: Some(&row.number),
                        words: None,
                        detail: Detail {
                            items: planned.items,
                            twin: Some(theirs.to_string()),
                            ..Detail::default()
                        },
                        who: FUSTLINK,
                    };
                    insert(transaction, &tenant, new, now).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Puts a dispute before a person, unless it stands there already.
    ///
    /// # Errors
    /// When the database fails; then nothing is stored.
    pub async fn dispute(&self, tenant: &TenantId, new: NewDispute) -> Result<Disputed, StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                let request = &new.request;
                let id = request.id.to_string();
                one_at_a_time(transaction, &tenant, About::Identifier(&id)).await?;
                let key = (tenant.clone(), id);
                if let Some(row) = exception::Entity::find_by_id(key).one(transaction).await? {
                    let known: Detail = serde_json::from_str(&row.detail)
                        .map_err(|error| StoreError::unreadable("exception", &error))?;
                    let is_same = row.movement.as_deref() == Some(request.movement.as_str())
                        && row.customer.as_deref() == Some(request.customer.as_str())
                        && known.dispute.as_ref() == Some(&request.dispute);
                    return Ok(if is_same { Disputed::Before } else { Disputed::Conflict });
                }
                let confirmation = new.confirmation.map(|id| id.to_string());
                let row = New {
                    id: request.id,
                    kind: ExceptionKind::Dispute,
                    customer: Some(request.customer.as_str()),
                    location: new.location.as_ref().map(LocationNumber::as_str),
                    order_reference: new.order.as_ref().map(OrderReference::as_str),
                    confirmation: confirmation.as_deref(),
                    movement: Some(request.movement.as_str()),
                    words: None,
                    detail: Detail {
                        items: new.items.clone(),
                        dispute: Some(request.dispute.clone()),
                        ..Detail::default()
                    },
                    who: &new.raised_by,
                };
                insert(transaction, &tenant, row, kept::moment(new.at)).await?;
                Ok(Disputed::Now)
            })
        })
        .await
    }
}

/// The same pair has the same identifier every time it is read.
fn pair_id(tenant: &str, ours: &TransactionNumber, theirs: &TransactionNumber) -> Uuid {
    let digest = Sha256::digest(format!("{tenant}\n{ours}\n{theirs}"));
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&digest[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
