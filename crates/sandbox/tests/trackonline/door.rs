//! Keys and quotas.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use sandbox::trackonline::Limits;

use crate::standing::{KEY, Standing};

fn retry_after(response: &Response) -> u64 {
    response.headers()["retry-after"].to_str().unwrap().parse().unwrap()
}

#[tokio::test]
async fn the_key_is_taken_from_the_header_or_from_the_query() {
    let (standing, _folder) = Standing::fresh().await;
    let status = async |path: &str, key: Option<&str>| {
        let request = standing.client.get(standing.url(path));
        let request = key.into_iter().fold(request, |request, key| request.header("X-ApiKey", key));
        request.send().await.unwrap().status()
    };
    assert_eq!(status("/api/v1/status", Some(KEY)).await, StatusCode::OK);
    assert_eq!(status(&format!("/api/v1/status?apikey={KEY}"), None).await, StatusCode::OK);
    assert_eq!(status("/api/v1/status", None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("/api/v1/status", Some("other")).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("/api/v1/status?apikey=other", None).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status("/api/v1/transaction/result/1", None).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_minute_and_the_day_are_both_limited_and_the_wait_is_true() {
    let (standing, _folder) = Standing::with_limits(Limits { per_minute: 3, per_day: 5 }).await;
    for _ in 0..3 {
        assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
        standing.clock.advance(Duration::from_secs(10));
    }
    let refused = standing.get("/api/v1/status").await;
    assert_eq!((refused.status(), retry_after(&refused)), (StatusCode::TOO_MANY_REQUESTS, 30));
    standing.clock.advance(Duration::from_secs(29));
    assert_eq!(
        standing.get("/api/v1/balance").await.status(),
        StatusCode::TOO_MANY_REQUESTS,
        "any call is refused"
    );
    standing.clock.advance(Duration::from_secs(1));
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    standing.clock.advance(Duration::from_mins(1));
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    let refused = standing.get("/api/v1/status").await;
    assert_eq!((refused.status(), retry_after(&refused)), (StatusCode::TOO_MANY_REQUESTS, 24 * 3600 - 120));
    standing.clock.advance(Duration::from_mins(24 * 60 - 2));
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_call_without_the_key_costs_nothing_and_neither_does_the_page() {
    let (standing, _folder) = Standing::with_limits(Limits { per_minute: 1, per_day: 10 }).await;
    for path in ["/api/v1/status", "/_sandbox/", "/_sandbox/transactions.json?number=none"] {
        standing.client.get(standing.url(path)).send().await.unwrap();
    }
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_test_can_close_the_quota_for_a_while() {
    let (standing, _folder) = Standing::fresh().await;
    let closed = standing.call(Method::POST, "/_sandbox/quota/exhaust?seconds=90").await;
    assert_eq!(closed.status(), StatusCode::NO_CONTENT);
    standing.clock.advance(Duration::from_secs(30));
    let refused = standing.get("/api/v1/status").await;
    assert_eq!((refused.status(), retry_after(&refused)), (StatusCode::TOO_MANY_REQUESTS, 60));
    standing.clock.advance(Duration::from_mins(1));
    assert_eq!(standing.get("/api/v1/status").await.status(), StatusCode::OK);
    let unclear = standing.call(Method::POST, "/_sandbox/quota/exhaust?seconds=forever").await;
    assert_eq!(unclear.status(), StatusCode::BAD_REQUEST);
}
