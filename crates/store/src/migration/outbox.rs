//! The first tables: what was confirmed, and its way into TrackOnline.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

/// Confirmations, postings, attempts, permits and the audit trail.
pub(super) struct Outbox;

impl MigrationName for Outbox {
    fn name(&self) -> &'static str {
        "m0001_outbox"
    }
}

#[expect(elided_lifetimes_in_paths, reason = "the trait's own signature leaves the lifetime out")]
#[async_trait::async_trait]
impl MigrationTrait for Outbox {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("confirmation")
                    .col(string("tenant"))
                    .col(string("id"))
                    .col(string("customer"))
                    .col(string_null("order_reference"))
                    .col(text("body"))
                    .col(string("fingerprint"))
                    .col(string("confirmed_by"))
                    .col(timestamp_with_time_zone("accepted_at"))
                    .primary_key(Index::create().col("tenant").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("posting")
                    .col(string("tenant"))
                    .col(string("number"))
                    .col(string("confirmation"))
                    .col(string("location"))
                    .col(string_null("order_reference"))
                    .col(string("direction"))
                    .col(text("planned"))
                    .col(text("sides"))
                    .col(string("state"))
                    .col(text_null("reason"))
                    .col(timestamp_with_time_zone("since"))
                    .col(timestamp_with_time_zone_null("sent_at"))
                    .col(boolean("alone"))
                    .col(timestamp_with_time_zone("accepted_at"))
                    .primary_key(Index::create().col("tenant").col("number"))
                    .to_owned(),
            )
            .await?;
        for (name, column) in [
            ("posting_by_confirmation", "confirmation"),
            ("posting_by_location", "location"),
            ("posting_by_order", "order_reference"),
            ("posting_by_state", "state"),
        ] {
            let index = Index::create().name(name).table("posting").col("tenant").col(column).to_owned();
            manager.create_index(index).await?;
        }
        manager
            .create_table(
                Table::create()
                    .table("attempt")
                    .col(string("tenant"))
                    .col(string("id"))
                    .col(timestamp_with_time_zone("started_at"))
                    .col(boolean("open"))
                    .col(text("progress"))
                    .primary_key(Index::create().col("tenant").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("permit")
                    .col(big_integer("id").auto_increment().primary_key())
                    .col(string("tenant"))
                    .col(timestamp_with_time_zone("permitted_at"))
                    .col(string("purpose"))
                    .to_owned(),
            )
            .await?;
        let index = Index::create()
            .name("permit_by_time")
            .table("permit")
            .col("tenant")
            .col("permitted_at")
            .to_owned();
        manager.create_index(index).await?;
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(big_integer("id").auto_increment().primary_key())
                    .col(string("tenant"))
                    .col(timestamp_with_time_zone("happened_at"))
                    .col(string("who"))
                    .col(string("what"))
                    .col(string("subject"))
                    .col(text_null("detail"))
                    .to_owned(),
            )
            .await?;
        let index =
            Index::create().name("audit_by_subject").table("audit").col("tenant").col("subject").to_owned();
        manager.create_index(index).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
