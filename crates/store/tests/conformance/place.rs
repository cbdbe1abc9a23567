//! A database of one test's own.

use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use scratch_postgres::{Durability, ScratchError, ScratchPostgres};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection};
use store::Store;
use tempfile::TempDir;

use crate::scene::together;

/// Where a store stands: a file in a folder that goes away with this, or a database of the server that all tests share.
pub(crate) struct Place {
    url: String,
    /// Kept for as long as the file is used.
    _folder: Option<TempDir>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        let folder = TempDir::new().unwrap();
        let place = Self::sqlite_in(folder.path());
        Self { _folder: Some(folder), ..place }
    }

    /// A file in a folder that somebody else looks after.
    pub(crate) fn sqlite_in(folder: &Path) -> Self {
        Self { url: format!("sqlite://{}?mode=rwc", folder.join("fustlink.db").display()), _folder: None }
    }

    pub(crate) fn postgres() -> Self {
        Self { url: server().database("store").unwrap(), _folder: None }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres")
    }

    /// The store as a process that starts now has it. Opened twice, it is two processes on one database.
    pub(crate) async fn open(&self) -> Store {
        Store::connect(&self.url).await.unwrap()
    }

    /// Closes a store and opens it as the next process would find it.
    pub(crate) async fn reopen(&self, store: Store) -> Store {
        store.close().await.unwrap();
        self.open().await
    }

    /// One connection past the store.
    pub(crate) async fn past_the_store(&self) -> DatabaseConnection {
        raw(&self.url).await
    }

    /// Runs several tasks that write to a table so that each of them has read what it can before any of them writes:
    /// what is left to chance otherwise happens every time.
    pub(crate) async fn at_once<T, F>(&self, table: &str, tasks: impl IntoIterator<Item = F>) -> Vec<T>
    where
        T: Send + 'static,
        F: Future<Output = T> + Send + 'static,
    {
        let other = self.past_the_store().await;
        let hold_up = if self.is_postgres() {
            format!("BEGIN; LOCK TABLE {table} IN EXCLUSIVE MODE")
        } else {
            "BEGIN IMMEDIATE".to_owned()
        };
        other.execute_unprepared(&hold_up).await.unwrap();
        let let_go = async {
            tokio::time::sleep(Duration::from_millis(300)).await;
            other.execute_unprepared("COMMIT").await.unwrap();
        };
        tokio::join!(together(tasks), let_go).0
    }

    /// Nobody gets into the PostgreSQL database any more, and whoever is in it is thrown out.
    pub(crate) async fn shut(&self) {
        let name = self.name();
        let door = raw(&server().database("door").unwrap()).await;
        door.execute_unprepared(&format!("ALTER DATABASE {name} WITH ALLOW_CONNECTIONS false"))
            .await
            .unwrap();
        let throw_out =
            format!("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{name}'");
        door.execute_unprepared(&throw_out).await.unwrap();
    }

    /// As it was before [`Self::shut`].
    pub(crate) async fn unshut(&self) {
        let door = raw(&server().database("door").unwrap()).await;
        let open = format!("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true", self.name());
        door.execute_unprepared(&open).await.unwrap();
    }

    fn name(&self) -> &str {
        self.url.rsplit('/').next().unwrap()
    }
}

fn server() -> &'static ScratchPostgres {
    static SERVER: OnceLock<Result<ScratchPostgres, ScratchError>> = OnceLock::new();
    let server = SERVER.get_or_init(|| ScratchPostgres::start(Durability::Fast));
    server.as_ref().unwrap_or_else(|error| panic!("{error}"))
}

async fn raw(url: &str) -> DatabaseConnection {
    let mut options = ConnectOptions::new(url);
    options.max_connections(1).sqlx_logging(false);
    Database::connect(options).await.unwrap()
}
