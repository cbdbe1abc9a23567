//! The stand-in at work: the books, their journal, the quota and the clock, shared by every call.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use uuid::{Builder, Uuid};

use super::Settings;
use super::batch::Batch;
use super::behaviour::Behaviour;
use super::books::Books;
use super::calls::Calls;
use super::faults::{FaultKind, Faults};
use super::forms::Forms;
use super::journal::{Event, Journal, JournalError};
use super::message::Message;
use super::quota::Quota;
use super::refusal::Refusal;
use super::saving::{self, Circumstances};
use super::transaction::Transaction;
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
    behaviour: Mutex<Behaviour>,
    faults: Mutex<Faults>,
    calls: Mutex<Calls>,
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
        let mut books = Books::open(World::on(base));
        for event in events {
            match event {
                Event::Opened { .. } => {}
                Event::Received { message, at, due, batch } => {
                    books.receive(message, Message::new(at, due, batch));
                }
                Event::Saved(save) => books.enter(save),
                Event::Outdated { message } => books.outdate(message),
                Event::Corrected(transaction) => books.enter_transaction(*transaction),
            }
        }
        Ok(Self {
            key: settings.key.clone(),
            clock,
            desk: Mutex::new(Desk { books, journal }),
            quota: Mutex::new(Quota::new(settings.limits)),
            behaviour: Mutex::new(settings.behaviour),
            faults: Mutex::default(),
            calls: Mutex::default(),
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

    /// How it answers at present.
    pub(super) fn behaviour(&self) -> Behaviour {
        *self.switchboard()
    }

    /// The switches, to set them.
    pub(super) fn switchboard(&self) -> MutexGuard<'_, Behaviour> {
        self.behaviour.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How answers are written at present.
    pub(super) fn forms(&self) -> Forms {
        Forms(self.behaviour())
    }

    /// The faults that were asked for.
    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The last calls.
    pub(super) fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a batch in: it is on disk when this returns its message ID.
    pub(super) async fn receive(self: &Arc<Self>, batch: Batch) -> Result<Uuid, Refusal> {
        self.write(move |office| {
            let message = random_id();
            let at = office.now();
            let slower = office.faults().strike("POST", batch.kind().path(), |kind| match kind {
                FaultKind::SlowSave(milliseconds) => Some(i64::from(milliseconds)),
                _ => None,
            });
            let takes = rand::random_range(SAVING_TAKES) + slower.unwrap_or(0);
            let due = at + TimeDelta::milliseconds(takes);
            let mut desk = office.desk();
            desk.journal.write(&Event::Received { message, at, due, batch: batch.clone() })?;
            desk.books.receive(message, Message::new(at, due, batch));
            drop(desk);
            office.arrivals.notify_one();
            Ok(message)
        })
        .await
    }

    /// Gives the result of a batch up, so that nobody can ask for it any more.
    pub(super) async fn outdate(self: &Arc<Self>, message: Uuid) -> Result<(), Refusal> {
        self.write(move |office| {
            let mut desk = office.desk();
            desk.journal.write(&Event::Outdated { message })?;
            desk.books.outdate(message);
            Ok(())
        })
        .await
    }

    /// Enters a transaction that nobody posted; `make` is given the books, a free identifier and what the clock shows.
    pub(super) async fn correct(
        self: &Arc<Self>,
        make: impl FnOnce(&Books, Uuid, DateTime<Utc>) -> Result<Transaction, Refusal> + Send + 'static,
    ) -> Result<Transaction, Refusal> {
        self.write(move |office| {
            let at = office.shown();
            let mut desk = office.desk();
            let transaction = match make(&desk.books, random_id(), at) {
                Ok(transaction) => transaction,
                Err(refusal) => return Ok(Err(refusal)),
            };
            desk.journal.write(&Event::Corrected(Box::new(transaction.clone())))?;
            desk.books.enter_transaction(transaction.clone());
            Ok(Ok(transaction))
        })
        .await?
    }

    /// Does something that ends on disk, whoever hangs up meanwhile.
    async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        write: impl FnOnce(&Self) -> std::io::Result<T> + Send + 'static,
    ) -> Result<T, Refusal> {
        let office = Arc::clone(self);
        let failure = match tokio::task::spawn_blocking(move || write(&office)).await {
            Ok(Ok(written)) => return Ok(written),
            Ok(Err(error)) => error.to_string(),
            Err(error) => error.to_string(),
        };
        tracing::error!(failure, "nothing could be written to the journal");
        Err(Refusal::Unhandled)
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
        let at = self.shown();
        let mut desk = self.desk();
        let Some(batch) = desk.books.batch(message) else { return Ok(()) };
        let partly = |kind| (kind == FaultKind::SaveFailsPartly).then_some(());
        let circumstances = Circumstances {
            at,
            duplicates: self.behaviour().duplicates,
            fails_partly: self.faults().strike("POST", batch.kind().path(), partly).is_some(),
            new_id: random_id,
        };
        let save = saving::save(&desk.books, message, batch, circumstances);
        let failed = save.rows.iter().filter(|row| row.error.is_some()).count();
        tracing::info!(%message, rows = save.rows.len(), failed, "saved a batch");
        desk.journal.write(&Event::Saved(save.clone()))?;
        desk.books.enter(save);
        Ok(())
    }

    /// What the stand-in's own clock shows, which is what it writes down: the present moment unless its clock is off.
    pub(super) fn shown(&self) -> DateTime<Utc> {
        self.now() + self.skew()
    }

    /// How far ahead the stand-in's own clock is.
    pub(super) fn skew(&self) -> TimeDelta {
        TimeDelta::seconds(self.faults().skew())
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
