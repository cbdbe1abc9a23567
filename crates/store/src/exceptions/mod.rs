//! What stands before a person: raised in the same transaction as what it is about, settled by somebody with a name.

mod raise;
mod settle;
mod trip;

use chrono::{DateTime, Utc};
use contract::{
    CustomerNumber, Dispute, Exception, ExceptionKind, ExceptionState, ItemCount, LocationNumber,
    OrderReference, Settlement, TransactionNumber,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use raise::{Disputed, NewDispute};
pub(crate) use raise::{
    STOPPED_AFTER, of_posting, raise_once, second_confirmation, settled_by_itself, trip_unknown,
};
pub(crate) use settle::close_by_confirmation;
pub use settle::{Settled, Settling};
pub(crate) use trip::trip_is_open;

use crate::audit::history;
use crate::connection::Store;
use crate::entity::exception;
use crate::error::StoreError;
use crate::tenant::TenantId;

const OPEN: &str = "open";
const SETTLED: &str = "settled";

/// What has no column of its own.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Detail {
    #[serde(default)]
    items: Vec<ItemCount>,
    #[serde(default)]
    dispute: Option<Dispute>,
    #[serde(default)]
    twin: Option<String>,
    /// Our own number of the movement, where it goes by that of a plan in TrackOnline.
    #[serde(default)]
    posting: Option<String>,
}

/// Whose exceptions to list.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Of these customers; none: of all, and those that concern nobody in particular.
    pub customers: Option<Vec<CustomerNumber>>,
    /// Beside those customers', also those that concern nobody in particular.
    pub of_nobody: bool,
    /// In this state; none: in any.
    pub state: Option<ExceptionState>,
    /// Older than this one.
    pub before: Option<Uuid>,
}

impl Store {
    /// Exceptions, newest first, without their history.
    ///
    /// # Errors
    /// When the database fails or a row cannot be read.
    pub async fn exceptions(
        &self,
        tenant: &TenantId,
        wanted: Wanted,
        limit: u64,
    ) -> Result<Vec<Exception>, StoreError> {
        let mut query = exception::Entity::find().filter(exception::Column::Tenant.eq(tenant.as_str()));
        if let Some(customers) = &wanted.customers {
            let numbers = customers.iter().map(CustomerNumber::as_str);
            let mut whose = Condition::any().add(exception::Column::Customer.is_in(numbers));
            if wanted.of_nobody {
                whose = whose.add(exception::Column::Customer.is_null());
            }
            query = query.filter(whose);
        }
        if let Some(state) = wanted.state {
            let text = if state == ExceptionState::Open { OPEN } else { SETTLED };
            query = query.filter(exception::Column::State.eq(text));
        }
        if let Some(before) = wanted.before {
            let key = (tenant.to_string(), before.to_string());
            if let Some(row) = exception::Entity::find_by_id(key).one(&self.reader).await? {
                let at_once = Condition::all()
                    .add(exception::Column::RaisedAt.eq(row.raised_at))
                    .add(exception::Column::Id.lt(row.id));
                let older = Condition::any().add(exception::Column::RaisedAt.lt(row.raised_at)).add(at_once);
                query = query.filter(older);
            }
        }
        query
            .order_by_desc(exception::Column::RaisedAt)
            .order_by_desc(exception::Column::Id)
            .limit(limit)
            .all(&self.reader)
            .await?
            .into_iter()
            .map(read)
            .collect()
    }

    /// One exception with its history.
    ///
    /// # Errors
    /// When the database fails or the row cannot be read.
    pub async fn exception(&self, tenant: &TenantId, id: Uuid) -> Result<Option<Exception>, StoreError> {
        let key = (tenant.to_string(), id.to_string());
        let Some(row) = exception::Entity::find_by_id(key).one(&self.reader).await? else { return Ok(None) };
        let detail: Detail =
            serde_json::from_str(&row.detail).map_err(|error| StoreError::unreadable("exception", &error))?;
        let mut exception = read(row)?;
        let mut subjects = vec![id.to_string()];
        // What it did is noted under our own number, not under that of the plan that it took the place of.
        subjects.extend(detail.posting.or_else(|| exception.movement.as_ref().map(ToString::to_string)));
        subjects.extend(exception.confirmation.map(|id| id.to_string()));
        exception.history = history(&self.reader, tenant.as_str(), subjects).await?;
        Ok(Some(exception))
    }
}

/// A stable word of the contract, from its column.
fn word<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, StoreError> {
    serde_json::from_value(serde_json::Value::from(text))
        .map_err(|error| StoreError::unreadable(what, &error))
}

fn read(row: exception::Model) -> Result<Exception, StoreError> {
    let unreadable = |error: &dyn std::fmt::Display| StoreError::unreadable("exception", &error.to_string());
    let kind: ExceptionKind = word("exception's kind", &row.kind)?;
    let detail: Detail = serde_json::from_str(&row.detail).map_err(|error| unreadable(&error))?;
    let id = |text: &str| text.parse::<Uuid>().map_err(|error| unreadable(&error));
    let state = if row.state == OPEN { ExceptionState::Open } else { ExceptionState::Settled };
    let settlement = match (row.settled_by, row.settled_at) {
        (Some(by), Some(at)) => Some(Settlement {
            action: row.action.as_deref().map(|text| word("exception's action", text)).transpose()?,
            by,
            at,
            reason: row.reason,
            correction: row.correction.as_deref().map(id).transpose()?,
        }),
        _ => None,
    };
    Ok(Exception {
        id: id(&row.id)?,
        kind,
        state,
        explanation: kind.explanation().to_owned(),
        words: row.words,
        raised_at: row.raised_at,
        customer: named(row.customer, CustomerNumber::new)?,
        location: named(row.location, LocationNumber::new)?,
        order: named(row.order_reference, OrderReference::new)?,
        confirmation: row.confirmation.as_deref().map(id).transpose()?,
        movement: named(row.movement, TransactionNumber::new)?,
        items: detail.items,
        dispute: detail.dispute,
        twin: detail.twin,
        actions: if state == ExceptionState::Open { kind.actions().to_vec() } else { Vec::new() },
        settlement,
        history: Vec::new(),
    })
}

fn named<T, E: ToString>(
    text: Option<String>,
    new: impl FnOnce(String) -> Result<T, E>,
) -> Result<Option<T>, StoreError> {
    text.map(new).transpose().map_err(|error| StoreError::unreadable("exception", &error.to_string()))
}

/// When it was raised makes its identifier, so that they sort by time.
fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos()))
}
