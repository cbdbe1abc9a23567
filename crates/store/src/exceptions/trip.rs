//! Trips of which nobody knows whether they took a step.

use contract::ExceptionKind;
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::OPEN;
use crate::entity::exception;
use crate::error::StoreError;

/// What names a trip in its exception.
pub(super) fn words_about(trip: Uuid) -> String {
    format!("trip {trip}")
}

/// Whether somebody still has to look what became of a step of this trip.
pub(crate) async fn trip_is_open(
    transaction: &DatabaseTransaction,
    tenant: &str,
    trip: Uuid,
) -> Result<bool, StoreError> {
    let open = exception::Entity::find()
        .filter(exception::Column::Tenant.eq(tenant))
        .filter(exception::Column::State.eq(OPEN))
        .filter(exception::Column::Kind.eq(ExceptionKind::TripUnknown.as_str()))
        .filter(exception::Column::Words.eq(words_about(trip)))
        .count(transaction)
        .await?;
    Ok(open > 0)
}
