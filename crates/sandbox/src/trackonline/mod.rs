//! A stand-in for TrackOnline, written from its public document: <https://api.trackonline.com> on loopback.
//!
//! | call | what it does |
//! |---|---|
//! | `GET /api/v1/status` | says that it is there |
//! | `GET /api/v1/itemdefinition`, `…/itemconfiguration`, `…/uniqueitem`, `…/location`, `…/packaginglabel` | master data, in pages of 50 |
//! | `GET /api/v1/balance`, `…/balance/counterpart` | worked out from the transactions |
//! | `GET /api/v1/transaction` | the transactions, in pages of 50 |
//! | `GET /api/v1/iot/item`, `…/iot/item/measurement` | items with a sensor, and where they have been |
//! | `GET /api/v1/batchcalculation`, `…/{id}/download`, `…/document`, `…/document/{id}/download` | monthly settlements, as files and on paper |
//! | `POST /api/v1/transaction` | takes a batch of at most 50 and gives a message ID |
//! | `POST` of each kind of master data, `POST /api/v1/transactiontrip` | the same, without a limit |
//! | `GET …/result/{id}` of each of these | what became of the batch |
//!
//! Every call passes the `door` with its key and its quota. What a call reads and writes is one state (`books`): the
//! made-up [`world`](crate::world) and everything posted since, which a journal in the state folder keeps. For people
//! and tests there is a page at `/_sandbox/` that needs no key and costs no call, but answers to this machine only.
//!
//! Where the document leaves something open, a switch of [`Behaviour`] chooses between the readings, or the choice is
//! named where it is made: what counts in a balance in `balance`, the default dates of a search in
//! `routes::transaction`, what saving leaves as it is in `saving`. What goes wrong on request is in [`faults`].
//!
//! # Control API
//!
//! | call | what it does |
//! |---|---|
//! | `GET /_sandbox/behaviour` | every switch, as JSON |
//! | `PUT /_sandbox/behaviour` | sets every switch; one that is left out goes to its default |
//! | `POST /_sandbox/behaviour` | sets the switches that are given |
//! | `GET /_sandbox/faults` | the faults that stand, with how often each struck |
//! | `POST /_sandbox/faults` | adds a [`Fault`](faults::Fault), answers with its number |
//! | `DELETE /_sandbox/faults`, `…/faults/{id}` | takes all away, or one |
//! | `GET /_sandbox/state.json` | time, quota, message queue, last calls, behaviour, faults |
//! | `GET /_sandbox/transactions.json?number=&reference=` | transactions, newest first |
//! | `GET /_sandbox/trips.json` | trips with their identifiers |
//! | `POST /_sandbox/corrections` | `{"location", "item", "pieces"}`: puts a balance right |
//! | `POST /_sandbox/quota/exhaust?seconds=N` | refuses every call for a while |
//! | `POST /_sandbox/clock/advance?seconds=N` | moves a driven clock on |

mod balance;
mod batch;
pub mod behaviour;
mod books;
mod calls;
mod control;
mod door;
mod escape;
pub mod faults;
mod fields;
mod files;
mod forms;
mod journal;
mod line;
mod master;
mod message;
mod office;
mod posting;
mod query;
mod quota;
mod refusal;
mod routes;
mod saving;
mod transaction;
mod trip;
mod whereabouts;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

pub use behaviour::{Behaviour, DuplicateSemantics};
pub use journal::JournalError;
pub use quota::{Licence, Limits};

use crate::clock::Clock;
use line::{Caller, Lines};
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
    /// How it answers where the document leaves it open.
    pub behaviour: Behaviour,
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
        let service = router(office).into_make_service_with_connect_info::<Caller>();
        let serving = axum::serve(Lines(listener), service).with_graceful_shutdown(stopped(stop.subscribe()));
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
