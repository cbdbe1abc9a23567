//! The proxy's API as the widget and an exceptions screen use it.

use std::time::Duration;

use anyhow::Context as _;
use jsonwebtoken::{EncodingKey, Header};
use reqwest::{Client, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::clock;
use crate::kind::{self, Direction};

pub(crate) const TENANT: &str = "demo";
pub(crate) const ISSUER: &str = "https://erp.example";
pub(crate) const AUDIENCE: &str = "fustlink";
pub(crate) const SECRET: &str = "signs the tokens of the killed and restarted proxy";

/// As long as the page waits for an answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// At the dock: confirms, corrects, decides.
    Dock,
    /// In the office: settles exceptions.
    Clerk,
}

impl Who {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Dock => "e.jansen",
            Self::Clerk => "c.bakker",
        }
    }

    /// Settling takes finance, deciding what is held takes logistics: the clerk does both.
    const fn roles(self) -> &'static [&'static str] {
        match self {
            Self::Dock => &["sales", "logistics"],
            Self::Clerk => &["finance", "logistics"],
        }
    }
}

/// The counter at which things are handed in and asked for.
#[derive(Debug, Clone)]
pub(crate) struct Counter {
    http: Client,
}

/// What became of something that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// It is on disk, for good; as it is told then.
    Acknowledged(Value),
    /// It may or may not be on disk: the same is sent again.
    Unknown,
    /// It will never be taken: what the proxy says.
    Refused(String),
}

/// What the proxy tells of a confirmation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Told {
    pub(crate) movements: Vec<Movement>,
    /// Oldest first.
    #[serde(default)]
    pub(crate) corrections: Vec<Uuid>,
}

/// What the proxy tells of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Movement {
    pub(crate) number: String,
    pub(crate) direction: String,
    pub(crate) state: String,
}

impl Told {
    /// Whether nothing changes any more without a person.
    pub(crate) fn is_settled(&self) -> bool {
        let settled = ["saved", "rejected", "excepted", "held", "withdrawn"];
        self.movements.iter().all(|movement| settled.contains(&movement.state.as_str()))
    }

    /// Whether all of it is in one state.
    pub(crate) fn is_all(&self, state: &str) -> bool {
        self.movements.iter().all(|movement| movement.state == state)
    }

    pub(crate) fn state(&self, direction: Direction) -> Option<&str> {
        let movement = self.movements.iter().find(|movement| movement.direction == direction.word())?;
        Some(&movement.state)
    }
}

/// What stands, or stood, before a person.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Exception {
    pub(crate) id: Uuid,
    pub(crate) kind: String,
    pub(crate) state: String,
    pub(crate) confirmation: Option<Uuid>,
    pub(crate) movement: Option<String>,
    pub(crate) settlement: Option<Settled>,
    #[serde(default)]
    pub(crate) history: Vec<Step>,
}

/// How one was settled.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Settled {
    pub(crate) action: Option<String>,
    pub(crate) by: String,
}

/// A step of its history.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Step {
    pub(crate) who: String,
    pub(crate) what: String,
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

    /// Sends something that is to be known by an identifier from then on.
    pub(crate) async fn send(
        &self,
        proxy: &str,
        who: Who,
        path: &str,
        body: &Value,
        id: Uuid,
    ) -> anyhow::Result<Answer> {
        let request = self.http.post(format!("{proxy}/api/v1/{path}")).bearer_auth(token(who)?).json(body);
        let Ok(answer) = request.send().await else { return Ok(Answer::Unknown) };
        let status = answer.status();
        // An answer that is cut off was not heard.
        let Ok(text) = answer.text().await else { return Ok(Answer::Unknown) };
        Ok(match status {
            StatusCode::TOO_MANY_REQUESTS => Answer::Unknown,
            status if status.is_server_error() => Answer::Unknown,
            status => match about(&text, id).filter(|_| status.is_success()) {
                Some(told) => Answer::Acknowledged(told),
                None => Answer::Refused(format!("{status}: {text}")),
            },
        })
    }

    /// Asks for a confirmation; nothing when the proxy does not know it.
    pub(crate) async fn told(&self, proxy: &str, id: Uuid) -> anyhow::Result<Option<Told>> {
        self.ask(proxy, Who::Dock, &format!("confirmations/{id}")).await
    }

    /// Everything that stands before a person, or that did.
    pub(crate) async fn exceptions(&self, proxy: &str, state: &str) -> anyhow::Result<Vec<Exception>> {
        #[derive(Deserialize)]
        struct List {
            exceptions: Vec<Exception>,
            next: Option<Uuid>,
        }
        let mut all = Vec::new();
        let mut path = format!("exceptions?state={state}");
        loop {
            let list: List = self.ask(proxy, Who::Clerk, &path).await?.context("there is no such list")?;
            all.extend(list.exceptions);
            let Some(next) = list.next else { return Ok(all) };
            path = format!("exceptions?state={state}&before={next}");
        }
    }

    /// An exception with its history.
    pub(crate) async fn exception(&self, proxy: &str, id: Uuid) -> anyhow::Result<Exception> {
        let exception = self.ask(proxy, Who::Clerk, &format!("exceptions/{id}")).await?;
        exception.with_context(|| format!("exception {id} was listed, and is not there"))
    }

    async fn ask<T: DeserializeOwned>(&self, proxy: &str, who: Who, path: &str) -> anyhow::Result<Option<T>> {
        let request = self.http.get(format!("{proxy}/api/v1/{path}")).bearer_auth(token(who)?).send();
        let answer = request.await.context("the proxy does not answer")?;
        if answer.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let answer =
            answer.error_for_status().with_context(|| format!("the proxy does not tell of {path}"))?;
        answer.json().await.map(Some).with_context(|| format!("the proxy tells of {path} in other words"))
    }
}

/// What was answered, where it is about this identifier.
fn about(text: &str, id: Uuid) -> Option<Value> {
    let told: Value = serde_json::from_str(text).ok()?;
    (told["id"].as_str() == Some(id.to_string().as_str())).then_some(told)
}

/// A token as the order screen signs it.
fn token(who: Who) -> anyhow::Result<String> {
    let claims = json!({
        "iss": ISSUER,
        "aud": AUDIENCE,
        "sub": who.name(),
        "exp": clock::now().timestamp() + 100,
        "jti": "1",
        "tenant": TENANT,
        "roles": who.roles(),
        "customers": kind::customers(),
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
                .map(|state| Movement {
                    number: "FL-1-D".into(),
                    direction: "delivered".into(),
                    state: (*state).into(),
                })
                .collect(),
            corrections: Vec::new(),
        };
        assert!(told(&["saved", "excepted"]).is_settled());
        for open in ["queued", "sent", "accepted", "checking"] {
            assert!(!told(&["saved", open]).is_settled(), "{open}");
        }
    }

    #[test]
    fn an_acknowledgement_is_for_one_identifier() {
        let id = Uuid::from_u128(7);
        assert!(about(&format!(r#"{{"id":"{id}","movements":[]}}"#), id).is_some());
        assert!(about(&format!(r#"{{"id":"{}"}}"#, Uuid::from_u128(8)), id).is_none());
        assert!(about("", id).is_none());
    }
}
