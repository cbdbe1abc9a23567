//! What stands before a person: raised by what happened, seen by whom it concerns, settled by somebody with a name.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod disputes;
#[path = "../house/mod.rs"]
mod house;
mod seen;
mod settled;

use std::time::{Duration, Instant};

use contract::{ConfirmationStatus, Exception, ExceptionList, PostingState};
use house::{House, confirmation, ok, token};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use uuid::Uuid;

/// An identifier as a device makes it.
fn id(number: u8) -> String {
    format!("01920000-0000-7000-8000-0000000000{number:02}")
}

/// A delivery of ten buckets under an order of its own.
fn delivery(number: u8) -> Value {
    confirmation(
        &id(number),
        &format!("ORDER-{number}"),
        &json!([{ "item": "FC560", "delivered": 10, "returned": 0 }]),
    )
}

/// Confirms a delivery and follows it until it is in this state.
async fn ends(house: &House, number: u8, state: PostingState) -> ConfirmationStatus {
    let _: ConfirmationStatus = ok(house.confirm(&delivery(number))).await;
    let status = house.settled(&id(number)).await;
    assert_eq!(status.movements[0].state, state, "{status:#?}");
    status
}

/// One whose save fails, for the reason that the stand-in gives.
async fn rejected(house: &House, number: u8) -> ConfirmationStatus {
    house.fault(&json!({ "kind": "save-fails-partly", "once": true })).await;
    ends(house, number, PostingState::Rejected).await
}

/// An exchange at the door whose answer is lost, and which TrackOnline does not have. It is looked for twice, which takes
/// its time.
async fn lost(house: &House, number: u8) {
    house.fault(&json!({ "kind": "answer-lost-before-effect", "method": "POST", "once": true })).await;
    let mut exchange = delivery(number);
    exchange["lines"][0]["returned"] = json!(4);
    let _: ConfirmationStatus = ok(house.confirm(&exchange)).await;
    let deadline = Instant::now() + Duration::from_mins(2);
    loop {
        let status: ConfirmationStatus =
            ok(house.get(&format!("/api/v1/confirmations/{}", id(number)))).await;
        if status.movements.iter().all(|movement| movement.state == PostingState::Excepted) {
            return;
        }
        assert!(Instant::now() < deadline, "{status:#?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

fn as_person(house: &House, claims: &Value, path: &str) -> RequestBuilder {
    house.http.get(house.url(path)).bearer_auth(token(claims))
}

async fn listed(house: &House, claims: &Value, query: &str) -> Vec<Exception> {
    let list: ExceptionList = ok(as_person(house, claims, &format!("/api/v1/exceptions{query}"))).await;
    list.exceptions
}

fn settle(house: &House, claims: &Value, id: Uuid, body: &Value) -> RequestBuilder {
    let url = house.url(&format!("/api/v1/exceptions/{id}/settlement"));
    house.http.post(url).bearer_auth(token(claims)).json(body)
}

/// The one that is open.
async fn open(house: &House) -> Exception {
    let mut open = listed(house, &house::claims("demo"), "?state=open").await;
    assert_eq!(open.len(), 1, "{open:#?}");
    open.remove(0)
}
