//! One transaction on its way into TrackOnline.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "posting")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) number: String,
    pub(crate) confirmation: String,
    /// The customer's location in TrackOnline.
    pub(crate) location: String,
    pub(crate) order_reference: Option<String>,
    pub(crate) direction: String,
    /// `ledger::movement::PlannedTransaction` as JSON.
    #[sea_orm(column_name = "planned")]
    pub(crate) transaction: String,
    /// Names of both sides when it was confirmed, as JSON.
    pub(crate) sides: String,
    pub(crate) state: String,
    pub(crate) reason: Option<String>,
    pub(crate) since: DateTimeUtc,
    pub(crate) sent_at: Option<DateTimeUtc>,
    pub(crate) alone: bool,
    pub(crate) accepted_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
