//! What a person confirmed, as they sent it. Never changed after it is written.

use sea_orm::entity::prelude::*;

#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "confirmation")]
pub(crate) struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) tenant: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) stage: String,
    /// The customer or supplier; none where only our own places are concerned.
    #[sea_orm(column_name = "whose")]
    pub(crate) customer: Option<String>,
    pub(crate) location: String,
    pub(crate) order_reference: Option<String>,
    pub(crate) body: String,
    /// SHA-256 of `body`, to tell a repetition from another confirmation under the same identifier.
    pub(crate) fingerprint: String,
    pub(crate) confirmed_by: String,
    pub(crate) accepted_at: DateTimeUtc,
    /// The confirmation that this one corrects.
    pub(crate) corrects: Option<String>,
    /// `contract::Held` as JSON, while it waits for a person's decision.
    pub(crate) held: Option<String>,
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub(crate) enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
