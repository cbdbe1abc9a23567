//! The proxy's API as the widget uses it.

use std::time::Duration;

use anyhow::Context as _;
use jsonwebtoken::{EncodingKey, Header};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock;
use crate::confirmation::{self, Confirmation};

pub(crate) const TENANT: &str = "demo";
pub(crate) const ISSUER: &str = "https://erp.example";
pub(crate) const AUDIENCE: &str = "fustlink";
pub(crate) const SECRET: &str = "signs the tokens of the killed and restarted proxy";

/// As long as the page waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// The counter at which confirmations are handed in and asked for.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    http: Client,
}

/// What became of a confirmation that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// 202: it is on disk, for good.
    Acknowledged,
    /// It may or may not be on disk: the same is sent again.
    Unknown,
    /// It will never be taken: what the proxy says.
    Refused(String),
}

/// What the proxy tells of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Told {
    pub(crate) movements: Vec<Movement>,
}

/// What the proxy tells of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Movement {
    pub(crate) direction: String,
    pub(crate) state: String,
}

impl Told {
    /// Whether nothing changes any more without a person.
    pub(crate) fn is_settled(&self) -> bool {
        let settled = ["saved", "rejected", "excepted", "held", "withdrawn"];
        self.movements.iter().all(|movement| settled.contains(&movement.state.as_str()))
    }
}

impl Counter {
    pub(crate) fn open() -> anyhow::Result<Self> {
        let http = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .build()
            .context("no HTTP client")?;
        Ok(Self { http })
    }

    /// The HTTP client itself, for whoever else asks something on this machine.
    pub(crate) fn http(&self) -> &Client {
        &self.http
    }

    /// Whether a proxy says that it is ready.
    pub(crate) async fn is_ready(&self, proxy: &str) -> bool {
        let answer = self.http.get(format!("{proxy}/health/ready")).send().await;
        answer.is_ok_and(|answer| answer.status() == StatusCode::OK)
    }

    /// Sends a confirmation.
    pub(crate) async fn confirm(&self, proxy: &str, confirmation: &Confirmation) -> anyhow::Result<Answer> {
        let request = self
            .http
            .post(format!("{proxy}/api/v1/confirmations"))
            .bearer_auth(token()?)
            .json(&confirmation.body());
        let Ok(answer) = request.send().await else { return Ok(Answer::Unknown) };
        let status = answer.status();
        // An answer that is cut off was not heard.
        let Ok(text) = answer.text().await else { return Ok(Answer::Unknown) };
        Ok(match status {
            StatusCode::ACCEPTED if names(&text, confirmation.id) => Answer::Acknowledged,
            StatusCode::TOO_MANY_REQUESTS => Answer::Unknown,
            status if status.is_server_error() => Answer::Unknown,
            status => Answer::Refused(format!("{status}: {text}")),
        })
    }

    /// Asks for a confirmation; nothing when the proxy does not know it.
    pub(crate) async fn told(&self, proxy: &str, id: Uuid) -> anyhow::Result<Option<Told>> {
        let request =
            self.http.get(format!("{proxy}/api/v1/confirmations/{id}")).bearer_auth(token()?).send();
        let answer = request.await.context("the proxy does not answer")?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer = answer.error_for_status().context("the proxy does not tell of a confirmation")?;
        answer.json().await.map(Some).context("the proxy tells of a confirmation in other words")
    }
}

/// Whether an acknowledgement is about this confirmation.
fn names(text: &str, id: Uuid) -> bool {
    let told: Result<Value, _> = serde_json::from_str(text);
    told.is_ok_and(|told| told["id"].as_str() == Some(id.to_string().as_str()))
}

/// A token as the order screen signs it, for a person in logistics.
fn token() -> anyhow::Result<String> {
    let claims = json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": "e.jansen",
        "exp": clock::now().timestamp() + 100,
        "jti": "1",
        "tenant": TENANT,
        "roles": ["sales", "logistics"],
        "customers": confirmation::customers(),
    });
    jsonwebtoken::encode(&Header::default(), &claims, &EncodingKey::from_secret(SECRET.as_bytes()))
        .context("no token can be signed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_for_a_person_or_for_nothing_is_settled() {
        let told = |states: &[&str]| Told {
            movements: states
                .iter()
                .map(|state| Movement { direction: "delivered".into(), state: (*state).into() })
                .collect(),
        };
        assert!(told(&["saved", "excepted"]).is_settled());
        for open in ["queued", "sent", "accepted", "checking"] {
            assert!(!told(&["saved", open]).is_settled(), "{open}");
        }
    }

    #[test]
    fn an_acknowledgement_is_for_one_confirmation() {
        let id = Uuid::from_u128(7);
        assert!(names(&format!(r#"{{"id":"{id}","movements":[]}}"#), id));
        assert!(!names(&format!(r#"{{"id":"{}"}}"#, Uuid::from_u128(8)), id));
        assert!(!names("", id));
    }
}
