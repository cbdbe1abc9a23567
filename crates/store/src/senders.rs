//! The shell side of [`ledger::sender`]: who may send, what is open, and what is written when something happened.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{ExceptionKind, PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Effect, Phase};
use ledger::lease::{Epoch, Lease, take};
use ledger::movement::PlannedTransaction;
use ledger::quota::Verdict;
use ledger::sender::{AttemptId, Queued, Work, Write};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::audit::{Entry, FUSTLINK, note};
use crate::connection::Store;
use crate::entity::{attempt, posting, tenant_state};
use crate::error::StoreError;
use crate::exceptions;
use crate::kept;
use crate::permits::{Metered, locked, pause_calls};
use crate::postings::{StoredPosting, state_text, without_followers};
use crate::tenant::TenantId;

/// A tenant's sender, as the database knows it: which process, in which turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// The process.
    pub holder: Uuid,
    /// Its turn.
    pub epoch: Epoch,
    /// How long each write of it renews its lease for.
    pub lasting: TimeDelta,
}

/// What became of a sender's write.
#[derive(Debug, Clone)]
pub enum Applied {
    /// It is on disk.
    Done(Metered),
    /// The quota does not allow the call before this moment; nothing was stored.
    NotBefore(DateTime<Utc>, Metered),
    /// A posting was taken out of the queue meanwhile; nothing was stored.
    Outdated,
    /// Another process sends now; nothing was stored.
    LeaseLost,
}

/// More than this need not be known to fill a batch fairly.
const MOST_QUEUED: u64 = 1_000;

impl Store {
    /// Takes or renews the right to send for a tenant.
    ///
    /// # Errors
    /// When the database fails. Inside: when another process holds it, and until when.
    pub async fn take_lease(
        &self,
        tenant: &TenantId,
        me: Uuid,
        lasting: TimeDelta,
        now: DateTime<Utc>,
    ) -> Result<Result<Turn, DateTime<Utc>>, StoreError> {
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        self.write(move |transaction| {
            Box::pin(async move {
                let state = locked(transaction, &tenant).await?;
                match take(lease(&state)?.as_ref(), me, now, lasting) {
                    Err(until) => Ok(Err(until)),
                    Ok(taken) => {
                        hold(transaction, tenant, &taken).await?;
                        Ok(Ok(Turn { holder: me, epoch: taken.epoch, lasting }))
                    }
                }
            })
        })
        .await
    }

    /// Gives the right to send back, so that the next process need not wait.
    ///
    /// # Errors
    /// When the database fails; then it runs out by itself.
    pub async fn give_lease_back(
        &self,
        tenant: &TenantId,
        turn: Turn,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        self.write(move |transaction| {
            Box::pin(async move {
                let state = locked(transaction, &tenant).await?;
                if let Some(lease) = lease(&state)?.filter(|lease| is_mine(lease, &turn)) {
                    hold(transaction, tenant, &Lease { until: now, ..lease }).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Everything of a tenant that is open.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn open_work(&self, tenant: &TenantId) -> Result<Work, StoreError> {
        let waiting = posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant.as_str()))
            .filter(posting::Column::State.eq(state_text(PostingState::Queued)))
            .order_by_asc(posting::Column::Since)
            .order_by_asc(posting::Column::AcceptedAt)
            .order_by_asc(posting::Column::Number)
            .limit(MOST_QUEUED)
            .all(&self.reader)
            .await?;
        let waiting = without_followers(&self.reader, tenant, waiting).await?;
        let queued = waiting.into_iter().map(queued).collect::<Result<_, _>>()?;
        let attempts = attempt::Entity::find()
            .filter(attempt::Column::Tenant.eq(tenant.as_str()))
            .filter(attempt::Column::Open.eq(true))
            .order_by_asc(attempt::Column::StartedAt)
            .all(&self.reader)
            .await?
            .iter()
            .map(open_attempt)
            .collect::<Result<_, _>>()?;
        let state = tenant_state::Entity::find_by_id(tenant.as_str()).one(&self.reader).await?;
        Ok(Work {
            queued,
            attempts,
            paused_until: state.as_ref().and_then(|state| state.sending_paused_until),
            failures: state.as_ref().map_or(0, |state| u32::try_from(state.failures).unwrap_or(0)),
            is_key_refused: state.is_some_and(|state| state.key_refused),
        })
    }

    /// What these postings are to be sent as, in this order.
    ///
    /// # Errors
    /// When the database fails, or a row is not there or cannot be read.
    pub async fn transactions(
        &self,
        tenant: &TenantId,
        numbers: &[TransactionNumber],
    ) -> Result<Vec<PlannedTransaction>, StoreError> {
        let mut rows = posting::Entity::find()
            .filter(posting::Column::Tenant.eq(tenant.as_str()))
            .filter(posting::Column::Number.is_in(numbers.iter().map(TransactionNumber::as_str)))
            .all(&self.reader)
            .await?;
        numbers
            .iter()
            .map(|number| {
                let place = rows.iter().position(|row| row.number == number.as_str());
                let row = place.map(|place| rows.swap_remove(place));
                let row = row.ok_or_else(|| StoreError::unreadable("posting", &"it is not there"))?;
                Ok(StoredPosting::try_from(row)?.transaction)
            })
            .collect()
    }

    /// Stores what a sender decided, all of it or nothing, and renews its lease. Storing the same again is harmless.
    ///
    /// # Errors
    /// When the database fails; with [`StoreError::Uncertain`] it may be stored.
    pub async fn apply(
        &self,
        tenant: &TenantId,
        turn: Turn,
        write: Write,
        mut metered: Metered,
        now: DateTime<Utc>,
    ) -> Result<Applied, StoreError> {
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        let applied = self
            .write(move |transaction| {
                Box::pin(async move {
                    let state = locked(transaction, &tenant).await?;
                    let Some(lease) = lease(&state)?.filter(|lease| is_mine(lease, &turn)) else {
                        return Ok(Applied::LeaseLost);
                    };
                    hold(transaction, tenant.clone(), &Lease { until: now + turn.lasting, ..lease }).await?;
                    if let Some(purpose) = write.permit {
                        metered.catch_up(transaction, &state, now).await?;
                        if let Verdict::NotBefore(moment) =
                            metered.grant(transaction, &tenant, purpose, now).await?
                        {
                            return Ok(Applied::NotBefore(moment, metered));
                        }
                    }
                    if let Some((id, attempt)) = &write.attempt
                        && !put_attempt(transaction, &tenant, *id, attempt).await?
                    {
                        // All of this write is on disk, and its answer was lost. A person may have decided since.
                        return Ok(Applied::Done(metered));
                    }
                    let id = write.attempt.as_ref().map(|(id, _)| *id);
                    for (index, effect) in write.effects.iter().enumerate() {
                        let mark = id.map(|id| format!("{}-{index}", id.0.simple()));
                        carry_out(transaction, &tenant, effect, mark, now).await?;
                    }
                    Ok(Applied::Done(metered))
                })
            })
            .await;
        match applied {
            Err(StoreError::Outdated) => Ok(Applied::Outdated),
            other => other,
        }
    }
}

fn lease(state: &tenant_state::Model) -> Result<Option<Lease>, StoreError> {
    let (Some(holder), Some(until)) = (&state.lease_holder, state.lease_until) else { return Ok(None) };
    let holder =
        holder.parse().map_err(|error: uuid::Error| StoreError::unreadable("lease holder", &error))?;
    Ok(Some(Lease { holder, epoch: Epoch(state.lease_epoch), until }))
}

fn is_mine(lease: &Lease, turn: &Turn) -> bool {
    lease.holder == turn.holder && lease.epoch == turn.epoch
}

async fn hold(transaction: &DatabaseTransaction, tenant: String, lease: &Lease) -> Result<(), StoreError> {
    tenant_state::Entity::update(tenant_state::ActiveModel {
        tenant: Set(tenant),
        lease_holder: Set(Some(lease.holder.to_string())),
        lease_epoch: Set(lease.epoch.0),
        lease_until: Set(Some(lease.until)),
        ..Default::default()
    })
    .exec(transaction)
    .await?;
    Ok(())
}

fn queued(row: posting::Model) -> Result<Queued, StoreError> {
    Ok(Queued {
        number: TransactionNumber::new(&row.number)
            .map_err(|error| StoreError::unreadable("posting's number", &error))?,
        confirmation: row
            .confirmation
            .parse()
            .map_err(|error: uuid::Error| StoreError::unreadable("confirmation", &error))?,
        since: row.since,
        accepted_at: row.accepted_at,
        apart: row.apart,
    })
}

fn open_attempt(row: &attempt::Model) -> Result<(AttemptId, Attempt), StoreError> {
    let id: Uuid = row.id.parse().map_err(|error: uuid::Error| StoreError::unreadable("attempt", &error))?;
    let attempt =
        serde_json::from_str(&row.attempt).map_err(|error| StoreError::unreadable("attempt", &error))?;
    Ok((AttemptId(id), attempt))
}

/// Writes an attempt as it stands; `false` where it stood like this already.
async fn put_attempt(
    transaction: &DatabaseTransaction,
    tenant: &str,
    id: AttemptId,
    attempt: &Attempt,
) -> Result<bool, StoreError> {
    let text = serde_json::to_string(attempt).map_err(|error| StoreError::unreadable("attempt", &error))?;
    let key = (tenant.to_owned(), id.0.to_string());
    let known = attempt::Entity::find_by_id(key).one(transaction).await?;
    if known.is_some_and(|known| known.attempt == text) {
        return Ok(false);
    }
    attempt::Entity::insert(attempt::ActiveModel {
        tenant: Set(tenant.to_owned()),
        id: Set(id.0.to_string()),
        started_at: Set(kept::moment(attempt.sent_at)),
        open: Set(attempt.phase != Phase::Closed),
        attempt: Set(text),
    })
    .on_conflict(
        OnConflict::columns([attempt::Column::Tenant, attempt::Column::Id])
            .update_columns([attempt::Column::Open, attempt::Column::Attempt])
            .to_owned(),
    )
    .exec_without_returning(transaction)
    .await?;
    Ok(true)
}

async fn carry_out(
    transaction: &DatabaseTransaction,
    tenant: &str,
    effect: &Effect,
    mark: Option<String>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let state = |change: tenant_state::ActiveModel| async move {
        let change = tenant_state::ActiveModel { tenant: Set(tenant.to_owned()), ..change };
        tenant_state::Entity::update(change).exec(transaction).await?;
        Ok::<_, StoreError>(())
    };
    match effect {
        Effect::Reached(number, state, words) => {
            let from = (*state == PostingState::Sent).then_some(PostingState::Queued);
            reach(transaction, tenant, number, *state, from, words.as_deref(), now).await
        }
        Effect::SendApart(numbers) => {
            posting::Entity::update_many()
                .col_expr(posting::Column::Apart, Expr::value(mark))
                .filter(posting::Column::Tenant.eq(tenant))
                .filter(posting::Column::Number.is_in(numbers.iter().map(TransactionNumber::as_str)))
                .exec(transaction)
                .await?;
            Ok(())
        }
        Effect::PauseSending { until, failures } => {
            if *failures >= exceptions::STOPPED_AFTER {
                exceptions::raise_once(transaction, tenant, ExceptionKind::SendingStopped, now).await?;
            }
            state(tenant_state::ActiveModel {
                sending_paused_until: Set(Some(kept::moment(*until))),
                failures: Set(i32::try_from(*failures).unwrap_or(i32::MAX)),
                ..Default::default()
            })
            .await
        }
        Effect::ResumeSending => {
            exceptions::settled_by_itself(transaction, tenant, ExceptionKind::SendingStopped, now).await?;
            state(tenant_state::ActiveModel {
                sending_paused_until: Set(None),
                failures: Set(0),
                ..Default::default()
            })
            .await
        }
        Effect::PauseCalls(until) => pause_calls(transaction, tenant, *until, now).await,
        Effect::KeyRefused => {
            state(tenant_state::ActiveModel { key_refused: Set(true), ..Default::default() }).await?;
            exceptions::raise_once(transaction, tenant, ExceptionKind::KeyRefused, now).await
        }
        Effect::KeyTaken => {
            state(tenant_state::ActiveModel { key_refused: Set(false), ..Default::default() }).await?;
            exceptions::settled_by_itself(transaction, tenant, ExceptionKind::KeyRefused, now).await
        }
    }
}

/// Moves a posting to a state, only from another one where that is given, and notes it. What needs a person becomes an
/// exception.
pub(crate) async fn reach(
    transaction: &DatabaseTransaction,
    tenant: &str,
    number: &TransactionNumber,
    state: PostingState,
    from: Option<PostingState>,
    words: Option<&str>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let mut update = posting::Entity::update_many()
        .col_expr(posting::Column::State, Expr::value(state_text(state)))
        .col_expr(posting::Column::Reason, Expr::value(words.map(kept::text)))
        .col_expr(posting::Column::Since, Expr::value(now));
    match state {
        PostingState::Sent => update = update.col_expr(posting::Column::SentAt, Expr::value(Some(now))),
        // Back in the queue: refused unread, it certainly never arrived; not found, it may have.
        PostingState::Queued => {
            let is_lost = [PostingState::Checking, PostingState::Excepted].map(state_text);
            let kept = Expr::case(posting::Column::State.is_in(is_lost), Expr::col(posting::Column::SentAt))
                .finally(Expr::value(None::<DateTime<Utc>>));
            update = update.col_expr(posting::Column::SentAt, kept.into());
        }
        _ => {}
    }
    if let Some(from) = from {
        update = update.filter(posting::Column::State.eq(state_text(from)));
    }
    let reached = update
        .filter(posting::Column::Tenant.eq(tenant))
        .filter(posting::Column::Number.eq(number.as_str()))
        .exec(transaction)
        .await?;
    if reached.rows_affected == 0 {
        return Err(StoreError::Outdated);
    }
    let key = (tenant.to_owned(), number.to_string());
    let Some(row) = posting::Entity::find_by_id(key).one(transaction).await? else {
        return Err(StoreError::Outdated);
    };
    let entry = Entry {
        who: FUSTLINK,
        what: state_text(state),
        subject: number.as_str(),
        detail: words,
        customer: row.customer.as_deref(),
        confirmation: Some(&row.confirmation),
    };
    note(transaction, tenant, entry, now).await?;
    exceptions::of_posting(transaction, tenant, &row, state, words, now).await
}
