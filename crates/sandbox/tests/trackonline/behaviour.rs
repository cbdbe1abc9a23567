//! Every switch: how the answers change, and that nothing else does.

use reqwest::{Method, StatusCode};
use sandbox::trackonline::Behaviour;
use serde_json::{Value, json};

use crate::standing::{Standing, delivery};

async fn set(setting: &str) -> (Standing, tempfile::TempDir) {
    let mut behaviour = Behaviour::default();
    behaviour.set(setting).unwrap();
    Standing::with_behaviour(behaviour).await
}

async fn body(standing: &Standing, path: &str) -> Value {
    let response = standing.get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    response.json().await.unwrap()
}

const LATELY: &str =
    "TransactionDateFrom=2026-03-08T00%3A00%3A00Z&TransactionDateTo=2027-01-01T00%3A00%3A00Z";

#[tokio::test]
async fn the_message_id_stands_where_it_is_told_to() {
    type Find = fn(&Value) -> &Value;
    let forms: [(&str, Find); 3] = [
        ("message-id=message-id-field", |answer| &answer["messageId"]),
        ("message-id=id-field", |answer| &answer["id"]),
        ("message-id=bare-guid", |answer| answer),
    ];
    for (setting, find) in forms {
        let (standing, _folder) = set(setting).await;
        let answer: Value = standing.post(&json!([delivery("D1", "C0412", 7)])).await.json().await.unwrap();
        let message = find(&answer).as_str().unwrap();
        assert_eq!(standing.saved(message).await[0]["number"], "D1", "{setting}");
    }
}

#[tokio::test]
async fn rows_come_bare_or_in_an_envelope() {
    let (standing, _folder) = set("envelope=object").await;
    let locations = body(&standing, "/api/v1/location").await;
    assert_eq!((locations["items"].as_array().unwrap().len(), &locations["pageCount"]), (50, &json!(2)));
    let balances = body(&standing, "/api/v1/balance?locations=C0412").await;
    assert_eq!(
        (balances["items"][0]["location"]["number"].as_str(), &balances["pageCount"]),
        (Some("C0412"), &json!(1))
    );
    assert_eq!(standing.get("/api/v1/location?Number=none").await.status(), StatusCode::NO_CONTENT);
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    standing.clock.advance(std::time::Duration::from_secs(3));
    let saved = loop {
        let response = standing.result(&message).await;
        if response.status() == StatusCode::OK {
            break response.json::<Value>().await.unwrap();
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    };
    assert_eq!(saved["items"][0]["number"], "D1");
}

#[tokio::test]
async fn enumerations_come_as_names() {
    let (standing, _folder) = set("enumerations=names").await;
    let location = &standing.rows("/api/v1/location?Number=C0423").await[0];
    for (field, name) in [
        ("type", "Customer"),
        ("hierarchyLevel", "HeadOffice"),
        ("languageId", "Dutch"),
        ("balanceOperationMode", "NoRestriction"),
    ] {
        assert_eq!(location[field], name);
    }
    standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    let row = &standing.numbered("D1").await[0];
    assert_eq!((&row["statusCode"], &row["typeCode"]), (&json!("Confirmed"), &json!("Declare")));
    let item = &row["transactionItems"][0];
    assert_eq!(
        (&item["itemConditionType"], &item["itemDefinition"]["type"]),
        (&json!("Unknown"), &json!("Container"))
    );
    let label = &standing.rows("/api/v1/packaginglabel").await[0];
    assert_eq!(label["type"], "Sscc");
}

#[tokio::test]
async fn quantities_come_as_texts() {
    let (standing, _folder) = set("quantities=text").await;
    standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    assert_eq!(standing.numbered("D1").await[0]["transactionItems"][0]["quantity"], "7");
    let rows = standing.rows("/api/v1/balance?locations=C0412").await;
    assert!(rows.iter().all(|row| row["quantity"].as_str().unwrap().parse::<i64>().is_ok()));
    let label = &standing.rows("/api/v1/packaginglabel").await[0];
    assert!(label["packagingNonSerializedItems"][0]["quantity"].is_string());
}

#[tokio::test]
async fn retry_after_comes_in_seconds_as_a_date_or_not_at_all() {
    for (setting, expected) in [
        ("retry-after=seconds", Some("90")),
        ("retry-after=http-date", Some("Wed, 18 Mar 2026 09:01:30 GMT")),
        ("retry-after=absent", None),
    ] {
        let (standing, _folder) = set(setting).await;
        standing.call(Method::POST, "/_sandbox/quota/exhaust?seconds=90").await;
        let refused = standing.get("/api/v1/status").await;
        assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait = refused.headers().get("retry-after").map(|wait| wait.to_str().unwrap());
        assert_eq!(wait, expected, "{setting}");
        assert_eq!(refused.headers()["date"], "Wed, 18 Mar 2026 09:00:00 GMT");
    }
}

#[tokio::test]
async fn both_signs_can_be_turned() {
    let (plain, _folder) = Standing::fresh().await;
    for (setting, path) in [
        ("location-sign=elsewhere", "/api/v1/balance?locations=C0505"),
        ("counterpart-sign=at-location", "/api/v1/balance/counterpart?location=0002&counterparts=C0505"),
    ] {
        let (turned, _folder) = set(setting).await;
        let (expected, found) = (plain.rows(path).await, turned.rows(path).await);
        assert!(expected.len() == found.len() && expected.iter().any(|row| row["quantity"] != 0));
        for (expected, found) in expected.iter().zip(&found) {
            let negated = -expected["quantity"].as_i64().unwrap();
            assert_eq!(
                (&found["itemDefinition"], found["quantity"].as_i64()),
                (&expected["itemDefinition"], Some(negated))
            );
        }
    }
}

#[tokio::test]
async fn only_the_chosen_parameter_names_the_locations_of_a_counterpart_balance() {
    for (setting, location_counts, locations_counts) in [
        ("counterpart-parameter=either", true, true),
        ("counterpart-parameter=location", true, false),
        ("counterpart-parameter=locations", false, true),
    ] {
        let (standing, _folder) = set(setting).await;
        for (parameter, counts) in [("location", location_counts), ("locations", locations_counts)] {
            let rows = standing.rows(&format!("/api/v1/balance/counterpart?{parameter}=C0412")).await;
            let only = rows.iter().all(|row| row["location"]["number"] == "C0412");
            assert_eq!(only, counts, "{setting} {parameter}");
        }
    }
}

#[tokio::test]
async fn the_good_rows_of_a_refused_batch_are_saved_or_not() {
    for (setting, saved) in [("refused-batch=saves-nothing", 0), ("refused-batch=saves-good-rows", 1)] {
        let (standing, _folder) = set(setting).await;
        let mut wrong = delivery("D2", "C0412", 1);
        wrong["typeCode"] = json!(80);
        let refused = standing.post(&json!([delivery("D1", "C0412", 1), wrong])).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        // A batch that is saved after it shows that its own time has come.
        standing.save(&json!([delivery("D3", "C0412", 1)])).await;
        assert_eq!(standing.told("/_sandbox/state.json").await["queue"].as_array().unwrap().len(), 1 + saved);
        standing.clock.advance(std::time::Duration::from_secs(3));
        for _ in 0..200 {
            if standing.numbered("D1").await.len() == saved {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert_eq!(
            (standing.numbered("D1").await.len(), standing.numbered("D2").await.len()),
            (saved, 0),
            "{setting}"
        );
    }
}

#[tokio::test]
async fn dates_come_in_three_forms() {
    for (setting, expected) in [
        ("dates=milliseconds", "2026-03-18T08:00:00.000Z"),
        ("dates=seven-digits-with-offset", "2026-03-18T08:00:00.0000000+00:00"),
        ("dates=without-zone", "2026-03-18T08:00:00.000"),
    ] {
        let (standing, _folder) = set(setting).await;
        standing.save(&json!([delivery("D1", "C0412", 1)])).await;
        let row = &standing.numbered("D1").await[0];
        assert_eq!(row["dateTransaction"], expected);
        assert_eq!(row["createdOn"].as_str().unwrap().len(), expected.len());
        assert_eq!(
            standing.told("/api/v1/status?apikey=test.key").await["date"].as_str().unwrap().len(),
            expected.len()
        );
        let label = &standing.rows("/api/v1/packaginglabel").await[0];
        for moment in [&label["expirationOn"], &label["packagingNonSerializedItems"][0]["createdOn"]] {
            assert_eq!(moment.as_str().unwrap().len(), expected.len(), "{moment}");
        }
    }
}

#[tokio::test]
async fn a_transaction_that_was_struck_out_is_marked_or_gone() {
    for (setting, listed) in [("deleted=flag", 1), ("deleted=absent", 0)] {
        let (standing, _folder) = set(setting).await;
        let mut posted = delivery("D1", "C0412", 7);
        standing.save(&json!([posted])).await;
        posted["isDeleted"] = json!(true);
        standing.save(&json!([posted])).await;
        assert_eq!(standing.numbered("D1").await.len(), listed, "{setting}");
        let mut all = Vec::new();
        for page in 1.. {
            let rows = standing.rows(&format!("/api/v1/transaction?{LATELY}&page={page}")).await;
            if rows.is_empty() {
                break;
            }
            all.extend(rows);
        }
        assert_eq!(all.iter().any(|row| row["isDeleted"] == true), listed == 1);
    }
}

#[tokio::test]
async fn the_result_of_a_save_names_everything_nothing_or_errors() {
    let error = "Location 'nobody' was not found.";
    for (setting, expected) in [
        ("saved-rows=names-nothing", json!([{ "error": null }, { "error": error }])),
        ("saved-rows=errors-only", json!([{ "number": "D2", "error": error }])),
    ] {
        let (standing, _folder) = set(setting).await;
        let rows = standing.save(&json!([delivery("D1", "C0412", 1), delivery("D2", "nobody", 1)])).await;
        assert_eq!(json!(rows), expected);
    }
    let (standing, _folder) = set("saved-rows=errors-only").await;
    assert!(standing.save(&json!([delivery("D1", "C0412", 1)])).await.is_empty(), "an empty list, with 200");
}

#[tokio::test]
async fn switches_are_turned_while_it_runs() {
    let (standing, _folder) = Standing::fresh().await;
    let path = "/_sandbox/behaviour";
    let defaults = standing.told(path).await;
    assert_eq!(defaults, json!(Behaviour::default()));
    let put = standing.control(Method::PUT, path, &json!({ "quantities": "text" })).await;
    assert_eq!(put.status(), StatusCode::OK);
    standing.control(Method::POST, path, &json!({ "enumerations": "names" })).await;
    let both = standing.told(path).await;
    assert_eq!(
        (&both["quantities"], &both["enumerations"]),
        (&json!("text"), &json!("names")),
        "one is added"
    );
    standing.control(Method::PUT, path, &json!({})).await;
    assert_eq!(standing.told(path).await, defaults, "PUT sets all");
    for (method, wrong) in [
        (Method::PUT, json!({ "quantities": "words" })),
        (Method::PUT, json!({ "quantity": "text" })),
        (Method::POST, json!({ "quantity": "text" })),
        (Method::POST, json!({ "quantities": 7 })),
        (Method::POST, json!([])),
    ] {
        assert_eq!(standing.control(method, path, &wrong).await.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    assert_eq!(standing.told(path).await, defaults);
}
