//! The peer: a row of a hundred bytes in a transaction of its own, durable, without anything in between.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;

use super::clients::Client;
use crate::Failure;

const ROW: &str =
    "a hundred bytes of text, so that a row is not nothing, and no more than a short note a person writes";

/// SQLite makes a writer wait for the others, and the longest wait is a figure, not a failure.
const PATIENCE: Duration = Duration::from_mins(1);

/// A connection to SQLite: of one's own, or one that clients take turns on.
#[derive(Debug)]
pub(super) struct BareSqlite(Arc<Mutex<SqliteConnection>>);

/// So many clients with a connection each to a new database in this file, set as durably as the store's.
pub(super) async fn on_sqlite(file: &Path, clients: usize) -> Result<Vec<BareSqlite>, Failure> {
    let mut connections = Vec::new();
    for _ in 0..clients {
        connections.push(BareSqlite(Arc::new(Mutex::new(connected(file).await?))));
    }
    Ok(connections)
}

/// So many clients with one connection between them.
pub(super) async fn on_shared_sqlite(file: &Path, clients: usize) -> Result<Vec<BareSqlite>, Failure> {
    let connection = Arc::new(Mutex::new(connected(file).await?));
    Ok((0..clients).map(|_| BareSqlite(Arc::clone(&connection))).collect())
}

async fn connected(file: &Path) -> Result<SqliteConnection, Failure> {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(PATIENCE);
    let mut connection = options.connect().await?;
    let table = "CREATE TABLE IF NOT EXISTS line (id INTEGER PRIMARY KEY, body TEXT NOT NULL)";
    sqlx::query(table).execute(&mut connection).await?;
    Ok(connection)
}

impl Client for BareSqlite {
    fn prepare(&mut self, _times: usize) -> Result<(), Failure> {
        Ok(())
    }

    async fn write(&mut self) -> Result<(), Failure> {
        let mut connection = self.0.lock().await;
        let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("INSERT INTO line (body) VALUES (?1)").bind(ROW).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}

/// A share of a pool of connections to PostgreSQL.
#[derive(Debug)]
pub(super) struct BarePostgres(PgPool);

/// So many with a connection each, in an empty database.
pub(super) async fn on_postgres(url: &str, clients: usize) -> Result<Vec<BarePostgres>, Failure> {
    let most = u32::try_from(clients)?;
    let pool = PgPoolOptions::new().max_connections(most).connect(url).await?;
    sqlx::query("CREATE TABLE line (id BIGSERIAL PRIMARY KEY, body TEXT NOT NULL)").execute(&pool).await?;
    Ok((0..clients).map(|_| BarePostgres(pool.clone())).collect())
}

impl Client for BarePostgres {
    fn prepare(&mut self, _times: usize) -> Result<(), Failure> {
        Ok(())
    }

    async fn write(&mut self) -> Result<(), Failure> {
        let mut transaction = self.0.begin().await?;
        sqlx::query("INSERT INTO line (body) VALUES ($1)").bind(ROW).execute(&mut *transaction).await?;
        Ok(transaction.commit().await?)
    }
}
