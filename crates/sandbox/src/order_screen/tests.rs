//! The screen's server, over loopback.

use std::net::SocketAddr;
use std::path::Path;

use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::{ServeError, Settings, serve_on};

/// A running screen.
struct Running {
    base: String,
    client: Client,
    stop: oneshot::Sender<()>,
    task: JoinHandle<Result<(), ServeError>>,
}

impl Running {
    async fn start(state: &TempDir) -> Self {
        Self::with(state.path(), None).await
    }

    async fn with(state_dir: &Path, public_url: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let listen: SocketAddr = listener.local_addr().unwrap();
        let settings = Settings {
            listen,
            public_url: public_url.map(|url| url.parse().unwrap()),
            proxy: "http://127.0.0.1:7401".parse().unwrap(),
            tenant: "demo".to_owned(),
            state_dir: state_dir.to_owned(),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(serve_on(listener, settings, async {
            let _ = stopped.await;
        }));
        let client = Client::builder().no_proxy().build().unwrap();
        Self { base: format!("http://{listen}"), client, stop, task }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    async fn page(&self, path: &str) -> String {
        self.get(path).await.text().await.unwrap()
    }

    async fn json(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }

    async fn patch(&self, reference: &str, body: &Value) -> (StatusCode, Value) {
        let address = format!("{}/api/orders/{reference}", self.base);
        let answer = self.client.patch(address).json(body).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// The first order with a packaging count, and the number of that line.
    async fn packed(&self) -> (String, u64) {
        let orders = self.json("/api/orders").await;
        let order = &orders.as_array().unwrap()[0];
        let lines = order["lines"].as_array().unwrap();
        let line = lines.iter().find(|line| line["packaging"].is_object()).unwrap();
        (order["reference"].as_str().unwrap().to_owned(), line["number"].as_u64().unwrap())
    }

    async fn stop(self) {
        drop(self.stop);
        self.task.await.unwrap().unwrap();
    }
}

/// What a token says, checked by the screen's own key set as the proxy would.
async fn claims(screen: &Running, query: &str) -> jsonwebtoken::errors::Result<Value> {
    let token = screen.json(&format!("/packaging-token?{query}")).await;
    let token = token["token"].as_str().expect("a token");
    let keys: JwkSet = screen.get("/.well-known/jwks.json").await.json().await.unwrap();
    let header = jsonwebtoken::decode_header(token)?;
    let key = keys.find(&header.kid.expect("a key id")).expect("the key id is in the set");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.leeway = 0;
    validation.set_audience(&["fustlink"]);
    validation.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
    Ok(jsonwebtoken::decode::<Value>(token, &DecodingKey::from_jwk(key)?, &validation)?.claims)
}

#[tokio::test]
async fn a_token_names_the_person_the_tenant_the_roles_and_the_one_customer() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let first = claims(&screen, "customer=10012").await.unwrap();
    assert_eq!(first["iss"], screen.base);
    assert_eq!(first["sub"], "e.jansen");
    assert_eq!(first["tenant"], "demo");
    assert_eq!(first["roles"], json!(["sales", "logistics"]));
    assert_eq!(first["customers"], json!(["10012"]));
    let left = first["exp"].as_i64().unwrap() - super::now().timestamp();
    assert!((110..=120).contains(&left), "{left} s left");
    let second = claims(&screen, "customer=10012").await.unwrap();
    assert_ne!(first["jti"], second["jti"]);
    for (login, roles) in
        [("p.devries", json!(["sales"])), ("k.bakker", json!(["logistics"])), ("s.smit", json!(["finance"]))]
    {
        let claims = claims(&screen, &format!("customer=10012&as={login}")).await.unwrap();
        assert_eq!((&claims["sub"], &claims["roles"]), (&json!(login), &roles));
    }
}

#[tokio::test]
async fn the_issuer_is_the_public_address_without_a_slash() {
    let state = TempDir::new().unwrap();
    let screen = Running::with(state.path(), Some("https://orders.example/")).await;
    assert_eq!(claims(&screen, "customer=10012").await.unwrap()["iss"], "https://orders.example");
}

#[tokio::test]
async fn no_token_is_signed_for_unknown_customers_or_people() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    for (query, status, code) in [
        ("customer=99999", StatusCode::NOT_FOUND, "customer-unknown"),
        ("customer=", StatusCode::NOT_FOUND, "customer-unknown"),
        ("customer=10012&as=mallory", StatusCode::FORBIDDEN, "person-unknown"),
        ("", StatusCode::BAD_REQUEST, "query-unreadable"),
        ("customer=10012&token=perfect", StatusCode::BAD_REQUEST, "query-unreadable"),
    ] {
        let answer = screen.get(&format!("/packaging-token?{query}")).await;
        assert_eq!(answer.status(), status, "{query}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
        assert_eq!(answer.json::<Value>().await.unwrap()["error"], code, "{query}");
    }
}

#[tokio::test]
async fn the_test_aid_signs_wrongly_in_just_the_way_it_was_asked_to() {
    use jsonwebtoken::errors::ErrorKind;
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let wrong = claims(&screen, "customer=10012&token=wrong-signature").await.unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::InvalidSignature), "{wrong}");
    let expired = claims(&screen, "customer=10012&token=expired").await.unwrap_err();
    assert!(matches!(expired.kind(), ErrorKind::ExpiredSignature), "{expired}");
    let other = claims(&screen, "customer=10012&token=other-tenant").await.unwrap();
    assert_eq!((&other["tenant"], &other["customers"]), (&json!("demo-other"), &json!(["10012"])));
}

#[tokio::test]
async fn the_key_outlives_the_server_and_its_private_half_stays_home() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let before = screen.json("/.well-known/jwks.json").await;
    screen.stop().await;
    let after = Running::start(&state).await.json("/.well-known/jwks.json").await;
    assert_eq!(before, after);
    let key = &after["keys"][0];
    assert_eq!((&key["kty"], &key["crv"], &key["alg"]), (&json!("OKP"), &json!("Ed25519"), &json!("EdDSA")));
    assert!(key.get("d").is_none());
}

#[tokio::test]
async fn changes_are_answered_shown_and_kept() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let (reference, line) = screen.packed().await;
    let place = usize::try_from(line - 1).unwrap();
    let change =
        json!({ "customer": "10061", "status": "loaded", "counts": [{ "line": line, "count": 4321 }] });
    let (status, order) = screen.patch(&reference, &change).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(order["customer"], json!({ "number": "10061", "name": "Bloemisterij Van Loon sinds 1931" }));
    assert_eq!(order["deliverTo"]["street"], "Langestraat 140");
    assert_eq!(order["status"], "loaded");
    assert_eq!(order["lines"][place]["packaging"]["count"], 4321);
    screen.stop().await;

    let screen = Running::start(&state).await;
    assert_eq!(screen.json(&format!("/api/orders/{reference}")).await, order);
    let page = screen.page(&format!("/orders/{reference}")).await;
    assert!(page.contains(r#"data-customer="10061" data-customer-name="Bloemisterij Van Loon sinds 1931""#));
    assert!(page.contains(r#"value="4321""#));
    assert!(page.contains(r#"<option value="loaded" selected>Geladen</option>"#));
}

#[tokio::test]
async fn a_change_that_cannot_be_made_changes_nothing() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let (reference, line) = screen.packed().await;
    let before = screen.json(&format!("/api/orders/{reference}")).await;
    for (change, status, code) in [
        (json!({ "status": "loaded", "customer": "99999" }), 404, "customer-unknown"),
        (json!({ "status": "loaded", "counts": [{ "line": 99, "count": 1 }] }), 422, "line-unknown"),
        (json!({ "status": "loaded", "counts": [{ "line": line, "count": -1 }] }), 422, "not-a-count"),
        (json!({ "status": "loaded", "counts": [{ "line": line, "count": 100_000 }] }), 422, "not-a-count"),
        (json!({ "counts": [{ "line": line, "count": 1.5 }] }), 422, "body-unreadable"),
        (json!({ "status": "gone" }), 422, "body-unreadable"),
        (json!({ "colour": "red" }), 422, "body-unreadable"),
    ] {
        let (answered, body) = screen.patch(&reference, &change).await;
        assert_eq!((answered.as_u16(), &body["error"]), (status, &json!(code)), "{change}");
    }
    assert_eq!(screen.json(&format!("/api/orders/{reference}")).await, before);
    let (status, body) = screen.patch("nothing", &json!({ "status": "loaded" })).await;
    assert_eq!((status, &body["detail"]), (StatusCode::NOT_FOUND, &json!("there is no order nothing")));
    assert!(!state.path().join("orders.json").exists(), "nothing was written");
}

#[tokio::test]
async fn a_line_without_packaging_takes_no_count() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let orders = screen.json("/api/orders").await;
    let (reference, line) = orders
        .as_array()
        .unwrap()
        .iter()
        .find_map(|order| {
            let line = order["lines"].as_array()?.iter().find(|line| line["packaging"].is_null())?;
            Some((order["reference"].as_str()?, line["number"].as_u64()?))
        })
        .expect("one order has an unpacked line");
    let (status, body) = screen.patch(reference, &json!({ "counts": [{ "line": line, "count": 3 }] })).await;
    assert_eq!((status.as_u16(), &body["error"]), (422, &json!("no-packaging")));
}

#[tokio::test]
async fn pages_hold_every_order_and_allow_scripts_and_frames_from_the_proxy_alone() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let orders = screen.json("/api/orders").await;
    let answer = screen.get("/").await;
    let policy = answer.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.starts_with(
        "default-src 'none'; script-src 'self' http://127.0.0.1:7401; frame-src http://127.0.0.1:7401;"
    ));
    assert!(!policy.contains("unsafe"));
    let page = answer.text().await.unwrap();
    assert!(
        page.contains(r#"<script type="module" src="http://127.0.0.1:7401/embed/fustlink.js"></script>"#)
    );
    assert!(page.contains(r#"<fustlink-packaging tenant="demo">"#));
    assert!(!page.contains(" style="), "the policy forbids inline styles");
    for order in orders.as_array().unwrap() {
        let reference = order["reference"].as_str().unwrap();
        assert!(page.contains(&format!(r#"href="/orders/{reference}""#)), "{reference}");
        let opened = screen.get(&format!("/orders/{reference}")).await;
        assert_eq!(opened.status(), StatusCode::OK);
        assert!(opened.text().await.unwrap().contains(&format!("<h1>Order {reference}</h1>")));
    }
    let missing = screen.get("/orders/nothing").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert!(missing.text().await.unwrap().contains("Deze order is er niet"));
    assert_eq!(screen.get("/elsewhere").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_page_keeps_who_sits_there_and_the_test_aid_in_its_links_and_says_so() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let page = screen.page("/?as=p.devries&token=expired&lang=en").await;
    assert!(page.contains("Pieter de Vries"));
    assert!(page.contains("<b>Test aid:</b> this screen hands out tokens that have already expired."));
    assert!(page.contains("?as=p.devries&amp;token=expired\" data-visit"));
    assert!(!screen.page("/").await.contains("class=\"aid\""));
}

#[tokio::test]
async fn a_chosen_language_and_theme_stay_chosen() {
    let state = TempDir::new().unwrap();
    let screen = Running::start(&state).await;
    let answer = screen.get("/?lang=en&theme=dark").await;
    let cookies: Vec<&str> =
        answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    assert_eq!(
        cookies,
        [
            "lang=en; Path=/; Max-Age=31536000; SameSite=Lax",
            "theme=dark; Path=/; Max-Age=31536000; SameSite=Lax"
        ]
    );
    let request = screen.client.get(&screen.base).header("cookie", "lang=en; theme=dark");
    let page = request.send().await.unwrap().text().await.unwrap();
    assert!(page.contains(r#"<html lang="en" data-theme="dark""#));
}

#[tokio::test]
async fn a_broken_state_file_stops_the_start_with_its_name() {
    let state = TempDir::new().unwrap();
    std::fs::write(state.path().join("orders.json"), "{").unwrap();
    let screen = Running::with(state.path(), None).await;
    let error = screen.task.await.unwrap().unwrap_err().to_string();
    assert!(error.contains("orders.json does not hold what this program writes there"), "{error}");
}
