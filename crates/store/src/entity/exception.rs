//! What stands, or stood, before a person.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "exception")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) kind: String,
    /// `open` or `settled`.
    pub(crate) state: String,
    pub(crate) raised_at: DateTimeUtc,
    pub(crate) customer: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) order_reference: Option<String>,
    pub(crate) confirmation: Option<String>,
    pub(crate) movement: Option<String>,
    /// TrackOnline's own.
    pub(crate) words: Option<String>,
    /// What moved, the other side's view, the twin: as JSON.
    pub(crate) detail: String,
    pub(crate) action: Option<String>,
    pub(crate) settled_by: Option<String>,
    pub(crate) settled_at: Option<DateTimeUtc>,
    pub(crate) reason: Option<String>,
    pub(crate) correction: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
