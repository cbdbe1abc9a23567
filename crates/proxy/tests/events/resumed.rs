//! Coming back: nothing is lost, and a gap that cannot be filled is said.

use contract::{ConfirmationStatus, PostingState, ProblemCode, StreamPlace};

use super::house::{House, claims, code, ok, refused};
use super::{Stream, delivery, events, id};

#[tokio::test]
async fn a_stream_goes_on_over_a_restart_of_the_proxy_without_loss() {
    let mut house = House::open().await;
    let us = claims("demo");
    let mut stream = Stream::begun(&house, &us).await;
    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    stream.until(1, PostingState::Saved).await;
    let last = stream.last;
    drop(stream);

    let _: ConfirmationStatus = ok(house.confirm(&delivery(2))).await;
    house.settled(&id(2)).await;
    house.kill_proxy().await;
    house.start_proxy().await;
    let mut stream = Stream::open(&house, &us, Some(last)).await;
    let _: ConfirmationStatus = ok(house.confirm(&delivery(3))).await;

    let missed = stream.next().await.unwrap();
    assert_eq!(missed.event, "confirmation");
    assert!(missed.data.contains(&id(2)) && missed.data.contains("saved"), "{missed:?}");
    assert!(missed.id > last);
    let next = stream.next().await.unwrap();
    assert!(next.data.contains(&id(3)), "what was heard is not told again: {next:?}");
}

#[tokio::test]
async fn what_cannot_be_filled_is_said_and_the_stream_goes_on() {
    let house = House::open().await;
    let us = claims("demo");
    let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
    house.settled(&id(1)).await;
    for unknown in [1_000_000, -1] {
        let mut stream = Stream::open(&house, &us, Some(unknown)).await;
        let reset = stream.next().await.unwrap();
        assert_eq!((reset.event.as_str(), reset.read::<StreamPlace>().id), ("reset", reset.id), "{unknown}");
        assert!(reset.id < 1_000_000);
    }
    let mut stream = Stream::open(&house, &us, Some(1_000_000)).await;
    stream.next().await.unwrap();
    let _: ConfirmationStatus = ok(house.confirm(&delivery(2))).await;
    stream.until(2, PostingState::Saved).await;

    let problem = refused(events(&house, &us, None).header("Last-Event-ID", "yesterday")).await;
    assert_eq!(
        (problem.code, problem.errors[0].field.as_str()),
        (ProblemCode::InvalidField, "Last-Event-ID")
    );
}

#[tokio::test]
async fn who_was_away_for_more_than_is_kept_begins_anew() {
    let house = House::open().await;
    let us = claims("demo");
    let place = Stream::begun(&house, &us).await.last;
    let number = {
        let _: ConfirmationStatus = ok(house.confirm(&delivery(1))).await;
        house.settled(&id(1)).await.movements[0].number.to_string()
    };
    let mut dispute = serde_json::json!({
        "customer": super::house::CUSTOMER, "movement": number,
        "dispute": { "theirs": [{ "item": "FC560", "count": 8 }], "said_by": "Mr Vos", "reason": "counted twice" },
    });
    for index in 0..1_001 {
        dispute["id"] = format!("01920000-0000-7000-8000-00000001{index:04}").into();
        let url = house.url("/api/v1/disputes");
        let answer = house.http.post(url).bearer_auth(super::token(&us)).json(&dispute).send().await.unwrap();
        assert_eq!(answer.status(), 201);
    }
    let mut stream = Stream::open(&house, &us, Some(place)).await;
    assert_eq!(stream.next().await.unwrap().event, "reset");
    assert_eq!(code(events(&house, &claims("nobody"), None)).await, ProblemCode::TokenForeign);
}
