//! A plan in TrackOnline is taken the place of once.

use contract::{ExceptionAction, ExceptionState, PostingState, SettlementRequest, Stage, TransactionNumber};
use ledger::attempt::Event;
use store::{Accepted, NewConfirmation, Settled, Settling, Store, Wanted};
use uuid::Uuid;

use crate::office::Office;
use crate::place::Place;
use crate::scene::{accept, at, delivered, drop_off, number, ours, pieces, queue, state};

on_both_databases![
    a_posting_knows_the_plan_it_takes_the_place_of,
    a_plan_is_taken_once,
    of_several_that_take_a_plan_at_once_one_does,
    what_was_refused_keeps_its_plan_until_it_is_withdrawn,
    a_plan_that_waits_is_withdrawn_by_what_takes_its_place,
    a_plan_announced_anew_is_taken_in_its_turn,
    a_posting_is_known_by_the_number_that_it_has_in_trackonline,
];

/// A drop-off that takes the place of plan P1.
fn in_place_of_the_plan(id: u128) -> NewConfirmation {
    let mut new = drop_off(id);
    new.transactions[0].0.updates = Some(number("P1"));
    new.transactions[0].0.replaces = vec![pieces("FC560", 6)];
    new
}

/// Settles the one that is open.
async fn settle(store: &Store, action: ExceptionAction) -> Settled {
    let wanted = Wanted { state: Some(ExceptionState::Open), ..Wanted::default() };
    let open = store.exceptions(&ours(), wanted, 10).await.unwrap();
    assert_eq!(open.len(), 1);
    let request = SettlementRequest { action, reason: Some("seen".to_owned()), correction: None };
    let settling = Settling { request, who: "p.visser".to_owned(), at: at(2_000) };
    store.settle(&ours(), open[0].id, settling).await.unwrap()
}

async fn a_posting_knows_the_plan_it_takes_the_place_of(place: Place) {
    let store = place.open().await;
    let kept = accept(&store, in_place_of_the_plan(1)).await;
    assert_eq!(kept.postings[0].transaction.wire_number(), &number("P1"));
    assert_eq!(kept.status().movements[0].number, number("P1"));
    let sent = store.transactions(&ours(), &[delivered(1)]).await.unwrap();
    assert_eq!(sent[0], in_place_of_the_plan(1).transactions[0].0);
}

async fn a_plan_is_taken_once(place: Place) {
    let store = place.open().await;
    let first = accept(&store, in_place_of_the_plan(1)).await;
    assert_eq!(store.accept(&ours(), in_place_of_the_plan(2)).await.unwrap(), Accepted::Outdated);
    let plans = [number("P1"), number("P2")];
    assert_eq!(store.plans_gone(&ours(), &plans).await.unwrap().into_iter().collect::<Vec<_>>(), plans[..1]);
    assert_eq!(store.confirmation(&ours(), Uuid::from_u128(2)).await.unwrap(), None);
    assert_eq!(store.posting(&ours(), &delivered(2)).await.unwrap(), None);
    assert_eq!(store.accept(&ours(), in_place_of_the_plan(1)).await.unwrap(), Accepted::Before(first));
}

async fn of_several_that_take_a_plan_at_once_one_does(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "confirmation",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move { store.accept(&ours(), in_place_of_the_plan(index as u128 + 1)).await.unwrap() }
            }),
        )
        .await;
    assert_eq!(results.iter().filter(|result| **result == Accepted::Outdated).count(), 7);
}

async fn what_was_refused_keeps_its_plan_until_it_is_withdrawn(place: Place) {
    let store = place.open().await;
    accept(&store, in_place_of_the_plan(1)).await;
    let office = Office::open(&store).await;
    for (attempt, decision) in [(20, ExceptionAction::SendAgain), (21, ExceptionAction::Dismiss)] {
        office.freeze(attempt, &[delivered(1)], 1_000).await;
        office.answer(attempt, Event::Refused { words: "bad".to_owned() }, 1_001).await;
        // Sent again, it would undo whatever had taken the place of the plan meanwhile.
        assert_eq!(store.accept(&ours(), in_place_of_the_plan(2)).await.unwrap(), Accepted::Outdated);
        assert_eq!(settle(&store, decision).await, Settled::Done);
    }
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    accept(&store, in_place_of_the_plan(2)).await;
}

/// The plan P1, announced anew.
fn anew(id: u128) -> NewConfirmation {
    let mut new = in_place_of_the_plan(id);
    new.request.stage = Stage::Planned;
    new.transactions[0].0.stage = Stage::Planned;
    new
}

async fn a_plan_that_waits_is_withdrawn_by_what_takes_its_place(place: Place) {
    let store = place.open().await;
    accept(&store, anew(1)).await;
    let counted = accept(&store, in_place_of_the_plan(2)).await;
    assert_eq!(counted.postings[0].transaction.updates, Some(number("P1")));
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    assert_eq!(queue(&store).await, [delivered(2)]);
    assert_eq!(store.accept(&ours(), in_place_of_the_plan(3)).await.unwrap(), Accepted::Outdated);
}

async fn a_plan_announced_anew_is_taken_in_its_turn(place: Place) {
    let store = place.open().await;
    accept(&store, anew(1)).await;
    Office::open(&store).await.is_saved(1, 1_000).await;
    accept(&store, in_place_of_the_plan(2)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Saved);
    assert_eq!(store.accept(&ours(), in_place_of_the_plan(3)).await.unwrap(), Accepted::Outdated);
}

async fn a_posting_is_known_by_the_number_that_it_has_in_trackonline(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let known_as = async |name: &TransactionNumber| {
        let known = store.posting_known_as(&ours(), name).await.unwrap();
        known.map(|posting| posting.transaction.number)
    };
    assert_eq!(known_as(&delivered(1)).await, Some(delivered(1)));
    assert_eq!(known_as(&number("P1")).await, None);
    accept(&store, in_place_of_the_plan(2)).await;
    assert_eq!(known_as(&number("P1")).await, Some(delivered(2)));
    let office = Office::open(&store).await;
    office.is_refused(2, "bad", 1_000).await;
    assert_eq!(known_as(&number("P1")).await, None);
}
