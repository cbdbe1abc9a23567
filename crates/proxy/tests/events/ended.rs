//! When a stream ends, and how many there may be.

use std::time::{Duration, Instant};

use contract::{ConfirmationStatus, PostingState, ProblemCode};
use serde_json::json;

use super::house::{House, claims, ok, person, refused};
use super::{Stream, delivery, events, id};

#[tokio::test]
async fn a_stream_ends_with_its_token_and_a_fresh_one_goes_on_without_loss() {
    let house = House::open().await;
    let mut token = claims("demo");
    // Two clocks may differ by ten seconds; two of them are left.
    token["exp"] = json!(proxy::clock::unix_seconds() - 8);
    let begun = Instant::now();
    let mut stream = Stream::begun(&house, &token).await;
    assert_eq!(stream.next().await, None);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());

    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    house.settled(&id(1)).await;
    let expired = refused(events(
        &house,
        &{
            token["exp"] = json!(proxy::clock::unix_seconds() - 11);
            token
        },
        None,
    ))
    .await;
    assert_eq!(expired.code, ProblemCode::TokenExpired);
    let mut fresh = Stream::open(&house, &claims("demo"), Some(stream.last)).await;
    assert_eq!(fresh.until(1, PostingState::Saved).await.last(), Some(&PostingState::Saved));
}

#[tokio::test]
async fn a_quiet_stream_is_kept_alive_and_moves_its_place_on() {
    let house = House::open().await;
    let mut quiet = Stream::begun(&house, &person("p.smit", &["sales"], &["10990"])).await;
    let begun = quiet.last;
    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    house.settled(&id(1)).await;
    let nothing = tokio::time::timeout(Duration::from_secs(17), quiet.read()).await;
    assert!(nothing.is_err(), "{nothing:?}");
    assert!(quiet.last > begun, "the heartbeat says how far the stream has come");
}

#[tokio::test]
async fn stopping_the_service_ends_open_streams_at_once() {
    let mut house = House::open().await;
    let mut stream = Stream::begun(&house, &claims("demo")).await;
    let asked = Instant::now();
    house.stop_proxy().await;
    assert!(asked.elapsed() < Duration::from_secs(5), "{:?}", asked.elapsed());
    assert_eq!(stream.next().await, None);
}

#[tokio::test]
async fn a_person_has_fifty_streams_and_closing_one_makes_room() {
    let house = House::open().await;
    let us = claims("demo");
    let mut streams = Vec::new();
    for _ in 0..50 {
        streams.push(Stream::begun(&house, &us).await);
    }
    let problem = refused(events(&house, &us, None)).await;
    assert_eq!((problem.code, problem.status), (ProblemCode::TooManyStreams, 429));
    assert!(problem.detail.contains("50 event streams"), "{}", problem.detail);
    Stream::begun(&house, &person("p.smit", &["sales"], &["10023"])).await;

    drop(streams.pop());
    let deadline = Instant::now() + Duration::from_secs(10);
    while events(&house, &us, None).send().await.unwrap().status() != 200 {
        assert!(Instant::now() < deadline, "the place is not given back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
