//! Unique items, packaging labels, and what scanning them in a transaction comes to.

use serde_json::{Value, json};

use crate::standing::{Standing, delivery, settings, start_of_test};

fn numbers(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["number"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn unique_items_can_be_found_by_every_filter() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/uniqueitem").await;
    assert_eq!(all.len(), 40);
    let with_deleted = standing.rows("/api/v1/uniqueitem?IncludeDeleted=true").await;
    assert_eq!((with_deleted.len(), with_deleted[41]["isDeleted"].as_bool()), (42, Some(true)));
    let (one, two) = (&all[3], &all[7]);
    for (parameter, field) in [
        ("ItemNumber", "number"),
        ("Id", "id"),
        ("BarCode", "barCode"),
        ("EpcCode", "epcCode"),
        ("BleCode", "bleCode"),
    ] {
        let [first, second] = [one, two].map(|row| row[field].as_str().unwrap());
        let found =
            standing.rows(&format!("/api/v1/uniqueitem?{parameter}={first}&{parameter}={second}")).await;
        assert_eq!(json!(found), json!([one, two]), "{parameter}");
    }
    let definition = one["itemDefinition"]["id"].as_str().unwrap();
    assert_eq!(standing.rows(&format!("/api/v1/uniqueitem?ItemDefinitionId={definition}")).await.len(), 40);
    let other =
        standing.rows("/api/v1/itemdefinition?Number=FC560").await[0]["id"].as_str().unwrap().to_owned();
    assert!(standing.rows(&format!("/api/v1/uniqueitem?ItemDefinitionId={other}")).await.is_empty());
    let standing_still = all.iter().find(|row| row["lastKnownLocation"].is_object()).unwrap();
    let place = standing_still["lastKnownLocation"]["id"].as_str().unwrap();
    let there = standing.rows(&format!("/api/v1/uniqueitem?LocationId={place}")).await;
    assert!(numbers(&there).contains(&standing_still["number"].as_str().unwrap()));
    assert!(there.iter().all(|row| row["lastKnownLocation"]["id"] == place) && there.len() < 40);
    assert_eq!(standing.get("/api/v1/uniqueitem?Id=7").await.status(), 400);
}

#[tokio::test]
async fn tagged_trolleys_are_where_their_movements_took_them() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/uniqueitem").await;
    let mut places: Vec<_> = all.iter().map(|row| row["lastKnownLocation"]["number"].to_string()).collect();
    places.sort();
    places.dedup();
    assert!(places.len() >= 8, "they are spread over the trade: {places:?}");
    for row in &all {
        let id = row["lastKnownTransactionId"].as_str().unwrap();
        let wide = "TransactionDateFrom=2000-01-01&TransactionDateTo=2100-01-01";
        let last = &standing.rows(&format!("/api/v1/transaction?Id={id}&{wide}")).await[0];
        assert_eq!(last["toLocation"], row["lastKnownLocation"], "{row}");
        assert!(
            last["transactionItems"]
                .as_array()
                .unwrap()
                .iter()
                .any(|item| item["itemDefinition"]["number"] == "CC TAG6")
        );
        assert!(row["lastKnownPosition"]["latitude"].as_f64().unwrap() > 40.0);
    }
}

/// A delivery of nothing but what is scanned.
fn scanned(number: &str, codes: &Value, labels: &Value) -> Value {
    let mut posted = delivery(number, "C0412", 0);
    posted["transactionItems"] = json!([]);
    posted["scannedItems"] = codes.clone();
    posted["packagingLabelNumbers"] = labels.clone();
    posted
}

#[tokio::test]
async fn scanned_codes_become_items_with_quantities_and_the_pieces_move() {
    let (standing, folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/uniqueitem").await;
    let (first, second) = (all[0].clone(), all[1].clone());
    let before = standing.held("C0412", "CC TAG6").await;
    let codes = json!([
        { "type": "BarCode", "code": first["barCode"] },
        { "type": 20, "code": second["epcCode"] },
        { "type": "EpcCode", "code": first["epcCode"] },
    ]);
    standing.save(&json!([scanned("D1", &codes, &json!([]))])).await;
    let row = &standing.numbered("D1").await[0];
    assert_eq!(row["transactionItems"][0]["quantity"], 2, "a piece that was read twice is one piece");
    assert_eq!(row["transactionItems"][0]["itemDefinition"]["number"], "CC TAG6");
    assert_eq!(row["scannedItems"][1], json!({ "type": 20, "code": second["epcCode"] }));
    assert_eq!(standing.held("C0412", "CC TAG6").await, before + 2);
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    for item in [&first, &second] {
        let path = format!("/api/v1/uniqueitem?ItemNumber={}", item["number"].as_str().unwrap());
        let now = &standing.rows(&path).await[0];
        assert_eq!(
            (&now["lastKnownLocation"]["number"], &now["lastKnownTransactionId"]),
            (&json!("C0412"), &row["id"])
        );
    }
}

#[tokio::test]
async fn labels_become_what_is_packed_under_them_beside_what_is_counted() {
    let (standing, _folder) = Standing::fresh().await;
    let label = json!({ "number": "PL1", "expirationOn": "2028-01-25T00:00:00.000Z",
        "packagingNonSerializedItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": 25 }],
        "packagingSerializedItems": [{ "uniqueItem": { "number": "CC6-610037" } }] });
    standing.save_to("/api/v1/packaginglabel", &json!([label])).await;
    let mut posted = scanned("D1", &json!([]), &json!([{ "Number": "PL1" }]));
    posted["transactionItems"] = json!([{ "itemDefinition": { "number": "FC560" }, "quantity": 5 }]);
    standing.save(&json!([posted])).await;
    let row = &standing.numbered("D1").await[0];
    let counts: Vec<_> = (row["transactionItems"].as_array().unwrap().iter())
        .map(|item| (item["itemDefinition"]["number"].as_str().unwrap(), item["quantity"].as_i64().unwrap()))
        .collect();
    assert_eq!(counts, [("FC560", 30), ("CC TAG6", 1)]);
    assert_eq!(row["packagingLabelNumbers"], json!([{ "number": "PL1" }]));
}

#[tokio::test]
async fn a_code_or_a_label_that_stands_for_nothing_is_told() {
    let (standing, _folder) = Standing::fresh().await;
    let deleted = &standing.rows("/api/v1/uniqueitem?IncludeDeleted=true").await[41];
    let labels = standing.rows("/api/v1/packaginglabel?IncludeInactive=true").await;
    let active = standing.rows("/api/v1/packaginglabel").await;
    let inactive: Vec<_> = labels.iter().filter(|label| !active.contains(label)).collect();
    assert_eq!((labels.len(), inactive.len()), (12, 2), "one has expired, one is out of use");
    let wrong_type = &standing.rows("/api/v1/uniqueitem").await[0]["epcCode"];
    for (codes, packed, words) in [
        (json!([{ "type": 10, "code": "0000001" }]), json!([]), "'0000001' was not found"),
        (json!([{ "type": 10, "code": wrong_type }]), json!([]), "was not found"),
        (json!([{ "type": 10, "code": deleted["barCode"] }]), json!([]), "was not found"),
        (json!([]), json!([{ "number": "PL0" }]), "'PL0' was not found"),
        (json!([]), json!([{ "number": inactive[0]["number"] }]), "is not active"),
        (json!([]), json!([{ "number": inactive[1]["number"] }]), "is not active"),
    ] {
        let rows = standing.save(&json!([scanned("D1", &codes, &packed)])).await;
        assert!(rows[0]["error"].as_str().unwrap().contains(words), "{words}: {rows:?}");
    }
    assert!(standing.numbered("D1").await.is_empty());
}

#[tokio::test]
async fn labels_can_be_found_by_every_filter() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows("/api/v1/packaginglabel").await;
    let (number, id) = (all[2]["number"].as_str().unwrap(), all[2]["id"].as_str().unwrap());
    for (filter, expected) in [
        (format!("Number={number}"), 1),
        (format!("Id={id}"), 1),
        ("TypeCodes=1".to_owned(), all.len()),
        ("TypeCodes=Undefined".to_owned(), 0),
        ("TypeCodes=0&TypeCodes=1".to_owned(), all.len()),
        ("Number=08717".to_owned(), all.len()),
    ] {
        let found = standing.rows(&format!("/api/v1/packaginglabel?{filter}")).await;
        assert_eq!(found.len(), expected, "{filter}");
    }
    assert!(all.iter().any(|label| !label["packagingSerializedItems"].as_array().unwrap().is_empty()));
}
