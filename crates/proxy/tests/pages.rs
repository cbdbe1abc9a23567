//! What is served, to whom it may be shown, and what is not there.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]
#![expect(clippy::panic, reason = "in a test a failure is the answer")]

mod house;

use contract::ProblemCode;
use house::{House, ISSUER, code};

#[tokio::test]
async fn the_widgets_page_names_its_hosts_and_lets_nobody_else_frame_it() {
    let house = House::open().await;
    let answer = house.http.get(house.url("/widget/demo/")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.ends_with(&format!("frame-ancestors {ISSUER}")), "{policy}");
    assert!(policy.contains("default-src 'none'") && policy.contains("'sha256-"), "{policy}");
    assert_eq!(answer.headers()["cache-control"], "no-cache");
    let html = answer.text().await.unwrap();
    assert!(html.contains(&format!(r#"name="fustlink-hosts" content="{ISSUER}""#)), "{html}");
    assert!(html.contains(r#"name="fustlink-tenant" content="demo""#), "{html}");
}

#[tokio::test]
async fn hashed_files_are_kept_for_ever_and_missing_ones_are_not() {
    let house = House::open().await;
    let answer = house.http.get(house.url("/assets/widget-0a1b.js")).send().await.unwrap();
    assert_eq!(answer.headers()["cache-control"], "public, max-age=31536000, immutable");
    let answer = house.http.get(house.url("/assets/missing.js")).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(!answer.headers().contains_key("cache-control"));
}

#[tokio::test]
async fn the_embed_module_may_be_included_from_anywhere() {
    let house = House::open().await;
    let answer = house.http.get(house.url("/embed/fustlink.js")).send().await.unwrap();
    assert_eq!(answer.headers()["access-control-allow-origin"], "*");
    assert!(answer.headers()["content-type"].to_str().unwrap().starts_with("text/javascript"));
}

#[tokio::test]
async fn what_is_not_on_the_map_does_not_exist() {
    let house = House::open().await;
    for path in [
        "/",
        "/api/v1/",
        "/api/v1/transaction",
        "/api/v2/packaging",
        "/assets/index.html",
        "/assets/%69ndex.html",
        "/assets/key",
        "/assets/fustlink.toml",
        "/assets/fustlink.db",
        "/widget/nobody/",
        "/embed/fustlink.toml",
        "/fustlink.toml",
    ] {
        let answer = house.get(path).send().await.unwrap();
        assert_eq!(answer.status(), 404, "{path}");
    }
    assert_eq!(code(house.http.delete(house.url("/api/v1/packaging"))).await, ProblemCode::MethodNotAllowed);
}

#[tokio::test]
async fn no_way_leads_out_of_the_widgets_files() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let house = House::open().await;
    for path in
        ["/assets/../fustlink.db", "/assets/%2e%2e/fustlink.db", "/assets/..%2ffustlink.db", "/embed/../key"]
    {
        let mut line = tokio::net::TcpStream::connect(house.address).await.unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", house.address);
        line.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {}", answer.lines().next().unwrap_or_default());
    }
}
