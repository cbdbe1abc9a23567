//! From a confirmation to what the stand-in itself holds.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use std::time::{Duration, Instant};

use contract::{Account, ConfirmationStatus, Direction, PostingState, ProblemCode, Stage};
use house::{CUSTOMER, House, Setup, claims, code, confirmation, ok, refused, token};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const ID: &str = "01920000-0000-7000-8000-000000000001";
const ORDER: &str = "TEST-1";

fn lines() -> Value {
    json!([{ "item": "FC560", "planned": 12, "delivered": 10, "returned": 4, "reason": "not-loaded" },
           { "item": "CC TAG6", "delivered": 2, "returned": 0 }])
}

fn held(account: &Account, item: &str) -> i64 {
    account
        .holdings
        .iter()
        .filter(|holding| holding.item.as_str() == item)
        .map(|h| h.quantity + h.on_its_way)
        .sum()
}

async fn account(house: &House) -> Account {
    ok(house.get(&format!("/api/v1/customers/{CUSTOMER}/account?order={ORDER}"))).await
}

#[tokio::test]
async fn a_delivery_with_returns_is_stored_posted_saved_and_seen_in_the_balance() {
    let house = House::open().await;
    let before = account(&house).await;
    assert_eq!(before.order.as_ref().unwrap().movements, []);

    let answer = house.confirm(&confirmation(ID, ORDER, &lines())).send().await.unwrap();
    assert_eq!(answer.status(), 202);
    let accepted: ConfirmationStatus = answer.json().await.unwrap();
    assert_eq!(accepted.confirmed_by, "e.jansen");
    assert_eq!(accepted.movements.len(), 2);
    assert_eq!(accepted.movements[0].from.name, "Duinhof Bloemenexport, dock Aalsmeer");
    assert_eq!(accepted.movements[0].to.name, "De Groene Linde Bloemen");

    // From the first moment the numbers hold it, once.
    let during = account(&house).await;
    assert_eq!(held(&during, "FC560"), held(&before, "FC560") + 6);
    assert_eq!(held(&during, "CC TAG6"), held(&before, "CC TAG6") + 2);

    let saved = house.settled(ID).await;
    assert!(saved.movements.iter().all(|movement| movement.state == PostingState::Saved), "{saved:#?}");
    let after = account(&house).await;
    assert_eq!(held(&after, "FC560"), held(&before, "FC560") + 6);
    assert!(after.holdings.iter().all(|holding| holding.on_its_way == 0));
    assert!(after.read_at > before.read_at);
    let movements = after.order.unwrap().movements;
    assert_eq!(
        movements.iter().map(|movement| (movement.direction, movement.stage)).collect::<Vec<_>>(),
        [(Direction::Delivered, Stage::Counted), (Direction::Returned, Stage::Counted)]
    );

    let record = house.record(ORDER).await;
    assert_eq!(record.len(), 2, "{record:#?}");
}

#[tokio::test]
async fn the_same_confirmation_again_is_the_same_and_another_under_its_identifier_is_refused() {
    let house = House::open().await;
    let body = confirmation(ID, ORDER, &lines());
    let first: ConfirmationStatus = ok(house.confirm(&body)).await;
    let again: ConfirmationStatus = ok(house.confirm(&body)).await;
    assert_eq!((first.id, first.accepted_at), (again.id, again.accepted_at));
    let mut other = body.clone();
    other["lines"][0]["delivered"] = json!(11);
    assert_eq!(code(house.confirm(&other)).await, ProblemCode::ConfirmationConflict);
    house.settled(ID).await;
    assert_eq!(house.record(ORDER).await.len(), 2);
}

#[tokio::test]
async fn what_cannot_be_meant_is_refused_by_name_and_nothing_is_stored() {
    let house = House::open().await;
    let line =
        |item: &str, delivered: Value| json!([{ "item": item, "delivered": delivered, "returned": 0 }]);
    let many: Vec<Value> =
        (0..51).map(|index| json!({ "item": format!("I{index}"), "delivered": 1, "returned": 0 })).collect();
    for (what, lines, expected, field) in [
        ("negative", line("FC560", json!(-3)), ProblemCode::InvalidField, "lines[0].delivered"),
        ("huge", line("FC560", json!(100_000)), ProblemCode::InvalidField, "lines[0].delivered"),
        ("fractional", line("FC560", json!(1.5)), ProblemCode::InvalidField, "lines[0].delivered"),
        ("nothing", line("FC560", json!(0)), ProblemCode::NothingCounted, ""),
        ("no lines", json!([]), ProblemCode::NothingCounted, ""),
        ("too many", json!(many), ProblemCode::TooManyLines, ""),
        ("unknown item", line("NO SUCH", json!(1)), ProblemCode::PackagingUnknown, "lines[0].item"),
        (
            "twice",
            json!([{ "item": "FC560", "delivered": 1, "returned": 0 }, { "item": "FC560", "delivered": 1, "returned": 0 }]),
            ProblemCode::InvalidField,
            "lines[1].item",
        ),
    ] {
        let problem = refused(house.confirm(&confirmation(ID, ORDER, &lines))).await;
        assert_eq!(problem.code, expected, "{what}");
        assert_eq!(problem.errors.first().map_or("", |error| error.field.as_str()), field, "{what}");
    }
    let mut elsewhere = confirmation(ID, ORDER, &lines());
    elsewhere["location"] = json!("C0412");
    assert_eq!(code(house.confirm(&elsewhere)).await, ProblemCode::LocationUnknown);
    let mut unlinked = confirmation(ID, ORDER, &lines());
    unlinked["customer"] = json!("10990");
    assert_eq!(code(house.confirm(&unlinked)).await, ProblemCode::CustomerUnknown);
    let post = || house.http.post(house.url("/api/v1/confirmations")).bearer_auth(token(&claims("demo")));
    assert_eq!(code(post().body("{\"id\":")).await, ProblemCode::MalformedJson);
    assert_eq!(code(post().body("{\"surprise\": 1}")).await, ProblemCode::InvalidField);
    assert_eq!(code(post().body("x".repeat(70_000))).await, ProblemCode::BodyTooLarge);
    assert_eq!(
        code(house.get(&format!("/api/v1/confirmations/{ID}"))).await,
        ProblemCode::ConfirmationUnknown
    );
    assert_eq!(code(house.get("/api/v1/confirmations/not-an-id")).await, ProblemCode::ConfirmationUnknown);
    assert_eq!(house.record(ORDER).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_confirmation_taken_while_trackonline_is_down_survives_a_crash_and_is_saved_once() {
    let mut house = House::open().await;
    account(&house).await;
    let _: Value = ok(house.get("/api/v1/packaging")).await;
    house.stop_trackonline().await;
    let accepted: ConfirmationStatus = ok(house.confirm(&confirmation(ID, ORDER, &lines()))).await;
    assert!(accepted.movements.iter().all(|movement| movement.state == PostingState::Queued));
    tokio::time::sleep(Duration::from_millis(300)).await;
    house.kill_proxy().await;
    house.start_trackonline().await;
    house.start_proxy().await;
    let saved = house.settled(ID).await;
    assert!(saved.movements.iter().all(|movement| movement.state == PostingState::Saved), "{saved:#?}");
    assert_eq!(house.record(ORDER).await.len(), 2);
}

#[tokio::test]
async fn nobody_at_the_dock_waits_for_a_trackonline_that_takes_calls_and_says_nothing() {
    let mut house = House::with(Setup {
        tenant: "master_data_seconds = 5",
        assumptions: r#", same_number = "updates""#,
        ..Setup::default()
    })
    .await;
    account(&house).await;
    let _: Value = ok(house.get("/api/v1/packaging")).await;
    house.stop_trackonline().await;
    let address = house.trackonline_url("").trim_start_matches("http://").to_owned();
    let silent = TcpListener::bind(address).await.unwrap();
    tokio::spawn(async move {
        let mut calls = Vec::new();
        while let Ok((call, _)) = silent.accept().await {
            calls.push(call);
        }
    });
    // What was read is older than its lifetime by now.
    tokio::time::sleep(Duration::from_millis(5_100)).await;
    let begun = Instant::now();
    let accepted: ConfirmationStatus = ok(house.confirm(&confirmation(ID, ORDER, &lines()))).await;
    assert_eq!(accepted.movements.len(), 2);
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_crash_while_a_batch_is_under_way_neither_loses_nor_doubles_it() {
    let mut house = House::open().await;
    account(&house).await;
    let _: ConfirmationStatus = ok(house.confirm(&confirmation(ID, ORDER, &lines()))).await;
    // Long enough for the batch to leave, too short for it to be saved.
    tokio::time::sleep(Duration::from_millis(60)).await;
    house.kill_proxy().await;
    house.start_proxy().await;
    let saved = house.settled(ID).await;
    assert!(saved.movements.iter().all(|movement| movement.state == PostingState::Saved), "{saved:#?}");
    assert_eq!(house.record(ORDER).await.len(), 2);
}

#[tokio::test]
async fn trackonlines_call_limit_delays_a_confirmation_and_does_not_lose_it() {
    let house = House::open().await;
    account(&house).await;
    let _: Value = ok(house.get("/api/v1/packaging")).await;
    house.exhaust_trackonline(2).await;
    let _: ConfirmationStatus = ok(house.confirm(&confirmation(ID, ORDER, &lines()))).await;
    let saved = house.settled(ID).await;
    assert!(saved.movements.iter().all(|movement| movement.state == PostingState::Saved), "{saved:#?}");
    assert_eq!(house.record(ORDER).await.len(), 2);
}
