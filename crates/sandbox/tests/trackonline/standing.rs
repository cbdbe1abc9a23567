//! A stand-in on a free port with a clock that the test drives.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::{Client, Method, Response, StatusCode};
use sandbox::clock::DrivenClock;
use sandbox::trackonline::{Behaviour, Licence, Limits, Settings, StartError, TrackOnline};
use serde_json::{Value, json};
use tempfile::TempDir;

pub(crate) const KEY: &str = "test.key";

/// Wednesday morning; the made-up history ends at midnight before.
pub(crate) fn start_of_test() -> DateTime<Utc> {
    "2026-03-18T09:00:00Z".parse().unwrap()
}

/// A stand-in, its clock, and a client with the key.
pub(crate) struct Standing {
    pub(crate) clock: Arc<DrivenClock>,
    pub(crate) client: Client,
    server: TrackOnline,
}

pub(crate) fn settings(state: &Path) -> Settings {
    Settings {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        state: state.to_owned(),
        key: KEY.to_owned(),
        limits: Licence::Enterprise.limits(),
        behaviour: Behaviour::default(),
    }
}

pub(crate) fn client() -> Client {
    Client::builder().timeout(Duration::from_secs(20)).build().unwrap()
}

impl Standing {
    /// One with a state folder of its own, which goes with the returned guard.
    pub(crate) async fn fresh() -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        (Self::on(settings(folder.path()), start_of_test()).await.unwrap(), folder)
    }

    pub(crate) async fn with_limits(limits: Limits) -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { limits, ..settings(folder.path()) };
        (Self::on(settings, start_of_test()).await.unwrap(), folder)
    }

    pub(crate) async fn with_behaviour(behaviour: Behaviour) -> (Self, TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { behaviour, ..settings(folder.path()) };
        (Self::on(settings, start_of_test()).await.unwrap(), folder)
    }

    pub(crate) async fn on(settings: Settings, now: DateTime<Utc>) -> Result<Self, StartError> {
        let clock = Arc::new(DrivenClock::at(now));
        let server = TrackOnline::start(settings, Arc::clone(&clock) as _).await?;
        Ok(Self { clock, client: client(), server })
    }

    pub(crate) async fn stop(self) {
        self.server.stop().await;
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.server.address())
    }

    pub(crate) async fn call(&self, method: Method, path: &str) -> Response {
        self.client.request(method, self.url(path)).header("X-ApiKey", KEY).send().await.unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Response {
        self.call(Method::GET, path).await
    }

    /// The rows of a list; none for 204.
    pub(crate) async fn rows(&self, path: &str) -> Vec<Value> {
        let response = self.get(path).await;
        match response.status() {
            StatusCode::NO_CONTENT => Vec::new(),
            StatusCode::OK => response.json().await.unwrap(),
            other => panic!("{path}: {other} {}", response.text().await.unwrap()),
        }
    }

    pub(crate) async fn post(&self, body: &Value) -> Response {
        self.post_to("/api/v1/transaction", body).await
    }

    pub(crate) async fn post_to(&self, path: &str, body: &Value) -> Response {
        self.client.post(self.url(path)).header("X-ApiKey", KEY).json(body).send().await.unwrap()
    }

    /// Posts a batch of any kind, waits until it is saved, and gives its rows.
    pub(crate) async fn save_to(&self, path: &str, body: &Value) -> Vec<Value> {
        let response = self.post_to(path, body).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        let received: Value = response.json().await.unwrap();
        self.settled(&format!("{path}/result/{}", received["messageId"].as_str().unwrap())).await
    }

    /// Sends JSON to the control API.
    pub(crate) async fn control(&self, method: Method, path: &str, body: &Value) -> Response {
        self.client.request(method, self.url(path)).json(body).send().await.unwrap()
    }

    /// Asks for a fault.
    pub(crate) async fn fault(&self, fault: &Value) {
        let added = self.control(Method::POST, "/_sandbox/faults", fault).await;
        assert_eq!(added.status(), StatusCode::CREATED, "{}", added.text().await.unwrap());
    }

    /// What the control API tells.
    pub(crate) async fn told(&self, path: &str) -> Value {
        self.client.get(self.url(path)).send().await.unwrap().json().await.unwrap()
    }

    /// Posts a batch that must be received, and gives its message ID.
    pub(crate) async fn receive(&self, body: &Value) -> String {
        let response = self.post(body).await;
        assert_eq!(response.status(), StatusCode::OK);
        let body: Value = response.json().await.unwrap();
        body["messageId"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn result(&self, message: &str) -> Response {
        self.get(&format!("/api/v1/transaction/result/{message}")).await
    }

    /// Lets the longest save pass, and gives the batch's rows.
    pub(crate) async fn saved(&self, message: &str) -> Vec<Value> {
        self.settled(&format!("/api/v1/transaction/result/{message}")).await
    }

    /// Lets the longest save pass, and gives the rows at a result's path.
    async fn settled(&self, path: &str) -> Vec<Value> {
        self.clock.advance(Duration::from_millis(2_500));
        loop {
            let response = self.get(path).await;
            match response.status() {
                StatusCode::ACCEPTED => tokio::time::sleep(Duration::from_millis(5)).await,
                StatusCode::OK => return response.json().await.unwrap(),
                other => panic!("{other}"),
            }
        }
    }

    /// Posts a batch, waits until it is saved, and gives its rows.
    pub(crate) async fn save(&self, body: &Value) -> Vec<Value> {
        let message = self.receive(body).await;
        self.saved(&message).await
    }

    /// Transactions with a number, whatever their dates.
    pub(crate) async fn numbered(&self, number: &str) -> Vec<Value> {
        self.rows(&format!(
            "/api/v1/transaction?TransactionNumber={number}&TransactionDateFrom=2000-01-01T00%3A00%3A00.000Z\
             &TransactionDateTo=2100-01-01T00%3A00%3A00.000Z"
        ))
        .await
    }

    /// What stands at a location of one item.
    pub(crate) async fn held(&self, location: &str, item: &str) -> i64 {
        let rows = self.rows(&format!("/api/v1/balance?locations={location}")).await;
        let row = rows.iter().find(|row| row["itemDefinition"]["number"] == item);
        row.map_or(0, |row| row["quantity"].as_i64().unwrap())
    }
}

/// A delivery of buckets from our dock to a customer, the present hour.
pub(crate) fn delivery(number: &str, customer: &str, buckets: i64) -> Value {
    json!({
        "statusCode": 16,
        "typeCode": 60,
        "transactionNumber": number,
        "referenceNumber": "26-0318-01",
        "fromLocation": { "number": "0001" },
        "toLocation": { "number": customer },
        "dateTransaction": "2026-03-18T08:00:00.000Z",
        "transactionItems": [{ "itemDefinition": { "number": "FC560" }, "quantity": buckets }],
    })
}
