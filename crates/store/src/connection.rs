//! Connecting, and the one way to write.

use std::time::Duration;

use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use self::queue::Queue;
use crate::error::StoreError;
use crate::migration::Migrator;

mod commit;
mod queue;
mod separate;
#[cfg(test)]
mod tests;
mod together;
mod work;

pub(crate) use self::together::execute_together;
pub(crate) use self::work::Work;

/// What processes that start at once wait for before they bring PostgreSQL's tables up to date: "Fustlink" in ASCII.
const MIGRATING: i64 = 0x4675_7374_6c69_6e6b;

/// A process that hangs or is cut off in the middle of a transaction must not keep its locks: what it holds is given to
/// the next one within seconds, and whoever waits is told. In milliseconds, but for the last three, in seconds.
const NOBODY_WAITS_FOR_EVER: [(&str, &str); 6] = [
    ("idle_in_transaction_session_timeout", "8000"),
    ("lock_timeout", "5000"),
    ("statement_timeout", "10000"),
    ("tcp_keepalives_idle", "10"),
    ("tcp_keepalives_interval", "5"),
    ("tcp_keepalives_count", "2"),
];

/// The database. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Store {
    pub(crate) reader: DatabaseConnection,
    writer: Writer,
}

/// How writes reach the database.
#[derive(Debug, Clone)]
enum Writer {
    /// SQLite takes one writer at a time, so writes that wait share a commit.
    Grouped(Queue),
    /// PostgreSQL takes many, and shares what their commits cost by itself.
    Separate(DatabaseConnection),
}

impl Store {
    /// Connects to `sqlite://…` or `postgres://…` and brings the tables up to date.
    ///
    /// # Errors
    /// When the database cannot be reached or its tables cannot be brought up to date.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            // One connection writes: several starve each other on SQLite's lock. Reading goes on beside it (WAL).
            let writer = Database::connect(sqlite(url, 1)).await?;
            bring_up_to_date(&writer).await?;
            let reader = Database::connect(sqlite(url, 4)).await?;
            Ok(Self { reader, writer: Writer::Grouped(Queue::start(writer)) })
        } else {
            let mut options = ConnectOptions::new(url);
            options
                .sqlx_logging(false)
                .acquire_timeout(Duration::from_secs(5))
                .map_sqlx_postgres_opts(|postgres| postgres.options(NOBODY_WAITS_FOR_EVER));
            let pool = Database::connect(options).await?;
            bring_up_to_date(&pool).await?;
            Ok(Self { reader: pool.clone(), writer: Writer::Separate(pool) })
        }
    }

    /// Whether the database answers and takes writes.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.ping().await?;
        self.write(|_| Box::pin(async { Ok(()) })).await
    }

    /// Ends orderly: what waits to be written is written, later writes are refused, and the connections are closed.
    /// It is as well to stop asking first; every clone of this store is closed with it.
    ///
    /// # Errors
    /// When a connection cannot be closed properly. What was answered as stored is stored all the same.
    pub async fn close(&self) -> Result<(), StoreError> {
        match &self.writer {
            Writer::Grouped(queue) => {
                queue.close().await;
                Ok(self.reader.close_by_ref().await?)
            }
            // Reader and writer are one pool; it waits for the transactions that are open.
            Writer::Separate(pool) => Ok(pool.close_by_ref().await?),
        }
    }

    /// Runs `work` in a transaction, all of it or nothing, and returns when it is on disk. A caller that is cancelled
    /// meanwhile neither stops it half-way nor keeps the lock.
    ///
    /// On SQLite several share a transaction, each in a savepoint of its own; so `work` waits for nothing but the
    /// database. On both, `work` returns the first error that the database gives it: what comes after such an error
    /// may be outside the transaction (SQLite) or is undone with it (PostgreSQL).
    pub(crate) async fn write<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
    {
        match &self.writer {
            Writer::Grouped(queue) => queue.write(work).await,
            Writer::Separate(pool) => separate::write(pool.clone(), work).await,
        }
    }
}

async fn begin(database: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    database
        .begin_with_options(TransactionOptions {
            // Taking the lock at once waits for it; taking it later can only fail.
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        })
        .await
}

/// Brings the tables up to date in one transaction. Of several processes that start at once the first does it, and the
/// others wait and find it done.
async fn bring_up_to_date(database: &DatabaseConnection) -> Result<(), StoreError> {
    let transaction = begin(database).await?;
    if database.get_database_backend() == DbBackend::Postgres {
        // This may take its time, and others may have to wait for it.
        transaction.execute_unprepared("SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0").await?;
        transaction.execute_unprepared(&format!("SELECT pg_advisory_xact_lock({MIGRATING})")).await?;
    }
    Migrator::up(&transaction, None).await?;
    Ok(transaction.commit().await?)
}

fn sqlite(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(Duration::from_secs(5))
        // An open file does not go away as a server does.
        .test_before_acquire(false)
        .sqlx_logging(false)
        .map_sqlx_sqlite_opts(|sqlite| {
            sqlite
                .create_if_missing(true)
                .journal_mode(SqliteJournalMode::Wal)
                // A confirmation that was acknowledged survives a power cut.
                .synchronous(SqliteSynchronous::Full)
                .foreign_keys(true)
                // What a savepoint would bring back is kept in memory, not in a file.
                .pragma("temp_store", "memory")
                .busy_timeout(Duration::from_secs(5))
        });
    options
}
