//! What is told to whom, and how soon.

use std::time::{Duration, Instant};

use contract::{
    ConfirmationChange, ConfirmationStatus, CustomerNumber, ExceptionChange, ExceptionKind, ExceptionState,
    PostingState,
};
use scratch_postgres::{Durability, ScratchPostgres};
use serde_json::json;

use super::house::{CUSTOMER, House, Setup, claims, confirmation, ok, person};
use super::{Stream, delivery, events, id};

#[tokio::test]
async fn states_arrive_within_a_second_and_in_order() {
    let house = House::open().await;
    let mut stream = Stream::begun(&house, &claims("demo")).await;
    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    let accepted = Instant::now();
    let first = stream.next().await.unwrap();
    assert!(accepted.elapsed() < Duration::from_secs(1), "{:?}", accepted.elapsed());
    let change: ConfirmationChange = first.read();
    assert_eq!((first.event.as_str(), change.id.to_string()), ("confirmation", id(1)));
    assert_eq!(change.customer.as_ref().map(CustomerNumber::as_str), Some(CUSTOMER));

    let states = stream.until(1, PostingState::Saved).await;
    let rank = |state: &PostingState| {
        use PostingState::{Accepted, Queued, Saved, Sent};
        [Queued, Sent, Accepted, Saved].iter().position(|known| known == state).unwrap()
    };
    assert!(states.iter().map(rank).is_sorted(), "{states:?}");
    assert!(states.len() > 1, "{states:?}");
}

#[tokio::test]
async fn exceptions_are_told_when_raised_and_when_settled() {
    let house = House::open().await;
    let us = claims("demo");
    let mut stream = Stream::begun(&house, &us).await;
    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    house.settled(&id(1)).await;
    let mut again = delivery(2);
    again["order"] = json!("ORDER-1");
    let held: ConfirmationStatus = ok(house.confirm(&again)).await;
    assert!(held.held.is_some());
    stream.until(2, PostingState::Held).await;
    let raised = stream.next().await.unwrap();
    let change: ExceptionChange = raised.read();
    assert_eq!(
        (raised.event.as_str(), change.kind, change.state),
        ("exception", ExceptionKind::SecondConfirmation, ExceptionState::Open)
    );

    let _: ConfirmationStatus = ok(house.about(&id(2), "decision", &json!({ "is": "same" }))).await;
    let mut told = Vec::new();
    while told.len() < 2 {
        let next = stream.next().await.unwrap();
        if next.event == "exception" {
            assert_eq!(next.read::<ExceptionChange>().state, ExceptionState::Settled);
        } else {
            let change: ConfirmationChange = next.read();
            assert_eq!((change.held, change.states[0].state), (None, PostingState::Withdrawn));
        }
        told.push(next.event);
    }
    told.sort();
    assert_eq!(told, ["confirmation", "exception"]);
}

#[tokio::test]
async fn a_stream_tells_only_what_its_token_names() {
    let house = House::open().await;
    let mut elsewhere = Stream::begun(&house, &person("p.smit", &["logistics"], &["10023"])).await;
    let mut sales = Stream::begun(&house, &person("s.bakker", &["sales"], &["10023"])).await;
    let mut other = Stream::begun(&house, &claims("other")).await;
    let mut us = Stream::begun(&house, &claims("demo")).await;

    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    us.until(1, PostingState::Saved).await;
    // Between our own places: told to logistics, whatever customers they see, and not to sales.
    let mut transfer =
        confirmation(&id(2), "ORDER-2", &json!([{ "item": "FC560", "delivered": 3, "returned": 0 }]));
    transfer.as_object_mut().unwrap().remove("customer");
    transfer["kind"] = json!("transfer");
    transfer["location"] = json!("0002");
    let _: ConfirmationStatus = ok(house.confirm(&transfer)).await;
    us.until(2, PostingState::Saved).await;
    let mut theirs =
        confirmation(&id(3), "ORDER-3", &json!([{ "item": "FC560", "delivered": 4, "returned": 0 }]));
    theirs["customer"] = json!("10023");
    theirs["location"] = json!("C0423");
    let _: ConfirmationStatus = ok(house.confirm(&theirs)).await;
    us.until(3, PostingState::Saved).await;

    let first: ConfirmationChange = elsewhere.next().await.unwrap().read();
    assert_eq!(first.id.to_string(), id(2));
    let first: ConfirmationChange = sales.next().await.unwrap().read();
    assert_eq!(first.id.to_string(), id(3));
    let nothing = tokio::time::timeout(Duration::from_secs(1), other.read()).await;
    assert!(nothing.is_err(), "{nothing:?}");
}

#[tokio::test]
async fn nothing_between_keeps_or_packs_the_stream() {
    let house = House::open().await;
    let answer =
        events(&house, &claims("demo"), None).header("Accept-Encoding", "br, gzip").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    assert!(!answer.headers().contains_key("content-encoding"));
}

#[tokio::test]
async fn what_another_process_writes_is_told_here_too() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let database = Some(server.database("events").unwrap());
    let here = House::with(Setup { database: database.clone(), ..Setup::default() }).await;
    let there = House::with(Setup { database, ..Setup::default() }).await;
    let mut stream = Stream::begun(&here, &claims("demo")).await;
    let _: ConfirmationStatus = ok(there.confirm(&delivery(1))).await;
    let accepted = Instant::now();
    stream.next().await.unwrap();
    assert!(accepted.elapsed() < Duration::from_secs(2), "{:?}", accepted.elapsed());
    stream.until(1, PostingState::Saved).await;
    let last = stream.last;
    let mut elsewhere = Stream::open(&there, &claims("demo"), Some(last)).await;
    let again = elsewhere.until(1, PostingState::Saved).await;
    assert_eq!(again, [PostingState::Saved], "the last seconds are told again, as they stand");
}
