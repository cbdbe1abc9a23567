//! Reading transactions, with every documented filter and the default dates.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::{Standing, delivery};

/// Dates so wide that everything is seen.
const EVER: &str =
    "TransactionDateFrom=2000-01-01T00%3A00%3A00.000Z&TransactionDateTo=2100-01-01T00%3A00%3A00.000Z";

fn numbers(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["transactionNumber"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn without_dates_only_the_last_seven_days_are_seen_and_nothing_still_to_come() {
    let (standing, _folder) = Standing::fresh().await;
    let mut rows = Vec::new();
    for page in 1.. {
        let more = standing.rows(&format!("/api/v1/transaction?page={page}")).await;
        let last = more.len() < 50;
        rows.extend(more);
        if last {
            break;
        }
    }
    assert!(rows.len() > 50, "{}", rows.len());
    for row in &rows {
        assert!(row["dateTransaction"].as_str().unwrap() >= "2026-03-11T09:00:00.000Z");
        assert!(row["dateTransactionCounterpart"].as_str().unwrap() <= "2026-03-18T09:00:00.000Z");
    }
    let planned = standing.rows(&format!("/api/v1/transaction?StatusCode=5&{EVER}")).await;
    assert!(!planned.is_empty());
    assert_eq!(standing.get("/api/v1/transaction?StatusCode=5").await.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn the_default_dates_hide_an_old_transaction_even_from_a_search_by_number() {
    let (standing, _folder) = Standing::fresh().await;
    assert_eq!(
        standing.get("/api/v1/transaction?TransactionNumber=T0000500").await.status(),
        StatusCode::NO_CONTENT
    );
    assert_eq!(numbers(&standing.numbered("T0000500").await), ["T0000500"]);
}

#[tokio::test]
async fn from_looks_at_the_date_and_to_at_the_counterpart_date() {
    let (standing, _folder) = Standing::fresh().await;
    let mut posted = delivery("D1", "C0412", 1);
    posted["dateTransactionCounterpart"] = json!("2026-03-18T20:00:00.000Z");
    standing.save(&json!([posted])).await;
    let found = async |from: &str, to: &str| {
        let path = format!(
            "/api/v1/transaction?TransactionNumber=D1&TransactionDateFrom=2026-03-18T{from}%3A00%3A00.000Z\
             &TransactionDateTo=2026-03-18T{to}%3A00%3A00.000Z"
        );
        !standing.rows(&path).await.is_empty()
    };
    assert!(found("08", "20").await);
    assert!(!found("09", "20").await, "it left at eight");
    assert!(!found("08", "19").await, "it arrives at twenty");
}

#[tokio::test]
async fn transactions_can_be_filtered_by_everything_that_is_documented() {
    let (standing, _folder) = Standing::fresh().await;
    let mut other = delivery("D2", "C0415", 2);
    other["typeCode"] = json!("Transfer");
    other["documentNumber"] = json!("BU 7");
    other["referenceNumber"] = json!("R-2");
    other["carrier"] = json!({ "number": "V305" });
    other["statusCode"] = json!(35);
    standing.save(&json!([delivery("D1", "C0412", 1), other])).await;
    let created = "CreatedDateFrom=2026-03-18T09%3A00%3A00.000Z";
    let found = async |filter: &str| {
        let rows = standing.rows(&format!("/api/v1/transaction?{created}&{filter}")).await;
        numbers(&rows).join(" ")
    };
    assert_eq!(found("").await, "D1 D2");
    assert_eq!(found("TypeCodes=15").await, "D2");
    assert_eq!(found("TypeCodes=15&TypeCodes=60").await, "D1 D2");
    assert_eq!(found("StatusCode=16").await, "D1");
    assert_eq!(found("OnlyProcessed=true").await, "D2");
    assert_eq!(found("TransactionNumber=D1").await, "D1");
    assert_eq!(found("ReferenceNumber=R-2").await, "D2");
    assert_eq!(found("DocumentNumber=BU%207").await, "D2");
    assert_eq!(found("ToLocations=C0412&ToLocations=nobody").await, "D1");
    assert_eq!(found("FromLocations=0001").await, "D1 D2");
    assert_eq!(found("FromLocations=0002").await, "");
    assert_eq!(found("Carriers=V305&Carriers=V301").await, "D2");
    assert_eq!(found("CreatedDateTo=2026-03-18T08%3A59%3A00.000Z").await, "");
    let id = standing.numbered("D1").await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(found(&format!("Id={id}")).await, "D1");
    for unclear in ["StatusCode=1", "Id=1", "Page=x", "TransactionDateFrom=18-03-2026", "OnlyProcessed=maybe"]
    {
        let refused = standing.get(&format!("/api/v1/transaction?{unclear}")).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{unclear}");
    }
}

#[tokio::test]
async fn a_transaction_carries_the_documents_fields() {
    let (standing, _folder) = Standing::fresh().await;
    standing.save(&json!([delivery("D1", "C0412", 6)])).await;
    let row = &standing.numbered("D1").await[0];
    assert_eq!((&row["statusCode"], &row["status"]), (&json!(16), &json!("Confirmed")));
    assert_eq!((&row["typeCode"], &row["type"]), (&json!(60), &json!("Declare")));
    assert_eq!(
        (&row["fromLocation"]["number"], &row["toLocation"]["number"]),
        (&json!("0001"), &json!("C0412"))
    );
    assert_eq!(row["toLocation"]["name"], "Bloemenatelier Zonnedael");
    assert_eq!(
        row["dateTransactionCounterpart"], row["dateTransaction"],
        "empty, so it is the transaction's date"
    );
    assert_eq!(row["transactionItems"][0]["itemDefinition"]["number"], "FC560");
    assert_eq!(row["transactionItems"][0]["quantity"], 6);
    assert_eq!((&row["processedOn"], &row["isDeleted"]), (&Value::Null, &json!(false)));
}
