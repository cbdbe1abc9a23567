//! An answer of TrackOnline that is kept for a while: everybody who asks meanwhile gets it, and one call serves all who
//! wait for a newer one.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
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
    pause_after_failure: Duration,
    /// Raised when what is kept becomes outdated; not behind the lock, which is held while an answer is fetched.
    generation: AtomicU64,
    slot: Mutex<Slot<T>>,
}

#[derive(Debug)]
struct Slot<T> {
    answer: Option<Kept<T>>,
    failure: Option<Failure>,
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

/// An answer, and since when there has been no newer one although one was wanted.
#[derive(Debug)]
pub(crate) struct Fresh<T> {
    pub(crate) answer: Arc<T>,
    pub(crate) unreachable_since: Option<DateTime<Utc>>,
}

impl<T> Freshened<T> {
    pub(crate) fn new(lifetime: Duration) -> Self {
        Self {
            lifetime,
            pause_after_failure: PAUSE_AFTER_FAILURE,
            generation: AtomicU64::new(0),
            slot: Mutex::new(Slot { answer: None, failure: None }),
        }
    }

    /// The answer, fetched if the one at hand is too old. `fetch` is told whether there is an earlier answer, and may
    /// then decide that it still stands (`None`). A failure is answered with the earlier answer, if there is one.
    pub(crate) async fn get<F>(&self, fetch: impl FnOnce(bool) -> F) -> Result<Fresh<T>, Refusal>
    where
        F: Future<Output = Result<Option<T>, Refusal>>,
    {
        let mut slot = self.slot.lock().await;
        let generation = self.generation.load(Ordering::SeqCst);
        let is_fresh = slot
            .answer
            .as_ref()
            .is_some_and(|kept| kept.generation == generation && kept.read_at.elapsed() < self.lifetime);
        let failed_just_now =
            slot.failure.as_ref().is_some_and(|failure| failure.at.elapsed() < self.pause_after_failure);
        if !is_fresh && !failed_just_now {
            match fetch(slot.answer.is_some()).await {
                Ok(Some(answer)) => {
                    let answer = Arc::new(answer);
                    slot.answer = Some(Kept { answer, read_at: Instant::now(), generation });
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
            (Some(kept), failure) => Ok(Fresh {
                answer: Arc::clone(&kept.answer),
                unreachable_since: failure.as_ref().map(|failure| failure.since),
            }),
            (None, Some(failure)) => Err(failure.refusal.clone()),
            (None, None) => Err(Refusal::new(
                contract::ProblemCode::Internal,
                "An answer was to be kept that is not there. Try again.",
            )),
        }
    }

    /// The answer is known to be outdated, also one that is just being fetched: the next one who asks gets a new one.
    pub(crate) fn expire(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
    }

    /// As [`Freshened::expire`], unless the answer is younger than this.
    pub(crate) async fn expire_if_older(&self, than: Duration) -> bool {
        let is_older =
            self.slot.lock().await.answer.as_ref().is_some_and(|kept| kept.read_at.elapsed() > than);
        if is_older {
            self.expire();
        }
        is_older
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU32;

    use contract::ProblemCode;
    use futures::future::join_all;

    use super::*;

    fn down() -> Refusal {
        Refusal::new(ProblemCode::TrackOnlineUnreachable, "down")
    }

    fn kept<T>(lifetime: Duration, pause_after_failure: Duration) -> Freshened<T> {
        Freshened { pause_after_failure, ..Freshened::new(lifetime) }
    }

    const LONG: Duration = Duration::from_hours(1);

    #[tokio::test]
    async fn many_who_ask_at_once_cost_one_call() {
        let kept = kept(LONG, LONG);
        let calls = AtomicU32::new(0);
        let ask = || {
            kept.get(async |_| {
                calls.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(Some(42))
            })
        };
        for answer in join_all((0..20).map(|_| ask())).await {
            assert_eq!(*answer.unwrap().answer, 42);
        }
        assert_eq!(calls.load(Ordering::SeqCst), 1);
        kept.expire();
        ask().await.unwrap();
        assert_eq!(calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn an_answer_that_became_outdated_while_it_was_fetched_is_asked_for_again() {
        let kept = kept(LONG, LONG);
        kept.get(async |_| {
            kept.expire();
            Ok(Some(1))
        })
        .await
        .unwrap();
        assert_eq!(*kept.get(async |_| Ok(Some(2))).await.unwrap().answer, 2);
    }

    #[tokio::test]
    async fn an_answer_that_has_lived_long_enough_is_asked_for_again() {
        let kept = kept(Duration::ZERO, LONG);
        for answer in [1, 2] {
            assert_eq!(*kept.get(async |_| Ok(Some(answer))).await.unwrap().answer, answer);
        }
    }

    /// Two failures after an answer: what the second one says, and how many calls both cost.
    async fn two_failures(
        pause_after_failure: Duration,
    ) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>, u32) {
        let kept = kept(Duration::ZERO, pause_after_failure);
        let calls = AtomicU32::new(0);
        kept.get(async |_| Ok(Some(1))).await.unwrap();
        let fail = || {
            kept.get(async |had_earlier| {
                assert!(had_earlier);
                calls.fetch_add(1, Ordering::SeqCst);
                Err(down())
            })
        };
        let (first, second) = (fail().await.unwrap(), fail().await.unwrap());
        assert_eq!((*first.answer, *second.answer), (1, 1));
        (first.unreachable_since, second.unreachable_since, calls.load(Ordering::SeqCst))
    }

    #[tokio::test]
    async fn a_failure_shows_the_earlier_answer_with_since_when_and_is_not_repeated_at_once() {
        let (first, second, calls) = two_failures(LONG).await;
        assert!(first.is_some());
        assert_eq!((first, calls), (second, 1));
    }

    #[tokio::test]
    async fn an_unbroken_row_of_failures_began_with_the_first() {
        let (first, second, calls) = two_failures(Duration::ZERO).await;
        assert_eq!((first, calls), (second, 2));
    }

    #[tokio::test]
    async fn without_an_earlier_answer_everybody_gets_the_failure() {
        let kept = kept::<i32>(LONG, LONG);
        for _ in 0..2 {
            assert_eq!(
                kept.get(async |_| Err(down())).await.unwrap_err().code(),
                ProblemCode::TrackOnlineUnreachable
            );
        }
    }

    #[tokio::test]
    async fn an_answer_that_may_not_be_used_leaves_the_earlier_one() {
        let kept = kept(Duration::ZERO, LONG);
        kept.get(async |_| Ok(Some(1))).await.unwrap();
        assert_eq!(*kept.get(async |_| Ok(None)).await.unwrap().answer, 1);
    }
}
