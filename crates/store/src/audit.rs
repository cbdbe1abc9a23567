//! Who did what, when: only ever added to, and read back as the history of a thing and as the news for screens.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{CustomerNumber, ExceptionStep};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, Insert, QueryFilter, QueryOrder,
    QuerySelect,
};
use uuid::Uuid;

use crate::connection::Store;
use crate::entity::audit;
use crate::error::StoreError;
use crate::kept;
use crate::tenant::TenantId;

/// Fustlink itself, where nobody did it.
pub(crate) const FUSTLINK: &str = "fustlink";

/// One entry about to be written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry<'a> {
    pub(crate) who: &'a str,
    /// A stable word.
    pub(crate) what: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) detail: Option<&'a str>,
    pub(crate) customer: Option<&'a str>,
    pub(crate) confirmation: Option<&'a str>,
}

/// Something that changed, in the order in which it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// Grows within the database.
    pub id: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// A stable word: a posting's state, `confirmed`, `raised`, what a person did.
    pub what: String,
    /// A confirmation's or exception's identifier, or a transaction's number.
    pub subject: String,
    /// Whose packaging it is about.
    pub customer: Option<CustomerNumber>,
    /// The confirmation that it is about.
    pub confirmation: Option<Uuid>,
}

impl From<audit::Model> for News {
    fn from(row: audit::Model) -> Self {
        Self {
            id: row.id,
            at: row.happened_at,
            what: row.what,
            subject: row.subject,
            customer: row.customer.and_then(|number| CustomerNumber::new(number).ok()),
            confirmation: row.confirmation.and_then(|id| id.parse().ok()),
        }
    }
}

impl Entry<'_> {
    /// What writes it.
    pub(crate) fn insert(self, tenant: &str, now: DateTime<Utc>) -> Insert<audit::ActiveModel> {
        audit::Entity::insert(audit::ActiveModel {
            tenant: Set(tenant.to_owned()),
            happened_at: Set(now),
            who: Set(kept::text(self.who)),
            what: Set(self.what.to_owned()),
            subject: Set(self.subject.to_owned()),
            detail: Set(self.detail.map(kept::text)),
            customer: Set(self.customer.map(str::to_owned)),
            confirmation: Set(self.confirmation.map(str::to_owned)),
            ..Default::default()
        })
    }
}

pub(crate) async fn note(
    database: &impl ConnectionTrait,
    tenant: &str,
    entry: Entry<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    entry.insert(tenant, now).exec_without_returning(database).await?;
    Ok(())
}

/// What was noted about a thing, oldest first.
pub(crate) async fn history(
    database: &impl ConnectionTrait,
    tenant: &str,
    subjects: Vec<String>,
) -> Result<Vec<ExceptionStep>, StoreError> {
    let mut rows = audit::Entity::find()
        .filter(audit::Column::Tenant.eq(tenant))
        .filter(audit::Column::Subject.is_in(subjects))
        .all(database)
        .await?;
    // Asked to order them, SQLite would walk through all entries of the tenant.
    rows.sort_unstable_by_key(|row| row.id);
    Ok(rows
        .into_iter()
        .map(|row| ExceptionStep { at: row.happened_at, who: row.who, what: row.what, detail: row.detail })
        .collect())
}

/// A transaction on PostgreSQL that is still open after this time is no longer waited for.
const LATEST: TimeDelta = TimeDelta::seconds(30);

impl Store {
    /// How long after an entry one with a lower identifier may still become readable: PostgreSQL gives identifiers before
    /// it commits, and other processes write too. SQLite has one writer.
    pub fn news_may_be_late(&self) -> TimeDelta {
        match self.reader.get_database_backend() {
            DbBackend::Sqlite => TimeDelta::zero(),
            _ => LATEST,
        }
    }

    /// What changed last, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn latest_news(&self, tenant: &TenantId, limit: u64) -> Result<Vec<News>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::Column::Tenant.eq(tenant.as_str()))
            .order_by_desc(audit::Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().rev().map(News::from).collect())
    }

    /// What changed after the entry `after`, oldest first, at most `limit`.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn news(&self, tenant: &TenantId, after: i64, limit: u64) -> Result<Vec<News>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::Column::Tenant.eq(tenant.as_str()))
            .filter(audit::Column::Id.gt(after))
            .order_by_asc(audit::Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?;
        Ok(rows.into_iter().map(News::from).collect())
    }
}
