//! The stand-in at work: the books, their journal, the quota and the clock, shared by every call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use uuid::{Builder, Uuid};

use super::Settings;
use super::books::{Books, Message};
use super::journal::{Event, Journal, JournalError};
use super::posting::Posting;
use super::quota::Quota;
use super::refusal::Refusal;
use super::saving;
use crate::clock::Clock;
use crate::world::World;

/// How long saving a batch takes, in milliseconds.
const SAVING_TAKES: std::ops::RangeInclusive<i64> = 300..=2_500;

/// How long to wait before saving is tried again when the disk refuses.
const DISK_PAUSE: Duration = Duration::from_secs(1);

/// The stand-in at work.
pub(super) struct Office {
    pub(super) key: String,
    pub(super) clock: Arc<dyn Clock>,
    desk: Mutex<Desk>,
    quota: Mutex<Quota>,
    arrivals: Notify,
}

/// The books and the journal that they can be made from again.
struct Desk {
    books: Books,
    journal: Journal,
}

impl Office {
    /// Opens the state on disk, or begins it.
    pub(super) fn open(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Self, JournalError> {
        let (journal, (base, events)) = Journal::open(&settings.state, clock.now())?;
        let mut books = Books::open(World::on(base), settings.duplicates);
        for event in events {
            match event {
                Event::Opened { .. } => {}
                Event::Received { message, at, due, postings } => {
                    books.receive(message, Message { received: at, due, postings, result: None });
                }
                Event::Saved(save) => books.enter(save),
            }
        }
        Ok(Self {
            key: settings.key.clone(),
            clock,
            desk: Mutex::new(Desk { books, journal }),
            quota: Mutex::new(Quota::new(settings.limits)),
            arrivals: Notify::new(),
        })
    }

    /// Reads the books.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Books) -> T) -> T {
        read(&self.desk().books)
    }

    /// The calls that were made.
    pub(super) fn quota(&self) -> MutexGuard<'_, Quota> {
        self.quota.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a batch in: it is on disk when this returns its message ID.
    pub(super) async fn receive(self: &Arc<Self>, postings: Vec<Posting>) -> Result<Uuid, Refusal> {
        let office = Arc::clone(self);
        let received = tokio::task::spawn_blocking(move || {
            let message = random_id();
            let at = office.clock.now();
            let due = at + TimeDelta::milliseconds(rand::random_range(SAVING_TAKES));
            let mut desk = office.desk();
            desk.journal.write(&Event::Received { message, at, due, postings: postings.clone() })?;
            desk.books.receive(message, Message { received: at, due, postings, result: None });
            drop(desk);
            office.arrivals.notify_one();
            Ok::<_, std::io::Error>(message)
        });
        match received.await {
            Ok(Ok(message)) => Ok(message),
            Ok(Err(error)) => {
                tracing::error!(%error, "a batch could not be written to the journal");
                Err(Refusal::Unhandled)
            }
            Err(error) => {
                tracing::error!(%error, "a batch was not taken in");
                Err(Refusal::Unhandled)
            }
        }
    }

    /// Saves each batch when its time has come, until `closing` ends. A save that has begun is finished.
    pub(super) async fn keep_saving(self: Arc<Self>, closing: impl Future<Output = ()>) {
        tokio::pin!(closing);
        loop {
            let next = self.read(Books::next_due);
            let due = async {
                match next {
                    Some((message, due)) => {
                        self.clock.wait_until(due).await;
                        message
                    }
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = &mut closing => return,
                () = self.arrivals.notified() => {}
                message = due => self.save(message).await,
            }
        }
    }

    async fn save(self: &Arc<Self>, message: Uuid) {
        let office = Arc::clone(self);
        let saved = tokio::task::spawn_blocking(move || office.save_now(message)).await;
        let failure = match saved {
            Ok(Ok(())) => return,
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(%message, failure, "a batch could not be saved; trying again");
        tokio::time::sleep(DISK_PAUSE).await;
    }

    fn save_now(&self, message: Uuid) -> std::io::Result<()> {
        let at = self.clock.now();
        let mut desk = self.desk();
        let Some(postings) = desk.books.postings(message) else { return Ok(()) };
        let save = saving::save(&desk.books, message, postings, at, random_id);
        let failed = save.rows.iter().filter(|row| row.error.is_some()).count();
        tracing::info!(%message, rows = save.rows.len(), failed, "saved a batch");
        desk.journal.write(&Event::Saved(save.clone()))?;
        desk.books.enter(save);
        Ok(())
    }

    /// The present moment.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// An identifier that nobody has.
fn random_id() -> Uuid {
    Builder::from_random_bytes(rand::random()).into_uuid()
}
