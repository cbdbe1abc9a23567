//! One request over the network.

use chrono::{DateTime, Utc};
use futures::future::{Either, select};
use gloo_net::http::Request;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

use super::Pending;
use crate::{clock, json};

/// How a request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Writes.
    Post,
}

impl Method {
    /// How long an answer may take, in milliseconds. What is written is waited for longer than the proxy itself waits,
    /// so that giving up never comes before its answer.
    const fn patience(self) -> i32 {
        match self {
            Self::Get => 30_000,
            Self::Post => 70_000,
        }
    }
}

/// A request to the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// How.
    pub method: Method,
    /// Path and query on the proxy's origin.
    pub path: String,
    /// Who asks.
    pub token: String,
    /// JSON, when writing.
    pub body: Option<String>,
}

/// An answer, whatever its status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: String,
    /// The proxy's clock.
    pub clock: Option<DateTime<Utc>>,
}

/// No answer came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoAnswer;

/// A way to the proxy.
pub trait Transport {
    /// Sends a request. Dropping the future aborts it.
    fn send(&self, request: Outgoing) -> Pending<Result<Incoming, NoAnswer>>;
}

/// The browser's `fetch`.
#[derive(Debug, Clone, Copy)]
pub struct Fetch;

/// Aborts its request when it is dropped; a request that has ended does not notice.
struct Abort(Option<AbortController>);

impl Drop for Abort {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

impl Transport for Fetch {
    fn send(&self, request: Outgoing) -> Pending<Result<Incoming, NoAnswer>> {
        Box::pin(async move {
            let patience = Box::pin(clock::sleep(request.method.patience()));
            match select(Box::pin(exchange(request)), patience).await {
                Either::Left((answer, _)) => answer.ok_or(NoAnswer),
                Either::Right(_) => Err(NoAnswer),
            }
        })
    }
}

/// `None` where the browser cannot even make the request.
async fn exchange(request: Outgoing) -> Option<Incoming> {
    let abort = Abort(AbortController::new().ok());
    let bearer = ["Bearer ", &request.token].concat();
    let authorization = ("Authorization", JsValue::from_str(&bearer));
    let (method, headers) = match request.method {
        Method::Get => ("GET", json::object(&[authorization])),
        Method::Post => {
            ("POST", json::object(&[authorization, ("Content-Type", JsValue::from_str("application/json"))]))
        }
    };
    let options = json::object(&[
        ("method", JsValue::from_str(method)),
        ("headers", headers),
        ("body", request.body.as_deref().map_or(JsValue::UNDEFINED, JsValue::from_str)),
        ("signal", abort.0.as_ref().map_or(JsValue::UNDEFINED, |abort| abort.signal().into())),
    ]);
    let request = web_sys::Request::new_with_str_and_init(&request.path, options.unchecked_ref()).ok()?;
    let answer = Request::from(request).send().await.ok()?;
    let clock = answer.headers().get("Date").and_then(|date| clock::http_date(&date));
    Some(Incoming { status: answer.status(), body: answer.text().await.ok()?, clock })
}
