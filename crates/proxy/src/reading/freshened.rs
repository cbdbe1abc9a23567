//! An answer of TrackOnline that is kept for a while: everybody who asks meanwhile gets it, and one call serves all who
//! wait for a newer one.
//!
//! The call is made in a task of its own. Whoever waits for it may give up: what it brings, an answer or a failure, is
//! there for the next one.

use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};
use tracing::Instrument;

use crate::clock;
use crate::problem::Refusal;

/// After a failure, everybody gets the same failure (or the answer before it) for this long: a TrackOnline that is down
/// is not asked once per screen.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// How long a newer answer is waited for where there is an earlier one to show.
const PATIENCE: Duration = Duration::from_secs(10);
/// The same once it has failed: it may hang again.
const PATIENCE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// An answer and when to ask for the next one.
#[derive(Debug)]
pub(crate) struct Freshened<T> {
    lifetime: Duration,
    pause_after_failure: Duration,
    patience: Duration,
    /// Never held while something is waited for.
    slot: Mutex<Slot<T>>,
}

#[derive(Debug)]
struct Slot<T> {
    answer: Option<Kept<T>>,
    failure: Option<Failure>,
    /// Raised when what is kept becomes outdated.
    generation: u64,
    fetching: Option<Fetching>,
}

#[derive(Debug)]
struct Kept<T> {
    answer: Arc<T>,
    read_at: Instant,
    /// The generation that its question was asked in.
    generation: u64,
}

#[derive(Debug, Clone)]
struct Failure {
    refusal: Refusal,
    at: Instant,
    /// When the first of an unbroken row of failures happened.
    since: DateTime<Utc>,
}

/// A call that is under way.
#[derive(Debug, Clone)]
struct Fetching {
    generation: u64,
    since: DateTime<Utc>,
    /// Closed when it has ended, in whatever way.
    ended: watch::Receiver<()>,
}

/// An answer, and since when there has been no newer one although one was wanted.
#[derive(Debug)]
pub(crate) struct Fresh<T> {
    pub(crate) answer: Arc<T>,
    pub(crate) unreachable_since: Option<DateTime<Utc>>,
}

impl<T: Send + Sync + 'static> Freshened<T> {
    pub(crate) fn new(lifetime: Duration) -> Self {
        let slot = Slot { answer: None, failure: None, generation: 0, fetching: None };
        Self {
            lifetime,
            pause_after_failure: PAUSE_AFTER_FAILURE,
            patience: PATIENCE,
            slot: Mutex::new(slot),
        }
    }

    /// The answer, fetched if the one at hand is too old. `fetch` is told whether there is an earlier answer, and may
    /// then decide that it still stands (`None`). A failure is answered with the earlier answer, if there is one, and so
    /// is a call that takes too long.
    pub(crate) async fn get<F>(
        self: &Arc<Self>,
        fetch: impl FnOnce(bool) -> F + Send + 'static,
    ) -> Result<Fresh<T>, Refusal>
    where
        F: Future<Output = Result<Option<T>, Refusal>> + Send + 'static,
    {
        let has_failed = self.slot().failure.is_some();
        let patience = if has_failed { PATIENCE_AFTER_FAILURE.min(self.patience) } else { self.patience };
        self.within(patience, fetch).await
    }

    /// The answer at hand, however old; if it is too old, a newer one is fetched behind it. Only where there is none yet,
    /// it is waited for.
    pub(crate) async fn at_hand<F>(
        self: &Arc<Self>,
        fetch: impl FnOnce(bool) -> F + Send + 'static,
    ) -> Result<Fresh<T>, Refusal>
    where
        F: Future<Output = Result<Option<T>, Refusal>> + Send + 'static,
    {
        self.within(Duration::ZERO, fetch).await
    }

    /// As [`Freshened::get`], with so much patience where there is an earlier answer.
    async fn within<F>(
        self: &Arc<Self>,
        patience: Duration,
        fetch: impl FnOnce(bool) -> F + Send + 'static,
    ) -> Result<Fresh<T>, Refusal>
    where
        F: Future<Output = Result<Option<T>, Refusal>> + Send + 'static,
    {
        let patient_until = Instant::now() + patience;
        let wanted = self.slot().generation;
        let mut fetch = Some(fetch);
        loop {
            let (mut fetching, has_earlier) = {
                let mut slot = self.slot();
                let under_way = slot.fetching.clone();
                let fetching = match under_way {
                    _ if self.is_good_enough(&slot, wanted) => return slot.stands(None),
                    Some(fetching) => fetching,
                    None => match fetch.take() {
                        Some(fetch) => self.begin(&mut slot, fetch),
                        None => return slot.stands(None),
                    },
                };
                (fetching, slot.answer.is_some())
            };
            let ended = fetching.ended.changed();
            if !has_earlier {
                // It is never sent to, only closed.
                let _ = ended.await;
            } else if Instant::now() >= patient_until || timeout_at(patient_until, ended).await.is_err() {
                return self.slot().stands(Some(fetching.since));
            }
            // One that was asked before the answer became outdated may have brought what it was.
            if fetching.generation >= wanted {
                return self.slot().stands(None);
            }
        }
    }

    /// Whether nothing needs to be asked: the answer is young, or asking has just failed.
    fn is_good_enough(&self, slot: &Slot<T>, wanted: u64) -> bool {
        let is_fresh = |kept: &Kept<T>| kept.generation >= wanted && kept.read_at.elapsed() < self.lifetime;
        slot.answer.as_ref().is_some_and(is_fresh)
            || slot.failure.as_ref().is_some_and(|failure| failure.at.elapsed() < self.pause_after_failure)
    }

    /// Sends a call on its way.
    fn begin<F>(
        self: &Arc<Self>,
        slot: &mut Slot<T>,
        fetch: impl FnOnce(bool) -> F + Send + 'static,
    ) -> Fetching
    where
        F: Future<Output = Result<Option<T>, Refusal>> + Send + 'static,
    {
        let (end, ended) = watch::channel(());
        let fetching = Fetching { generation: slot.generation, since: clock::now(), ended };
        slot.fetching = Some(fetching.clone());
        let (has_earlier, generation) = (slot.answer.is_some(), slot.generation);
        let under_way = UnderWay { of: Arc::clone(self), _end: end };
        let call = async move {
            let brought = fetch(has_earlier).await;
            under_way.of.slot().take_in(brought, generation);
        };
        tokio::spawn(call.in_current_span());
        fetching
    }

    /// The answer is known to be outdated, also one that is just being fetched: the next one who asks gets a new one.
    pub(crate) fn expire(&self) {
        self.slot().generation += 1;
    }

    /// As [`Freshened::expire`], unless the answer is younger than this.
    pub(crate) fn expire_if_older(&self, than: Duration) -> bool {
        let mut slot = self.slot();
        let is_older = slot.answer.as_ref().is_some_and(|kept| kept.read_at.elapsed() > than);
        if is_older {
            slot.generation += 1;
        }
        is_older
    }
}

impl<T> Freshened<T> {
    fn slot(&self) -> MutexGuard<'_, Slot<T>> {
        self.slot.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Slot<T> {
    fn take_in(&mut self, brought: Result<Option<T>, Refusal>, generation: u64) {
        match brought {
            Ok(answer) => {
                self.failure = None;
                if let Some(answer) = answer {
                    let answer = Arc::new(answer);
                    self.answer = Some(Kept { answer, read_at: Instant::now(), generation });
                }
            }
            Err(refusal) => {
                let since = self.failure.as_ref().map_or_else(clock::now, |failure| failure.since);
                self.failure = Some(Failure { refusal, at: Instant::now(), since });
            }
        }
    }

    /// What there is now; a newer answer has been waited for in vain since `overdue`.
    fn stands(&self, overdue: Option<DateTime<Utc>>) -> Result<Fresh<T>, Refusal> {
        match (&self.answer, &self.failure) {
            (Some(kept), failure) => Ok(Fresh {
                answer: Arc::clone(&kept.answer),
                unreachable_since: failure.as_ref().map(|failure| failure.since).or(overdue),
            }),
            (None, Some(failure)) => Err(failure.refusal.clone()),
            (None, None) => Err(Refusal::new(
                contract::ProblemCode::Internal,
                "An answer was to be kept that is not there. Try again.",
            )),
        }
    }
}

/// Held by the task that makes a call: the call has ended when this goes, also where it panics.
#[derive(Debug)]
struct UnderWay<T> {
    of: Arc<Freshened<T>>,
    _end: watch::Sender<()>,
}

impl<T> Drop for UnderWay<T> {
    fn drop(&mut self) {
        self.of.slot().fetching = None;
    }
}

#[cfg(test)]
mod tests;
