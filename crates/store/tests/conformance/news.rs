//! Whoever follows the news hears of everything that changes, once and in order.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use store::News;
use uuid::Uuid;

use crate::office::Office;
use crate::place::Place;
use crate::scene::{accept, at, customer, delivered, drop_off, last_news, ours, tenant, together};

on_both_databases![
    everything_that_changes_is_news,
    news_are_read_from_where_one_stands,
    whoever_follows_misses_nothing_while_many_write_at_once,
];

async fn everything_that_changes_is_news(place: Place) {
    let store = place.open().await;
    assert_eq!(last_news(&store).await, 0);
    accept(&store, drop_off(1)).await;
    Office::open(&store).await.is_refused(1, "bad", 1_000).await;
    let news = store.news(&ours(), 0, 100).await.unwrap();
    let what: Vec<_> = news.iter().map(|news| news.what.as_str()).collect();
    assert_eq!(what, ["confirmed", "sent", "accepted", "rejected", "raised"]);
    for one in &news {
        assert_eq!(one.customer, Some(customer("1001")));
        assert_eq!(one.confirmation, Some(Uuid::from_u128(1)));
    }
    assert_eq!((news[0].subject.clone(), news[0].at), (Uuid::from_u128(1).to_string(), at(1)));
    assert_eq!((news[3].subject.as_str(), news[3].at), (delivered(1).as_str(), at(1_000)));
    assert_eq!(last_news(&store).await, news[4].id);
}

async fn news_are_read_from_where_one_stands(place: Place) {
    let store = place.open().await;
    for id in 1..=5 {
        accept(&store, drop_off(id)).await;
        store.accept(&tenant("theirs"), drop_off(id)).await.unwrap();
    }
    let all = store.news(&ours(), 0, 100).await.unwrap();
    assert_eq!(all.len(), 5);
    assert!(all.is_sorted_by(|one, next| one.id < next.id));
    assert_eq!(store.news(&ours(), all[1].id, 2).await.unwrap(), all[2..4]);
    assert_eq!(store.news(&ours(), all[4].id, 100).await.unwrap(), []);
    assert_eq!(store.latest_news(&ours(), 2).await.unwrap(), all[3..]);
    let store = place.reopen(store).await;
    assert_eq!(last_news(&store).await, all[4].id);
}

async fn whoever_follows_misses_nothing_while_many_write_at_once(place: Place) {
    let stores = [place.open().await, place.open().await];
    let is_over = Arc::new(AtomicBool::new(false));
    let following = tokio::spawn({
        let (store, is_over) = (place.open().await, Arc::clone(&is_over));
        async move {
            let late = store.news_may_be_late().to_std().unwrap();
            let mut heard: Vec<(Instant, News)> = Vec::new();
            loop {
                let is_last = is_over.load(Ordering::SeqCst);
                // From here on an entry may still have come up before one that was heard.
                let sure = heard.iter().filter(|(when, _)| when.elapsed() >= late).map(|(_, news)| news.id);
                for news in store.news(&ours(), sure.max().unwrap_or(0), 1_000).await.unwrap() {
                    if heard.iter().all(|(_, known)| known.id != news.id) {
                        heard.push((Instant::now(), news));
                    }
                }
                if is_last {
                    return heard;
                }
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    together((0..8).map(|writer| {
        let store = stores[writer % 2].clone();
        async move {
            for index in 0..15 {
                accept(&store, drop_off(writer as u128 * 100 + index + 1)).await;
            }
        }
    }))
    .await;
    is_over.store(true, Ordering::SeqCst);
    let mut heard: Vec<News> = following.await.unwrap().into_iter().map(|(_, news)| news).collect();
    heard.sort_by_key(|news| news.id);
    assert_eq!(heard, stores[0].news(&ours(), 0, 1_000).await.unwrap());
    assert_eq!(heard.len(), 120);
}
