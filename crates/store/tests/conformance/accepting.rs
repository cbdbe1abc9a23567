//! A confirmation is on disk before anybody is told so, once, and comes back as it was put in.

use chrono::TimeDelta;
use contract::{ConfirmationKind, Direction, PostingState, Stage};
use store::Accepted;
use uuid::Uuid;

use crate::place::Place;
use crate::scene::{
    accept, at, confirmed, delivered, drop_off, exchange, last_news, location, order, ours, request,
    returned, stored,
};

on_both_databases![
    what_is_accepted_comes_back_as_it_was_put_in,
    a_time_finer_than_a_database_keeps_is_the_same_whenever_it_is_read,
    every_kind_comes_back,
    any_text_that_a_person_writes_comes_back,
    the_same_again_is_the_same,
    another_under_its_identifier_is_refused,
    sixteen_that_send_the_same_at_once_get_one,
    sixteen_that_send_different_ones_at_once_all_get_theirs,
    what_was_not_accepted_is_not_there,
];

async fn what_is_accepted_comes_back_as_it_was_put_in(place: Place) {
    let store = place.open().await;
    let new = exchange(1);
    let first = accept(&store, new.clone()).await;
    assert_eq!(first.request, new.request);
    assert_eq!((first.confirmed_by.as_str(), first.accepted_at), ("e.jansen", at(1)));
    assert_eq!((first.held.as_ref(), first.corrects, first.corrections.len()), (None, None, 0));
    assert_eq!(first.postings.len(), 2);
    for (posting, (planned, from, to)) in first.postings.iter().zip(&new.transactions) {
        assert_eq!((&posting.transaction, &posting.from, &posting.to), (planned, from, to));
        assert_eq!((posting.confirmation, &posting.location), (Uuid::from_u128(1), &location("K1")));
        assert_eq!((posting.state, posting.reason.as_deref()), (PostingState::Queued, None));
        assert_eq!((posting.since, posting.sent_at), (at(1), None));
    }
    assert_eq!(stored(&store, 1).await, first);
    assert_eq!(store.posting(&ours(), &returned(1)).await.unwrap().as_ref(), first.postings.get(1));

    let store = place.reopen(store).await;
    assert_eq!(stored(&store, 1).await, first);
    let status = first.status();
    assert_eq!((status.id, status.movements.len(), status.is_settled()), (Uuid::from_u128(1), 2, false));
    assert_eq!(status.movements[1].direction, Direction::Returned);
}

async fn a_time_finer_than_a_database_keeps_is_the_same_whenever_it_is_read(place: Place) {
    let store = place.open().await;
    let mut new = drop_off(1);
    new.accepted_at = at(1) + TimeDelta::nanoseconds(123_456_789);
    new.request.counted_at = at(0) + TimeDelta::nanoseconds(987_654_321);
    let first = accept(&store, new.clone()).await;
    assert_eq!(first.accepted_at, at(1) + TimeDelta::microseconds(123_456));
    assert_eq!(first.postings[0].since, first.accepted_at);
    assert_eq!(first.request.counted_at, new.request.counted_at);
    assert_eq!(stored(&store, 1).await, first);
    // A balance of the very moment may lack what was accepted in it.
    let beside = store.postings_beside_balance(&ours(), &[location("K1")], new.accepted_at).await.unwrap();
    assert_eq!(beside, first.postings);
    assert_eq!(store.news(&ours(), 0, 10).await.unwrap()[0].at, first.accepted_at);
}

async fn every_kind_comes_back(place: Place) {
    let store = place.open().await;
    for (id, kind) in (1..).zip(ConfirmationKind::ALL) {
        for (id, stage) in [(id, Stage::Counted), (id + 100, Stage::Planned)] {
            let mut request = request(id, 3, 0);
            (request.kind, request.stage) = (kind, stage);
            if !matches!(kind, ConfirmationKind::Delivery | ConfirmationKind::Supply) {
                (request.customer, request.order) = (None, None);
            }
            let new = confirmed(request);
            let kept = accept(&store, new.clone()).await;
            assert_eq!(kept.request, new.request);
            assert_eq!(kept.postings.len(), 1);
            assert_eq!(kept.postings[0].transaction, new.transactions[0].0);
            assert_eq!(store.confirmation(&ours(), kept.request.id).await.unwrap(), Some(kept));
        }
    }
}

async fn any_text_that_a_person_writes_comes_back(place: Place) {
    let store = place.open().await;
    let mut request = request(1, 3, 0);
    let note = "Robert'); DROP TABLE posting;-- \" \\ % _ ü 木 🌷 \u{200f}\t\r\n\0";
    request.note = Some(format!("{note}{}", "x".repeat(400)));
    request.order = Some(order("24'03\"11 %_\\ ñ"));
    let mut new = confirmed(request);
    "o'brien \"木\" %".clone_into(&mut new.confirmed_by);
    "Café 'De Kade'".clone_into(&mut new.transactions[0].1.name);
    let kept = accept(&store, new.clone()).await;
    assert_eq!((&kept.request, &kept.confirmed_by), (&new.request, &new.confirmed_by));
    assert_eq!(kept.postings[0].from, new.transactions[0].1);
    let under = store.postings_under(&ours(), &order("24'03\"11 %_\\ ñ")).await.unwrap();
    assert_eq!(under, kept.postings);
    assert!(store.postings_under(&ours(), &order("24'03\"11 %_\\ n")).await.unwrap().is_empty());
}

async fn the_same_again_is_the_same(place: Place) {
    let store = place.open().await;
    let first = accept(&store, exchange(1)).await;
    let last = last_news(&store).await;
    // Another device of another person, later: what was sent is the same.
    let mut again = exchange(1);
    (again.accepted_at, again.confirmed_by) = (at(500), "p.visser".to_owned());
    assert_eq!(store.accept(&ours(), again).await.unwrap(), Accepted::Before(first));
    assert_eq!(last_news(&store).await, last);
}

async fn another_under_its_identifier_is_refused(place: Place) {
    let store = place.open().await;
    let first = accept(&store, exchange(1)).await;
    let last = last_news(&store).await;
    assert_eq!(store.accept(&ours(), confirmed(request(1, 13, 4))).await.unwrap(), Accepted::Conflict);
    assert_eq!(stored(&store, 1).await, first);
    assert_eq!(last_news(&store).await, last);
}

async fn sixteen_that_send_the_same_at_once_get_one(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "confirmation",
            (0..16).map(|index| {
                let store = stores[index % 2].clone();
                async move { store.accept(&ours(), exchange(1)).await.unwrap() }
            }),
        )
        .await;
    let kept = stored(&stores[0], 1).await;
    let is = |accepted: &Accepted| results.iter().filter(|result| *result == accepted).count();
    assert_eq!((is(&Accepted::Now(kept.clone())), is(&Accepted::Before(kept))), (1, 15));
    assert_eq!(store_news(&stores[0]).await, ["confirmed"]);
}

async fn sixteen_that_send_different_ones_at_once_all_get_theirs(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "confirmation",
            (0..16).map(|index| {
                let store = stores[index % 2].clone();
                let id = index as u128 + 1;
                async move { (id, store.accept(&ours(), drop_off(id)).await.unwrap()) }
            }),
        )
        .await;
    for (id, result) in results {
        assert_eq!(result, Accepted::Now(stored(&stores[0], id).await));
        assert!(stores[1].posting(&ours(), &delivered(id)).await.unwrap().is_some());
    }
}

async fn what_was_not_accepted_is_not_there(place: Place) {
    let store = place.open().await;
    assert_eq!(store.confirmation(&ours(), Uuid::from_u128(1)).await.unwrap(), None);
    assert_eq!(store.posting(&ours(), &delivered(1)).await.unwrap(), None);
    assert!(store.transactions(&ours(), &[delivered(1)]).await.is_err());
    assert_eq!(last_news(&store).await, 0);
}

async fn store_news(store: &store::Store) -> Vec<String> {
    store.news(&ours(), 0, 100).await.unwrap().into_iter().map(|news| news.what).collect()
}
