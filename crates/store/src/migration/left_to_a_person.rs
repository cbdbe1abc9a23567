//! Postings that the first version had left to a person: the table of what stands before one was not there yet.

use chrono::{DateTime, Utc};
use sea_orm::{ConnectionTrait, QueryResult};
use sea_orm_migration::prelude::*;
use serde_json::{Value, json};
use uuid::{NoContext, Timestamp, Uuid};

/// Raises what was rejected or could not be found out, as of when it was.
pub(super) async fn raise(database: &SchemaManagerConnection<'_>) -> Result<(), DbErr> {
    for (state, kind) in [("rejected", "rejected"), ("excepted", "outcome-unknown")] {
        let left = Query::select()
            .columns(["tenant", "number", "confirmation", "location", "customer"])
            .columns(["order_reference", "planned", "reason", "since"])
            .from("posting")
            .and_where(Expr::col("state").eq(state))
            .to_owned();
        for posting in database.query_all(&left).await? {
            raise_one(database, &posting, kind).await?;
        }
    }
    Ok(())
}

async fn raise_one(
    database: &SchemaManagerConnection<'_>,
    posting: &QueryResult,
    kind: &str,
) -> Result<(), DbErr> {
    let since: DateTime<Utc> = posting.try_get("", "since")?;
    let seconds: u64 = since.timestamp().try_into().unwrap_or_default();
    let id =
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, since.timestamp_subsec_nanos())).to_string();
    let planned: String = posting.try_get("", "planned")?;
    let planned: Value = serde_json::from_str(&planned).map_err(|error| DbErr::Custom(error.to_string()))?;
    let text = |column: &str| posting.try_get::<Option<String>>("", column);
    let tenant = text("tenant")?;
    let exception = Query::insert()
        .into_table("exception")
        .columns([
            "tenant",
            "id",
            "kind",
            "state",
            "raised_at",
            "customer",
            "location",
            "order_reference",
            "confirmation",
            "movement",
            "words",
            "detail",
        ])
        .values([
            tenant.clone().into(),
            id.clone().into(),
            kind.into(),
            "open".into(),
            since.into(),
            text("customer")?.into(),
            text("location")?.into(),
            text("order_reference")?.into(),
            text("confirmation")?.into(),
            text("number")?.into(),
            text("reason")?.into(),
            json!({ "items": planned["items"] }).to_string().into(),
        ])
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .to_owned();
    database.execute(&exception).await?;
    let audit = Query::insert()
        .into_table("audit")
        .columns(["tenant", "happened_at", "who", "what", "subject", "detail", "customer", "confirmation"])
        .values([
            tenant.into(),
            since.into(),
            "fustlink".into(),
            "raised".into(),
            id.into(),
            text("reason")?.into(),
            text("customer")?.into(),
            text("confirmation")?.into(),
        ])
        .map_err(|error| DbErr::Custom(error.to_string()))?
        .to_owned();
    database.execute(&audit).await?;
    Ok(())
}
