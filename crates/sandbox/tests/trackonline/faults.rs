//! Every fault, on real connections.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::standing::{KEY, Standing, delivery, settings, start_of_test};

const TRANSACTION: &str = "/api/v1/transaction";

#[tokio::test]
async fn an_answer_is_lost_or_turned_into_500_before_or_after_the_effect() {
    for (kind, answered, effect) in [
        ("answer-lost-before-effect", None, 0),
        ("answer-lost-after-effect", None, 1),
        ("status500-before-effect", Some(StatusCode::INTERNAL_SERVER_ERROR), 0),
        ("status500-after-effect", Some(StatusCode::INTERNAL_SERVER_ERROR), 1),
        ("html-page", Some(StatusCode::OK), 0),
    ] {
        let (standing, _folder) = Standing::fresh().await;
        standing.fault(&json!({ "kind": kind, "once": true, "method": "POST", "path": TRANSACTION })).await;
        assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK, "another call is spared");
        let request = standing.client.post(standing.url(TRANSACTION)).header("X-ApiKey", KEY);
        let answer = request.json(&json!([delivery("D1", "C0412", 7)])).send().await;
        assert_eq!(answer.as_ref().ok().map(reqwest::Response::status), answered, "{kind}");
        if kind == "html-page" {
            assert!(answer.unwrap().text().await.unwrap().starts_with("<!doctype html>"));
        }
        let state = standing.told("/_sandbox/state.json").await;
        assert_eq!(state["queue"].as_array().unwrap().len(), effect, "{kind}");
        assert_eq!(state["calls"][0]["status"], json!(answered.map(|status| status.as_u16())));
        assert_eq!(state["faults"], json!([]), "it struck once and is gone");
        standing.save(&json!([delivery("D2", "C0412", 7)])).await;
        assert_eq!(standing.numbered("D2").await.len(), 1, "and the next call is as ever");
    }
}

#[tokio::test]
async fn latency_is_waited_for_on_the_stand_ins_clock() {
    let (standing, _folder) = Standing::fresh().await;
    standing.fault(&json!({ "kind": "latency", "amount": 60_000, "once": true })).await;
    let request = standing.client.get(standing.url("/api/v1/status")).header("X-ApiKey", KEY);
    let call = tokio::spawn(request.send());
    tokio::time::sleep(Duration::from_millis(100)).await;
    standing.clock.advance(Duration::from_secs(59));
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(!call.is_finished());
    standing.clock.advance(Duration::from_secs(1));
    assert_eq!(call.await.unwrap().unwrap().status(), StatusCode::OK);
}

#[tokio::test]
async fn a_429_at_will_says_when_to_come_back_and_costs_no_call() {
    let (standing, _folder) = Standing::fresh().await;
    standing.fault(&json!({ "kind": "limit429", "path": "/api/v1/balance" })).await;
    for _ in 0..3 {
        let refused = standing.get("/api/v1/balance").await;
        assert_eq!(
            (refused.status(), &refused.headers()["retry-after"]),
            (StatusCode::TOO_MANY_REQUESTS, &"30".parse().unwrap())
        );
    }
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    let state = standing.told("/_sandbox/state.json").await;
    assert_eq!((&state["quota"]["lastMinute"], &state["faults"][0]["struck"]), (&json!(1), &json!(3)));
}

#[tokio::test]
async fn a_save_can_be_slow() {
    let (standing, _folder) = Standing::fresh().await;
    standing.fault(&json!({ "kind": "slow-save", "amount": 600_000, "once": true })).await;
    let slow = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    standing.save(&json!([delivery("D2", "C0412", 7)])).await;
    standing.clock.advance(Duration::from_secs(590));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(standing.result(&slow).await.status(), StatusCode::ACCEPTED);
    standing.clock.advance(Duration::from_secs(10));
    assert_eq!(standing.saved(&slow).await[0]["number"], "D1");
}

#[tokio::test]
async fn a_save_can_fail_for_every_second_row() {
    let (standing, folder) = Standing::fresh().await;
    standing.fault(&json!({ "kind": "save-fails-partly", "path": TRANSACTION })).await;
    let batch = ["D1", "D2", "D3"].map(|number| delivery(number, "C0412", 1));
    let message = standing.receive(&json!(batch)).await;
    let saved = standing.saved(&message).await;
    let failed: Vec<_> = saved.iter().map(|row| row["error"].is_string()).collect();
    assert_eq!(failed, [true, false, true]);
    for (number, saved) in [("D1", 0), ("D2", 1), ("D3", 0)] {
        assert_eq!(standing.numbered(number).await.len(), saved);
    }
    let location = json!([{ "number": "N1", "name": "New", "type": 1 }]);
    let rows = standing.save_to("/api/v1/location", &location).await;
    assert_eq!(rows[0]["error"], Value::Null, "saves of another kind are spared");
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.saved(&message).await, saved, "what failed stays failed");
}

#[tokio::test]
async fn a_message_id_can_be_outdated_and_stays_so() {
    let (standing, folder) = Standing::fresh().await;
    let message = standing.receive(&json!([delivery("D1", "C0412", 7)])).await;
    let other = standing.receive(&json!([delivery("D2", "C0412", 7)])).await;
    let path = format!("{TRANSACTION}/result/{message}");
    standing.fault(&json!({ "kind": "message-outdated", "once": true, "path": path })).await;
    standing.saved(&other).await;
    assert_eq!(standing.result(&message).await.status(), StatusCode::GONE);
    assert_eq!(standing.result(&message).await.status(), StatusCode::GONE, "though the fault is gone");
    assert_eq!(standing.numbered("D1").await.len(), 1, "it is saved all the same");
    standing.stop().await;
    let standing = Standing::on(settings(folder.path()), start_of_test()).await.unwrap();
    assert_eq!(standing.result(&message).await.status(), StatusCode::GONE);
}

#[tokio::test]
async fn a_skewed_clock_shows_in_every_time_that_is_written_and_moves_no_deadline() {
    let (standing, _folder) = Standing::fresh().await;
    standing.fault(&json!({ "kind": "clock-skew", "amount": -3600 })).await;
    standing.save(&json!([delivery("D1", "C0412", 7)])).await;
    let row = &standing.numbered("D1").await[0];
    let created: DateTime<Utc> = row["createdOn"].as_str().unwrap().parse().unwrap();
    let behind = start_of_test() - TimeDelta::hours(1);
    assert!((behind..behind + TimeDelta::seconds(5)).contains(&created), "{created}");
    assert_eq!(row["dateTransaction"], "2026-03-18T08:00:00.000Z", "what was posted stays");
    let status = standing.get("/api/v1/status").await;
    assert_eq!(status.headers()["date"], "Wed, 18 Mar 2026 08:00:02 GMT");
    assert!(
        status.json::<Value>().await.unwrap()["date"].as_str().unwrap().starts_with("2026-03-18T08:00:02")
    );
}

#[tokio::test]
async fn faults_are_listed_and_taken_away_one_by_one_or_together() {
    let (standing, _folder) = Standing::fresh().await;
    for kind in ["html-page", "limit429", "status500-before-effect"] {
        standing.fault(&json!({ "kind": kind })).await;
    }
    let faults = standing.told("/_sandbox/faults").await;
    assert_eq!(
        faults[1],
        json!({ "id": 2, "kind": "limit429", "once": false, "probability": 1.0, "seed": 0, "struck": 0 })
    );
    standing.call(Method::DELETE, "/_sandbox/faults/2").await;
    assert_eq!(standing.told("/_sandbox/faults").await.as_array().unwrap().len(), 2);
    assert_eq!(standing.call(Method::DELETE, "/_sandbox/faults").await.status(), StatusCode::NO_CONTENT);
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    for wrong in [
        json!({ "kind": "flood" }),
        json!({ "kind": "latency" }),
        json!({ "kind": "latency", "amount": -1 }),
        json!({ "kind": "html-page", "probability": 2 }),
        json!({}),
    ] {
        let refused = standing.control(Method::POST, "/_sandbox/faults", &wrong).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn a_fault_by_chance_strikes_the_same_calls_again() {
    let mut courses = Vec::new();
    for _ in 0..2 {
        let (standing, _folder) = Standing::fresh().await;
        standing.fault(&json!({ "kind": "status500-before-effect", "probability": 0.5, "seed": 3 })).await;
        let mut course = Vec::new();
        for _ in 0..20 {
            course.push(standing.get("/api/v1/status").await.status().as_u16());
        }
        courses.push(course);
    }
    assert_eq!(courses[0], courses[1]);
    assert!(courses[0].contains(&200) && courses[0].contains(&500));
}
