//! A movement like ours that somebody else entered is raised when the order is read.

use chrono::TimeDelta;
use contract::{Account, ExceptionKind};
use serde_json::{Value, json};
use store::{Store, TenantId, Wanted};

use super::house::{CUSTOMER, House, ok};
use super::{ORDER, confirmation, saved};

fn theirs(number: &str, count: i64) -> Value {
    json!({
        "transactionNumber": number, "statusCode": 16, "typeCode": 60, "referenceNumber": ORDER,
        "fromLocation": { "number": "0001" }, "toLocation": { "number": "C0415" },
        "dateTransaction": proxy::clock::now() - TimeDelta::hours(2),
        "transactionItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": count }],
    })
}

#[tokio::test]
async fn a_movement_like_ours_is_raised_once_with_both_numbers() {
    let house = House::open().await;
    house.enter(&theirs("THEIRS-1", 10)).await;
    house.enter(&theirs("THEIRS-2", 3)).await;
    let status = saved(&house, &confirmation(1, &json!({}))).await;
    for _ in 0..2 {
        let _: Account = ok(house.get(&format!("/api/v1/customers/{CUSTOMER}/account?order={ORDER}"))).await;
    }
    let store =
        Store::connect(&format!("sqlite://{}", house.folder().join("fustlink.db").display())).await.unwrap();
    let raised = store.exceptions(&TenantId::new("demo").unwrap(), Wanted::default(), 10).await.unwrap();
    let twins: Vec<_> = raised.iter().filter(|raised| raised.kind == ExceptionKind::DeclaredTwice).collect();
    assert_eq!(twins.len(), 1, "{raised:#?}");
    assert_eq!(twins[0].movement.as_ref(), Some(&status.movements[0].number));
    assert_eq!(twins[0].twin.as_deref(), Some("THEIRS-1"));
}

#[tokio::test]
async fn what_cannot_be_raised_hides_no_account() {
    let house = House::open().await;
    house.enter(&theirs("THEIRS-1", 10)).await;
    saved(&house, &confirmation(1, &json!({}))).await;
    house
        .past_the_store(
            "CREATE TRIGGER full BEFORE INSERT ON exception BEGIN SELECT RAISE(ABORT, 'full'); END",
        )
        .await;
    let path = format!("/api/v1/customers/{CUSTOMER}/account?order={ORDER}");
    let account: Account = ok(house.get(&path)).await;
    assert_eq!(account.order.unwrap().movements.len(), 2);
}
