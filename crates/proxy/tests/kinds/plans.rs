//! What is announced, and the count that takes its place: one transaction in TrackOnline in the end.

use std::time::Duration;

use contract::{Account, ConfirmationStatus, Direction, ExceptionList, PostingState, ProblemCode, Stage};
use reqwest::RequestBuilder;
use sandbox::trackonline::{Behaviour, DuplicateSemantics};
use serde_json::{Value, json};

use super::house::{CUSTOMER, House, Setup, claims, ok, refused, token};
use super::{ORDER, confirmation, line, record, saved};

async fn house() -> House {
    House::with(Setup {
        behaviour: Behaviour { duplicates: DuplicateSemantics::Update, ..Behaviour::default() },
        assumptions: r#", same_number = "updates""#,
        ..Setup::default()
    })
    .await
}

async fn account(house: &House) -> Account {
    ok(house.get(&format!("/api/v1/customers/{CUSTOMER}/account?order={ORDER}"))).await
}

fn held(account: &Account) -> i64 {
    let rows = account.holdings.iter().filter(|holding| holding.item.as_str() == "FC560");
    rows.map(|holding| holding.quantity + holding.on_its_way).sum()
}

fn announced(number: u8, count: i64) -> Value {
    confirmation(number, &json!({ "stage": "planned", "lines": [line("FC560", count, 0)] }))
}

fn counted(number: u8, planned: i64, count: i64) -> Value {
    let mut line = line("FC560", count, 0);
    line["planned"] = json!(planned);
    line["reason"] = json!("not-loaded");
    confirmation(number, &json!({ "lines": [line] }))
}

/// Settles the exception that is open.
async fn settle(house: &House, body: &Value) -> RequestBuilder {
    let list: ExceptionList = ok(house.get("/api/v1/exceptions?state=open")).await;
    let url = house.url(&format!("/api/v1/exceptions/{}/settlement", list.exceptions[0].id));
    house.http.post(url).bearer_auth(token(&claims("demo"))).json(body)
}

/// What stands under the order, as the screen is told.
fn standing(account: &Account) -> Vec<(Direction, Stage, u32)> {
    let movements = &account.order.as_ref().unwrap().movements;
    movements
        .iter()
        .map(|movement| (movement.direction, movement.stage, movement.items[0].count.get()))
        .collect()
}

#[tokio::test]
async fn a_count_takes_the_place_of_the_plan_for_its_order() {
    let house = house().await;
    let before = held(&account(&house).await);
    saved(&house, &announced(1, 12)).await;
    let planned = account(&house).await;
    assert_eq!(standing(&planned), [(Direction::Delivered, Stage::Planned, 12)]);
    assert_eq!(held(&planned), before + 12);
    assert_eq!(record(&house, ORDER).await[0].1, 5);

    let accepted: ConfirmationStatus = ok(house.confirm(&counted(2, 12, 10))).await;
    // Before TrackOnline has it, the plan is in the balance, and the count replaces it there too.
    let during = account(&house).await;
    assert_eq!(held(&during), before + 10);
    assert_eq!(standing(&during), [(Direction::Delivered, Stage::Counted, 10)]);

    house.settled(&accepted.id.to_string()).await;
    assert_eq!(
        record(&house, ORDER).await,
        [(60, 16, "0001".into(), "C0415".into(), vec![("FC560".to_owned(), 10)])]
    );
    let after = account(&house).await;
    assert_eq!(held(&after), before + 10);
    assert_eq!(standing(&after), [(Direction::Delivered, Stage::Counted, 10)]);
}

#[tokio::test]
async fn a_plan_that_is_announced_anew_is_one_plan_and_its_count_the_only_one() {
    let house = house().await;
    saved(&house, &announced(1, 12)).await;
    saved(&house, &announced(2, 14)).await;
    assert_eq!(standing(&account(&house).await), [(Direction::Delivered, Stage::Planned, 14)]);
    saved(&house, &counted(3, 14, 13)).await;
    let rows = record(&house, ORDER).await;
    assert_eq!(rows, [(60, 16, "0001".into(), "C0415".into(), vec![("FC560".to_owned(), 13)])]);
}

#[tokio::test]
async fn what_somebody_else_planned_in_trackonline_becomes_what_was_counted_once() {
    let house = house().await;
    house
        .enter(&json!({
            "transactionNumber": "THEIRS-1", "statusCode": 5, "typeCode": 60, "referenceNumber": ORDER,
            "fromLocation": { "number": "0002" }, "toLocation": { "number": "C0415" },
            "dateTransaction": proxy::clock::now(),
            "transactionItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": 12, "quantityPlanned": 12 }],
        }))
        .await;
    saved(&house, &counted(1, 12, 10)).await;
    let rows = house.record(ORDER).await;
    assert_eq!(rows.len(), 1, "{rows:#?}");
    assert_eq!((&rows[0]["number"], &rows[0]["statusCode"]), (&json!("THEIRS-1"), &json!(16)));
    assert_eq!(rows[0]["items"][0]["quantity"], json!(10));

    // Another count of the same order must not overwrite the first.
    let again: ConfirmationStatus = ok(house.confirm(&counted(2, 12, 2))).await;
    assert!(again.held.is_some());
    let _: ConfirmationStatus = ok(house.about(&super::id(2), "decision", &json!({ "is": "another" }))).await;
    house.settled(&super::id(2)).await;
    let rows = house.record(ORDER).await;
    assert_eq!(rows.len(), 2, "{rows:#?}");
}

#[tokio::test]
async fn where_updating_is_not_known_to_work_nothing_is_announced_and_a_plan_of_others_stays() {
    let house = House::open().await;
    let problem = refused(house.confirm(&announced(1, 12))).await;
    assert_eq!(problem.code, ProblemCode::KindNotSetUp);
    assert!(problem.detail.contains("same_number"), "{}", problem.detail);
    house
        .enter(&json!({
            "transactionNumber": "THEIRS-1", "statusCode": 5, "typeCode": 60, "referenceNumber": ORDER,
            "fromLocation": { "number": "0001" }, "toLocation": { "number": "C0415" },
            "dateTransaction": proxy::clock::now(),
            "transactionItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": 12, "quantityPlanned": 12 }],
        }))
        .await;
    saved(&house, &counted(1, 12, 10)).await;
    let statuses: Vec<i64> = record(&house, ORDER).await.into_iter().map(|row| row.1).collect();
    assert_eq!(statuses, [5, 16]);
}

/// A delivery as somebody else has it in TrackOnline.
fn theirs(status: u8, count: i64) -> Value {
    json!({
        "transactionNumber": "THEIRS-1", "statusCode": status, "typeCode": 60, "referenceNumber": ORDER,
        "fromLocation": { "number": "0001" }, "toLocation": { "number": "C0415" },
        "dateTransaction": proxy::clock::now(),
        "transactionItems": [
            { "itemDefinition": { "number": "FC560" }, "quantity": count, "quantityPlanned": 12 },
        ],
    })
}

#[tokio::test]
async fn what_is_announced_and_counted_while_trackonline_is_away_is_one_transaction() {
    let mut house = house().await;
    let before = held(&account(&house).await);
    let _: Value = ok(house.get("/api/v1/packaging")).await;
    house.stop_trackonline().await;
    for announced in [announced(1, 12), announced(2, 14)] {
        let _: ConfirmationStatus = ok(house.confirm(&announced)).await;
    }
    let _: ConfirmationStatus = ok(house.confirm(&counted(3, 14, 10))).await;
    let during = account(&house).await;
    assert_eq!(held(&during), before + 10);
    house.start_trackonline().await;
    for number in [1, 2] {
        let gone = house.settled(&super::id(number)).await;
        assert_eq!(gone.movements[0].state, PostingState::Withdrawn);
    }
    house.settled(&super::id(3)).await;
    let rows = record(&house, ORDER).await;
    assert_eq!(rows, [(60, 16, "0001".into(), "C0415".into(), vec![("FC560".to_owned(), 10)])]);
}

#[tokio::test]
async fn a_count_that_overtakes_its_plan_arrives_after_it() {
    let house = house().await;
    let before = held(&account(&house).await);
    house.fault(&json!({ "kind": "slow-save", "amount": 1500, "once": true })).await;
    let plan: ConfirmationStatus = ok(house.confirm(&announced(1, 12))).await;
    let state = async || {
        let status: ConfirmationStatus = ok(house.get(&format!("/api/v1/confirmations/{}", plan.id))).await;
        status.movements[0].state
    };
    while state().await == PostingState::Queued {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_ne!(state().await, PostingState::Saved);
    let _: ConfirmationStatus = ok(house.confirm(&announced(2, 14))).await;
    let counted: ConfirmationStatus = ok(house.confirm(&counted(3, 14, 10))).await;
    assert_eq!(counted.movements[0].number, plan.movements[0].number);
    assert_eq!(held(&account(&house).await), before + 10);
    house.settled(&super::id(3)).await;
    assert_eq!(state().await, PostingState::Saved);
    let rows = record(&house, ORDER).await;
    assert_eq!(rows, [(60, 16, "0001".into(), "C0415".into(), vec![("FC560".to_owned(), 10)])]);
    assert_eq!(held(&account(&house).await), before + 10);
}

#[tokio::test]
async fn a_plan_that_somebody_counted_a_moment_ago_is_not_overwritten() {
    let house = house().await;
    house.enter(&theirs(5, 12)).await;
    assert_eq!(standing(&account(&house).await), [(Direction::Delivered, Stage::Planned, 12)]);
    house.enter(&theirs(16, 11)).await;
    while record(&house, ORDER).await[0].1 != 16 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    saved(&house, &counted(1, 12, 10)).await;
    let mut pieces: Vec<_> = record(&house, ORDER).await.into_iter().map(|row| row.4[0].1).collect();
    pieces.sort_unstable();
    assert_eq!(pieces, [10, 11]);
}

#[tokio::test]
async fn what_is_broken_at_a_customers_leaves_their_planned_return() {
    let house = House::with(Setup {
        behaviour: Behaviour { duplicates: DuplicateSemantics::Update, ..Behaviour::default() },
        assumptions: r#", same_number = "updates""#,
        tenant: r#"written_off = { damaged = "S900" }"#,
        ..Setup::default()
    })
    .await;
    let mut planned = theirs(5, 12);
    planned["typeCode"] = json!(65);
    planned["fromLocation"] = json!({ "number": "C0415" });
    planned["toLocation"] = json!({ "number": "0001" });
    house.enter(&planned).await;
    saved(&house, &confirmation(1, &json!({ "kind": "damaged", "lines": [line("FC560", 5, 0)] }))).await;
    let mut statuses: Vec<_> = record(&house, ORDER).await.into_iter().map(|row| (row.0, row.1)).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [(25, 16), (65, 5)]);
}

#[tokio::test]
async fn a_plan_of_ours_that_ended_here_and_is_listed_all_the_same_keeps_no_count_out() {
    for ended in [PostingState::Rejected, PostingState::Withdrawn] {
        let house = house().await;
        house.fault(&json!({ "kind": "save-fails-partly", "once": true })).await;
        let plan: ConfirmationStatus = ok(house.confirm(&announced(1, 12))).await;
        house.settled(&plan.id.to_string()).await;
        if ended == PostingState::Withdrawn {
            let _: Value =
                ok(settle(&house, &json!({ "action": "dismiss", "reason": "not needed" })).await).await;
        }
        let stands: ConfirmationStatus = ok(house.get(&format!("/api/v1/confirmations/{}", plan.id))).await;
        assert_eq!(stands.movements[0].state, ended);
        let mut listed = theirs(5, 12);
        listed["transactionNumber"] = json!(plan.movements[0].number);
        house.enter(&listed).await;
        saved(&house, &counted(2, 12, 10)).await;
        let mut rows: Vec<_> =
            record(&house, ORDER).await.into_iter().map(|row| (row.1, row.4[0].1)).collect();
        rows.sort_unstable();
        assert_eq!(rows, [(5, 12), (16, 10)], "{ended:?}: it is for a person to close");
    }
}

#[tokio::test]
async fn a_plan_that_a_count_under_another_order_has_the_place_of_keeps_no_count_out() {
    let house = house().await;
    house.enter(&theirs(5, 12)).await;
    saved(&house, &counted(1, 12, 10)).await;
    let mut elsewhere = theirs(5, 12);
    elsewhere["referenceNumber"] = json!("TEST-2");
    house.enter(&elsewhere).await;
    let mut second = counted(2, 12, 7);
    second["order"] = json!("TEST-2");
    saved(&house, &second).await;
    let mut rows: Vec<_> =
        record(&house, "TEST-2").await.into_iter().map(|row| (row.1, row.4[0].1)).collect();
    rows.sort_unstable();
    assert_eq!(rows, [(5, 12), (16, 7)]);
}

#[tokio::test]
async fn a_plan_that_is_refused_while_its_count_waits_is_neither_reckoned_with_nor_sent_again() {
    let house = house().await;
    let before = held(&account(&house).await);
    house.fault(&json!({ "kind": "slow-save", "amount": 1500, "once": true })).await;
    house.fault(&json!({ "kind": "save-fails-partly", "once": true })).await;
    let plan: ConfirmationStatus = ok(house.confirm(&announced(1, 12))).await;
    let state = async || {
        let status: ConfirmationStatus = ok(house.get(&format!("/api/v1/confirmations/{}", plan.id))).await;
        status.movements[0].state
    };
    while state().await == PostingState::Queued {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let _: ConfirmationStatus = ok(house.confirm(&counted(2, 12, 10))).await;
    while !matches!(state().await, PostingState::Rejected | PostingState::Saved) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!(state().await, PostingState::Rejected);
    assert_eq!(held(&account(&house).await), before + 10);
    let problem = refused(settle(&house, &json!({ "action": "send-again" })).await).await;
    assert_eq!(problem.code, ProblemCode::ActionNotPossible);
    assert!(problem.detail.contains("took the place of its movement"), "{}", problem.detail);
    house.settled(&super::id(2)).await;
    assert_eq!(held(&account(&house).await), before + 10);
}
