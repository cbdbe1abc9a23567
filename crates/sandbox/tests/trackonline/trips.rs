//! Transaction trips.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::{Standing, delivery, settings, start_of_test};

const TRIP: &str = "/api/v1/transactiontrip";

async fn trip(standing: &Standing, number: &str) -> Value {
    let trips = standing.told("/_sandbox/trips.json").await;
    trips.as_array().unwrap().iter().find(|trip| trip["number"] == number).cloned().unwrap()
}

fn on_trip(number: &str, trip: &str) -> Value {
    let mut posted = delivery(number, "C0412", 3);
    posted["transactionTripNumber"] = json!(trip);
    posted
}

#[tokio::test]
async fn a_trip_goes_from_new_to_in_progress_to_processed_with_all_its_transactions() {
    let (standing, folder) = Standing::fresh().await;
    let mut called_off = on_trip("D3", "R1");
    called_off["statusCode"] = json!(20);
    standing.save(&json!([on_trip("D1", "R1"), on_trip("D2", "R1"), called_off, on_trip("D4", "R2")])).await;
    let new = trip(&standing, "R1").await;
    assert_eq!((&new["status"], &new["transactions"]), (&json!("new"), &json!(["D1", "D2", "D3"])));
    let step = json!([{ "id": new["id"] }]);

    let rows = standing.save_to(TRIP, &step).await;
    assert_eq!(rows, [json!({ "number": "R1", "id": new["id"], "error": null })]);
    assert_eq!(trip(&standing, "R1").await["status"], "in-progress");
    assert_eq!(standing.numbered("D1").await[0]["statusCode"], 16);

    let before = standing.held("C0412", "FC560").await;
    standing.save_to(TRIP, &step).await;
    assert_eq!(trip(&standing, "R1").await["status"], "processed");
    for (number, status) in [("D1", 35), ("D2", 35), ("D3", 20), ("D4", 16)] {
        let row = &standing.numbered(number).await[0];
        assert_eq!(
            (&row["statusCode"], row["processedOn"].is_string()),
            (&json!(status), status == 35),
            "{number}"
        );
    }
    assert_eq!(standing.held("C0412", "FC560").await, before, "what was called off does not count now");

    let changed = standing.save(&json!([on_trip("D1", "R1"), on_trip("D5", "R1")])).await;
    assert!(changed.iter().all(|row| row["error"].as_str().unwrap().contains("is processed")), "{changed:?}");
    assert!(standing.save_to(TRIP, &step).await[0]["error"].as_str().unwrap().contains("is processed"));
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(trip(&standing, "R1").await["status"], "processed");
}

#[tokio::test]
async fn two_steps_in_one_batch_are_two_steps() {
    let (standing, _folder) = Standing::fresh().await;
    standing.save(&json!([on_trip("D1", "R1")])).await;
    let id = trip(&standing, "R1").await["id"].clone();
    let rows = standing.save_to(TRIP, &json!([{ "id": id }, { "id": id }, { "id": id }])).await;
    let failed: Vec<_> = rows.iter().map(|row| row["error"].is_string()).collect();
    assert_eq!(failed, [false, false, true]);
    assert_eq!(standing.numbered("D1").await[0]["statusCode"], 35);
}

#[tokio::test]
async fn the_history_has_trips_in_every_status_and_a_trip_that_is_not_there_is_told() {
    let (standing, _folder) = Standing::fresh().await;
    let trips = standing.told("/_sandbox/trips.json").await;
    let trips = trips.as_array().unwrap();
    for status in ["new", "in-progress", "processed"] {
        assert!(trips.iter().any(|trip| trip["status"] == status), "{status}");
    }
    assert!(trips.iter().filter(|trip| trip["transactions"].as_array().unwrap().len() > 1).count() > 50);
    let of_history = &trips.iter().find(|trip| trip["status"] == "in-progress").unwrap();
    let number = of_history["transactions"][0].as_str().unwrap();
    assert_eq!(standing.numbered(number).await[0]["transactionTripNumber"], of_history["number"]);
    let nobody = json!([{ "id": "A7B8AF3F-4C16-492E-A3B7-451E8E096D30" }]);
    assert!(standing.save_to(TRIP, &nobody).await[0]["error"].as_str().unwrap().contains("not found"));
    assert_eq!(standing.get(TRIP).await.status(), StatusCode::METHOD_NOT_ALLOWED);
}
