//! Steps of trips: each is on disk before it is sent, and is sent once at most.

use chrono::{DateTime, Utc};
use contract::{TripState, TripStep};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use crate::audit::{Entry, note};
use crate::connection::Store;
use crate::entity::trip_step;
use crate::error::StoreError;
use crate::exceptions;
use crate::kept;
use crate::locks::{About, one_at_a_time};
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
}

impl Store {
    /// Puts a step on disk as sent, unless it is there already.
    ///
    /// # Errors
    /// When the database fails; then it must not be sent.
    pub async fn begin_trip(&self, tenant: &TenantId, step: TripStep) -> Result<TripBegun, StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                let id = step.request.id.to_string();
                one_at_a_time(transaction, &tenant, About::Identifier(&id)).await?;
                let key = (tenant.clone(), id);
                if let Some(row) = trip_step::Entity::find_by_id(key).one(transaction).await? {
                    let known = read(&row)?;
                    let is_same = known.request == step.request;
                    return Ok(if is_same { TripBegun::Before(known) } else { TripBegun::Conflict });
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
