//! An answer of TrackOnline that is kept for a while: everybody who asks meanwhile gets it, and one call serves all who
//! wait for a newer one.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::clock;
use crate::problem::Refusal;

/// After a failure, everybody gets the same failure (or the answer before it) for this long: a TrackOnline that is down
/// is not asked once per screen.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(5);

/// An answer and when to ask for the next one.
#[derive(Debug)]
pub(crate) struct Freshened<T> {
    lifetime: Duration,
    slot: Mutex<Slot<T>>,
}

#[derive(Debug)]
struct Slot<T> {
    answer: Option<(Arc<T>, Instant)>,
    failure: Option<Failure>,
}

#[derive(Debug, Clone)]
struct Failure {
    refusal: Refusal,
    at: Instant,
    /// When the first of an unbroken row of failures happened.
    since: DateTime<Utc>,
}

/// An answer, and since when there has been no newer one although one was wanted.
#[derive(Debug)]
pub(crate) struct Fresh<T> {
    pub(crate) answer: Arc<T>,
    pub(crate) unreachable_since: Option<DateTime<Utc>>,
}

impl<T> Freshened<T> {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self { lifetime, slot: Mutex::new(Slot { answer: None, failure: None }) }
    }

    /// The answer, fetched if the one at hand is too old. `fetch` is told whether there is an earlier answer, and may
    /// then decide that it still stands (`None`). A failure is answered with the earlier answer, if there is one.
    pub(crate) async fn get<F>(&self, fetch: impl FnOnce(bool) -> F) -> Result<Fresh<T>, Refusal>
    where
        F: Future<Output = Result<Option<T>, Refusal>>,
    {
        let mut slot = self.slot.lock().await;
        let is_fresh = slot.answer.as_ref().is_some_and(|(_, read_at)| read_at.elapsed() < self.lifetime);
        let failed_just_now =
            slot.failure.as_ref().is_some_and(|failure| failure.at.elapsed() < PAUSE_AFTER_FAILURE);
        if !is_fresh && !failed_just_now {
            match fetch(slot.answer.is_some()).await {
                Ok(Some(answer)) => {
                    slot.answer = Some((Arc::new(answer), Instant::now()));
                    slot.failure = None;
                }
                Ok(None) => slot.failure = None,
                Err(refusal) => {
                    let since = slot.failure.as_ref().map_or_else(clock::now, |failure| failure.since);
                    slot.failure = Some(Failure { refusal, at: Instant::now(), since });
                }
            }
        }
        match (&slot.answer, &slot.failure) {
            (Some((answer, _)), failure) => Ok(Fresh {
                answer: Arc::clone(answer),
                unreachable_since: failure.as_ref().map(|failure| failure.since),
            }),
            (None, Some(failure)) => Err(failure.refusal.clone()),
            (None, None) => Err(Refusal::new(
                contract::ProblemCode::Internal,
                "An answer was to be kept that is not there. Try again.",
            )),
        }
    }

    /// The answer is known to be outdated: the next one who asks gets a new one.
    pub(crate) async fn expire(&self) {
        let mut slot = self.slot.lock().await;
        if let Some((_, read_at)) = slot.answer.as_mut()
            && let Some(long_ago) = Instant::now().checked_sub(self.lifetime)
        {
            *read_at = long_ago;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use contract::ProblemCode;
    use futures::future::join_all;

    use super::*;

    fn down() -> Refusal {
        Refusal::new(ProblemCode::TrackOnlineUnreachable, "down")
    }

    #[tokio::test(start_paused = true)]
    async fn many_who_ask_at_once_cost_one_call() {
        let kept = Freshened::new(Duration::from_mins(1));
        let calls = AtomicU32::new(0);
        let ask = || {
            kept.get(async |_| {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::time::sleep(Duration::from_secs(1)).await;
                Ok(Some(42))
            })
        };
        for answer in join_all((0..20).map(|_| ask())).await {
            assert_eq!(*answer.unwrap().answer, 42);
        }
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(61)).await;
        ask().await.unwrap();
        kept.expire().await;
        ask().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 3);
    }

    #[tokio::test(start_paused = true)]
    async fn a_failure_shows_the_earlier_answer_with_since_when_and_is_not_repeated_at_once() {
        let kept = Freshened::new(Duration::from_mins(1));
        let calls = AtomicU32::new(0);
        kept.get(async |_| Ok(Some(1))).await.unwrap();
        tokio::time::advance(Duration::from_secs(61)).await;
        let fail = || {
            kept.get(async |had| {
                assert!(had);
                calls.fetch_add(1, Ordering::SeqCst);
                Err(down())
            })
        };
        let first = fail().await.unwrap();
        assert_eq!(*first.answer, 1);
        let since = first.unreachable_since.unwrap();
        fail().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(fail().await.unwrap().unreachable_since, Some(since));
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn without_an_earlier_answer_everybody_gets_the_failure() {
        let kept = Freshened::<i32>::new(Duration::from_mins(1));
        for _ in 0..2 {
            assert_eq!(
                kept.get(async |_| Err(down())).await.unwrap_err().code(),
                ProblemCode::TrackOnlineUnreachable
            );
        }
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_may_not_be_used_leaves_the_earlier_one() {
        let kept = Freshened::new(Duration::ZERO);
        kept.get(async |_| Ok(Some(1))).await.unwrap();
        assert_eq!(*kept.get(async |_| Ok(None)).await.unwrap().answer, 1);
    }
}
