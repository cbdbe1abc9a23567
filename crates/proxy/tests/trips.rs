//! A trip's next status: only where it is switched on, only when a person said yes, and never twice.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::time::Duration;

use chrono::TimeDelta;
use contract::{ProblemCode, TripState, TripStep};
use house::{House, Setup, code, ok, person, refused, token};
use reqwest::RequestBuilder;
use scratch_postgres::{Durability, ScratchPostgres};
use serde_json::{Value, json};
use store::{Store, TenantId};

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

/// How the trip stands once TrackOnline has done what it was asked, and has had time for more.
async fn after_a_while(house: &House) -> String {
    for _ in 0..100 {
        if trip(house).await.1 != "new" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    trip(house).await.1
}

fn advance(house: &House, trip: &str, confirmed: bool) -> RequestBuilder {
    ask(house, &json!({ "id": ID, "trip": trip, "to": "in-progress", "confirmed": confirmed }), "e.jansen")
}

fn ask(house: &House, body: &Value, who: &str) -> RequestBuilder {
    let claims = person(who, &["logistics"], &[]);
    house.http.post(house.url("/api/v1/trips")).bearer_auth(token(&claims)).json(body)
}

/// What somebody else asks for who looks at the same trip.
fn another(trip: &str, to: &str) -> Value {
    json!({ "id": "01920000-0000-7000-8000-0000000000a2", "trip": trip, "to": to, "confirmed": true })
}

async fn with_trips() -> House {
    House::with(Setup { tenant: "trips = true", ..Setup::default() }).await
}

#[tokio::test]
async fn trips_are_off_unless_an_administrator_switches_them_on() {
    let house = House::open().await;
    let id = begin(&house).await;
    assert_eq!(code(advance(&house, &id, true)).await, ProblemCode::KindNotSetUp);
}

#[tokio::test]
async fn a_trip_takes_one_step_however_often_the_same_is_sent_and_none_without_a_yes() {
    let house = with_trips().await;
    let id = begin(&house).await;
    assert_eq!(code(advance(&house, &id, false)).await, ProblemCode::InvalidField);
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!((step.state, step.by.as_str()), (TripState::Received, "e.jansen"));
    let again: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(again.at, step.at);
    assert_eq!(after_a_while(&house).await, "in-progress", "not processed: one step was taken");
}

#[tokio::test]
async fn two_people_who_look_at_one_trip_take_one_step() {
    let house = with_trips().await;
    let id = begin(&house).await;
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(step.state, TripState::Received);
    let problem = refused(ask(&house, &another(&id, "in-progress"), "p.visser")).await;
    assert_eq!(problem.code, ProblemCode::TripStepTaken);
    for words in ["e.jansen", "in progress", "received"] {
        assert!(problem.detail.contains(words), "{}", problem.detail);
    }
    assert_eq!(after_a_while(&house).await, "in-progress", "not processed: one step was taken");
}

#[tokio::test]
async fn the_same_step_again_costs_no_call() {
    let house = with_trips().await;
    let id = begin(&house).await;
    let step: TripStep = ok(advance(&house, &id, true)).await;
    let file = format!("sqlite://{}", house.folder().join("fustlink.db").display());
    let store = Store::connect(&file).await.unwrap();
    let calls = async || {
        let since = proxy::clock::now() - TimeDelta::minutes(5);
        store.permits_since(&TenantId::new("demo").unwrap(), since).await.unwrap().len()
    };
    let before = calls().await;
    let again: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!((again.at, again.state), (step.at, step.state));
    let other = json!({ "id": ID, "trip": id, "to": "processed", "confirmed": true });
    assert_eq!(code(ask(&house, &other, "e.jansen")).await, ProblemCode::ConfirmationConflict);
    assert_eq!(calls().await, before);
}

#[tokio::test]
async fn a_step_whose_end_cannot_be_stored_is_not_known_to_be_taken() {
    let house = with_trips().await;
    let id = begin(&house).await;
    house
        .past_the_store(
            "CREATE TRIGGER full BEFORE UPDATE ON trip_step BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .await;
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(step.state, TripState::Unknown);
    let next = refused(ask(&house, &another(&id, "processed"), "p.visser")).await;
    assert_eq!(next.code, ProblemCode::TripStepTaken);
}

#[tokio::test]
async fn a_step_that_was_held_up_longer_than_its_permit_is_good_for_is_not_sent() {
    let server = ScratchPostgres::start(Durability::Fast).unwrap();
    let database = Some(server.database("trips").unwrap());
    let house = House::with(Setup { tenant: "trips = true", database, ..Setup::default() }).await;
    let id = begin(&house).await;
    house
        .past_the_store(
            "CREATE FUNCTION dawdle() RETURNS trigger AS $$ BEGIN PERFORM pg_sleep(5.3); RETURN NEW; END $$
                 LANGUAGE plpgsql;
             CREATE TRIGGER dawdle BEFORE INSERT ON trip_step FOR EACH ROW EXECUTE FUNCTION dawdle()",
        )
        .await;
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(step.state, TripState::Refused);
    assert!(step.words.is_some_and(|words| words.contains("Nothing was sent")));
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert_eq!(trip(&house).await.1, "new");
    // Nobody has taken it, so it can be taken.
    house.past_the_store("DROP TRIGGER dawdle ON trip_step").await;
    let step: TripStep = ok(ask(&house, &another(&id, "in-progress"), "p.visser")).await;
    assert_eq!(step.state, TripState::Received);
}

#[tokio::test]
async fn a_step_comes_to_its_end_when_nobody_waits_for_it() {
    let house = with_trips().await;
    let id = begin(&house).await;
    house.fault(&json!({ "kind": "latency", "amount": 1500, "method": "POST", "once": true })).await;
    let left = advance(&house, &id, true).timeout(Duration::from_millis(500)).send().await;
    assert!(left.unwrap_err().is_timeout());
    assert_eq!(trip(&house).await.1, "new", "the call is still under way");
    assert_eq!(after_a_while(&house).await, "in-progress");
    let step: TripStep = ok(advance(&house, &id, true)).await;
    assert_eq!(step.state, TripState::Received);
}
