//! Every kind of confirmation, from the request to what the stand-in itself holds.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod corrections;
mod held;
#[path = "../house/mod.rs"]
mod house;
mod plans;
mod sides;
mod twins;

use contract::{ConfirmationStatus, PostingState};
use house::House;
use serde_json::{Value, json};

const ORDER: &str = "TEST-1";

/// An identifier as a device makes it.
fn id(number: u8) -> String {
    format!("01920000-0000-7000-8000-0000000000{number:02}")
}

/// A delivery to the florist, or what the fields say instead. A field that is `null` is left out.
fn confirmation(number: u8, fields: &Value) -> Value {
    let mut body = json!({
        "id": id(number),
        "customer": house::CUSTOMER,
        "location": "C0415",
        "order": ORDER,
        "counted_at": proxy::clock::now(),
        "lines": [{ "item": "FC560", "delivered": 10, "returned": 0 }],
    });
    for (name, value) in fields.as_object().unwrap() {
        if value.is_null() {
            body.as_object_mut().unwrap().remove(name);
        } else {
            body[name] = value.clone();
        }
    }
    body
}

fn line(item: &str, delivered: i64, returned: i64) -> Value {
    json!({ "item": item, "delivered": delivered, "returned": returned })
}

/// Confirms, and follows it until TrackOnline has it.
async fn saved(house: &House, body: &Value) -> ConfirmationStatus {
    let accepted: ConfirmationStatus = house::ok(house.confirm(body)).await;
    let status = house.settled(&accepted.id.to_string()).await;
    assert!(status.movements.iter().all(|movement| movement.state == PostingState::Saved), "{status:#?}");
    status
}

/// What the stand-in holds under a reference, oldest first: type, status, from, to, and pieces by item.
async fn record(house: &House, reference: &str) -> Vec<(i64, i64, String, String, Vec<(String, i64)>)> {
    let mut rows = house.record(reference).await;
    rows.sort_by_key(|row| (row["createdOn"].to_string(), row["number"].to_string()));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    rows.iter()
        .map(|row| {
            let items = row["items"].as_array().unwrap();
            (
                row["typeCode"].as_i64().unwrap(),
                row["statusCode"].as_i64().unwrap(),
                text(&row["from"]),
                text(&row["to"]),
                items.iter().map(|item| (text(&item["item"]), item["quantity"].as_i64().unwrap())).collect(),
            )
        })
        .collect()
}
