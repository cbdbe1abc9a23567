//! Who did what, when. Only ever added to.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub(crate) struct Model {
    #[sea_orm(primary_key)]
    pub(crate) id: i64,
    pub(crate) tenant: String,
    pub(crate) happened_at: DateTimeUtc,
    /// The `sub` of a token, or `fustlink`.
    pub(crate) who: String,
    pub(crate) what: String,
    /// A confirmation's or exception's identifier, or a transaction's number.
    pub(crate) subject: String,
    pub(crate) detail: Option<String>,
    /// Whose packaging it is about.
    pub(crate) customer: Option<String>,
    /// The confirmation that it is about.
    pub(crate) confirmation: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
