//! A stand-in for TrackOnline, written from its public document: <https://api.trackonline.com> on loopback.
//!
//! | call | what it does |
//! |---|---|
//! | `GET /api/v1/status` | says that it is there |
//! | `GET /api/v1/location`, `…/itemdefinition`, `…/itemconfiguration` | master data, in pages of 50 |
//! | `GET /api/v1/balance`, `…/balance/counterpart` | worked out from the transactions |
//! | `GET /api/v1/transaction` | the transactions, in pages of 50 |
//! | `POST /api/v1/transaction` | takes a batch of at most 50 and gives a message ID |
//! | `GET /api/v1/transaction/result/{id}` | what became of the batch |
//!
//! Every call passes the [`door`] with its key and its quota. What a call reads and writes is one state (`books`): the
//! made-up [`world`](crate::world) and everything posted since, which a journal in the state folder keeps. For people
//! and tests there is a page at `/_sandbox/` that needs no key and costs no call, but answers to this machine only.
//!
//! Where the document leaves something open, the choice is named where it is made: what counts in a balance and its
//! signs in `balance`, the default dates of a search in `routes::transaction`, the forms of answers in `routes`,
//! postings with a number that exists in [`DuplicateSemantics`].

mod balance;
mod books;
mod control;
mod door;
mod fields;
mod journal;
mod office;
mod posting;
mod query;
mod quota;
mod refusal;
mod routes;
mod saving;
mod transaction;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use books::DuplicateSemantics;
pub use journal::JournalError;
pub use quota::{Licence, Limits};

use crate::clock::Clock;
use office::Office;

/// How long a stop waits for connections that are still open.
const FAREWELL: Duration = Duration::from_secs(3);

/// How the stand-in is to be.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The folder that holds its state.
    pub state: PathBuf,
    /// The one key that it takes.
    pub key: String,
    /// The calls that it grants.
    pub limits: Limits,
    /// What a second posting with the same number does.
    pub duplicates: DuplicateSemantics,
}

/// Why the stand-in cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// The address is taken, or not of this machine.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
    /// The state on disk cannot be used.
    #[error(transparent)]
    Journal(#[from] JournalError),
}

/// The stand-in, running.
#[derive(Debug)]
pub struct TrackOnline {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    server: JoinHandle<()>,
    saver: JoinHandle<()>,
}

impl TrackOnline {
    /// Opens the state, listens, and begins to answer.
    pub async fn start(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, StartError> {
        let refused = |error| StartError::Listen(settings.listen, error);
        let listener = TcpListener::bind(settings.listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let office = Arc::new(Office::open(&settings, clock)?);
        let stop = watch::Sender::new(false);
        let saver = tokio::spawn(Arc::clone(&office).keep_saving(stopped(stop.subscribe())));
        let service = router(office).into_make_service_with_connect_info::<SocketAddr>();
        let serving = axum::serve(listener, service).with_graceful_shutdown(stopped(stop.subscribe()));
        let server = tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::error!(%error, "the stand-in stopped serving");
            }
        });
        Ok(Self { address, stop, server, saver })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets the calls that are being answered finish, and ends. Batches that are not saved yet are saved after the next
    /// start.
    pub async fn stop(self) {
        let Self { stop, mut server, saver, .. } = self;
        stop.send_replace(true);
        if tokio::time::timeout(FAREWELL, &mut server).await.is_err() {
            server.abort();
        }
        if let Err(error) = saver.await {
            tracing::error!(%error, "the stand-in stopped saving");
        }
    }
}

/// Ends when a stop is told, or when whoever could tell it is gone.
async fn stopped(mut told: watch::Receiver<bool>) {
    let _ = told.wait_for(|stop| *stop).await;
}

fn router(office: Arc<Office>) -> Router {
    door::guard(routes::router(), &office).merge(control::router()).with_state(office)
}
