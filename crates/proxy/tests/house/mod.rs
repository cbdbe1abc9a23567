//! A whole house for a test: the TrackOnline stand-in and the proxy, each on a socket of its own, state in a scratch folder.

#![allow(dead_code, reason = "each test file uses its part")]

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use contract::{ConfirmationStatus, Problem, ProblemCode};
use jsonwebtoken::{EncodingKey, Header, encode};
use proxy::settings::Settings;
use reqwest::{RequestBuilder, StatusCode};
use sandbox::clock::MachineClock;
use sandbox::trackonline::{Behaviour, Licence, Limits, TrackOnline};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use sqlx::Connection;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The stand-in's key; also the canary that must appear nowhere.
pub(crate) const KEY: &str = "canary-4f1d.trackonline.key-9a7c";
pub(crate) const SECRET: &str = "a secret of at least thirty-two characters";
pub(crate) const ISSUER: &str = "https://erp.example";
/// Florist, linked by external number: location C0415.
pub(crate) const CUSTOMER: &str = "10015";
/// A grower, by the same number in both systems.
pub(crate) const SUPPLIER: &str = "L0201";

/// What is particular about a house.
pub(crate) struct Setup {
    /// The stand-in's call limits.
    pub(crate) limits: Limits,
    /// What the stand-in makes of what the document leaves open.
    pub(crate) behaviour: Behaviour,
    /// Further lines of every tenant's settings.
    pub(crate) tenant: &'static str,
    /// Further assumptions about TrackOnline.
    pub(crate) assumptions: &'static str,
    /// The database's address; a file of its own where none is given.
    pub(crate) database: Option<String>,
}

impl Default for Setup {
    fn default() -> Self {
        Self {
            limits: Licence::Enterprise.limits(),
            behaviour: Behaviour::default(),
            tenant: "",
            assumptions: "",
            database: None,
        }
    }
}

pub(crate) struct House {
    pub(crate) http: reqwest::Client,
    pub(crate) address: SocketAddr,
    pub(crate) trackonline: Option<TrackOnline>,
    trackonline_address: SocketAddr,
    setup: Setup,
    proxy: Option<JoinHandle<()>>,
    stop: Option<oneshot::Sender<()>>,
    folder: TempDir,
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn free_address() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    listener.local_addr().unwrap()
}

impl House {
    /// Both running.
    pub(crate) async fn open() -> Self {
        Self::with(Setup::default()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> Self {
        Self::with(Setup { limits, ..Setup::default() }).await
    }

    pub(crate) async fn with(setup: Setup) -> Self {
        let folder = TempDir::new().unwrap();
        let mut house = Self {
            http: client(),
            address: free_address().await,
            trackonline: None,
            trackonline_address: free_address().await,
            setup,
            proxy: None,
            stop: None,
            folder,
        };
        house.write_files();
        house.start_trackonline().await;
        house.start_proxy().await;
        house
    }

    fn write_files(&self) {
        let page = r#"<meta name="fustlink-hosts" content=""><meta name="fustlink-tenant" content=""><script>boot()</script>"#;
        for (name, text) in [
            ("index.html", page),
            ("fustlink.js", "export {};"),
            ("widget-0a1b.js", "export {};"),
            ("key", KEY),
        ] {
            std::fs::write(self.folder.path().join(name), text).unwrap();
        }
        let mapping = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sandbox/assets/mapping.toml");
        let tenant = |name: &str, basis: &str| {
            format!(
                r#"
                [tenants.{name}]
                name = "{name}"
                host_origins = ["{ISSUER}"]
                basis = "{basis}"
                own_location = "0001"
                mapping_file = "{mapping}"
                balance_seconds = 60
                {more}
                [tenants.{name}.trackonline]
                base_url = "http://{trackonline}"
                api_key_file = "key"
                licence = "enterprise"
                assumptions = {{ settle_seconds = 2{assumptions} }}
                [tenants.{name}.token]
                algorithm = "HS256"
                issuer = "{ISSUER}"
                audience = "fustlink"
                secret = "{SECRET}-{name}"
                "#,
                mapping = mapping.display(),
                more = self.setup.tenant,
                trackonline = self.trackonline_address,
                assumptions = self.setup.assumptions,
            )
        };
        let settings = format!(
            r#"
            listen = "{}"
            database_url = "{}"
            widget_dir = "."
            embed_dir = "."
            {}
            {}
            "#,
            self.address,
            self.setup.database.clone().unwrap_or_else(|| {
                format!("sqlite://{}?mode=rwc", self.folder.path().join("fustlink.db").display())
            }),
            tenant("demo", "location"),
            tenant("other", "counterpart"),
        );
        std::fs::write(self.folder.path().join("fustlink.toml"), settings).unwrap();
    }

    pub(crate) async fn start_trackonline(&mut self) {
        self.start_trackonline_with(KEY).await;
    }

    /// With another key than the proxy's, perhaps.
    pub(crate) async fn start_trackonline_with(&mut self, key: &str) {
        let settings = sandbox::trackonline::Settings {
            listen: self.trackonline_address,
            state: self.folder.path().join("trackonline"),
            key: key.into(),
            limits: self.setup.limits,
            behaviour: self.setup.behaviour,
        };
        self.trackonline = Some(TrackOnline::start(settings, Arc::new(MachineClock)).await.unwrap());
    }

    pub(crate) async fn stop_trackonline(&mut self) {
        if let Some(trackonline) = self.trackonline.take() {
            trackonline.stop().await;
        }
    }

    pub(crate) async fn start_proxy(&mut self) {
        let settings = Settings::load(&self.folder.path().join("fustlink.toml")).unwrap();
        let listener = TcpListener::bind(self.address).await.unwrap();
        let (stop, stopped) = oneshot::channel();
        self.stop = Some(stop);
        self.proxy = Some(tokio::spawn(async move {
            let stopped = async {
                if stopped.await.is_err() {
                    // It was killed, which is not to be asked to stop.
                    std::future::pending::<()>().await;
                }
            };
            proxy::serve_on(listener, settings, stopped).await.unwrap();
        }));
        for _ in 0..200 {
            let answer = self.http.get(self.url("/health/ready")).send().await;
            if answer.is_ok_and(|answer| answer.status() == StatusCode::OK) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("the proxy does not become ready");
    }

    /// As a service manager would: it is asked, and ends what is under way.
    pub(crate) async fn stop_proxy(&mut self) {
        if let (Some(stop), Some(proxy)) = (self.stop.take(), self.proxy.take()) {
            stop.send(()).unwrap();
            proxy.await.unwrap();
        }
    }

    /// As a crash would: whatever it is doing ends where it stands.
    pub(crate) async fn kill_proxy(&mut self) {
        if let Some(proxy) = self.proxy.take() {
            proxy.abort();
            let _ = proxy.await;
            // The tasks of its open connections outlive it here; nothing is asked on them any more.
            self.http = client();
        }
    }

    /// Does something to the database that the service never does.
    pub(crate) async fn past_the_store(&self, sql: &'static str) {
        let file = format!("sqlite://{}", self.folder.path().join("fustlink.db").display());
        let url = self.setup.database.clone().unwrap_or(file);
        let done = if url.starts_with("sqlite") {
            let mut database = sqlx::SqliteConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut database).await.map(drop)
        } else {
            let mut database = sqlx::PgConnection::connect(&url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut database).await.map(drop)
        };
        done.unwrap();
    }

    /// Where its settings and state are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// An address of the stand-in.
    pub(crate) fn trackonline_url(&self, path: &str) -> String {
        format!("http://{}{path}", self.trackonline_address)
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.http.get(self.url(path)).bearer_auth(token(&claims("demo")))
    }

    pub(crate) fn confirm(&self, body: &Value) -> RequestBuilder {
        self.http.post(self.url("/api/v1/confirmations")).bearer_auth(token(&claims("demo"))).json(body)
    }

    /// Sends a correction of a confirmation, or a decision about it.
    pub(crate) fn about(&self, id: &str, what: &str, body: &Value) -> RequestBuilder {
        let url = self.url(&format!("/api/v1/confirmations/{id}/{what}"));
        self.http.post(url).bearer_auth(token(&claims("demo"))).json(body)
    }

    /// Enters a transaction in TrackOnline, as somebody else would, and waits until it is there.
    pub(crate) async fn enter(&self, transaction: &Value) {
        let url = format!("http://{}/api/v1/transaction", self.trackonline_address);
        let answer =
            self.http.post(url).header("X-ApiKey", KEY).json(&json!([transaction])).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
        let reference = transaction["referenceNumber"].as_str().unwrap();
        for _ in 0..200 {
            let record = self.record(reference).await;
            if record.iter().any(|row| row["number"] == transaction["transactionNumber"]) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("not entered: {transaction}");
    }

    /// Lets something go wrong in TrackOnline.
    pub(crate) async fn fault(&self, fault: &Value) {
        let answer =
            self.http.post(self.trackonline_url("/_sandbox/faults")).json(fault).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    }

    /// What the stand-in itself holds under an order's reference.
    pub(crate) async fn record(&self, reference: &str) -> Vec<Value> {
        let url =
            format!("http://{}/_sandbox/transactions.json?reference={reference}", self.trackonline_address);
        self.http.get(url).send().await.unwrap().json().await.unwrap()
    }

    /// Spends the administration's quota for a while, as another integration would.
    pub(crate) async fn exhaust_trackonline(&self, seconds: u32) {
        let url = format!("http://{}/_sandbox/quota/exhaust?seconds={seconds}", self.trackonline_address);
        let answer = self.http.post(url).send().await.unwrap();
        assert!(answer.status().is_success(), "{}", answer.status());
    }

    /// Follows a confirmation until nothing changes any more without a person.
    pub(crate) async fn settled(&self, id: &str) -> ConfirmationStatus {
        let mut last = None;
        for _ in 0..300 {
            let status: ConfirmationStatus = ok(self.get(&format!("/api/v1/confirmations/{id}"))).await;
            if status.is_settled() {
                return status;
            }
            last = Some(status);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("not settled: {last:#?}");
    }
}

/// The same for somebody with these roles who sees these customers.
pub(crate) fn person(name: &str, roles: &[&str], customers: &[&str]) -> Value {
    let mut claims = claims("demo");
    claims["sub"] = json!(name);
    claims["roles"] = json!(roles);
    claims["customers"] = json!(customers);
    claims
}

/// What a good token for a logistics person of a tenant says.
pub(crate) fn claims(tenant: &str) -> Value {
    json!({
        "iss": ISSUER,
        "aud": "fustlink",
        "sub": "e.jansen",
        "exp": proxy::clock::unix_seconds() + 100,
        "jti": "1",
        "tenant": tenant,
        "roles": ["sales", "logistics"],
        "customers": [CUSTOMER, "10023", "10031", "10035", "10052", "10990", SUPPLIER],
    })
}

pub(crate) fn token(claims: &Value) -> String {
    let secret = format!("{SECRET}-{}", claims["tenant"].as_str().unwrap_or_default());
    encode(&Header::default(), claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

pub(crate) fn confirmation(id: &str, order: &str, lines: &Value) -> Value {
    json!({
        "id": id,
        "customer": CUSTOMER,
        "location": "C0415",
        "order": order,
        "counted_at": proxy::clock::now(),
        "lines": lines,
    })
}

pub(crate) async fn ok<T: DeserializeOwned>(request: RequestBuilder) -> T {
    let answer = request.send().await.unwrap();
    let status = answer.status();
    let text = answer.text().await.unwrap();
    assert!(status.is_success(), "{status}: {text}");
    serde_json::from_str(&text).unwrap()
}

/// A refusal: the status, the media type and the code belong together.
pub(crate) async fn refused(request: RequestBuilder) -> Problem {
    let answer = request.send().await.unwrap();
    let (status, kind) = (answer.status(), answer.headers()["content-type"].clone());
    assert!(answer.headers().contains_key("x-request-id"));
    let problem: Problem = answer.json().await.unwrap();
    assert_eq!(kind, "application/problem+json");
    assert_eq!(status.as_u16(), problem.status);
    assert_eq!(problem.status, problem.code.status());
    problem
}

pub(crate) async fn code(request: RequestBuilder) -> ProblemCode {
    refused(request).await.code
}
