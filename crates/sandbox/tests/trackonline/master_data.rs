//! Locations, item definitions and item configurations, with every documented filter.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::Standing;

fn numbers(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["number"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn locations_come_in_pages_of_fifty_and_then_204() {
    let (standing, _folder) = Standing::fresh().await;
    let first = standing.rows("/api/v1/location").await;
    let second = standing.rows("/api/v1/location?page=2").await;
    assert_eq!(first.len(), 50);
    assert!((1..50).contains(&second.len()));
    assert!(numbers(&first).iter().all(|number| !numbers(&second).contains(number)));
    assert_eq!(standing.get("/api/v1/location?page=3").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(standing.get("/api/v1/location?page=0").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_location_carries_the_documents_fields() {
    let (standing, _folder) = Standing::fresh().await;
    let rows = standing.rows("/api/v1/location?Number=C0423-1").await;
    let row = &rows[0];
    assert_eq!(row["parentNumber"], "C0423");
    assert_eq!((&row["type"], &row["hierarchyLevel"], &row["languageId"]), (&json!(1), &json!(2), &json!(1)));
    assert_eq!((&row["isEnabled"], &row["balanceOperationMode"]), (&json!(true), &json!(0)));
    let head = &standing.rows("/api/v1/location?Number=C0423").await[0];
    assert_eq!(head["externalNumbers"], json!([{ "source": "FreshPortal", "number": "10023" }]));
    assert_eq!(head["hierarchyLevel"], 1);
    assert_eq!(
        standing.rows(&format!("/api/v1/location?Id={}", head["id"].as_str().unwrap())).await.len(),
        1
    );
}

#[tokio::test]
async fn locations_can_be_filtered() {
    let (standing, _folder) = Standing::fresh().await;
    let carriers = standing.rows("/api/v1/location?TypeCodes=4").await;
    let carriers_and_auctions = standing.rows("/api/v1/location?TypeCodes=4&typecodes=3").await;
    assert!(carriers.len() >= 4 && carriers_and_auctions.len() > carriers.len());
    let branches = standing.rows("/api/v1/location?ParentNumber=C0505").await;
    assert_eq!(numbers(&branches), ["C0505-1", "C0505-2"]);
    assert_eq!(numbers(&standing.rows("/api/v1/location?HierarchyLevels=2&Name=moers").await), ["C0505-1"]);
    assert_eq!(
        numbers(&standing.rows("/api/v1/location?Name=petal%20%26%20th").await),
        ["C0701"],
        "the short name"
    );
    assert_eq!(standing.get("/api/v1/location?Number=C04").await.status(), StatusCode::NO_CONTENT, "exact");
    assert_eq!(standing.get("/api/v1/location?TypeCodes=77").await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_is_out_of_use_has_to_be_asked_for() {
    let (standing, _folder) = Standing::fresh().await;
    assert_eq!(standing.get("/api/v1/location?Number=C0468").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(numbers(&standing.rows("/api/v1/location?Enabled=false").await), ["C0468"]);
    assert_eq!(numbers(&standing.rows("/api/v1/itemdefinition?Enabled=false").await), ["CC TAG5"]);
    assert!(!numbers(&standing.rows("/api/v1/itemdefinition").await).contains(&"CC TAG5"));
}

#[tokio::test]
async fn item_definitions_can_be_filtered() {
    let (standing, _folder) = Standing::fresh().await;
    let bucket = &standing.rows("/api/v1/itemdefinition?Number=FC560").await[0];
    assert_eq!(
        (&bucket["code"], &bucket["type"], &bucket["basePrice"]),
        (&json!("FC560"), &json!(4), &json!(1.25))
    );
    assert_eq!((&bucket["length"], &bucket["weight"]), (&json!(0.3), &json!(0.61)));
    assert_eq!(
        numbers(&standing.rows("/api/v1/itemdefinition?Name=plid").await),
        ["PALLET LID"],
        "part of the code"
    );
    assert_eq!(numbers(&standing.rows("/api/v1/itemdefinition?TypeCodes=9&TypeCodes=7").await).len(), 3);
    assert_eq!(standing.get("/api/v1/itemdefinition?GS1Code=1").await.status(), StatusCode::NO_CONTENT);
    let no_price = &standing.rows("/api/v1/itemdefinition?Number=E2%20CRATE").await[0];
    assert_eq!(no_price["basePrice"], Value::Null);
}

#[tokio::test]
async fn item_configurations_carry_maxima_and_terms_for_known_items() {
    let (standing, _folder) = Standing::fresh().await;
    let rows = standing.rows("/api/v1/itemconfiguration?Name=garden").await;
    assert_eq!(rows.len(), 1);
    let tray =
        rows[0]["members"].as_array().unwrap().iter().find(|member| member["number"] == "FC752").unwrap();
    assert_eq!((&tray["maximumBalance"], &tray["contractCycleTime"]), (&json!(300), &json!(35)));
    let item = &standing.rows("/api/v1/itemdefinition?Number=FC752").await[0];
    assert_eq!(tray["itemDefinitionId"], item["id"]);
    assert_eq!(standing.rows("/api/v1/itemconfiguration").await.len(), 3);
    assert_eq!(standing.get("/api/v1/itemconfiguration?Name=none").await.status(), StatusCode::NO_CONTENT);
}
