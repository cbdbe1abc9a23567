//! Calls to TrackOnline, noted before they leave.

use chrono::{DateTime, Utc};
use ledger::quota::Purpose;
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use crate::connection::Store;
use crate::entity::permit;
use crate::error::StoreError;
use crate::tenant::TenantId;

impl Store {
    /// Notes a permitted call. Only after this returns may the call leave.
    ///
    /// # Errors
    /// When it could not be stored; then the call must not leave.
    pub async fn permit(
        &self,
        tenant: &TenantId,
        purpose: Purpose,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let row = permit::ActiveModel {
            tenant: Set(tenant.to_string()),
            permitted_at: Set(at),
            purpose: Set(match purpose {
                Purpose::Posting => "posting".to_owned(),
                Purpose::Reading => "reading".to_owned(),
            }),
            ..Default::default()
        };
        self.write(move |transaction| {
            Box::pin(async move {
                permit::Entity::insert(row).exec(transaction).await?;
                Ok(())
            })
        })
        .await
    }

    /// The calls permitted since `since`, in any order.
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
            .filter(permit::Column::PermittedAt.gt(since))
            .into_tuple()
            .all(&self.reader)
            .await?)
    }

    /// Forgets calls that no window counts any more.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_permits_before(
        &self,
        tenant: &TenantId,
        before: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let tenant = tenant.to_string();
        self.write(move |transaction| {
            Box::pin(async move {
                permit::Entity::delete_many()
                    .filter(permit::Column::Tenant.eq(tenant))
                    .filter(permit::Column::PermittedAt.lt(before))
                    .exec(transaction)
                    .await?;
                Ok(())
            })
        })
        .await
    }
}
