use std::sync::atomic::{AtomicU32, Ordering};

use contract::ProblemCode;
use futures::future::join_all;
use tokio::sync::Notify;

use super::*;

fn down() -> Refusal {
    Refusal::new(ProblemCode::TrackOnlineUnreachable, "down")
}

fn kept(lifetime: Duration, pause_after_failure: Duration) -> Arc<Freshened<i32>> {
    Arc::new(Freshened { pause_after_failure, ..Freshened::new(lifetime) })
}

const LONG: Duration = Duration::from_hours(1);

/// One that is never answered.
async fn silence(_: bool) -> Result<Option<i32>, Refusal> {
    std::future::pending().await
}

#[tokio::test]
async fn many_who_ask_at_once_cost_one_call() {
    let kept = kept(LONG, LONG);
    let calls = Arc::new(AtomicU32::new(0));
    let ask = || {
        let calls = Arc::clone(&calls);
        kept.get(async move |_| {
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
    let outdated = Arc::clone(&kept);
    kept.get(async move |_| {
        outdated.expire();
        Ok(Some(1))
    })
    .await
    .unwrap();
    assert_eq!(*kept.get(async |_| Ok(Some(2))).await.unwrap().answer, 2);
}

#[tokio::test]
async fn whoever_asks_after_it_became_outdated_gets_none_that_was_asked_for_before() {
    let kept = kept(LONG, LONG);
    let answered = Arc::new(Notify::new());
    let before = {
        let answered = Arc::clone(&answered);
        kept.get(async move |_| {
            answered.notified().await;
            Ok(Some(1))
        })
    };
    let after = async {
        kept.expire();
        answered.notify_one();
        kept.get(async |_| Ok(Some(2))).await
    };
    let (before, after) = tokio::join!(before, after);
    assert_eq!((*before.unwrap().answer, *after.unwrap().answer), (1, 2));
}

#[tokio::test]
async fn an_answer_that_has_lived_long_enough_is_asked_for_again() {
    let kept = kept(Duration::ZERO, LONG);
    for answer in [1, 2] {
        assert_eq!(*kept.get(async move |_| Ok(Some(answer))).await.unwrap().answer, answer);
    }
}

/// Two failures after an answer: what the second one says, and how many calls both cost.
async fn two_failures(pause_after_failure: Duration) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>, u32) {
    let kept = kept(Duration::ZERO, pause_after_failure);
    let calls = Arc::new(AtomicU32::new(0));
    kept.get(async |_| Ok(Some(1))).await.unwrap();
    let fail = || {
        let calls = Arc::clone(&calls);
        kept.get(async move |had_earlier| {
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
    let kept = kept(LONG, LONG);
    for _ in 0..2 {
        let failed = kept.get(async |_| Err(down())).await;
        assert_eq!(failed.unwrap_err().code(), ProblemCode::TrackOnlineUnreachable);
    }
}

#[tokio::test]
async fn an_answer_that_may_not_be_used_leaves_the_earlier_one() {
    let kept = kept(Duration::ZERO, LONG);
    kept.get(async |_| Ok(Some(1))).await.unwrap();
    assert_eq!(*kept.get(async |_| Ok(None)).await.unwrap().answer, 1);
}

#[tokio::test]
async fn what_is_at_hand_is_taken_at_once_and_a_newer_answer_comes_behind_it() {
    let kept = kept(Duration::from_millis(50), LONG);
    assert_eq!(*kept.at_hand(async |_| Ok(Some(1))).await.unwrap().answer, 1);
    tokio::time::sleep(Duration::from_millis(60)).await;
    assert_eq!(*kept.at_hand(async |_| Ok(Some(2))).await.unwrap().answer, 1);
    tokio::task::yield_now().await;
    assert_eq!(*kept.at_hand(silence).await.unwrap().answer, 2);
}

#[tokio::test]
async fn where_trackonline_is_silent_the_earlier_answer_is_shown_after_a_while_with_since_when() {
    let patience = Duration::from_millis(50);
    let kept = Arc::new(Freshened { patience, ..Freshened::new(Duration::ZERO) });
    kept.get(async |_| Ok(Some(1))).await.unwrap();
    let begun = Instant::now();
    let overdue = kept.get(silence).await.unwrap();
    assert!(begun.elapsed() >= patience);
    assert_eq!(*overdue.answer, 1);
    assert!(overdue.unreachable_since.is_some());
    // Others wait for the same call, and not for one more.
    let again = kept.get(async |_| panic!("one call is under way")).await.unwrap();
    assert_eq!(again.unreachable_since, overdue.unreachable_since);
}

#[tokio::test]
async fn a_failure_that_nobody_waited_for_is_everybodys_all_the_same() {
    let kept = kept(LONG, LONG);
    let late = async |_| {
        tokio::time::sleep(Duration::from_millis(60)).await;
        Err(down())
    };
    assert!(tokio::time::timeout(Duration::from_millis(10), kept.get(late)).await.is_err());
    tokio::time::sleep(Duration::from_millis(100)).await;
    let failed = kept.get(silence).await;
    assert_eq!(failed.unwrap_err().code(), ProblemCode::TrackOnlineUnreachable);
}

#[tokio::test]
async fn a_call_that_panics_keeps_nobody_waiting() {
    let kept = kept(LONG, LONG);
    let failed = kept.get(async |_| panic!("an answer nobody thought of")).await;
    assert_eq!(failed.unwrap_err().code(), ProblemCode::Internal);
    assert_eq!(*kept.get(async |_| Ok(Some(1))).await.unwrap().answer, 1);
}
