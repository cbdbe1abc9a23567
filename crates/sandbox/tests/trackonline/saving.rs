//! Posting transactions and what becomes of them.

use std::time::Duration;

use reqwest::StatusCode;
use sandbox::trackonline::{Behaviour, DuplicateSemantics, Settings};
use serde_json::{Value, json};

use crate::standing::{KEY, Standing, delivery, settings, start_of_test};

async fn complaint(standing: &Standing, row: &Value) -> String {
    let response = standing.post(&json!([row])).await;
    assert_eq!(response.status(), StatusCode::BAD_REQUEST, "{row}");
    response.json::<Value>().await.unwrap()["errors"].to_string()
}

#[tokio::test]
async fn saving_takes_a_moment_and_the_result_is_polled() {
    let (standing, _folder) = Standing::fresh().await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    assert_eq!(standing.result(&message).await.status(), StatusCode::ACCEPTED);
    assert!(standing.numbered("D1").await.is_empty(), "received is not saved");
    standing.clock.advance(Duration::from_millis(299));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(standing.result(&message).await.status(), StatusCode::ACCEPTED);
    let rows = standing.saved(&message).await;
    assert_eq!((&rows[0]["number"], &rows[0]["error"]), (&json!("D1"), &Value::Null));
    assert_eq!(standing.numbered("D1").await[0]["id"], rows[0]["id"]);
}

#[tokio::test]
async fn an_unknown_message_is_404_and_an_old_one_410() {
    let (standing, _folder) = Standing::fresh().await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    standing.saved(&message).await;
    assert_eq!(standing.result("6b3f6a52-95a5-4d31-8f6e-0d6a52b0a001").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(standing.result("nonsense").await.status(), StatusCode::NOT_FOUND);
    standing.clock.advance(Duration::from_secs(3590));
    assert_eq!(standing.result(&message).await.status(), StatusCode::OK);
    standing.clock.advance(Duration::from_secs(10));
    assert_eq!(standing.result(&message).await.status(), StatusCode::GONE);
    assert_eq!(standing.numbered("D1").await.len(), 1, "the transaction stays");
}

#[tokio::test]
async fn one_that_cannot_be_saved_does_not_hold_up_the_others() {
    let (standing, _folder) = Standing::fresh().await;
    let mut no_place = delivery("D2", "nobody", 1);
    no_place["carrier"] = json!({ "number": "V301" });
    let mut no_item = delivery("D3", "C0412", 1);
    no_item["transactionItems"][0]["itemDefinition"]["number"] = json!("FC000");
    let mut backwards = delivery("D4", "C0412", 1);
    backwards["dateTransactionCounterpart"] = json!("2026-03-18T07:59:59.999Z");
    let mut scanned = delivery("D5", "C0412", 1);
    scanned["scannedItems"] = json!([{ "type": "BarCode", "code": "0000001" }]);
    let rows = standing
        .save(&json!([
            delivery("D1", "C0412", 1),
            no_place,
            no_item,
            backwards,
            scanned,
            delivery("D6", "C0412", 1)
        ]))
        .await;
    let errors: Vec<_> = rows.iter().map(|row| row["error"].as_str()).collect();
    assert_eq!((errors[0], errors[5]), (None, None));
    for (row, (number, words)) in rows[1..5].iter().zip([
        ("D2", "Location 'nobody'"),
        ("D3", "Item definition 'FC000'"),
        ("D4", "before the transaction date"),
        ("D5", "Scanned item '0000001'"),
    ]) {
        assert_eq!((&row["number"], &row["id"]), (&json!(number), &Value::Null));
        assert!(row["error"].as_str().unwrap().contains(words), "{row}");
        assert!(standing.numbered(number).await.is_empty());
    }
    assert_eq!((standing.numbered("D1").await.len(), standing.numbered("D6").await.len()), (1, 1));
}

#[tokio::test]
async fn the_documents_own_forms_are_taken() {
    let (standing, _folder) = Standing::fresh().await;
    let mut posted = delivery("D1", "C0412", 0);
    posted["statusCode"] = json!("In progress");
    posted["typeCode"] = json!("Return delivered");
    posted["transactionItems"] = json!([{
        "itemDefinition": { "number": "CC TAG6", "name": "another name", "code": "X", "type": "LoadCarrier" },
        "quantity": "25",
        "quantityPlanned": 30,
        "itemConditionType": "Dirty"
    }]);
    posted["dateTransaction"] = json!("2026-03-18T08:00:00.0000000+00:00");
    for (field, value) in [
        ("status", "processed"),
        ("type", "Sale"),
        ("createdOn", "2001-01-01"),
        ("processedOn", "2001-01-01"),
    ] {
        posted[field] = json!(value);
    }
    standing.save(&json!([posted])).await;
    let row = &standing.numbered("D1").await[0];
    assert_eq!((&row["statusCode"], &row["typeCode"]), (&json!(30), &json!(67)));
    let item = &row["transactionItems"][0];
    assert_eq!((&item["quantity"], &item["quantityPlanned"]), (&json!(25), &json!(30)));
    assert_eq!(
        (&item["itemConditionType"], &item["itemDefinition"]["name"]),
        (&json!(2), &json!("CC container TAG6 base"))
    );
    assert!(row["createdOn"].as_str().unwrap().starts_with("2026-03-18"), "read-only fields are not used");
    assert_eq!(row["processedOn"], Value::Null);
}

#[tokio::test]
async fn an_empty_number_is_generated() {
    let (standing, _folder) = Standing::fresh().await;
    let mut nameless = delivery("", "C0412", 3);
    let mut absent = delivery("", "C0412", 4);
    nameless["transactionNumber"] = json!("");
    absent.as_object_mut().unwrap().remove("transactionNumber");
    let rows = standing.save(&json!([nameless, absent])).await;
    let numbers: Vec<_> = rows.iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert_ne!(numbers[0], numbers[1]);
    for (number, quantity) in numbers.iter().zip([3, 4]) {
        let found = standing.numbered(number).await;
        assert_eq!((found.len(), &found[0]["transactionItems"][0]["quantity"]), (1, &json!(quantity)));
    }
}

#[tokio::test]
async fn incorrect_data_is_400_with_words_and_nothing_is_saved() {
    let (standing, _folder) = Standing::fresh().await;
    let wrong = |field: &str, value: Value| {
        let mut row = delivery("D1", "C0412", 1);
        row[field] = value;
        row
    };
    let items = |quantity: Value| json!([{ "itemDefinition": { "number": "FC560" }, "quantity": quantity }]);
    for (row, words) in [
        (wrong("typeCode", json!(80)), "not allowed for POST"),
        (wrong("typeCode", json!("Exchange")), "not allowed for POST"),
        (wrong("typeCode", json!(10)), "not allowed for POST"),
        (wrong("typeCode", json!(61)), "typeCode"),
        (wrong("typeCode", Value::Null), "required"),
        (wrong("statusCode", json!("Done")), "statusCode"),
        (wrong("transactionNumber", json!("x".repeat(51))), "51 characters"),
        (wrong("dateTransaction", json!("18-03-2026")), "dateTransaction"),
        (wrong("dateTransaction", Value::Null), "required"),
        (wrong("fromLocation", Value::Null), "[0].fromLocation"),
        (wrong("toLocation", json!({ "name": "Zonnedael" })), "[0].toLocation.number"),
        (wrong("transactionItems", json!([])), "no items"),
        (wrong("transactionItems", items(json!(-1))), "[0].transactionItems[0].quantity"),
        (wrong("transactionItems", items(json!("many"))), "[0].transactionItems[0].quantity"),
        (wrong("transactionItems", items(json!(1.5))), "[0].transactionItems[0].quantity"),
        (wrong("transactionItems", items(json!(3_000_000_000_u32))), "2147483647"),
        (wrong("id", json!("7")), "GUID"),
        (json!("D1"), "object"),
    ] {
        let errors = complaint(&standing, &row).await;
        assert!(errors.contains(words), "{words}: {errors}");
    }
    let both = standing.post(&json!([delivery("D1", "C0412", 1), wrong("typeCode", json!(80))])).await;
    assert_eq!(both.status(), StatusCode::BAD_REQUEST);
    standing.clock.advance(Duration::from_secs(5));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert!(standing.numbered("D1").await.is_empty(), "one wrong row refuses the batch");
}

#[tokio::test]
async fn a_batch_holds_one_to_fifty() {
    let (standing, _folder) = Standing::fresh().await;
    let batch = |size: usize| {
        Value::from((0..size).map(|nth| delivery(&format!("D{nth}"), "C0412", 1)).collect::<Vec<_>>())
    };
    assert_eq!(standing.post(&batch(51)).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(standing.post(&batch(0)).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        standing.post(&delivery("D1", "C0412", 1)).await.status(),
        StatusCode::BAD_REQUEST,
        "not a list"
    );
    let request = standing.client.post(standing.url("/api/v1/transaction")).header("X-ApiKey", KEY);
    assert_eq!(request.body("[{").send().await.unwrap().status(), StatusCode::BAD_REQUEST, "not JSON");
    assert_eq!(standing.save(&batch(50)).await.len(), 50);
}

#[tokio::test]
async fn a_second_posting_with_the_same_number_updates_the_first() {
    let (standing, _folder) = Standing::fresh().await;
    let before = standing.held("C0412", "FC560").await;
    let first = standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    let second = standing.save(&json!([delivery("D1", "C0412", 10)])).await;
    assert_eq!(first[0]["id"], second[0]["id"]);
    assert_eq!(standing.numbered("D1").await.len(), 1);
    assert_eq!(standing.held("C0412", "FC560").await, before + 10);
    let twice = standing.save(&json!([delivery("D2", "C0412", 1), delivery("D2", "C0412", 2)])).await;
    assert_eq!(twice[0]["id"], twice[1]["id"], "in one batch as well");
    assert_eq!(standing.held("C0412", "FC560").await, before + 12);
}

#[tokio::test]
async fn a_second_posting_can_be_set_to_be_refused_or_doubled() {
    for (duplicates, transactions, added) in
        [(DuplicateSemantics::Reject, 1, 7), (DuplicateSemantics::Double, 2, 17)]
    {
        let folder = tempfile::tempdir().unwrap();
        let behaviour = Behaviour { duplicates, ..Behaviour::default() };
        let settings = Settings { behaviour, ..settings(folder.path()) };
        let standing = Standing::on(settings, start_of_test()).await.unwrap();
        let before = standing.held("C0412", "FC560").await;
        standing.save(&json!([delivery("D1", "C0412", 7)])).await;
        let rows = standing.save(&json!([delivery("D1", "C0412", 10)])).await;
        assert_eq!(rows[0]["error"].is_string(), duplicates == DuplicateSemantics::Reject);
        assert_eq!(standing.numbered("D1").await.len(), transactions);
        assert_eq!(standing.held("C0412", "FC560").await, before + added);
    }
}

#[tokio::test]
async fn a_transaction_can_be_changed_by_its_identifier_until_it_is_processed() {
    let (standing, _folder) = Standing::fresh().await;
    let saved = standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    let mut changed = delivery("", "C0412", 8);
    changed["id"] = saved[0]["id"].clone();
    changed["statusCode"] = json!(35);
    let rows = standing.save(&json!([changed])).await;
    assert_eq!((&rows[0]["number"], &rows[0]["id"]), (&json!("D1"), &saved[0]["id"]));
    let row = &standing.numbered("D1").await[0];
    assert!(row["processedOn"].is_string());
    for again in [changed, delivery("D1", "C0412", 9)] {
        let rows = standing.save(&json!([again])).await;
        assert!(rows[0]["error"].as_str().unwrap().contains("processed"), "{rows:?}");
    }
    assert_eq!(&standing.numbered("D1").await[0], row, "nothing of it has changed");
    let mut unknown = delivery("", "C0412", 1);
    unknown["id"] = json!("6b3f6a52-95a5-4d31-8f6e-0d6a52b0a001");
    assert!(standing.save(&json!([unknown])).await[0]["error"].as_str().unwrap().contains("not found"));
}
