//! A trip's next status: only where it is switched on, only when a person said yes, and never twice.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::time::Duration;

use contract::{ProblemCode, TripState, TripStep};
use house::{House, Setup, claims, code, ok, token};
use reqwest::RequestBuilder;
use serde_json::{Value, json};

const ID: &str = "01920000-0000-7000-8000-0000000000a1";

async fn trips(house: &House) -> Vec<Value> {
    house.http.get(house.trackonline_url("/_sandbox/trips.json")).send().await.unwrap().json().await.unwrap()
}

/// How the trip R1 stands: its identifier and its status.
async fn trip(house: &House) -> (String, String) {
    let trips = trips(house).await;
    let trip = trips.iter().find(|trip| trip["number"] == "R1").unwrap();
    (trip["id"].as_str().unwrap().to_owned(), trip["status"].as_str().unwrap().to_owned())
}

/// A trip that has just begun.
async fn begin(house: &House) -> String {
    house
        .enter(&json!({
            "typeCode": 60, "statusCode": 16, "transactionNumber": "ON-TRIP", "transactionTripNumber": "R1",
            "referenceNumber": "TRIP-TEST", "fromLocation": { "number": "0001" },
            "toLocation": { "number": "C0415" }, "dateTransaction": "2026-11-20T06:00:00.000Z",
            "dateTransactionCounterpart": "2026-11-20T06:00:00.000Z",
            "transactionItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": 2 }]
        }))
        .await;
    let (id, status) = trip(house).await;
    assert_eq!(status, "new");
    id
}

fn advance(house: &House, trip: &str, confirmed: bool) -> RequestBuilder {
    let body = json!({ "id": ID, "trip": trip, "to": "in-progress", "confirmed": confirmed });
    house.http.post(house.url("/api/v1/trips")).bearer_auth(token(&claims("demo"))).json(&body)
}

#[tokio::test]
async fn trips_are_off_unless_an_administrator_switches_them_on() {
    let house = House::open().await;
    let id = begin(&house).await;
    assert_eq!(code(advance(&house, &id, true)).await, ProblemCode::KindNotSetUp);
}

#[tokio::test]
async fn a_trip_takes_one_step_however_often_the_same_is_sent_and_none_without_a_yes() {
    let house = House::with(Setup { tenant: "trips = true", ..Setup::default() }).await;
    let id = begin(&house).await;
    assert_eq!(code(advance(&house, &id, false)).await, ProblemCode::InvalidField);
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!((step.state, step.by.as_str()), (TripState::Received, "e.jansen"));
    let again: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(again.at, step.at);
    let mut now = trip(&house).await.1;
    for _ in 0..100 {
        if now != "new" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        now = trip(&house).await.1;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(trip(&house).await.1, "in-progress", "not processed: one step was taken");
}
