//! Steps of trips: each is on disk before it is sent, and is sent once at most.

use chrono::{DateTime, Utc};
use contract::{TripState, TripStep};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::audit::{Entry, note};
use crate::connection::Store;
use crate::entity::trip_step;
use crate::error::StoreError;
use crate::exceptions;
use crate::kept;
use crate::permits::locked;
use crate::tenant::TenantId;

/// What became of the wish to take a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TripBegun {
    /// It is on disk as sent; now it may be.
    Now,
    /// The same was taken before, and stands like this.
    Before(TripStep),
    /// Another step has this identifier; nothing was written.
    Conflict,
    /// This step of the trip was taken under another identifier, or what became of another one is not known yet; nothing
    /// was written.
    Taken(TripStep),
}

impl Store {
    /// A step that was asked for before.
    ///
    /// # Errors
    /// When the database fails or the row cannot be read.
    pub async fn trip_step(&self, tenant: &TenantId, id: Uuid) -> Result<Option<TripStep>, StoreError> {
        let key = (tenant.to_string(), id.to_string());
        trip_step::Entity::find_by_id(key).one(&self.reader).await?.as_ref().map(read).transpose()
    }

    /// Puts a step on disk as sent, unless it is there already or somebody else has taken it. Two people who look at the
    /// same trip ask for the same step under two identifiers, and the second call would take the one after it.
    ///
    /// # Errors
    /// When the database fails; then it must not be sent.
    pub async fn begin_trip(&self, tenant: &TenantId, step: TripStep) -> Result<TripBegun, StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                locked(transaction, &tenant).await?;
                let key = (tenant.clone(), step.request.id.to_string());
                if let Some(row) = trip_step::Entity::find_by_id(key).one(transaction).await? {
                    let known = read(&row)?;
                    let is_same = known.request == step.request;
                    return Ok(if is_same { TripBegun::Before(known) } else { TripBegun::Conflict });
                }
                if let Some(taken) = in_the_way(transaction, &tenant, &step).await? {
                    return Ok(TripBegun::Taken(taken));
                }
                trip_step::Entity::insert(trip_step::ActiveModel {
                    tenant: Set(tenant.clone()),
                    id: Set(step.request.id.to_string()),
                    taken_at: Set(kept::moment(step.at)),
                    state: Set(word(step.state).to_owned()),
                    step: Set(text(&step)?),
                })
                .exec_without_returning(transaction)
                .await?;
                tell(transaction, &tenant, &step, kept::moment(step.at)).await?;
                Ok(TripBegun::Now)
            })
        })
        .await
    }

    /// What became of a step that was sent. One whose answer was lost stands before a person.
    ///
    /// # Errors
    /// When the database fails; then it is found by [`Self::interrupted_trips`].
    pub async fn end_trip(
        &self,
        tenant: &TenantId,
        step: TripStep,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        self.write(move |transaction| Box::pin(async move { end(transaction, &tenant, &step, now).await }))
            .await
    }

    /// Steps that were begun before `before` and came to no end: whoever sent them is gone. They stand before a person
    /// from now on.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn interrupted_trips(
        &self,
        tenant: &TenantId,
        before: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<usize, StoreError> {
        let sent = trip_step::Entity::find()
            .filter(trip_step::Column::Tenant.eq(tenant.as_str()))
            .filter(trip_step::Column::State.eq(word(TripState::Sent)))
            .filter(trip_step::Column::TakenAt.lt(kept::moment(before)))
            .all(&self.reader)
            .await?;
        for row in &sent {
            let step = TripStep { state: TripState::Unknown, ..read(row)? };
            self.end_trip(tenant, step, now).await?;
        }
        Ok(sent.len())
    }
}

/// The newest step of the same trip because of which this one cannot be taken: one to the same status that was not
/// refused, or any of which it is not known whether TrackOnline took it.
async fn in_the_way(
    transaction: &DatabaseTransaction,
    tenant: &str,
    step: &TripStep,
) -> Result<Option<TripStep>, StoreError> {
    let (trip, to) = (step.request.trip, step.request.to);
    let rows = trip_step::Entity::find()
        .filter(trip_step::Column::Tenant.eq(tenant))
        .filter(trip_step::Column::State.ne(word(TripState::Refused)))
        .filter(trip_step::Column::Step.contains(trip.to_string()))
        .order_by_desc(trip_step::Column::TakenAt)
        .all(transaction)
        .await?;
    let is_open = exceptions::trip_is_open(transaction, tenant, trip).await?;
    for row in &rows {
        let other = read(row)?;
        let is_uncertain = match other.state {
            TripState::Sent => true,
            TripState::Unknown => is_open,
            TripState::Received | TripState::Refused => false,
        };
        if other.request.trip == trip && (other.request.to == to || is_uncertain) {
            return Ok(Some(other));
        }
    }
    Ok(None)
}

async fn end(
    transaction: &DatabaseTransaction,
    tenant: &str,
    step: &TripStep,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let ended = trip_step::Entity::update_many()
        .set(trip_step::ActiveModel {
            state: Set(word(step.state).to_owned()),
            step: Set(text(step)?),
            ..Default::default()
        })
        .filter(trip_step::Column::Tenant.eq(tenant))
        .filter(trip_step::Column::Id.eq(step.request.id.to_string()))
        .filter(trip_step::Column::State.eq(word(TripState::Sent)))
        .exec(transaction)
        .await?;
    if ended.rows_affected == 0 {
        return Ok(());
    }
    tell(transaction, tenant, step, now).await?;
    if step.state == TripState::Unknown {
        exceptions::trip_unknown(transaction, tenant, step, now).await?;
    }
    Ok(())
}

async fn tell(
    transaction: &DatabaseTransaction,
    tenant: &str,
    step: &TripStep,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let subject = step.request.trip.to_string();
    let what = format!("trip-{}", word(step.state));
    let entry = Entry {
        who: &step.by,
        what: &what,
        subject: &subject,
        detail: step.words.as_deref(),
        ..Entry::default()
    };
    note(transaction, tenant, entry, now).await
}

const fn word(state: TripState) -> &'static str {
    match state {
        TripState::Sent => "sent",
        TripState::Received => "received",
        TripState::Refused => "refused",
        TripState::Unknown => "unknown",
    }
}

fn text(step: &TripStep) -> Result<String, StoreError> {
    serde_json::to_string(step).map_err(|error| StoreError::unreadable("trip's step", &error))
}

fn read(row: &trip_step::Model) -> Result<TripStep, StoreError> {
    serde_json::from_str(&row.step).map_err(|error| StoreError::unreadable("trip's step", &error))
}
