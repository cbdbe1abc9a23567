//! Who sends for a tenant, and what holds its calls back. Every write of a sender locks this row.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tenant_state")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tenant: String,
    pub(crate) lease_holder: Option<String>,
    pub(crate) lease_epoch: i64,
    pub(crate) lease_until: Option<DateTimeUtc>,
    /// Nothing is posted before this moment.
    pub(crate) sending_paused_until: Option<DateTimeUtc>,
    /// Sends in a row that were not taken.
    pub(crate) failures: i32,
    /// TrackOnline has said 429: nothing at all leaves before this moment.
    pub(crate) calls_paused_until: Option<DateTimeUtc>,
    pub(crate) key_refused: bool,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
