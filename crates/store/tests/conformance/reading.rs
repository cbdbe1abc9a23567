//! What screens read: postings beside a balance, and under an order.

use ledger::attempt::Event;

use crate::office::{Office, rows};
use crate::place::Place;
use crate::scene::{
    accept, at, confirmed, delivered, drop_off, exchange, location, order, ours, request, returned,
};

on_both_databases![
    postings_stand_beside_a_balance_only_while_it_may_lack_them,
    postings_stand_beside_the_balance_of_their_location,
    everything_under_an_order_is_read_oldest_first,
];

async fn postings_stand_beside_a_balance_only_while_it_may_lack_them(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let beside = async |second: i64| {
        store.postings_beside_balance(&ours(), &[location("K1")], at(second)).await.unwrap().len()
    };
    // While it is open, whenever the balance was answered.
    assert_eq!((beside(0).await, beside(100_000).await), (1, 1));
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1)], 1_000).await;
    assert_eq!(beside(100_000).await, 1);
    office.answer(9, Event::Received { message: "m".to_owned() }, 1_001).await;
    assert_eq!(beside(100_000).await, 1);
    office.answer(9, rows(&[(delivered(1), None)]), 1_002).await;
    // Saved: only beside a balance of that moment or before.
    assert_eq!((beside(1_001).await, beside(1_002).await, beside(1_003).await), (1, 1, 0));
}

async fn postings_stand_beside_the_balance_of_their_location(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    let mut elsewhere = request(2, 3, 0);
    elsewhere.location = location("K2");
    accept(&store, confirmed(elsewhere)).await;
    let beside = async |locations: &[&str]| {
        let locations: Vec<_> = locations.iter().map(|number| location(number)).collect();
        store.postings_beside_balance(&ours(), &locations, at(100_000)).await.unwrap().len()
    };
    assert_eq!((beside(&["K1"]).await, beside(&["K2"]).await), (2, 1));
    assert_eq!((beside(&["K1", "K2", "K3"]).await, beside(&["K3"]).await, beside(&[]).await), (3, 0, 0));
}

async fn everything_under_an_order_is_read_oldest_first(place: Place) {
    let store = place.open().await;
    for id in [2, 1] {
        accept(&store, exchange(id)).await;
    }
    let mut without = request(3, 3, 0);
    without.order = None;
    accept(&store, confirmed(without)).await;
    Office::open(&store).await.is_saved(2, 1_000).await;
    let under = store.postings_under(&ours(), &order("240311")).await.unwrap();
    let numbers: Vec<_> = under.into_iter().map(|posting| posting.transaction.number).collect();
    assert_eq!(numbers, [delivered(1), returned(1), delivered(2), returned(2)]);
    assert!(store.postings_under(&ours(), &order("24031")).await.unwrap().is_empty());
}
