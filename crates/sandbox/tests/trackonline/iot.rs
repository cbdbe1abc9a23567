//! Items with a sensor, and where they have been.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::{Standing, delivery, start_of_test};

fn date(row: &Value) -> DateTime<Utc> {
    row["date"].as_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn items_with_a_sensor_are_listed_by_every_filter() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/iot/item").await;
    assert_eq!(all.len(), 39, "one of forty has no sensor");
    let row = &all[5];
    assert_eq!(row["deviceIds"][0]["deviceId"].as_str().unwrap().len(), 8);
    let (definition, place) =
        (row["itemDefinition"]["id"].as_str().unwrap(), &row["lastKnownLocation"]["id"]);
    for (filter, finds) in [
        (format!("itemNumber={}", row["number"].as_str().unwrap()), true),
        (format!("itemDefinitionId={definition}"), true),
        (format!("locationId={}", place.as_str().unwrap()), true),
        ("itemNumber=none".to_owned(), false),
        (format!("locationId={definition}"), false),
    ] {
        assert_eq!(
            standing.rows(&format!("/api/v1/iot/item?{filter}")).await.contains(row),
            finds,
            "{filter}"
        );
    }
    assert_eq!(standing.rows("/api/v1/iot/item?includeDeleted=true").await.len(), 40);
}

#[tokio::test]
async fn measurements_follow_the_movements_of_the_last_fourteen_days() {
    let (standing, _folder) = Standing::fresh().await;
    let now = start_of_test();
    let mut moving = 0;
    for item in standing.rows("/api/v1/iot/item").await {
        let device = item["deviceIds"][0]["deviceId"].as_str().unwrap();
        let rows = standing.rows(&format!("/api/v1/iot/item/measurement?deviceId={device}")).await;
        assert!(rows.len() >= 50, "{device}: {}", rows.len());
        assert!(rows.iter().all(|row| row["deviceId"] == device && row["itemNumber"] == item["number"]));
        assert!(rows.is_sorted_by_key(date) && date(&rows[0]) >= now - TimeDelta::days(14));
        assert!(date(rows.last().unwrap()) <= now);
        for pair in rows.windows(2) {
            assert!(kilometres_an_hour(&pair[0], &pair[1]) < 160.0, "{pair:?}");
        }
        moving += rows.iter().filter(|row| row["location"].is_null()).count();
    }
    assert!(moving > 40, "some were on their way: {moving}");
}

/// Roughly, on the flat.
fn kilometres_an_hour(from: &Value, to: &Value) -> f64 {
    let degrees =
        |field: &str| to["position"][field].as_f64().unwrap() - from["position"][field].as_f64().unwrap();
    let (north, east) = (degrees("latitude") * 111.0, degrees("longitude") * 68.0);
    let minutes = u32::try_from((date(to) - date(from)).num_minutes()).unwrap();
    north.hypot(east) / (f64::from(minutes) / 60.0)
}

#[tokio::test]
async fn a_history_is_found_by_number_bar_code_or_chip_and_between_two_dates() {
    let (standing, _folder) = Standing::fresh().await;
    let item = &standing.rows("/api/v1/iot/item").await[0];
    let by = async |filter: &str| standing.rows(&format!("/api/v1/iot/item/measurement?{filter}")).await;
    let rows = by(&format!("item={}", item["number"].as_str().unwrap())).await;
    for field in ["barCode", "epcCode"] {
        assert_eq!(by(&format!("item={}", item[field].as_str().unwrap())).await, rows);
    }
    let device = item["deviceIds"][0]["deviceId"].as_str().unwrap();
    let days = "dateFrom=2026-02-01T00%3A00%3A00Z&dateTo=2026-02-03T00%3A00%3A00Z";
    let february = by(&format!("deviceId={device}&{days}")).await;
    assert!(february.len() >= 8);
    assert!(february.iter().all(|row| (1..=3).contains(&chrono::Datelike::day(&date(row)))));
    let nobody = standing.get("/api/v1/iot/item/measurement?deviceId=none").await;
    assert_eq!(nobody.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_trolley_that_is_scanned_on_a_delivery_is_seen_on_its_way_and_there() {
    let (standing, _folder) = Standing::fresh().await;
    let dock = standing.rows("/api/v1/location?Number=0001").await[0]["id"].as_str().unwrap().to_owned();
    let trolley = standing.rows(&format!("/api/v1/iot/item?locationId={dock}")).await[0].clone();
    let mut posted = delivery("D1", "10204", 1);
    posted["toLocation"] = json!({ "number": "C0505" });
    posted["dateTransactionCounterpart"] = json!("2026-03-18T12:00:00.000Z");
    posted["scannedItems"] = json!([{ "type": "EpcCode", "code": trolley["epcCode"] }]);
    let rows = standing.save(&json!([posted])).await;
    assert_eq!(rows[0]["error"], Value::Null);
    let path = format!("/api/v1/iot/item?itemNumber={}", trolley["number"].as_str().unwrap());
    let on_its_way = &standing.rows(&path).await[0];
    assert_eq!(
        (&on_its_way["lastKnownLocation"], &on_its_way["lastKnownTransactionId"]),
        (&Value::Null, &rows[0]["id"])
    );
    assert_ne!(on_its_way["lastKnownPosition"], trolley["lastKnownPosition"]);
    standing.clock.advance(std::time::Duration::from_hours(4));
    assert_eq!(standing.rows(&path).await[0]["lastKnownLocation"]["number"], "C0505");
}
