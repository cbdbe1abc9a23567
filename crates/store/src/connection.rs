//! Connecting, and the one way to write.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::StoreError;
use crate::migration::Migrator;

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) reader: DatabaseConnection,
    writer: DatabaseConnection,
}

/// What a write does with its transaction.
pub(crate) type Work<'t, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 't>>;

impl Store {
    /// Connects to `sqlite://…` or `postgres://…` and brings the tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or its tables cannot be brought up to date.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let (reader, writer) = if url.starts_with("sqlite:") {
            // One connection writes: several starve each other on SQLite's lock. Reading goes on beside it (WAL).
            let writer = Database::connect(sqlite(url, 1)).await?;
            Migrator::up(&writer, None).await?;
            (Database::connect(sqlite(url, 4)).await?, writer)
        } else {
            let mut options = ConnectOptions::new(url);
            options.sqlx_logging(false).acquire_timeout(Duration::from_secs(5));
            let pool = Database::connect(options).await?;
            Migrator::up(&pool, None).await?;
            (pool.clone(), pool)
        };
        Ok(Self { reader, writer })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.ping().await?;
        Ok(self.writer.ping().await?)
    }

    /// Runs `work` in one transaction, in a task of its own: a caller that is cancelled meanwhile neither stops it
    /// half-way nor keeps the lock.
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
    {
        let writer = self.writer.clone();
        let written = tokio::spawn(async move {
            let transaction = writer
                .begin_with_options(TransactionOptions {
                    // Taking the lock at once waits for it; taking it later can only fail.
                    sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
                    ..TransactionOptions::default()
                })
                .await?;
            match work(&transaction).await {
                Ok(value) => {
                    transaction.commit().await?;
                    Ok(value)
                }
                Err(error) => {
                    transaction.rollback().await?;
                    Err(error)
                }
            }
        });
        written.await.unwrap_or(Err(StoreError::Interrupted))
    }
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A confirmation that was acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(5))
        });
    options
}
