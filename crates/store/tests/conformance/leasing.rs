//! One process sends for a tenant, and whoever lost that right changes nothing any more.

use chrono::TimeDelta;
use contract::PostingState;
use ledger::attempt::{Effect, Event, Phase};
use ledger::lease::Epoch;
use ledger::quota::Purpose;
use ledger::sender::Write;
use store::{Applied, Turn};
use uuid::Uuid;

use crate::office::{LASTING, Office, freeze, only};
use crate::place::Place;
use crate::scene::{accept, at, delivered, drop_off, exchange, last_news, ours, returned, state, tenant};

on_both_databases![
    a_lease_is_taken_renewed_and_refused,
    a_lease_that_ran_out_is_taken_over_under_a_new_epoch,
    a_lease_that_was_given_back_is_free_at_once,
    a_stale_turn_cannot_give_back_what_another_holds,
    every_write_renews_the_lease,
    nothing_of_a_stale_turn_is_stored,
    of_several_that_ask_at_once_one_gets_it,
    whoever_takes_over_finds_what_was_being_sent,
];

fn me(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

async fn a_lease_is_taken_renewed_and_refused(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let first = one.take_lease(&ours(), me(1), LASTING, at(0)).await.unwrap().unwrap();
    assert_eq!(first, Turn { holder: me(1), epoch: Epoch(1), lasting: LASTING });
    assert_eq!(other.take_lease(&ours(), me(2), LASTING, at(29)).await.unwrap(), Err(at(30)));
    assert_eq!(one.take_lease(&ours(), me(1), LASTING, at(29)).await.unwrap(), Ok(first));
    assert_eq!(other.take_lease(&ours(), me(2), LASTING, at(58)).await.unwrap(), Err(at(59)));
    // Another tenant's is another.
    assert!(other.take_lease(&tenant("theirs"), me(2), LASTING, at(0)).await.unwrap().is_ok());
    let one = place.reopen(one).await;
    assert_eq!(one.take_lease(&ours(), me(3), LASTING, at(58)).await.unwrap(), Err(at(59)));
}

async fn a_lease_that_ran_out_is_taken_over_under_a_new_epoch(place: Place) {
    let store = place.open().await;
    let first = store.take_lease(&ours(), me(1), LASTING, at(0)).await.unwrap().unwrap();
    let second = store.take_lease(&ours(), me(2), LASTING, at(30)).await.unwrap().unwrap();
    assert_eq!((first.epoch, second.epoch), (Epoch(1), Epoch(2)));
    assert_eq!(store.take_lease(&ours(), me(1), LASTING, at(31)).await.unwrap(), Err(at(60)));
}

async fn a_lease_that_was_given_back_is_free_at_once(place: Place) {
    let store = place.open().await;
    let first = store.take_lease(&ours(), me(1), LASTING, at(0)).await.unwrap().unwrap();
    store.give_lease_back(&ours(), first, at(3)).await.unwrap();
    let second = store.take_lease(&ours(), me(2), LASTING, at(3)).await.unwrap().unwrap();
    assert_eq!(second.epoch, Epoch(2));
}

async fn a_stale_turn_cannot_give_back_what_another_holds(place: Place) {
    let store = place.open().await;
    let first = store.take_lease(&ours(), me(1), LASTING, at(0)).await.unwrap().unwrap();
    store.take_lease(&ours(), me(2), LASTING, at(30)).await.unwrap().unwrap();
    store.give_lease_back(&ours(), first, at(31)).await.unwrap();
    assert_eq!(store.take_lease(&ours(), me(3), LASTING, at(32)).await.unwrap(), Err(at(60)));
}

async fn every_write_renews_the_lease(place: Place) {
    let store = place.open().await;
    let office = Office::open_as(&store, 1, 0).await;
    office.apply(only([]), 25).await;
    assert_eq!(store.take_lease(&ours(), me(2), LASTING, at(54)).await.unwrap(), Err(at(55)));
}

async fn nothing_of_a_stale_turn_is_stored(place: Place) {
    let store = place.open().await;
    for id in 1..=3 {
        accept(&store, drop_off(id)).await;
    }
    let stale = Office::open_as(&store, 1, 0).await;
    stale.freeze(9, &[delivered(1)], 0).await;
    let answer = stale.meaning(9, Event::Received { message: "m".to_owned() }, 1).await;
    let current = Office::open_as(&store, 2, 40).await;
    // A turn is a process and its epoch: neither alone will do.
    let half = Turn { epoch: Epoch(1), ..current.turn };
    let other_half = Turn { holder: me(1), ..current.turn };

    let all = || async {
        let news = last_news(&store).await;
        let calls = store.permits_since(&ours(), at(-1)).await.unwrap();
        (store.open_work(&ours()).await.unwrap(), news, calls)
    };
    let before = all().await;
    for turn in [stale.turn, half, other_half] {
        let office = Office { store: store.clone(), turn };
        for write in [
            freeze(10, &[delivered(2)], 41),
            Write { permit: Some(Purpose::Reconciling), attempt: None, effects: Vec::new() },
            answer.clone(),
            only([Effect::Reached(delivered(3), PostingState::Saved, None)]),
            only([Effect::SendApart(vec![delivered(3)])]),
            only([Effect::PauseSending { until: at(500), failures: 3 }]),
            only([Effect::KeyRefused, Effect::PauseCalls(at(600))]),
            only([]),
        ] {
            let applied = office.apply(write, 41).await;
            assert!(matches!(applied, Applied::LeaseLost), "{applied:?}");
        }
    }
    assert_eq!(all().await, before);
    assert!(store.exceptions(&ours(), store::Wanted::default(), 10).await.unwrap().is_empty());
    // The lease was not renewed on the way, either.
    assert_eq!(store.take_lease(&ours(), me(3), LASTING, at(41)).await.unwrap(), Err(at(70)));
}

async fn of_several_that_ask_at_once_one_gets_it(place: Place) {
    let stores = [place.open().await, place.open().await];
    for round in 0..3 {
        let now = at(round * 1_000);
        let results = place
            .at_once(
                "tenant_state",
                (0..8).map(|index| {
                    let store = stores[index % 2].clone();
                    let who = me(index as u128 + 1);
                    async move { store.take_lease(&ours(), who, LASTING, now).await.unwrap() }
                }),
            )
            .await;
        let got: Vec<Turn> = results.iter().filter_map(|result| result.ok()).collect();
        assert_eq!(got.len(), 1);
        assert!(results.iter().all(|result| result.is_ok() || *result == Err(now + LASTING)));
    }
}

async fn whoever_takes_over_finds_what_was_being_sent(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    accept(&one, exchange(1)).await;
    accept(&one, drop_off(2)).await;
    let first = Office::open_as(&one, 1, 1_000).await;
    first.freeze(9, &[delivered(1), returned(1)], 1_000).await;

    let next = Office::open_as(&other, 2, 1_030).await;
    let work = other.open_work(&ours()).await.unwrap();
    assert_eq!(work.attempts.len(), 1);
    assert_eq!((work.attempts[0].0.0, work.attempts[0].1.sent_at), (me(9), at(1_000)));
    assert_eq!(work.attempts[0].1.phase, Phase::Sending);
    assert_eq!(work.queued.len(), 1);
    next.answer(9, Event::Interrupted, 1_031).await;
    assert_eq!(state(&one, &delivered(1)).await, PostingState::Checking);

    // What the first one learns of it comes too late.
    let late = Office { turn: Turn { lasting: TimeDelta::hours(1), ..first.turn }, ..first };
    let write = freeze(9, &[delivered(1), returned(1)], 1_032);
    assert!(matches!(late.apply(write, 1_032).await, Applied::LeaseLost));
    assert_eq!(state(&one, &delivered(1)).await, PostingState::Checking);
}
