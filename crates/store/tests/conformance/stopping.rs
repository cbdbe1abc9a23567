//! What keeps a whole tenant from sending: told, tried again, over.

use contract::{ExceptionAction, ExceptionKind, ExceptionState};
use ledger::attempt::Effect;
use ledger::quota::{Limits, Purpose, Verdict};
use store::{Metered, Wanted};

use crate::office::{Office, only};
use crate::place::Place;
use crate::scene::{at, ours};
use crate::settling::{open, settle, settling, with_a};

on_both_databases![
    sending_that_stopped_is_tried_again,
    sending_that_stopped_and_goes_on_settles_by_itself,
    a_pause_that_would_last_for_hours_is_told_and_can_be_ended,
    a_refused_key_is_tried_again,
];

async fn sending_that_stopped_is_tried_again(place: Place) {
    let store = with_a(ExceptionKind::SendingStopped, &place).await;
    settle(&store, settling(ExceptionAction::SendAgain)).await;
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.paused_until, work.failures), (None, 0));
}

async fn sending_that_stopped_and_goes_on_settles_by_itself(place: Place) {
    let store = with_a(ExceptionKind::SendingStopped, &place).await;
    Office::open(&store).await.apply(only([Effect::ResumeSending]), 2_000).await;
    let settled = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap().remove(0);
    let settlement = settled.settlement.unwrap();
    assert_eq!((settled.state, settlement.by.as_str()), (ExceptionState::Settled, "fustlink"));
}

async fn a_pause_that_would_last_for_hours_is_told_and_can_be_ended(place: Place) {
    let store = place.open().await;
    store.pause_calls(&ours(), at(2_000), at(1_000)).await.unwrap();
    assert!(store.exceptions(&ours(), Wanted::default(), 10).await.unwrap().is_empty());
    store.pause_calls(&ours(), at(90_000), at(1_000)).await.unwrap();
    assert_eq!(open(&store).await.kind, ExceptionKind::SendingStopped);
    let limits = Limits { per_minute: 10, per_day: 10 };
    let (verdict, seen) =
        store.permit(&ours(), Purpose::Posting, Metered::new(limits), at(1_001)).await.unwrap();
    assert_eq!(verdict, Verdict::NotBefore(at(90_000)));
    settle(&store, settling(ExceptionAction::SendAgain)).await;
    let (verdict, _) = store.permit(&ours(), Purpose::Posting, seen, at(1_002)).await.unwrap();
    assert_eq!(verdict, Verdict::Granted);
}

async fn a_refused_key_is_tried_again(place: Place) {
    let store = with_a(ExceptionKind::KeyRefused, &place).await;
    settle(&store, settling(ExceptionAction::SendAgain)).await;
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.paused_until, work.failures, work.is_key_refused), (None, 0, false));
}
