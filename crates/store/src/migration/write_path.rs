//! Who sends, what is held or corrected, and what stands before a person.

use sea_orm::ConnectionTrait;
use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, boolean, integer, string, string_null, text, text_null, timestamp_with_time_zone,
    timestamp_with_time_zone_null,
};

use super::left_to_a_person;

pub(super) struct WritePath;

impl MigrationName for WritePath {
    fn name(&self) -> &'static str {
        "m0002_write_path"
    }
}

/// Columns that rows of the first tables get; what is there already is a counted delivery that travels with the others.
fn added() -> [(&'static str, ColumnDef); 10] {
    let filled = |name: &'static str, value: &'static str| string(name).default(value).take();
    [
        ("confirmation", filled("kind", "delivery")),
        ("confirmation", filled("stage", "counted")),
        ("confirmation", filled("location", "")),
        ("confirmation", string_null("corrects")),
        ("confirmation", text_null("held")),
        ("posting", string_null("customer")),
        ("posting", string_null("updates")),
        ("posting", string_null("apart")),
        ("audit", string_null("customer")),
        ("audit", string_null("confirmation")),
    ]
}

/// What the rows of the first tables say in each other: where it was, whose it was, what travels by itself.
const FILLED: [&str; 3] = [
    "UPDATE confirmation SET location = COALESCE((SELECT MIN(posting.location) FROM posting \
     WHERE posting.tenant = confirmation.tenant AND posting.confirmation = confirmation.id), '')",
    "UPDATE posting SET customer = (SELECT confirmation.whose FROM confirmation \
     WHERE confirmation.tenant = posting.tenant AND confirmation.id = posting.confirmation)",
    "UPDATE posting SET apart = number WHERE alone",
];

#[expect(elided_lifetimes_in_paths, reason = "the trait's own signature leaves the lifetime out")]
#[async_trait::async_trait]
impl MigrationTrait for WritePath {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (table, column) in added() {
            manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await?;
        }
        // A customer's number was required; our own places have none.
        manager
            .alter_table(Table::alter().table("confirmation").add_column(string_null("whose")).to_owned())
            .await?;
        manager
            .exec_stmt(Query::update().table("confirmation").value("whose", Expr::col("customer")).to_owned())
            .await?;
        for statement in FILLED {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        manager.alter_table(Table::alter().table("confirmation").drop_column("customer").to_owned()).await?;
        manager.alter_table(Table::alter().table("posting").drop_column("alone").to_owned()).await?;
        manager
            .create_table(
                Table::create()
                    .table("tenant_state")
                    .col(string("tenant").primary_key())
                    .col(string_null("lease_holder"))
                    .col(big_integer("lease_epoch"))
                    .col(timestamp_with_time_zone_null("lease_until"))
                    .col(timestamp_with_time_zone_null("sending_paused_until"))
                    .col(integer("failures"))
                    .col(timestamp_with_time_zone_null("calls_paused_until"))
                    .col(boolean("key_refused"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("exception")
                    .col(string("tenant"))
                    .col(string("id"))
                    .col(string("kind"))
                    .col(string("state"))
                    .col(timestamp_with_time_zone("raised_at"))
                    .col(string_null("customer"))
                    .col(string_null("location"))
                    .col(string_null("order_reference"))
                    .col(string_null("confirmation"))
                    .col(string_null("movement"))
                    .col(text_null("words"))
                    .col(text("detail"))
                    .col(string_null("action"))
                    .col(string_null("settled_by"))
                    .col(timestamp_with_time_zone_null("settled_at"))
                    .col(text_null("reason"))
                    .col(string_null("correction"))
                    .primary_key(Index::create().col("tenant").col("id"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("trip_step")
                    .col(string("tenant"))
                    .col(string("id"))
                    .col(timestamp_with_time_zone("taken_at"))
                    .col(string("state"))
                    .col(text("step"))
                    .primary_key(Index::create().col("tenant").col("id"))
                    .to_owned(),
            )
            .await?;
        for (name, table, columns) in [
            ("trip_step_by_state", "trip_step", &["tenant", "state"][..]),
            ("exception_by_state", "exception", &["tenant", "state"]),
            ("exception_by_customer", "exception", &["tenant", "customer"]),
            ("exception_by_movement", "exception", &["tenant", "movement"]),
            ("exception_by_confirmation", "exception", &["tenant", "confirmation"]),
            (
                "confirmation_by_location",
                "confirmation",
                &["tenant", "location", "order_reference", "accepted_at"],
            ),
            ("confirmation_by_corrected", "confirmation", &["tenant", "corrects"]),
            ("posting_by_updated", "posting", &["tenant", "updates"]),
            ("attempt_by_open", "attempt", &["tenant", "open"]),
            ("permit_by_id", "permit", &["tenant", "id"]),
            ("audit_by_id", "audit", &["tenant", "id"]),
        ] {
            let mut index = Index::create();
            index.name(name).table(table);
            for column in columns {
                index.col(*column);
            }
            manager.create_index(index).await?;
        }
        left_to_a_person::raise(manager.get_connection()).await
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
