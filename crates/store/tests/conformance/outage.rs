//! A database in trouble: nobody is told that something is stored that is not, and it goes on when the trouble is over.

use std::time::{Duration, Instant};

use sea_orm::ConnectionTrait;
use store::Accepted;
use uuid::Uuid;

use crate::place::Place;
use crate::scene::{accept, drop_off, order, ours, stored, together};

on_both_databases![
    a_write_waits_for_another_process_that_is_writing,
    a_lock_that_stays_fails_every_write_and_all_goes_on_when_it_is_gone,
];

async fn a_write_waits_for_another_process_that_is_writing(place: Place) {
    let store = place.open().await;
    let other = place.past_the_store().await;
    let begin = if place.is_postgres() { "BEGIN; LOCK TABLE confirmation" } else { "BEGIN EXCLUSIVE" };
    other.execute_unprepared(begin).await.unwrap();
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.accept(&ours(), drop_off(1)).await }
    });
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(!waiting.is_finished());
    other.execute_unprepared("COMMIT").await.unwrap();
    let accepted = waiting.await.unwrap().unwrap();
    assert_eq!(accepted, Accepted::Now(stored(&store, 1).await));
}

async fn a_lock_that_stays_fails_every_write_and_all_goes_on_when_it_is_gone(place: Place) {
    let store = place.open().await;
    let first = accept(&store, drop_off(1)).await;
    let other = place.past_the_store().await;
    let lock = if place.is_postgres() {
        "BEGIN; LOCK TABLE confirmation IN EXCLUSIVE MODE"
    } else {
        "BEGIN EXCLUSIVE"
    };
    other.execute_unprepared(lock).await.unwrap();
    let began = Instant::now();
    let writes = [2, 3].map(|id| {
        let store = store.clone();
        async move { store.accept(&ours(), drop_off(id)).await }
    });
    for failed in together(writes).await {
        let error = failed.expect_err("somebody else holds the lock");
        assert!(error.left_nothing() && error.to_string().contains("lock"), "{error}");
    }
    assert!(began.elapsed() < Duration::from_secs(15));
    // Reading goes on.
    assert_eq!(stored(&store, 1).await, first);
    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_eq!(store.confirmation(&ours(), Uuid::from_u128(2)).await.unwrap(), None);
    accept(&store, drop_off(2)).await;
    accept(&store, drop_off(3)).await;
}

/// A server that cannot be reached and is there again.
mod postgres_alone {
    use super::*;

    #[tokio::test]
    async fn a_server_that_is_gone_fails_every_call_and_all_goes_on_when_it_is_back() {
        let place = Place::postgres();
        let store = place.open().await;
        let first = accept(&store, drop_off(1)).await;
        place.shut().await;
        for _ in 0..3 {
            let error = store.accept(&ours(), drop_off(2)).await.expect_err("the database is gone");
            assert!(error.left_nothing(), "{error}");
        }
        assert!(store.confirmation(&ours(), Uuid::from_u128(1)).await.is_err());
        assert!(store.ping().await.is_err());
        place.unshut().await;
        store.ping().await.unwrap();
        assert_eq!(stored(&store, 1).await, first);
        assert_eq!(store.confirmation(&ours(), Uuid::from_u128(2)).await.unwrap(), None);
        accept(&store, drop_off(2)).await;
    }

    #[tokio::test]
    async fn a_connection_that_broke_while_nobody_used_it_is_not_noticed() {
        let place = Place::postgres();
        let store = place.open().await;
        place.shut().await;
        place.unshut().await;
        accept(&store, drop_off(1)).await;
    }
}

/// A file that cannot grow.
mod sqlite_alone {
    use super::*;

    /// Runs itself once more as a process whose files may not grow beyond a mebibyte: to SQLite that is a disk that
    /// refuses to write.
    #[cfg(target_os = "linux")]
    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_disk_that_is_full_fails_every_write_and_all_goes_on_when_there_is_room() {
        const FOLDER: &str = "STORE_TEST_ON_A_FULL_DISK";
        if let Some(folder) = std::env::var_os(FOLDER) {
            return fill(folder.as_ref()).await;
        }
        let folder = tempfile::TempDir::new().unwrap();
        // By this name it is found even when it has been built anew meanwhile.
        let me = format!("/proc/{}/exe", std::process::id());
        let name = "outage::sqlite_alone::\
            a_disk_that_is_full_fails_every_write_and_all_goes_on_when_there_is_room";
        let filled = tokio::process::Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -S -f 2048; exec \"$0\" \"$@\""])
            .arg(me)
            .args(["--exact", name, "--nocapture"])
            .env(FOLDER, folder.path())
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&filled.stdout) + String::from_utf8_lossy(&filled.stderr);
        assert!(filled.status.success() && said.contains("1 passed"), "{said}");
        // The next process finds what was told to be stored.
        let store = Place::sqlite_in(folder.path()).open().await;
        let accepted: u128 =
            std::fs::read_to_string(folder.path().join("accepted")).unwrap().parse().unwrap();
        for id in 1..=accepted {
            stored(&store, id).await;
        }
        let all = store.postings_under(&ours(), &order("240311")).await.unwrap();
        assert_eq!(all.len() as u128, accepted);
    }

    /// Accepts until the disk is full, makes room, and accepts again.
    #[cfg(target_os = "linux")]
    async fn fill(folder: &std::path::Path) {
        let store = Place::sqlite_in(folder).open().await;
        let mut accepted = 0;
        let error = loop {
            assert!(accepted < 10_000, "the disk does not get full");
            match store.accept(&ours(), drop_off(accepted + 1)).await {
                Ok(_) => accepted += 1,
                Err(error) => break error,
            }
        };
        assert!(accepted > 0, "{error}");
        assert!(store.accept(&ours(), drop_off(accepted + 1)).await.is_err());
        for id in 1..=accepted {
            stored(&store, id).await;
        }
        assert_eq!(store.confirmation(&ours(), Uuid::from_u128(accepted + 1)).await.unwrap(), None);
        let me = std::process::id().to_string();
        let room = tokio::process::Command::new("prlimit")
            .args(["--pid", &me, "--fsize=unlimited:"])
            .status()
            .await
            .unwrap();
        assert!(room.success());
        accept(&store, drop_off(accepted + 1)).await;
        std::fs::write(folder.join("accepted"), (accepted + 1).to_string()).unwrap();
    }
}
