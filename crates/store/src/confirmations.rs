//! What people confirmed.

use chrono::{DateTime, Utc};
use contract::{ConfirmationRequest, ConfirmationStatus, Side};
use ledger::movement::PlannedTransaction;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::connection::Store;
use crate::entity::{audit, confirmation, posting};
use crate::error::StoreError;
use crate::postings::{StoredPosting, state_text};
use crate::tenant::TenantId;

/// A confirmation that is about to be accepted.
#[derive(Debug, Clone)]
pub struct NewConfirmation {
    /// As it was sent.
    pub request: ConfirmationRequest,
    /// Who sent it: the `sub` of their token.
    pub confirmed_by: String,
    /// When it arrived.
    pub accepted_at: DateTime<Utc>,
    /// What it means in TrackOnline, each with the names of its two sides: where from, where to.
    pub transactions: Vec<(PlannedTransaction, Side, Side)>,
}

/// What became of the wish to accept a confirmation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is on disk now.
    Now(StoredConfirmation),
    /// The same was on disk already.
    Before(StoredConfirmation),
    /// Another one is on disk under this identifier; nothing was written.
    Conflict,
}

/// A confirmation and its postings, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredConfirmation {
    /// As it was sent.
    pub request: ConfirmationRequest,
    /// Who sent it.
    pub confirmed_by: String,
    /// When it arrived.
    pub accepted_at: DateTime<Utc>,
    /// One per direction in which something moved.
    pub postings: Vec<StoredPosting>,
}

impl StoredConfirmation {
    /// As the widget sees it.
    pub fn status(&self) -> ConfirmationStatus {
        ConfirmationStatus {
            id: self.request.id,
            customer: self.request.customer.clone(),
            order: self.request.order.clone(),
            accepted_at: self.accepted_at,
            confirmed_by: self.confirmed_by.clone(),
            movements: self.postings.iter().map(StoredPosting::status).collect(),
        }
    }
}

fn fingerprint(body: &str) -> String {
    format!("{:x}", Sha256::digest(body.as_bytes()))
}

impl Store {
    /// Puts a confirmation, its postings and its audit entry on disk in one transaction, unless one with its identifier
    /// is there already.
    ///
    /// # Errors
    /// When the database fails; then nothing is stored and nobody may be told otherwise.
    pub async fn accept(&self, tenant: &TenantId, new: NewConfirmation) -> Result<Accepted, StoreError> {
        let tenant = tenant.to_string();
        let body = serde_json::to_string(&new.request)
            .map_err(|error| StoreError::unreadable("confirmation", &error))?;
        let fingerprint = fingerprint(&body);
        self.write(move |transaction| {
            Box::pin(async move {
                let id = new.request.id.to_string();
                let known =
                    confirmation::Entity::find_by_id((tenant.clone(), id.clone())).one(transaction).await?;
                if let Some(known) = known {
                    return if known.fingerprint == fingerprint {
                        Ok(Accepted::Before(load(transaction, known).await?))
                    } else {
                        Ok(Accepted::Conflict)
                    };
                }
                insert(transaction, &tenant, &new, body, fingerprint).await?;
                match confirmation::Entity::find_by_id((tenant, id)).one(transaction).await? {
                    Some(row) => Ok(Accepted::Now(load(transaction, row).await?)),
                    None => {
                        Err(StoreError::unreadable("confirmation", &"it is not there after it was written"))
                    }
                }
            })
        })
        .await
    }

    /// A confirmation and how far its postings are.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn confirmation(
        &self,
        tenant: &TenantId,
        id: Uuid,
    ) -> Result<Option<StoredConfirmation>, StoreError> {
        let key = (tenant.to_string(), id.to_string());
        match confirmation::Entity::find_by_id(key).one(&self.reader).await? {
            Some(row) => Ok(Some(load(&self.reader, row).await?)),
            None => Ok(None),
        }
    }
}

async fn insert(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
    body: String,
    fingerprint: String,
) -> Result<(), StoreError> {
    let id = new.request.id.to_string();
    let order_reference = new.request.order.as_ref().map(ToString::to_string);
    confirmation::Entity::insert(confirmation::ActiveModel {
        tenant: Set(tenant.to_owned()),
        id: Set(id.clone()),
        customer: Set(new.request.customer.to_string()),
        order_reference: Set(order_reference.clone()),
        body: Set(body),
        fingerprint: Set(fingerprint),
        confirmed_by: Set(new.confirmed_by.clone()),
        accepted_at: Set(new.accepted_at),
    })
    .exec(transaction)
    .await?;
    for (planned, from, to) in &new.transactions {
        posting::Entity::insert(posting::ActiveModel {
            tenant: Set(tenant.to_owned()),
            number: Set(planned.number.to_string()),
            confirmation: Set(id.clone()),
            location: Set(new.request.location.to_string()),
            order_reference: Set(order_reference.clone()),
            direction: Set(planned.direction.as_str().to_owned()),
            transaction: Set(json("posting's transaction", planned)?),
            sides: Set(json("posting's sides", &(from, to))?),
            state: Set(state_text(contract::PostingState::Queued).to_owned()),
            reason: Set(None),
            since: Set(new.accepted_at),
            sent_at: Set(None),
            alone: Set(false),
            accepted_at: Set(new.accepted_at),
        })
        .exec(transaction)
        .await?;
    }
    audit::Entity::insert(audit::ActiveModel {
        tenant: Set(tenant.to_owned()),
        happened_at: Set(new.accepted_at),
        who: Set(new.confirmed_by.clone()),
        what: Set("confirmed".to_owned()),
        subject: Set(id),
        detail: Set(order_reference),
        ..Default::default()
    })
    .exec(transaction)
    .await?;
    Ok(())
}

fn json(what: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(what, &error))
}

async fn load(
    database: &impl ConnectionTrait,
    row: confirmation::Model,
) -> Result<StoredConfirmation, StoreError> {
    let postings = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(&row.tenant))
        .filter(posting::Column::Confirmation.eq(&row.id))
        .order_by_asc(posting::Column::Number)
        .all(database)
        .await?;
    Ok(StoredConfirmation {
        request: serde_json::from_str(&row.body)
            .map_err(|error| StoreError::unreadable("confirmation", &error))?,
        confirmed_by: row.confirmed_by,
        accepted_at: row.accepted_at,
        postings: postings.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
    })
}
