//! A step of a trip is on disk before it is sent, and is sent once at most.

use contract::{
    ExceptionAction, ExceptionKind, SettlementRequest, TripRequest, TripState, TripStatus, TripStep,
};
use store::{Settled, Settling, Store, TripBegun, Wanted};
use uuid::Uuid;

use crate::place::Place;
use crate::scene::{at, ours};

on_both_databases![
    a_step_is_taken_once,
    a_step_asked_for_by_several_at_once_is_taken_once,
    two_people_who_ask_for_one_step_take_one,
    a_step_that_was_refused_may_be_asked_for_anew,
    a_step_that_ended_stays_as_it_ended,
    a_step_whose_answer_was_lost_stands_before_a_person,
    a_step_that_was_interrupted_stands_before_a_person,
    while_it_is_not_known_what_became_of_a_step_no_other_is_taken,
];

fn step(id: u128) -> TripStep {
    TripStep {
        request: TripRequest {
            id: Uuid::from_u128(id),
            trip: Uuid::from_u128(77),
            to: TripStatus::InProgress,
            confirmed: true,
        },
        state: TripState::Sent,
        words: None,
        by: "e.jansen".to_owned(),
        at: at(1),
    }
}

async fn begin(store: &Store, step: TripStep) -> TripBegun {
    store.begin_trip(&ours(), step).await.unwrap()
}

async fn what_happened(store: &Store) -> Vec<String> {
    store.news(&ours(), 0, 100).await.unwrap().into_iter().map(|news| news.what).collect()
}

async fn a_step_is_taken_once(place: Place) {
    let store = place.open().await;
    assert_eq!(begin(&store, step(1)).await, TripBegun::Now);
    let store = place.reopen(store).await;
    assert_eq!(begin(&store, step(1)).await, TripBegun::Before(step(1)));
    let mut other = step(1);
    other.request.to = TripStatus::Processed;
    assert_eq!(begin(&store, other).await, TripBegun::Conflict);
    assert_eq!(what_happened(&store).await, ["trip-sent"]);
}

async fn a_step_asked_for_by_several_at_once_is_taken_once(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "trip_step",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move { begin(&store, step(1)).await }
            }),
        )
        .await;
    assert_eq!(results.iter().filter(|result| **result == TripBegun::Now).count(), 1);
    assert_eq!(results.iter().filter(|result| **result == TripBegun::Before(step(1))).count(), 7);
}

async fn two_people_who_ask_for_one_step_take_one(place: Place) {
    let stores = [place.open().await, place.open().await];
    let tasks = (0..8).map(|index| {
        let store = stores[index % 2].clone();
        async move { begin(&store, step(index as u128 + 1)).await }
    });
    let results = place.at_once("trip_step", tasks).await;
    assert_eq!(results.iter().filter(|result| **result == TripBegun::Now).count(), 1);
    assert_eq!(results.iter().filter(|result| matches!(result, TripBegun::Taken(_))).count(), 7);
    assert_eq!(what_happened(&stores[0]).await, ["trip-sent"]);
    // Another trip's is another.
    let mut other = step(20);
    other.request.trip = Uuid::from_u128(78);
    assert_eq!(begin(&stores[0], other).await, TripBegun::Now);
}

async fn a_step_that_was_refused_may_be_asked_for_anew(place: Place) {
    let store = place.open().await;
    begin(&store, step(1)).await;
    let refused = TripStep { state: TripState::Refused, ..step(1) };
    store.end_trip(&ours(), refused, at(2)).await.unwrap();
    assert_eq!(begin(&store, step(2)).await, TripBegun::Now);
    assert_eq!(store.trip_step(&ours(), Uuid::from_u128(2)).await.unwrap(), Some(step(2)));
    assert_eq!(store.trip_step(&ours(), Uuid::from_u128(3)).await.unwrap(), None);
}

async fn a_step_that_ended_stays_as_it_ended(place: Place) {
    let store = place.open().await;
    begin(&store, step(1)).await;
    let words = Some("The trip has no driver\0".to_owned());
    let refused = TripStep { state: TripState::Refused, words, ..step(1) };
    store.end_trip(&ours(), refused.clone(), at(2)).await.unwrap();
    store.end_trip(&ours(), TripStep { state: TripState::Received, ..step(1) }, at(3)).await.unwrap();
    assert_eq!(begin(&store, step(1)).await, TripBegun::Before(refused));
    assert_eq!(what_happened(&store).await, ["trip-sent", "trip-refused"]);
    assert_eq!(store.interrupted_trips(&ours(), at(100), at(101)).await.unwrap(), 0);
}

async fn a_step_whose_answer_was_lost_stands_before_a_person(place: Place) {
    let store = place.open().await;
    begin(&store, step(1)).await;
    let unknown = TripStep { state: TripState::Unknown, ..step(1) };
    for second in [2, 3] {
        store.end_trip(&ours(), unknown.clone(), at(second)).await.unwrap();
    }
    let raised = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    assert_eq!((raised.len(), raised[0].kind), (1, ExceptionKind::TripUnknown));
    assert_eq!(raised[0].twin.as_deref(), Some(Uuid::from_u128(77).to_string().as_str()));
    let reason = Some("it is under way there".to_owned());
    let request = SettlementRequest { action: ExceptionAction::Dismiss, reason, correction: None };
    let settling = Settling { request, who: "p.visser".to_owned(), at: at(4) };
    assert_eq!(store.settle(&ours(), raised[0].id, settling).await.unwrap(), Settled::Done);
}

async fn a_step_that_was_interrupted_stands_before_a_person(place: Place) {
    let store = place.open().await;
    begin(&store, step(1)).await;
    let mut later = TripStep { at: at(50), ..step(2) };
    later.request.trip = Uuid::from_u128(78);
    begin(&store, later.clone()).await;
    let store = place.reopen(store).await;
    assert_eq!(store.interrupted_trips(&ours(), at(1), at(100)).await.unwrap(), 0);
    for found in [1, 0] {
        assert_eq!(store.interrupted_trips(&ours(), at(50), at(100)).await.unwrap(), found);
    }
    let unknown = TripStep { state: TripState::Unknown, ..step(1) };
    assert_eq!(begin(&store, step(1)).await, TripBegun::Before(unknown));
    assert_eq!(begin(&store, later.clone()).await, TripBegun::Before(later));
    assert_eq!(store.exceptions(&ours(), Wanted::default(), 10).await.unwrap().len(), 1);
}

async fn while_it_is_not_known_what_became_of_a_step_no_other_is_taken(place: Place) {
    let store = place.open().await;
    let to_processed = |id| {
        let mut next = step(id);
        next.request.to = TripStatus::Processed;
        next
    };
    begin(&store, step(1)).await;
    // Two calls at once may take two steps.
    assert_eq!(begin(&store, to_processed(2)).await, TripBegun::Taken(step(1)));
    let unknown = TripStep { state: TripState::Unknown, ..step(1) };
    store.end_trip(&ours(), unknown.clone(), at(2)).await.unwrap();
    assert_eq!(begin(&store, to_processed(2)).await, TripBegun::Taken(unknown.clone()));
    let raised = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    let reason = Some("it is under way there".to_owned());
    let request = SettlementRequest { action: ExceptionAction::Dismiss, reason, correction: None };
    let settling = Settling { request, who: "p.visser".to_owned(), at: at(4) };
    assert_eq!(store.settle(&ours(), raised[0].id, settling).await.unwrap(), Settled::Done);
    assert_eq!(begin(&store, step(3)).await, TripBegun::Taken(unknown));
    assert_eq!(begin(&store, to_processed(4)).await, TripBegun::Now);
}
