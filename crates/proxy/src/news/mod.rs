//! What changes while people look: read from the audit trail, told once to every open stream that may hear it.
//!
//! ```text
//! store ──(rung, or once a second)──▶ Board::catch_up ──▶ Recent ◀── Stream, one per open screen, each at its own place
//! ```
//!
//! An event tells how a thing stands, not what changed, so hearing it twice does no harm, and what changes several times
//! before it is read is told once. The seam for several processes is [`Board::catch_up`]: it reads the database, whoever
//! has written there; PostgreSQL's `NOTIFY` would ring the same bell as this process does.

mod change;
mod reader;
mod recent;
mod seats;
mod stream;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use store::{Store, StoreError, TenantId};
use tokio::sync::watch;

use crate::tenant::Tenant;
use reader::Reader;
use recent::{Found, Recent};
use seats::Seats;

pub(crate) use stream::open;

/// Another process may have written what this one tells its screens.
const LOOK: Duration = Duration::from_secs(1);
/// A database that failed is given this long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// What one tenant's screens are told.
#[derive(Debug)]
pub struct Board {
    /// What was read so far; whoever holds it reads on.
    reader: tokio::sync::Mutex<Reader>,
    recent: Mutex<Recent>,
    /// Wakes the streams.
    told: watch::Sender<()>,
    seats: Arc<Seats>,
}

impl Board {
    pub(crate) fn new() -> Self {
        Self {
            reader: tokio::sync::Mutex::new(Reader::new()),
            recent: Mutex::new(Recent::new()),
            told: watch::Sender::new(()),
            seats: Arc::new(Seats::default()),
        }
    }

    /// Reads on to where the database is now, and wakes the streams if there is something new.
    ///
    /// # Errors
    /// When the database fails; what was read until then is told.
    async fn catch_up(&self, store: &Store, tenant: &TenantId) -> Result<(), StoreError> {
        let mut reader = self.reader.lock().await;
        let read = reader.read_on(store, tenant, |found| self.recent().take(found)).await;
        if self.recent().has_news() {
            self.told.send_replace(());
        }
        read
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, place: &mut u64) -> Found {
        self.recent().next(place)
    }
}

/// Tells a tenant's open streams what changes, until the service stops. Where nobody listens, nothing is read.
pub(crate) async fn tell(store: Store, tenant: Arc<Tenant>, mut stopping: watch::Receiver<bool>) {
    let mut pause = LOOK;
    while !*stopping.borrow() {
        tokio::select! {
            () = tenant.changed.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => return,
        }
        pause = LOOK;
        if tenant.board.told.receiver_count() == 0 {
            continue;
        }
        if let Err(error) = tenant.board.catch_up(&store, &tenant.id).await {
            tracing::error!(tenant = %tenant.id, %error, "open screens are not told what changes");
            pause = PAUSE_AFTER_FAILURE;
        }
    }
}
