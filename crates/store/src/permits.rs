//! Calls to TrackOnline, counted and noted before they leave.

use chrono::{DateTime, TimeDelta, Utc};
use contract::ExceptionKind;
use ledger::quota::{DAY, Limits, Purpose, Quota, Verdict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::connection::Store;
use crate::entity::{attempt, permit, tenant_state};
use crate::error::StoreError;
use crate::exceptions;
use crate::kept;
use crate::tenant::TenantId;

/// Attempts tell, in a dispute with TrackOnline, what was sent when; after this long nobody asks.
const ATTEMPTS_KEPT: TimeDelta = TimeDelta::days(30);

/// A minute's window is over after a minute; a pause beyond this is a day's quota that is spent, or a mistake.
const LONG_PAUSE: TimeDelta = TimeDelta::minutes(30);

/// The calls of one administration as this process last saw them. The database decides: before each permit, the calls
/// that other processes were permitted meanwhile are read, under the tenant's lock.
#[derive(Debug, Clone)]
pub struct Metered {
    quota: Quota,
    /// The last permit that `quota` counts.
    last: i64,
}

impl Metered {
    /// Has seen nothing yet.
    pub fn new(limits: Limits) -> Self {
        Self { quota: Quota::new(limits, []), last: 0 }
    }

    /// What is known of the calls.
    pub const fn quota(&self) -> &Quota {
        &self.quota
    }

    /// Reads what others were permitted since it last looked. The caller holds the tenant's lock.
    pub(crate) async fn catch_up(
        &mut self,
        database: &impl ConnectionTrait,
        state: &tenant_state::Model,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let news: Vec<(i64, DateTime<Utc>)> = permit::Entity::find()
            .select_only()
            .columns([permit::Column::Id, permit::Column::PermittedAt])
            .filter(permit::Column::Tenant.eq(&state.tenant))
            .filter(permit::Column::Id.gt(self.last))
            .filter(permit::Column::PermittedAt.gt(now - DAY))
            .order_by_asc(permit::Column::Id)
            .into_tuple()
            .all(database)
            .await?;
        self.last = news.last().map_or(self.last, |(id, _)| *id);
        self.quota.count(news.into_iter().map(|(_, at)| at));
        self.quota.pause(state.calls_paused_until);
        Ok(())
    }

    /// Asks for a call and notes it. The caller holds the tenant's lock and has caught up.
    pub(crate) async fn grant(
        &mut self,
        transaction: &DatabaseTransaction,
        tenant: &str,
        purpose: Purpose,
        now: DateTime<Utc>,
    ) -> Result<Verdict, StoreError> {
        let verdict = self.quota.ask(purpose, now);
        if verdict == Verdict::Granted {
            let row = permit::ActiveModel {
                tenant: Set(tenant.to_owned()),
                permitted_at: Set(now),
                purpose: Set(purpose.as_str().to_owned()),
                ..Default::default()
            };
            self.last = permit::Entity::insert(row).exec(transaction).await?.last_insert_id;
        }
        Ok(verdict)
    }
}

impl Store {
    /// Asks for one call, and notes it where it is granted. Only then may the call leave. What comes back beside the
    /// verdict has caught up; after an error, begin with [`Metered::new`] again.
    ///
    /// # Errors
    /// When it could not be stored; then the call must not leave.
    pub async fn permit(
        &self,
        tenant: &TenantId,
        purpose: Purpose,
        mut metered: Metered,
        now: DateTime<Utc>,
    ) -> Result<(Verdict, Metered), StoreError> {
        let (tenant, now) = (tenant.to_string(), kept::moment(now));
        self.write(move |transaction| {
            Box::pin(async move {
                let state = locked(transaction, &tenant).await?;
                metered.catch_up(transaction, &state, now).await?;
                let verdict = metered.grant(transaction, &tenant, purpose, now).await?;
                Ok((verdict, metered))
            })
        })
        .await
    }

    /// TrackOnline has said 429: whichever process asks, nothing leaves before `until`. A shorter pause never shortens a
    /// longer one, and of a long one an administrator is told.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn pause_calls(
        &self,
        tenant: &TenantId,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move { pause_calls(transaction, &tenant, until, now).await })
        })
        .await
    }

    /// The calls of one tenant permitted since `since`, in any order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn permits_since(
        &self,
        tenant: &TenantId,
        since: DateTime<Utc>,
    ) -> Result<Vec<DateTime<Utc>>, StoreError> {
        Ok(permit::Entity::find()
            .select_only()
            .column(permit::Column::PermittedAt)
            .filter(permit::Column::Tenant.eq(tenant.as_str()))
            .filter(permit::Column::PermittedAt.gt(kept::moment(since)))
            .into_tuple()
            .all(&self.reader)
            .await?)
    }

    /// Forgets calls that no window counts any more, and attempts of which nothing is open for a month. What people did
    /// and what became of it is kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget(&self, tenant: &TenantId, now: DateTime<Utc>) -> Result<(), StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                permit::Entity::delete_many()
                    .filter(permit::Column::Tenant.eq(&tenant))
                    .filter(permit::Column::PermittedAt.lt(now - DAY))
                    .exec(transaction)
                    .await?;
                attempt::Entity::delete_many()
                    .filter(attempt::Column::Tenant.eq(&tenant))
                    .filter(attempt::Column::Open.eq(false))
                    .filter(attempt::Column::StartedAt.lt(now - ATTEMPTS_KEPT))
                    .exec(transaction)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}

/// The tenant's row, locked until the transaction ends. It is there from the first time on.
pub(crate) async fn locked(
    transaction: &DatabaseTransaction,
    tenant: &str,
) -> Result<tenant_state::Model, StoreError> {
    let find = || tenant_state::Entity::find_by_id(tenant).lock_exclusive();
    if let Some(state) = find().one(transaction).await? {
        return Ok(state);
    }
    let fresh = tenant_state::ActiveModel {
        tenant: Set(tenant.to_owned()),
        lease_holder: Set(None),
        lease_epoch: Set(0),
        lease_until: Set(None),
        sending_paused_until: Set(None),
        failures: Set(0),
        calls_paused_until: Set(None),
        key_refused: Set(false),
    };
    tenant_state::Entity::insert(fresh)
        .on_conflict_do_nothing_on([tenant_state::Column::Tenant])
        .exec_without_returning(transaction)
        .await?;
    find().one(transaction).await?.ok_or_else(|| StoreError::unreadable("tenant's state", &"it is not there"))
}

pub(crate) async fn pause_calls(
    transaction: &DatabaseTransaction,
    tenant: &str,
    until: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let (state, until) = (locked(transaction, tenant).await?, kept::moment(until));
    if until - now > LONG_PAUSE {
        exceptions::raise_once(transaction, tenant, ExceptionKind::SendingStopped, now).await?;
    }
    if state.calls_paused_until.is_none_or(|earlier| earlier < until) {
        let paused = tenant_state::ActiveModel {
            tenant: Set(tenant.to_owned()),
            calls_paused_until: Set(Some(until)),
            ..Default::default()
        };
        tenant_state::Entity::update(paused).exec(transaction).await?;
    }
    Ok(())
}
