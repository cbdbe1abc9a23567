//! What may be a repetition waits for a person.

use chrono::TimeDelta;
use contract::{ExceptionAction, ExceptionKind, ExceptionState, HeldIs, PostingState, SettlementRequest};
use store::{Accepted, NewConfirmation, Settled, Settling, Store, Wanted};
use uuid::Uuid;

use crate::office::Office;
use crate::place::Place;
use crate::scene::{
    accept, at, customer, delivered, drop_off, location, order, ours, pieces, queue, state, stored,
};

on_both_databases![
    a_second_one_is_held_and_stands_before_a_person,
    a_second_one_is_not_held_beyond_the_time_or_for_another_order_or_place,
    a_first_one_that_was_withdrawn_does_not_count,
    one_that_was_withdrawn_hides_none_before_it,
    of_several_at_once_one_is_not_held,
    one_that_is_the_same_is_withdrawn,
    one_that_is_another_is_sent,
    only_the_first_of_several_decisions_at_once_counts,
    what_is_not_held_cannot_be_decided,
];

const WITHIN: TimeDelta = TimeDelta::hours(2);

/// A drop-off that is held when there is one like it.
fn guarded(id: u128) -> NewConfirmation {
    NewConfirmation { second_within: Some(WITHIN), ..drop_off(id) }
}

/// The first, and a second one that is held.
async fn with_a_second_one(place: &Place) -> Store {
    let store = place.open().await;
    accept(&store, guarded(1)).await;
    assert!(accept(&store, guarded(60)).await.held.is_some());
    store
}

async fn a_second_one_is_held_and_stands_before_a_person(place: Place) {
    let store = place.open().await;
    let first = accept(&store, guarded(1)).await;
    assert_eq!(first.held, None);
    let second = accept(&store, guarded(60)).await;
    let held = second.held.clone().expect("it is like the first");
    assert_eq!((held.earlier, held.by.as_str()), (Uuid::from_u128(1), "e.jansen"));
    assert_eq!(held.at, first.request.counted_at);
    assert_eq!(second.postings[0].state, PostingState::Held);
    assert_eq!(queue(&store).await, [delivered(1)]);

    let raised = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    assert_eq!(raised.len(), 1);
    assert_eq!((raised[0].kind, raised[0].state), (ExceptionKind::SecondConfirmation, ExceptionState::Open));
    assert_eq!(raised[0].confirmation, Some(Uuid::from_u128(60)));
    assert_eq!(raised[0].twin.as_deref(), Some(Uuid::from_u128(1).to_string().as_str()));
    assert_eq!((&raised[0].customer, &raised[0].order), (&Some(customer("1001")), &Some(order("240311"))));
    assert_eq!((&raised[0].location, &raised[0].items), (&Some(location("K1")), &vec![pieces("FC560", 5)]));
    assert_eq!(raised[0].raised_at, at(60));

    // Sent again, it is still held, and once before a person.
    assert_eq!(store.accept(&ours(), guarded(60)).await.unwrap(), Accepted::Before(second));
    assert_eq!(store.exceptions(&ours(), Wanted::default(), 10).await.unwrap().len(), 1);
}

async fn a_second_one_is_not_held_beyond_the_time_or_for_another_order_or_place(place: Place) {
    let store = place.open().await;
    accept(&store, guarded(1)).await;
    let within = u128::try_from(WITHIN.num_seconds()).unwrap();
    assert_eq!(accept(&store, guarded(1 + within + 1)).await.held, None);
    assert!(accept(&store, guarded(1 + within)).await.held.is_some());

    let mut other = guarded(70);
    other.request.order = Some(order("240312"));
    assert_eq!(accept(&store, other).await.held, None);
    let mut other = guarded(71);
    other.request.location = location("K2");
    assert_eq!(accept(&store, other).await.held, None);
    let unguarded = drop_off(72);
    assert_eq!(accept(&store, unguarded).await.held, None);
}

async fn a_first_one_that_was_withdrawn_does_not_count(place: Place) {
    let store = place.open().await;
    accept(&store, guarded(1)).await;
    let office = Office::open(&store).await;
    office.is_refused(1, "Location is disabled", 1_000).await;
    assert!(accept(&store, guarded(2)).await.held.is_some(), "a person may still send the first");
    store.decide(&ours(), Uuid::from_u128(2), HeldIs::Same, "p.visser", at(3)).await.unwrap().unwrap();
    for exception in store.exceptions(&ours(), Wanted::default(), 10).await.unwrap() {
        if exception.state == ExceptionState::Open {
            let request = SettlementRequest {
                action: ExceptionAction::Dismiss,
                reason: Some("never left".to_owned()),
                correction: None,
            };
            let settling = Settling { request, who: "p.visser".to_owned(), at: at(4) };
            assert_eq!(store.settle(&ours(), exception.id, settling).await.unwrap(), Settled::Done);
        }
    }
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    assert_eq!(accept(&store, guarded(5)).await.held, None);
}

async fn one_that_was_withdrawn_hides_none_before_it(place: Place) {
    let store = place.open().await;
    accept(&store, guarded(1)).await;
    for id in [2, 3] {
        let held = accept(&store, guarded(id)).await.held.expect("it is like the first");
        assert_eq!(held.earlier, Uuid::from_u128(1));
        let id = Uuid::from_u128(id);
        store.decide(&ours(), id, HeldIs::Same, "p.visser", at(4)).await.unwrap().unwrap();
    }
}

async fn of_several_at_once_one_is_not_held(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "confirmation",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move { store.accept(&ours(), guarded(index as u128 + 1)).await.unwrap() }
            }),
        )
        .await;
    let free = results.iter().filter(|result| match result {
        Accepted::Now(accepted) => accepted.held.is_none(),
        other => panic!("it is new, and is {other:?}"),
    });
    assert_eq!(free.count(), 1);
    assert_eq!(queue(&stores[0]).await.len(), 1);
}

async fn one_that_is_the_same_is_withdrawn(place: Place) {
    let store = with_a_second_one(&place).await;
    let id = Uuid::from_u128(60);
    let decided = store.decide(&ours(), id, HeldIs::Same, "p.visser", at(90)).await.unwrap().unwrap();
    assert_eq!(decided.held, None);
    assert_eq!((decided.postings[0].state, decided.postings[0].since), (PostingState::Withdrawn, at(90)));
    assert_eq!(decided, stored(&store, 60).await);
    assert_eq!(queue(&store).await, [delivered(1)]);
    let settled = &store.exceptions(&ours(), Wanted::default(), 10).await.unwrap()[0];
    let settlement = settled.settlement.as_ref().expect("it is settled");
    assert_eq!((settlement.action, settlement.by.as_str()), (Some(ExceptionAction::Same), "p.visser"));
    assert_eq!((settlement.at, settled.state), (at(90), ExceptionState::Settled));
    assert_eq!(store.decide(&ours(), id, HeldIs::Another, "p.visser", at(91)).await.unwrap(), None);
    assert_eq!(state(&store, &delivered(60)).await, PostingState::Withdrawn);
}

async fn one_that_is_another_is_sent(place: Place) {
    let store = with_a_second_one(&place).await;
    let id = Uuid::from_u128(60);
    let decided = store.decide(&ours(), id, HeldIs::Another, "p.visser", at(90)).await.unwrap().unwrap();
    assert_eq!((decided.held, decided.postings[0].state), (None, PostingState::Queued));
    assert_eq!(queue(&store).await, [delivered(1), delivered(60)]);
    assert_eq!(store.decide(&ours(), id, HeldIs::Same, "p.visser", at(91)).await.unwrap(), None);
    assert_eq!(queue(&store).await.len(), 2);
}

async fn only_the_first_of_several_decisions_at_once_counts(place: Place) {
    let store = with_a_second_one(&place).await;
    let stores = [store, place.open().await];
    let decided =
        place
            .at_once(
                "confirmation",
                (0..8).map(|index| {
                    let store = stores[index % 2].clone();
                    let is = if index % 4 < 2 { HeldIs::Same } else { HeldIs::Another };
                    async move {
                        store.decide(&ours(), Uuid::from_u128(60), is, "p.visser", at(90)).await.unwrap()
                    }
                }),
            )
            .await;
    let counted: Vec<_> = decided.into_iter().flatten().collect();
    assert_eq!(counted.len(), 1);
    assert_eq!(counted[0], stored(&stores[0], 60).await);
}

async fn what_is_not_held_cannot_be_decided(place: Place) {
    let store = with_a_second_one(&place).await;
    for id in [1, 999] {
        let decided = store.decide(&ours(), Uuid::from_u128(id), HeldIs::Same, "p.visser", at(90)).await;
        assert_eq!(decided.unwrap(), None);
    }
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Queued);
}
