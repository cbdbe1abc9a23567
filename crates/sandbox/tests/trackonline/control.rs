//! The control API and its page, as a person's browser uses them.

use reqwest::redirect::Policy;
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use crate::standing::{KEY, Standing, settings, start_of_test};

#[tokio::test]
async fn the_state_tells_quota_queue_and_calls_without_the_key() {
    let (standing, _folder) = Standing::fresh().await;
    standing.get("/api/v1/location?Number=C0412").await;
    standing.client.get(standing.url(&format!("/api/v1/status?apikey={KEY}&x=1"))).send().await.unwrap();
    let state = standing.told("/_sandbox/state.json").await;
    assert_eq!(
        state["quota"],
        json!({ "perMinute": 1000, "perDay": 10000, "lastMinute": 2, "lastDay": 2, "closedUntil": null })
    );
    assert_eq!((&state["driven"], &state["queue"]), (&json!(true), &json!([])));
    assert_eq!(state["calls"][0]["target"], "/api/v1/status?x=1");
    assert_eq!((&state["calls"][1]["method"], &state["calls"][1]["status"]), (&json!("GET"), &json!(200)));
    assert!(!state.to_string().contains(KEY));
    for _ in 0..60 {
        standing.get("/api/v1/status").await;
    }
    assert_eq!(standing.told("/_sandbox/state.json").await["calls"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn a_driven_clock_is_moved_over_http() {
    let (standing, _folder) = Standing::fresh().await;
    let message = standing.receive(&json!([crate::standing::delivery("D1", "C0412", 7)])).await;
    let moved = standing.control(Method::POST, "/_sandbox/clock/advance?seconds=3", &json!({})).await;
    assert_eq!(moved.json::<Value>().await.unwrap(), json!({ "now": "2026-03-18T09:00:03Z" }));
    assert_eq!(standing.saved(&message).await[0]["number"], "D1");
    let wrong = standing.control(Method::POST, "/_sandbox/clock/advance?seconds=-3", &json!({})).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_person_corrects_a_balance_and_it_stays() {
    let (standing, folder) = Standing::fresh().await;
    let before = standing.held("C0412", "FC560").await;
    for (pieces, held) in [(12, before + 12), (-5, before + 7)] {
        let correction = json!({ "location": "C0412", "item": "FC560", "pieces": pieces });
        let entered = standing.control(Method::POST, "/_sandbox/corrections", &correction).await;
        assert_eq!(entered.status(), StatusCode::CREATED);
        let entered: Value = entered.json().await.unwrap();
        assert_eq!(
            (&entered["typeCode"], &entered["items"][0]["quantity"]),
            (&json!(5), &json!(i64::abs(pieces)))
        );
        assert_eq!(standing.held("C0412", "FC560").await, held);
    }
    for wrong in [
        json!({ "location": "nobody", "item": "FC560", "pieces": 1 }),
        json!({ "location": "C0412", "item": "FC000", "pieces": 1 }),
        json!({ "location": "C0412", "item": "FC560", "pieces": 0 }),
        json!({ "location": "C0412", "item": "FC560", "pieces": "many" }),
        json!({ "location": "C0412", "pieces": 1 }),
    ] {
        let refused = standing.control(Method::POST, "/_sandbox/corrections", &wrong).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.held("C0412", "FC560").await, before + 7);
}

#[tokio::test]
async fn every_form_of_the_page_works_without_a_script() {
    let (standing, _folder) = Standing::fresh().await;
    let browser = Client::builder().redirect(Policy::none()).build().unwrap();
    let page =
        async || standing.client.get(standing.url("/_sandbox/")).send().await.unwrap().text().await.unwrap();
    let before = standing.held("C0412", "FC560").await;
    for (action, fields, place) in [
        ("/_sandbox/behaviour", vec![("envelope", "object"), ("dates", "without-zone")], "behaviour"),
        (
            "/_sandbox/faults",
            vec![
                ("kind", "latency"),
                ("amount", "1"),
                ("method", ""),
                ("path", "/api/v1/iot"),
                ("probability", "0.5"),
                ("once", "true"),
            ],
            "faults",
        ),
        (
            "/_sandbox/corrections",
            vec![("location", "C0412"), ("item", "FC560"), ("pieces", "4")],
            "correction",
        ),
        ("/_sandbox/clock/advance", vec![("seconds", "60")], "clock"),
        ("/_sandbox/faults/1/remove", vec![], "faults"),
        ("/_sandbox/faults", vec![("kind", "limit429"), ("path", "/api/v1/iot")], "faults"),
        ("/_sandbox/faults/clear", vec![], "faults"),
        ("/_sandbox/quota/exhaust", vec![("seconds", "0")], "calls"),
    ] {
        let shown = page().await;
        assert!(shown.contains(&format!("action=\"{action}\"")), "{action}");
        assert!(shown.contains(&format!("id=\"{place}\"")), "{place}");
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request =
            browser.post(standing.url(action)).header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{action}");
        assert_eq!(answer.headers()["location"].to_str().unwrap(), format!("/_sandbox/#{place}"));
    }
    let state = standing.told("/_sandbox/state.json").await;
    assert_eq!((&state["behaviour"]["envelope"], &state["faults"]), (&json!("object"), &json!([])));
    standing.control(Method::PUT, "/_sandbox/behaviour", &json!({})).await;
    assert_eq!(standing.held("C0412", "FC560").await, before + 4);
}

#[tokio::test]
async fn a_page_from_elsewhere_cannot_turn_anything() {
    let (standing, _folder) = Standing::fresh().await;
    let request =
        standing.client.post(standing.url("/_sandbox/faults")).header("sec-fetch-site", "cross-site");
    let refused = request.json(&json!({ "kind": "html-page" })).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(standing.told("/_sandbox/faults").await, json!([]));
}
