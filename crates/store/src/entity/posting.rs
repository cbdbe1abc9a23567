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
    /// The location in TrackOnline that `direction` is seen from.
    pub(crate) location: String,
    pub(crate) customer: Option<String>,
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
    /// Postings with the same mark travel together and with nothing else.
    pub(crate) apart: Option<String>,
    /// The number of the planned transaction that this one takes the place of.
    pub(crate) updates: Option<String>,
    pub(crate) accepted_at: DateTimeUtc,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
