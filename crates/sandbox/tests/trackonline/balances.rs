//! Balances and counterpart balances.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::{Standing, delivery};

fn quantity(rows: &[Value], item: &str) -> Option<i64> {
    rows.iter()
        .find(|row| row["itemDefinition"]["number"] == item)
        .map(|row| row["quantity"].as_i64().unwrap())
}

#[tokio::test]
async fn a_delivery_adds_to_the_customer_and_takes_from_the_dock() {
    let (standing, _folder) = Standing::fresh().await;
    let (customer, dock) = (standing.held("C0412", "FC560").await, standing.held("0001", "FC560").await);
    standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    assert_eq!(standing.held("C0412", "FC560").await, customer + 7);
    assert_eq!(standing.held("0001", "FC560").await, dock - 7);
}

#[tokio::test]
async fn what_was_turned_down_called_off_or_struck_out_does_not_count() {
    let (standing, _folder) = Standing::fresh().await;
    let before = standing.held("C0412", "FC560").await;
    for (status, deleted, counts) in
        [(5, false, true), (10, false, false), (20, false, false), (16, true, false), (35, false, true)]
    {
        let mut posted = delivery("D1", "C0412", 9);
        posted["statusCode"] = json!(status);
        posted["isDeleted"] = json!(deleted);
        standing.save(&json!([posted])).await;
        let added = standing.held("C0412", "FC560").await - before;
        assert_eq!(added, if counts { 9 } else { 0 }, "status {status}, deleted {deleted}");
    }
}

#[tokio::test]
async fn only_final_transactions_count_when_that_is_asked() {
    let (standing, _folder) = Standing::fresh().await;
    let path = "/api/v1/balance?locations=C0412&onlyProcessed=true";
    let before = quantity(&standing.rows(path).await, "FC560");
    let mut posted = delivery("D1", "C0412", 9);
    standing.save(&json!([posted])).await;
    assert_eq!(quantity(&standing.rows(path).await, "FC560"), before);
    posted["statusCode"] = json!(35);
    standing.save(&json!([posted])).await;
    assert_eq!(quantity(&standing.rows(path).await, "FC560"), Some(before.unwrap_or(0) + 9));
}

#[tokio::test]
async fn zero_balances_are_left_out_when_that_is_asked() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/balance?locations=C0431").await;
    assert!(!all.is_empty() && all.iter().all(|row| row["quantity"] == 0), "it swaps at the door");
    let none = standing.get("/api/v1/balance?locations=C0431&excludeZeroBalance=true").await;
    assert_eq!(none.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_balance_can_be_asked_for_a_moment() {
    let (standing, _folder) = Standing::fresh().await;
    let mut posted = delivery("D1", "C0412", 9);
    posted["fromLocation"]["number"] = json!("0003");
    posted["dateTransactionCounterpart"] = json!("2026-03-18T12:00:00.000Z");
    let at = async |place: &str, moment: &str| {
        let moment = moment.replace(':', "%3A");
        let path = format!("/api/v1/balance?locations={place}&date=2026-03-18T{moment}Z");
        quantity(&standing.rows(&path).await, "FC560").unwrap_or(0)
    };
    let (customer, wash_hall) = (at("C0412", "07:59:00").await, at("0003", "07:59:00").await);
    standing.save(&json!([posted])).await;
    assert_eq!((at("C0412", "07:59:00").await, at("0003", "07:59:00").await), (customer, wash_hall));
    assert_eq!(
        (at("C0412", "11:59:00").await, at("0003", "11:59:00").await),
        (customer, wash_hall - 9),
        "on its way"
    );
    assert_eq!((at("C0412", "12:00:00").await, at("0003", "12:00:00").await), (customer + 9, wash_hall - 9));
}

#[tokio::test]
async fn several_locations_are_asked_at_once_and_unknown_ones_are_passed_over() {
    let (standing, _folder) = Standing::fresh().await;
    let rows = standing.rows("/api/v1/balance?locations=C0427&locations=C0419&locations=nobody").await;
    let mut places: Vec<_> = rows.iter().map(|row| row["location"]["number"].as_str().unwrap()).collect();
    places.dedup();
    assert_eq!(places, ["C0419", "C0427"]);
    assert_eq!(standing.get("/api/v1/balance?locations=nobody").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(standing.get("/api/v1/balance?onlyProcessed=7").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(standing.get("/api/v1/balance?date=today").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_counterpart_balance_is_positive_when_the_counterpart_holds_the_locations_pieces() {
    let (standing, _folder) = Standing::fresh().await;
    let ours = "/api/v1/balance/counterpart?location=0001&counterparts=C0412";
    let theirs = "/api/v1/balance/counterpart?locations=C0412&counterparts=0001";
    let before = quantity(&standing.rows(ours).await, "FC560").unwrap_or(0);
    standing.save(&json!([delivery("D1", "C0412", 9)])).await;
    let rows = standing.rows(ours).await;
    assert_eq!(quantity(&rows, "FC560"), Some(before + 9));
    assert_eq!(
        (&rows[0]["location"]["number"], &rows[0]["counterpart"]["number"]),
        (&json!("0001"), &json!("C0412"))
    );
    assert_eq!(quantity(&standing.rows(theirs).await, "FC560"), Some(-(before + 9)));
}

#[tokio::test]
async fn counterpart_balances_add_up_to_the_balance() {
    let (standing, _folder) = Standing::fresh().await;
    let rows = standing.rows("/api/v1/balance/counterpart?location=C0505").await;
    let held: i64 = rows
        .iter()
        .filter(|row| row["itemDefinition"]["number"] == "FC752")
        .map(|row| -row["quantity"].as_i64().unwrap())
        .sum();
    assert_ne!(held, 0);
    assert_eq!(held, standing.held("C0505", "FC752").await);
}
