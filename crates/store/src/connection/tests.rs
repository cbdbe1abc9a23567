//! Writes on real databases, as they go wrong.

use std::sync::OnceLock;
use std::time::Duration;

use scratch_postgres::{Durability, ScratchError, ScratchPostgres};
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};
use tempfile::TempDir;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{Store, Work};
use crate::error::StoreError;

fn postgres(name: &str) -> String {
    static SERVER: OnceLock<Result<ScratchPostgres, ScratchError>> = OnceLock::new();
    let server = SERVER.get_or_init(|| ScratchPostgres::start(Durability::Fast));
    server.as_ref().unwrap_or_else(|error| panic!("{error}")).database(name).unwrap()
}

fn sqlite(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("fustlink.db").display())
}

/// Does what the statements say.
fn sql(statements: &'static str) -> impl for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, ()> + Send {
    move |transaction| {
        Box::pin(async move {
            for statement in statements.split("; ") {
                transaction.execute_unprepared(statement).await?;
            }
            Ok(())
        })
    }
}

/// A place for numbers that each may stand there once.
async fn with_slots(url: &str) -> Store {
    let store = Store::connect(url).await.unwrap();
    store.write(sql("CREATE TABLE slot (number BIGINT PRIMARY KEY)")).await.unwrap();
    store
}

async fn slots(store: &Store) -> Vec<i64> {
    let backend = store.reader.get_database_backend();
    let rows = store
        .reader
        .query_all_raw(Statement::from_string(backend, "SELECT number FROM slot ORDER BY number"))
        .await
        .unwrap();
    rows.iter().map(|row| row.try_get("", "number").unwrap()).collect()
}

/// A write that keeps the writer at work until it is let go, so that those that come meanwhile make a group.
async fn held_up(store: &Store) -> (oneshot::Sender<()>, JoinHandle<Result<(), StoreError>>) {
    let (go, wait) = oneshot::channel();
    let (at_work, works) = oneshot::channel();
    let store = store.clone();
    let written = tokio::spawn(async move {
        store
            .write(move |_| {
                Box::pin(async move {
                    at_work.send(()).unwrap();
                    wait.await.unwrap();
                    Ok(())
                })
            })
            .await
    });
    works.await.unwrap();
    (go, written)
}

/// Runs the writes in one group, in their order.
async fn in_one_group(store: &Store, writes: &[&'static str]) -> Vec<Result<(), StoreError>> {
    let (go, held) = held_up(store).await;
    let mut waiting = Vec::new();
    for write in writes {
        let (store, write) = (store.clone(), *write);
        waiting.push(tokio::spawn(async move { store.write(sql(write)).await }));
        // Each is in the queue before the next one comes.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    let mut results = Vec::new();
    for waiting in waiting {
        results.push(waiting.await.unwrap());
    }
    results
}

#[tokio::test]
async fn one_that_fails_leaves_the_others_of_its_group_alone() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    let results = in_one_group(
        &store,
        &[
            "INSERT INTO slot VALUES (1)",
            "INSERT INTO slot VALUES (2); INSERT INTO slot VALUES (1)",
            "INSERT INTO slot VALUES (3)",
        ],
    )
    .await;
    assert!(results[0].is_ok() && results[2].is_ok());
    assert!(matches!(&results[1], Err(error @ StoreError::Database(_)) if error.left_nothing()));
    assert_eq!(slots(&store).await, [1, 3]);
}

#[tokio::test]
async fn nobody_is_told_of_a_group_before_its_commit_and_all_are_told_when_it_fails() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    store.write(sql("CREATE TABLE child (slot BIGINT REFERENCES slot)")).await.unwrap();
    let results = in_one_group(
        &store,
        &["INSERT INTO slot VALUES (1)", "PRAGMA defer_foreign_keys = ON; INSERT INTO child VALUES (9)"],
    )
    .await;
    for result in results {
        assert!(
            matches!(&result, Err(error @ StoreError::Database(_)) if error.left_nothing()),
            "{result:?}"
        );
    }
    assert_eq!(slots(&store).await, [0; 0]);
    store.write(sql("INSERT INTO slot VALUES (2)")).await.unwrap();
    assert_eq!(slots(&store).await, [2]);
}

#[tokio::test]
async fn a_transaction_that_sqlite_gives_up_by_itself_is_told_to_all_who_were_in_it_and_the_rest_goes_on() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    store.write(sql("CREATE TABLE heavy (bytes BLOB)")).await.unwrap();
    let results = in_one_group(
        &store,
        &[
            "INSERT INTO slot VALUES (1)",
            "PRAGMA max_page_count = 1; INSERT INTO heavy VALUES (zeroblob(1000000))",
            "INSERT INTO slot VALUES (3)",
        ],
    )
    .await;
    assert!(matches!(&results[0], Err(error) if error.left_nothing()), "{:?}", results[0]);
    assert!(matches!(&results[1], Err(error) if error.to_string().contains("full")), "{:?}", results[1]);
    assert!(results[2].is_ok(), "{:?}", results[2]);
    assert_eq!(slots(&store).await, [3]);
}

#[tokio::test]
async fn a_full_database_takes_writes_again_when_there_is_room() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    store.write(sql("CREATE TABLE heavy (bytes BLOB)")).await.unwrap();
    let full =
        store.write(sql("PRAGMA max_page_count = 1; INSERT INTO heavy VALUES (zeroblob(1000000))")).await;
    assert!(matches!(&full, Err(error) if error.to_string().contains("full")), "{full:?}");
    store.write(sql("INSERT INTO slot VALUES (1)")).await.unwrap();
    assert_eq!(slots(&store).await, [1]);
}

async fn panics_once_and_goes_on(url: &str) {
    let store = with_slots(url).await;
    let panicked = store
        .write(|transaction| {
            Box::pin(async move {
                transaction.execute_unprepared("INSERT INTO slot VALUES (1)").await?;
                panic!("a mistake in a rule")
            })
        })
        .await;
    assert!(matches!(panicked, Err::<(), _>(StoreError::Interrupted)));
    store.write(sql("INSERT INTO slot VALUES (2)")).await.unwrap();
    assert_eq!(slots(&store).await, [2]);
}

#[tokio::test]
async fn a_panic_is_one_writes_failure_on_sqlite() {
    let folder = TempDir::new().unwrap();
    panics_once_and_goes_on(&sqlite(&folder)).await;
}

#[tokio::test]
async fn a_panic_is_one_writes_failure_on_postgresql() {
    panics_once_and_goes_on(&postgres("panic")).await;
}

async fn goes_on_without_its_caller(url: &str) {
    let store = with_slots(url).await;
    let (at_work, works) = oneshot::channel();
    let (go, wait) = oneshot::channel::<()>();
    let writing = store.clone();
    let caller = tokio::spawn(async move {
        writing
            .write(move |transaction| {
                Box::pin(async move {
                    transaction.execute_unprepared("INSERT INTO slot VALUES (1)").await?;
                    at_work.send(()).unwrap();
                    wait.await.unwrap();
                    transaction.execute_unprepared("INSERT INTO slot VALUES (2)").await?;
                    Ok(())
                })
            })
            .await
    });
    works.await.unwrap();
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    go.send(()).unwrap();
    store.close().await.unwrap();
    let store = Store::connect(url).await.unwrap();
    assert_eq!(slots(&store).await, [1, 2]);
}

#[tokio::test]
async fn a_cancelled_caller_leaves_all_of_its_write_on_sqlite() {
    let folder = TempDir::new().unwrap();
    goes_on_without_its_caller(&sqlite(&folder)).await;
}

#[tokio::test]
async fn a_cancelled_caller_leaves_all_of_its_write_on_postgresql() {
    goes_on_without_its_caller(&postgres("cancelled")).await;
}

#[tokio::test]
async fn closing_writes_what_waits_and_refuses_what_comes_later() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    let (go, held) = held_up(&store).await;
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.write(sql("INSERT INTO slot VALUES (1)")).await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    let closing = tokio::spawn({
        let store = store.clone();
        async move { store.close().await }
    });
    tokio::time::sleep(Duration::from_millis(20)).await;
    go.send(()).unwrap();
    held.await.unwrap().unwrap();
    waiting.await.unwrap().unwrap();
    closing.await.unwrap().unwrap();
    let late = store.write(sql("INSERT INTO slot VALUES (2)")).await;
    assert!(matches!(late, Err(StoreError::Interrupted)));
    assert!(store.ping().await.is_err());
    assert_eq!(slots(&Store::connect(&sqlite(&folder)).await.unwrap()).await, [1]);
}

#[tokio::test]
async fn the_writer_ends_with_the_last_clone_of_its_store() {
    let folder = TempDir::new().unwrap();
    let store = with_slots(&sqlite(&folder)).await;
    let log = folder.path().join("fustlink.db-wal");
    assert!(log.exists());
    drop(store);
    for _ in 0..200 {
        // SQLite removes its log when the last connection is closed.
        if !log.exists() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("a connection is still open");
}

async fn starts_many_at_once(url: &str) {
    let starting: Vec<_> = (0..8)
        .map(|_| {
            let url = url.to_owned();
            tokio::spawn(async move { Store::connect(&url).await.unwrap().ping().await })
        })
        .collect();
    for started in starting {
        started.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn many_processes_may_start_at_once_on_a_new_sqlite_file() {
    let folder = TempDir::new().unwrap();
    starts_many_at_once(&sqlite(&folder)).await;
}

#[tokio::test]
async fn many_processes_may_start_at_once_on_a_new_postgresql_database() {
    starts_many_at_once(&postgres("start")).await;
}

#[tokio::test]
async fn a_commit_that_postgresql_refuses_has_certainly_left_nothing() {
    let store = with_slots(&postgres("refused")).await;
    let child = "CREATE TABLE child (slot BIGINT REFERENCES slot DEFERRABLE INITIALLY DEFERRED)";
    store.write(sql(child)).await.unwrap();
    let refused = store.write(sql("INSERT INTO slot VALUES (1); INSERT INTO child VALUES (9)")).await;
    assert!(matches!(&refused, Err(error @ StoreError::Database(_)) if error.left_nothing()), "{refused:?}");
    assert_eq!(slots(&store).await, [0; 0]);
}

#[tokio::test]
async fn a_connection_that_breaks_while_postgresql_commits_leaves_it_uncertain() {
    let store = with_slots(&postgres("uncertain")).await;
    store
        .write(|transaction| {
            Box::pin(async move {
                let statements = [
                    "CREATE FUNCTION fall_silent() RETURNS trigger LANGUAGE plpgsql AS \
                     'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'",
                    "CREATE CONSTRAINT TRIGGER silence AFTER INSERT ON slot DEFERRABLE INITIALLY DEFERRED \
                     FOR EACH ROW WHEN (NEW.number = 9) EXECUTE FUNCTION fall_silent()",
                ];
                for statement in statements {
                    transaction.execute_unprepared(statement).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
    let uncertain = store.write(sql("INSERT INTO slot VALUES (9)")).await;
    assert!(matches!(&uncertain, Err(StoreError::Uncertain { .. })), "{uncertain:?}");
    store.write(sql("INSERT INTO slot VALUES (1)")).await.unwrap();
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_commit_has_certainly_left_nothing() {
    let store = with_slots(&postgres("broken")).await;
    let broken =
        store.write(sql("INSERT INTO slot VALUES (1); SELECT pg_terminate_backend(pg_backend_pid())")).await;
    assert!(matches!(&broken, Err(error @ StoreError::Database(_)) if error.left_nothing()), "{broken:?}");
    assert_eq!(slots(&store).await, [0; 0]);
}

#[tokio::test]
async fn a_swallowed_error_is_not_taken_for_a_commit_on_postgresql() {
    let store = with_slots(&postgres("swallowed")).await;
    let swallowed = store
        .write(|transaction| {
            Box::pin(async move {
                transaction.execute_unprepared("INSERT INTO slot VALUES (1)").await?;
                let _swallowed = transaction.execute_unprepared("INSERT INTO slot VALUES (1)").await;
                Ok(())
            })
        })
        .await;
    assert!(matches!(&swallowed, Err(StoreError::Database(_))), "{swallowed:?}");
    assert_eq!(slots(&store).await, [0; 0]);
}
