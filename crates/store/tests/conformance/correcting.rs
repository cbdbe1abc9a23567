//! A correction rests on what stood when it was computed.

use store::{Accepted, NewConfirmation};
use uuid::Uuid;

use crate::place::Place;
use crate::scene::{accept, drop_off, last_news, ours, stored};

on_both_databases![
    a_correction_and_what_it_corrects_know_each_other,
    a_correction_that_does_not_know_of_another_is_outdated,
    a_correction_sent_again_is_the_same_and_not_outdated,
    of_several_corrections_at_once_one_is_not_outdated,
];

/// A correction of confirmation 1, computed when `seen` others were there.
fn correction(id: u128, seen: usize) -> NewConfirmation {
    let mut new = drop_off(id);
    new.corrects = Some((Uuid::from_u128(1), seen));
    new.request.kind = contract::ConfirmationKind::Correction;
    new
}

async fn a_correction_and_what_it_corrects_know_each_other(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let first = accept(&store, correction(3, 0)).await;
    assert_eq!(first.corrects, Some(Uuid::from_u128(1)));
    accept(&store, correction(2, 1)).await;
    // In the order in which they were written, whatever the clock of whoever wrote the second one.
    assert_eq!(stored(&store, 1).await.corrections, [3, 2].map(Uuid::from_u128));
    assert!(stored(&store, 2).await.accepted_at > first.accepted_at);
    assert_eq!(stored(&store, 1).await.corrects, None);
    assert_eq!(stored(&store, 3).await.status().corrects, Some(Uuid::from_u128(1)));
}

async fn a_correction_that_does_not_know_of_another_is_outdated(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    accept(&store, correction(2, 0)).await;
    let last = last_news(&store).await;
    for seen in [0, 2] {
        assert_eq!(store.accept(&ours(), correction(3, seen)).await.unwrap(), Accepted::Outdated);
    }
    assert_eq!(store.confirmation(&ours(), Uuid::from_u128(3)).await.unwrap(), None);
    assert_eq!(last_news(&store).await, last);
    accept(&store, correction(3, 1)).await;
}

async fn a_correction_sent_again_is_the_same_and_not_outdated(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let first = accept(&store, correction(2, 0)).await;
    assert_eq!(store.accept(&ours(), correction(2, 0)).await.unwrap(), Accepted::Before(first));
}

async fn of_several_corrections_at_once_one_is_not_outdated(place: Place) {
    let stores = [place.open().await, place.open().await];
    accept(&stores[0], drop_off(1)).await;
    let results = place
        .at_once(
            "confirmation",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move { store.accept(&ours(), correction(index as u128 + 2, 0)).await.unwrap() }
            }),
        )
        .await;
    let outdated = results.iter().filter(|result| **result == Accepted::Outdated).count();
    assert_eq!(outdated, 7);
    assert_eq!(stored(&stores[0], 1).await.corrections.len(), 1);
}
