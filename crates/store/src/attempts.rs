//! Batches on their way: [`ledger::attempt`], stored.

use chrono::{DateTime, Utc};
use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Effect, Phase};
use ledger::movement::PlannedTransaction;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::connection::Store;
use crate::entity::{attempt, audit, posting};
use crate::error::StoreError;
use crate::postings::{StoredPosting, state_text};
use crate::tenant::TenantId;

/// Names an attempt within a tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AttemptId(pub Uuid);

/// A batch that is on disk as "about to be sent".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenBatch {
    /// Its attempt.
    pub id: AttemptId,
    /// How far it is: [`Phase::Sending`].
    pub attempt: Attempt,
    /// What it holds, oldest confirmation first.
    pub transactions: Vec<PlannedTransaction>,
}

impl Store {
    /// Takes up to `limit` queued postings, oldest first, marks them sent and stores the attempt, in one transaction.
    /// A posting that has to travel alone is a batch by itself.
    ///
    /// # Errors
    /// When the database fails; then nothing may be sent.
    pub async fn freeze_batch(
        &self,
        tenant: &TenantId,
        id: AttemptId,
        limit: u64,
        now: DateTime<Utc>,
    ) -> Result<Option<FrozenBatch>, StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                let queued = posting::Entity::find()
                    .filter(posting::Column::Tenant.eq(&tenant))
                    .filter(posting::Column::State.eq(state_text(PostingState::Queued)))
                    .order_by_asc(posting::Column::AcceptedAt)
                    .order_by_asc(posting::Column::Number)
                    .limit(limit)
                    .all(transaction)
                    .await?;
                let Some(first) = queued.first() else { return Ok(None) };
                let batch: Vec<posting::Model> = if first.alone {
                    queued.into_iter().take(1).collect()
                } else {
                    queued.into_iter().filter(|row| !row.alone).collect()
                };
                let mut numbers = Vec::new();
                let mut transactions = Vec::new();
                for row in batch {
                    let stored = StoredPosting::try_from(row)?;
                    reach(transaction, &tenant, &stored.transaction.number, PostingState::Sent, None, now)
                        .await?;
                    numbers.push(stored.transaction.number.clone());
                    transactions.push(stored.transaction);
                }
                let attempt = Attempt::new(numbers, now);
                attempt::Entity::insert(attempt::ActiveModel {
                    tenant: Set(tenant),
                    id: Set(id.0.to_string()),
                    started_at: Set(now),
                    open: Set(true),
                    attempt: Set(text(&attempt)?),
                })
                .exec(transaction)
                .await?;
                Ok(Some(FrozenBatch { id, attempt, transactions }))
            })
        })
        .await
    }

    /// Stores what became of an attempt, and of its postings with it, in one transaction.
    ///
    /// # Errors
    /// When the database fails; then the attempt stands where it stood.
    pub async fn record(
        &self,
        tenant: &TenantId,
        id: AttemptId,
        attempt: &Attempt,
        effects: &[Effect],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (tenant, attempt, effects) = (tenant.to_string(), attempt.clone(), effects.to_vec());
        self.write(move |transaction| {
            Box::pin(async move {
                attempt::Entity::update_many()
                    .col_expr(attempt::Column::Open, Expr::value(attempt.phase != Phase::Closed))
                    .col_expr(attempt::Column::Attempt, Expr::value(text(&attempt)?))
                    .filter(attempt::Column::Tenant.eq(&tenant))
                    .filter(attempt::Column::Id.eq(id.0.to_string()))
                    .exec(transaction)
                    .await?;
                for effect in &effects {
                    match effect {
                        Effect::Reached(number, state, words) => {
                            reach(transaction, &tenant, number, *state, words.as_deref(), now).await?;
                        }
                        Effect::SendAlone(numbers) => {
                            posting::Entity::update_many()
                                .col_expr(posting::Column::Alone, Expr::value(true))
                                .filter(posting::Column::Tenant.eq(&tenant))
                                .filter(
                                    posting::Column::Number
                                        .is_in(numbers.iter().map(TransactionNumber::as_str)),
                                )
                                .exec(transaction)
                                .await?;
                        }
                        Effect::PauseSending(_) => {}
                    }
                }
                Ok(())
            })
        })
        .await
    }

    /// Attempts whose postings have no final fate yet, oldest first.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn open_attempts(&self, tenant: &TenantId) -> Result<Vec<(AttemptId, Attempt)>, StoreError> {
        attempt::Entity::find()
            .filter(attempt::Column::Tenant.eq(tenant.as_str()))
            .filter(attempt::Column::Open.eq(true))
            .order_by_asc(attempt::Column::StartedAt)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(|row| {
                let id =
                    row.id.parse().map_err(|error: uuid::Error| StoreError::unreadable("attempt", &error))?;
                let attempt = serde_json::from_str(&row.attempt)
                    .map_err(|error| StoreError::unreadable("attempt", &error))?;
                Ok((AttemptId(id), attempt))
            })
            .collect()
    }
}

fn text(attempt: &Attempt) -> Result<String, StoreError> {
    serde_json::to_string(attempt).map_err(|error| StoreError::unreadable("attempt", &error))
}

/// Moves a posting to a state and notes it in the audit trail.
async fn reach(
    transaction: &DatabaseTransaction,
    tenant: &str,
    number: &TransactionNumber,
    state: PostingState,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut update = posting::Entity::update_many()
        .col_expr(posting::Column::State, Expr::value(state_text(state)))
        .col_expr(posting::Column::Reason, Expr::value(words.map(str::to_owned)))
        .col_expr(posting::Column::Since, Expr::value(now));
    match state {
        PostingState::Sent => update = update.col_expr(posting::Column::SentAt, Expr::value(Some(now))),
        // Back in the queue, it certainly never arrived.
        PostingState::Queued => {
            update = update.col_expr(posting::Column::SentAt, Expr::value(None::<DateTime<Utc>>));
        }
        _ => {}
    }
    update
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::Number.eq(number.as_str()))
        .exec(transaction)
        .await?;
    note(transaction, tenant, number.as_str(), state_text(state), words, now).await
}

async fn note(
    database: &impl ConnectionTrait,
    tenant: &str,
    subject: &str,
    what: &str,
    detail: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    audit::Entity::insert(audit::ActiveModel {
        tenant: Set(tenant.to_owned()),
        happened_at: Set(now),
        who: Set("fustlink".to_owned()),
        what: Set(what.to_owned()),
        subject: Set(subject.to_owned()),
        detail: Set(detail.map(str::to_owned)),
        ..Default::default()
    })
    .exec(database)
    .await?;
    Ok(())
}
