//! Saving master data: one way for five kinds.

use reqwest::StatusCode;
use sandbox::trackonline::{Behaviour, DuplicateSemantics};
use serde_json::{Value, json};

use crate::standing::{Standing, delivery, settings, start_of_test};

/// The document's own examples, and where each is found again.
fn examples(item: &Value) -> [(&'static str, Value, &'static str); 5] {
    [
        (
            "/api/v1/itemdefinition",
            json!({ "number": "CC TAG7", "name": "CC TAG 7", "code": "TAG7", "type": "LoadCarrier", "basePrice": 250,
                    "length": 1.4, "width": 0.6, "height": 2.0, "weight": 50 }),
            "Number=CC%20TAG7",
        ),
        (
            "/api/v1/itemconfiguration",
            json!({ "name": "Config123", "members": [{
                "itemDefinitionId": item, "name": "ID_123", "number": "ID123", "type": 0, "position": 1,
                "maximumBalance": 60, "minimumBalance": 15, "minimumStockCollection": 10, "maximumFlowIn": 30,
                "minimumFlowIn": 1, "maximumFlowOut": 50, "minimumFlowOut": 2, "contractCycleTime": 3, "leadTime": 2,
                "activeFrom": "2022-01-01T00:00:00.0000000+00:00", "activeTo": "2022-02-01T00:00:00.0000000+00:00" }] }),
            "Name=config123",
        ),
        (
            "/api/v1/uniqueitem",
            json!({ "number": "123", "barcode": "bc123", "itemDefinition": { "number": "CC TAG6" },
                    "deviceIds": { "deviceId": "d123" } }),
            "BarCode=bc123",
        ),
        (
            "/api/v1/location",
            json!({ "number": "456", "name": "To Location", "nameShort": "ToLoc", "type": "Customer",
                    "addressLine": "123 Customer street", "postalCode": "12345", "city": "Customerville",
                    "stateOrProvince": "CUS", "country": "Customerland", "emailAddress": "info@customer.com",
                    "languageId": "English", "balanceOperationMode": "NoRestriction",
                    "tags": ["Customer", "CUS", "Customerville"] }),
            "Number=456",
        ),
        (
            "/api/v1/packaginglabel",
            json!({ "number": "PL9876543210", "expirationOn": "2028-03-26T00:00:00.000Z", "type": "Sscc",
                    "packagingNonSerializedItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": "25" }],
                    "packagingSerializedItems": [{ "item": { "number": "CC6-610037" } }] }),
            "Number=PL98&TypeCodes=1",
        ),
    ]
}

async fn item_id(standing: &Standing) -> Value {
    standing.rows("/api/v1/itemdefinition?Number=FC560").await[0]["id"].clone()
}

#[tokio::test]
async fn the_documents_examples_are_saved_found_updated_and_kept() {
    let (standing, folder) = Standing::fresh().await;
    let item = item_id(&standing).await;
    let mut found = Vec::new();
    for (path, example, filter) in examples(&item) {
        let rows = standing.save_to(path, &json!([example])).await;
        let key = example.get("number").unwrap_or(&example["name"]);
        assert_eq!((&rows[0]["number"], &rows[0]["error"]), (key, &Value::Null), "{path}");
        let listed = standing.rows(&format!("{path}?{filter}")).await;
        assert_eq!((listed.len(), &listed[0]["id"]), (1, &rows[0]["id"]), "{path}");
        let again = standing.save_to(path, &json!([example])).await;
        assert_eq!(again[0]["id"], rows[0]["id"], "{path}: it is updated by its number");
        found.push((format!("{path}?{filter}"), standing.rows(&format!("{path}?{filter}")).await));
    }
    let of = |place: usize| &found[place].1[0];
    assert_eq!(
        (&of(0)["type"], &of(0)["basePrice"], &of(0)["isEnabled"]),
        (&json!(5), &json!(250.0), &json!(true))
    );
    let member = &of(1)["members"][0];
    assert_eq!(
        (&member["number"], &member["maximumFlowOut"]),
        (&json!("FC560"), &json!(50)),
        "its name is not taken"
    );
    assert_eq!(member["activeTo"], "2022-02-01T00:00:00.000Z");
    assert_eq!((&of(2)["barCode"], &of(2)["deviceIds"]), (&json!("bc123"), &json!([{ "deviceId": "d123" }])));
    assert_eq!(of(2)["itemDefinition"]["number"], "CC TAG6");
    assert_eq!(
        (&of(3)["country"], &of(3)["languageId"], &of(3)["hierarchyLevel"]),
        (&json!("Customerland"), &json!(2), &json!(3))
    );
    assert_eq!(of(4)["packagingNonSerializedItems"][0]["quantity"], 25);
    assert_eq!(of(4)["packagingSerializedItems"][0]["uniqueItem"]["number"], "CC6-610037");
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    for (path, rows) in &found {
        assert_eq!(standing.rows(path).await, *rows, "after a restart");
    }
}

#[tokio::test]
async fn what_is_not_given_stays_and_what_is_only_told_is_not_taken() {
    let (standing, _folder) = Standing::fresh().await;
    let before = standing.rows("/api/v1/location?Number=C0412").await[0].clone();
    let change = json!({ "number": "C0412", "name": "Another name", "type": 1, "hierarchyLevel": 4, "parentNumber": "C0415",
                         "createdOn": "2001-01-01T00:00:00Z", "telephone": "" });
    standing.save_to("/api/v1/location", &json!([change])).await;
    let after = standing.rows("/api/v1/location?Number=C0412").await[0].clone();
    assert_eq!(after["name"], "Another name");
    for field in ["id", "city", "telephone", "hierarchyLevel", "parentNumber", "externalNumbers", "createdOn"]
    {
        assert_eq!(after[field], before[field], "{field}");
    }
    assert!(after["modifiedOn"].as_str().unwrap().starts_with("2026-03-18"));
}

#[tokio::test]
async fn a_location_and_an_item_can_be_renumbered_and_their_balances_follow() {
    let (standing, _folder) = Standing::fresh().await;
    let held = standing.held("C0505", "FC752").await;
    assert_ne!(held, 0);
    let id = standing.rows("/api/v1/location?Number=C0505").await[0]["id"].clone();
    let item = standing.rows("/api/v1/itemdefinition?Number=FC752").await[0]["id"].clone();
    standing
        .save_to("/api/v1/location", &json!([{ "id": id, "number": "C9505", "name": "Moved", "type": 1 }]))
        .await;
    let renamed = json!([{ "id": item, "number": "FC952", "name": "Deep tray", "code": "FC952", "type": 1 }]);
    standing.save_to("/api/v1/itemdefinition", &renamed).await;
    assert_eq!(standing.held("C9505", "FC952").await, held);
    assert_eq!(standing.held("C0505", "FC752").await, 0);
}

#[tokio::test]
async fn each_row_that_cannot_be_saved_says_why() {
    let (standing, _folder) = Standing::fresh().await;
    let nobody = "6b3f6a52-95a5-4d31-8f6e-0d6a52b0a001";
    let id = standing.rows("/api/v1/location?Number=C0415").await[0]["id"].clone();
    for (path, row, words) in [
        (
            "/api/v1/location",
            json!({ "id": nobody, "number": "N1", "name": "N", "type": 1 }),
            "Location with id",
        ),
        (
            "/api/v1/location",
            json!({ "id": id, "number": "C0412", "name": "N", "type": 1 }),
            "already exists",
        ),
        (
            "/api/v1/uniqueitem",
            json!({ "number": "U1", "itemDefinition": { "number": "none" } }),
            "Item definition 'none'",
        ),
        (
            "/api/v1/uniqueitem",
            json!({ "number": "U1", "itemDefinition": { "number": "CC TAG6" }, "lastKnownLocation": { "number": "x" } }),
            "Location 'x'",
        ),
        (
            "/api/v1/itemconfiguration",
            json!({ "name": "C", "members": [{ "itemDefinitionId": nobody }] }),
            nobody,
        ),
        (
            "/api/v1/packaginglabel",
            json!({ "number": "L", "expirationOn": "2028-01-01", "packagingSerializedItems": [{ "uniqueItem": { "number": "x" } }] }),
            "Unique item 'x'",
        ),
    ] {
        let rows = standing.save_to(path, &json!([row])).await;
        assert!(rows[0]["error"].as_str().unwrap().contains(words), "{rows:?}");
        assert_eq!(rows[0]["id"], Value::Null);
    }
}

#[tokio::test]
async fn limits_and_required_fields_are_complained_about() {
    let (standing, _folder) = Standing::fresh().await;
    let location = |field: &str, value: Value| {
        let mut row = json!({ "number": "N1", "name": "New", "type": 1 });
        row[field] = value;
        ("/api/v1/location", row)
    };
    let item = |field: &str, value: Value| {
        let mut row = json!({ "number": "N1", "name": "New", "code": "N", "type": 1 });
        row[field] = value;
        ("/api/v1/itemdefinition", row)
    };
    for ((path, row), words) in [
        (location("number", json!("x".repeat(26))), "26 characters"),
        (location("name", Value::Null), "[0].name"),
        (location("type", json!("Florist")), "[0].type"),
        (location("gps", json!({ "latitude": 91 })), "[0].gps.latitude"),
        (location("tags", json!("one")), "[0].tags"),
        (location("externalNumbers", json!([{ "source": "x".repeat(31) }])), "[0].externalNumbers[0].source"),
        (location("isEnabled", json!("yes")), "[0].isEnabled"),
        (item("code", json!("SEVENTH")), "7 characters"),
        (item("length", json!(1.234)), "two decimals"),
        (item("width", json!(10_000)), "9999.99"),
        (item("height", json!(-1)), "9999.99"),
        (item("maxTruckLoad", json!(3_000_000_000_u32)), "whole number"),
        (("/api/v1/uniqueitem", json!({ "number": "U" })), "[0].itemDefinition"),
        (("/api/v1/packaginglabel", json!({ "number": "L" })), "[0].expirationOn"),
        (("/api/v1/itemconfiguration", json!({ "name": "C" })), "[0].members"),
        (("/api/v1/transactiontrip", json!({ "id": "R1" })), "GUID"),
    ] {
        let refused = standing.post_to(path, &json!([row])).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{row}");
        let errors = refused.json::<Value>().await.unwrap()["errors"].to_string();
        assert!(errors.contains(words), "{words}: {errors}");
    }
}

#[tokio::test]
async fn a_number_that_exists_can_be_set_to_be_refused() {
    let behaviour = Behaviour { duplicates: DuplicateSemantics::Reject, ..Behaviour::default() };
    let (standing, _folder) = Standing::with_behaviour(behaviour).await;
    let new = json!({ "number": "N1", "name": "New", "type": 1 });
    let rows = standing.save_to("/api/v1/location", &json!([new, new])).await;
    assert_eq!((&rows[0]["error"], rows[1]["error"].is_string()), (&Value::Null, true));
}

#[tokio::test]
async fn a_new_location_and_item_take_part_in_transactions_and_a_result_is_of_one_kind() {
    let (standing, _folder) = Standing::fresh().await;
    standing.save_to("/api/v1/location", &json!([{ "number": "N1", "name": "New", "type": 1 }])).await;
    let item = json!([{ "number": "NEW", "name": "New", "code": "NEW", "type": 2 }]);
    standing.save_to("/api/v1/itemdefinition", &item).await;
    let mut posted = delivery("D1", "N1", 4);
    posted["transactionItems"][0]["itemDefinition"]["number"] = json!("NEW");
    let message = standing.receive(&json!([posted])).await;
    standing.saved(&message).await;
    assert_eq!(standing.held("N1", "NEW").await, 4);
    let elsewhere = standing.get(&format!("/api/v1/location/result/{message}")).await;
    assert_eq!(elsewhere.status(), StatusCode::NOT_FOUND);
}
