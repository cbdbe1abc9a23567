//! A database in trouble, seen from the dock: refused with a sentence, nothing acknowledged that is not stored, and all
//! goes on when the trouble is over.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use contract::{ConfirmationStatus, PostingState, ProblemCode};
use house::{House, Setup, code, confirmation, ok, refused};
use reqwest::StatusCode;
use scratch_postgres::{Durability, ScratchPostgres};
use serde_json::{Value, json};
use sqlx::{Connection as _, Executor as _, PgConnection, SqliteConnection};

const ID: &str = "01920000-0000-7000-8000-0000000000b1";
const ORDER: &str = "TROUBLE-1";

fn counted() -> Value {
    confirmation(ID, ORDER, &json!([{ "item": "FC560", "delivered": 10, "returned": 4 }]))
}

/// What the person at the dock is told, and that nothing came of it.
async fn is_refused(house: &House) {
    let problem = refused(house.confirm(&counted())).await;
    assert_eq!(problem.code, ProblemCode::StorageUnavailable);
    assert!(problem.detail.contains("Nothing was stored"), "{}", problem.detail);
    assert!(problem.retry_after.is_some());
}

/// The same confirmation, sent again as the device does.
async fn is_saved_once(house: &House) {
    assert_eq!(
        code(house.get(&format!("/api/v1/confirmations/{ID}"))).await,
        ProblemCode::ConfirmationUnknown
    );
    let _: ConfirmationStatus = ok(house.confirm(&counted())).await;
    let saved = house.settled(ID).await;
    assert!(saved.movements.iter().all(|movement| movement.state == PostingState::Saved), "{saved:#?}");
    assert_eq!(house.record(ORDER).await.len(), 2);
}

#[tokio::test]
async fn a_database_that_somebody_else_has_locked() {
    let house = House::open().await;
    let _: Value = ok(house.get("/api/v1/packaging")).await;
    let file = house.folder().join("fustlink.db");
    let mut other = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    is_refused(&house).await;
    // Whoever looks after the service is told too.
    let ready = house.http.get(house.url("/health/ready")).send().await.unwrap();
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    other.execute("ROLLBACK").await.unwrap();
    is_saved_once(&house).await;
}

#[tokio::test]
async fn a_database_that_is_gone_and_comes_back() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let database = server.database("fustlink").unwrap();
    let mut door = PgConnection::connect(&server.database("door").unwrap()).await.unwrap();
    let name = database.rsplit('/').next().unwrap();
    let house = House::with(Setup { database: Some(database.clone()), ..Setup::default() }).await;
    let _: Value = ok(house.get("/api/v1/packaging")).await;

    for statement in [
        format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"),
        format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement)).execute(&mut door).await.unwrap();
    }
    is_refused(&house).await;
    let back = format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS true");
    sqlx::raw_sql(sqlx::AssertSqlSafe(back)).execute(&mut door).await.unwrap();
    is_saved_once(&house).await;
}
