//! One open screen's stream of events.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use contract::{ProblemCode, StreamPlace};
use futures::stream;
use store::Store;
use tokio::sync::watch;
use tokio::time::Instant;

use super::recent::Found;
use super::seats::{MOST_PER_PERSON, Seat};
use crate::clock;
use crate::problem::Refusal;
use crate::session::Session;

/// A connection on which nothing is heard this long is taken for dead by what stands between.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// One open screen: who hears, and up to where they have heard.
#[derive(Debug)]
pub(crate) struct Stream {
    session: Session,
    place: u64,
    /// What is said before anything else.
    first: Option<Event>,
    told: watch::Receiver<()>,
    closing: watch::Receiver<bool>,
    ends: Instant,
    _seat: Seat,
}

/// Opens a stream that begins now, or goes on behind `heard`.
///
/// # Errors
/// When the person has too many streams open, or the database fails.
pub(crate) async fn open(
    store: &Store,
    session: Session,
    heard: Option<i64>,
    closing: watch::Receiver<bool>,
) -> Result<Stream, Refusal> {
    let tenant = Arc::clone(&session.tenant);
    let board = &tenant.board;
    let seat = board.seats.take(&session.subject).ok_or_else(too_many)?;
    // Subscribed first, so that from here on the tenant's changes are read.
    let told = board.told.subscribe();
    board.catch_up(store, &tenant.id).await?;
    let recent = board.recent();
    let (now, id) = recent.now();
    let (place, first) = match heard {
        None => (now, Some(begin("hello", id))),
        Some(heard) => match recent.after(heard, store.news_may_be_late()) {
            Some(place) => (place, None),
            None => (now, Some(begin("reset", id))),
        },
    };
    drop(recent);
    let left = (session.until - clock::now()).to_std().unwrap_or_default();
    Ok(Stream { session, place, first, told, closing, ends: Instant::now() + left, _seat: seat })
}

impl Stream {
    /// The events, until the token's right ends or the service stops.
    pub(crate) fn events(self) -> impl futures::Stream<Item = Result<Event, Infallible>> {
        stream::unfold(self, async |mut stream| Some((Ok(stream.next().await?), stream)))
    }

    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let heartbeat = Instant::now() + HEARTBEAT;
        loop {
            if *self.closing.borrow() || Instant::now() >= self.ends {
                return None;
            }
            let up_to = match self.session.tenant.board.next(&mut self.place) {
                Found::Change(change) if self.session.is_shown(change.customer.as_ref()) => {
                    return Some(change.event());
                }
                Found::Change(_) => continue,
                Found::Gone(id) => return Some(begin("reset", id)),
                Found::Nothing(up_to) => up_to,
            };
            tokio::select! {
                _ = self.told.changed() => {}
                _ = self.closing.changed() => {}
                () = tokio::time::sleep_until(heartbeat.min(self.ends)) => {
                    // What others were told moves on the place to come back to.
                    return Some(Event::default().comment("").id(up_to.to_string()));
                }
            }
        }
    }
}

fn begin(event: &str, id: i64) -> Event {
    let place = StreamPlace { id };
    let data = serde_json::to_string(&place).unwrap_or_default();
    Event::default().event(event).id(id.to_string()).data(data)
}

fn too_many() -> Refusal {
    Refusal::new(
        ProblemCode::TooManyStreams,
        format!(
            "You have {MOST_PER_PERSON} event streams open. Close order screens that you do not need; a browser needs one \
             stream for all of them."
        ),
    )
    .after(Duration::from_secs(30))
}
