//! What people confirmed.

mod earlier;
mod insert;
mod planned;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    ConfirmationRequest, ConfirmationStatus, Held, HeldIs, PostingState, Side, TransactionNumber,
};
use ledger::movement::PlannedTransaction;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use self::earlier::{is_outdated, not_before, repetition};
use self::insert::{Rows, is_taken};
pub(crate) use self::planned::has_successor;
use self::planned::withdraw_unsent;
use crate::connection::Store;
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::exceptions::{close_by_confirmation, second_confirmation};
use crate::kept;
use crate::permits::locked;
use crate::postings::{StoredPosting, state_text};
use crate::senders::reach;
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
    /// What it means in TrackOnline, each with the names of its two sides: where from, where to. A plan of ours that one
    /// takes the place of is withdrawn where it was not sent yet; what takes its place then goes by a number of its own.
    pub transactions: Vec<(PlannedTransaction, Side, Side)>,
    /// A counted one for the same order, kind and location within this time is held; none: never.
    pub second_within: Option<TimeDelta>,
    /// The confirmation that this one corrects, and how many corrections of it were seen when it was computed.
    pub corrects: Option<(Uuid, usize)>,
}

impl NewConfirmation {
    /// Whether it was computed from what was there before: it corrects something, or takes the place of a plan.
    fn rests_on_something(&self) -> bool {
        self.corrects.is_some() || self.transactions.iter().any(|(planned, ..)| planned.updates.is_some())
    }
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
    /// What it was computed from has changed meanwhile: a correction, or the plan that it takes the place of. Nothing was
    /// written; compute it again.
    Outdated,
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
    /// Why it waits for a person's decision, while it does.
    pub held: Option<Held>,
    /// The confirmation that it corrects.
    pub corrects: Option<Uuid>,
    /// Its corrections, oldest first.
    pub corrections: Vec<Uuid>,
}

impl StoredConfirmation {
    /// As the widget sees it.
    pub fn status(&self) -> ConfirmationStatus {
        ConfirmationStatus {
            id: self.request.id,
            kind: self.request.kind,
            stage: self.request.stage,
            customer: self.request.customer.clone(),
            order: self.request.order.clone(),
            accepted_at: self.accepted_at,
            confirmed_by: self.confirmed_by.clone(),
            movements: self.postings.iter().map(StoredPosting::status).collect(),
            held: self.held.clone(),
            corrects: self.corrects,
            note: self.request.note.clone(),
            corrections: self.corrections.clone(),
        }
    }
}

impl Store {
    /// Puts a confirmation, its postings and its audit entry on disk in one transaction, unless one with its identifier
    /// is there already. One that may be a repetition is held. What rests on something is accepted after it, even where
    /// another process with another clock has accepted that.
    ///
    /// # Errors
    /// When the database fails; then nobody may be told that it is accepted.
    pub async fn accept(&self, tenant: &TenantId, new: NewConfirmation) -> Result<Accepted, StoreError> {
        let tenant = tenant.to_string();
        let mut new = NewConfirmation { accepted_at: kept::moment(new.accepted_at), ..new };
        let mut rows = Rows::of(&tenant, &new)?;
        let asked = Asked {
            key: (tenant.clone(), rows.confirmation.id.clone()),
            request: new.request.clone(),
            fingerprint: rows.confirmation.fingerprint.clone(),
        };
        let again = asked.clone();
        let written = self.write(move |transaction| {
            Box::pin(async move {
                if is_outdated(transaction, &tenant, &new).await? {
                    // So is what it was itself part of, where it is there already.
                    return Ok(Err(asked.known(transaction).await?.unwrap_or(Accepted::Outdated)));
                }
                let held = repetition(transaction, &tenant, &new).await?;
                if new.rests_on_something() {
                    new.accepted_at = not_before(transaction, &tenant, &new).await?;
                    if held.is_none() {
                        withdraw_unsent(transaction, &tenant, &mut new).await?;
                    }
                    rows = Rows::of(&tenant, &new)?;
                }
                if let Some(held) = &held {
                    rows.hold(held)?;
                }
                rows.insert(transaction).await?;
                if let Some(held) = &held {
                    raise_second(transaction, &tenant, &new, held).await?;
                }
                Ok(Ok(rows))
            })
        });
        match written.await {
            // Rows are read as they will be from the disk, once nobody waits for it any more.
            Ok(Ok(rows)) => Ok(Accepted::Now(read(rows.confirmation, rows.postings, &[])?)),
            Ok(Err(other)) => Ok(other),
            Err(StoreError::Outdated) => Ok(Accepted::Outdated),
            // Looked at in its turn: what has taken it may not be committed yet.
            Err(error) if is_taken(&error) => {
                let known = self.write(|transaction| Box::pin(again.known(transaction))).await?;
                known.ok_or(error)
            }
            Err(error) => Err(error),
        }
    }

    /// What a person says about a held confirmation; nothing where none is held under this identifier.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn decide(
        &self,
        tenant: &TenantId,
        id: Uuid,
        is: HeldIs,
        who: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<StoredConfirmation>, StoreError> {
        let (text, id, who, now) = (tenant.to_string(), id.to_string(), who.to_owned(), kept::moment(now));
        self.write(move |transaction| {
            Box::pin(async move {
                locked(transaction, &text).await?;
                if !release(transaction, &text, &id, is, By { who: &who, reason: None }, now).await? {
                    return Ok(None);
                }
                match confirmation::Entity::find_by_id((text, id)).one(transaction).await? {
                    Some(row) => Ok(Some(load(transaction, row).await?)),
                    None => Ok(None),
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

/// What somebody wants accepted, as far as it tells a repetition from another one under the same identifier.
#[derive(Debug, Clone)]
struct Asked {
    key: (String, String),
    request: ConfirmationRequest,
    fingerprint: String,
}

impl Asked {
    /// What is known under its identifier.
    async fn known(self, transaction: &DatabaseTransaction) -> Result<Option<Accepted>, StoreError> {
        let Some(known) = confirmation::Entity::find_by_id(self.key).one(transaction).await? else {
            return Ok(None);
        };
        let is_same = known.fingerprint == self.fingerprint;
        let known = load(transaction, known).await?;
        // What an earlier version wrote has another fingerprint.
        let is_same = is_same || known.request == self.request;
        Ok(Some(if is_same { Accepted::Before(known) } else { Accepted::Conflict }))
    }
}

/// A person who decides, and why.
#[derive(Debug, Clone, Copy)]
pub(crate) struct By<'a> {
    pub(crate) who: &'a str,
    pub(crate) reason: Option<&'a str>,
}

/// Lets a held confirmation go, or withdraws it; `false` where it is not held.
pub(crate) async fn release(
    transaction: &DatabaseTransaction,
    tenant: &str,
    id: &str,
    is: HeldIs,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let key = (tenant.to_owned(), id.to_owned());
    let row = confirmation::Entity::find_by_id(key).one(transaction).await?;
    if row.is_none_or(|row| row.held.is_none()) {
        return Ok(false);
    }
    confirmation::Entity::update_many()
        .col_expr(confirmation::Column::Held, Expr::value(None::<String>))
        .filter(confirmation::Column::Tenant.eq(tenant))
        .filter(confirmation::Column::Id.eq(id))
        .exec(transaction)
        .await?;
    let state = match is {
        HeldIs::Another => PostingState::Queued,
        HeldIs::Same => PostingState::Withdrawn,
    };
    let postings = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::Confirmation.eq(id))
        .filter(posting::Column::State.eq(state_text(PostingState::Held)))
        .all(transaction)
        .await?;
    for row in postings {
        let number = TransactionNumber::new(&row.number)
            .map_err(|error| StoreError::unreadable("posting's number", &error))?;
        reach(transaction, tenant, &number, state, Some(PostingState::Held), None, now).await?;
    }
    close_by_confirmation(transaction, tenant, id, is, by, now).await?;
    Ok(true)
}

async fn raise_second(
    transaction: &DatabaseTransaction,
    tenant: &str,
    new: &NewConfirmation,
    held: &Held,
) -> Result<(), StoreError> {
    let NewConfirmation { request, confirmed_by, accepted_at, .. } = new;
    second_confirmation(transaction, tenant, request, held.earlier, confirmed_by, *accepted_at).await
}

async fn load(
    database: &impl ConnectionTrait,
    row: confirmation::Model,
) -> Result<StoredConfirmation, StoreError> {
    let postings = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(&row.tenant))
        .filter(posting::Column::Confirmation.eq(&row.id))
        .all(database)
        .await?;
    let corrections: Vec<String> = confirmation::Entity::find()
        .select_only()
        .column(confirmation::Column::Id)
        .filter(confirmation::Column::Tenant.eq(&row.tenant))
        .filter(confirmation::Column::Corrects.eq(&row.id))
        .order_by_asc(confirmation::Column::AcceptedAt)
        .order_by_asc(confirmation::Column::Id)
        .into_tuple()
        .all(database)
        .await?;
    read(row, postings, &corrections)
}

/// What the rows of a confirmation, its postings and the identifiers of its corrections say.
fn read(
    row: confirmation::Model,
    mut postings: Vec<posting::Model>,
    corrections: &[String],
) -> Result<StoredConfirmation, StoreError> {
    let unreadable =
        |error: &dyn std::fmt::Display| StoreError::unreadable("confirmation", &error.to_string());
    let id = |text: &str| text.parse::<Uuid>().map_err(|error| unreadable(&error));
    // Asked to order them, SQLite would walk through all postings of the tenant.
    postings.sort_unstable_by(|one, other| one.number.cmp(&other.number));
    Ok(StoredConfirmation {
        request: serde_json::from_str(&row.body).map_err(|error| unreadable(&error))?,
        confirmed_by: row.confirmed_by,
        accepted_at: row.accepted_at,
        postings: postings.into_iter().map(TryInto::try_into).collect::<Result<_, _>>()?,
        held: row
            .held
            .map(|held| serde_json::from_str(&held))
            .transpose()
            .map_err(|error| unreadable(&error))?,
        corrects: row.corrects.as_deref().map(id).transpose()?,
        corrections: corrections.iter().map(|text| id(text)).collect::<Result<_, _>>()?,
    })
}
