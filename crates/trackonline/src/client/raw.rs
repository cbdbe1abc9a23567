//! Answers as they came, for whoever has to find out how an account answers.
//!
//! A raw call passes through everything that a typed one passes through: a permit, the one header with the key, the
//! limits of time and size, no redirects. Only the reading of the answer is left to the caller, who has
//! [`decode`](crate::decode) for it.

use chrono::{DateTime, Utc};
use reqwest::header::{DATE, RETRY_AFTER};
use serde_json::Value;

use super::call::{Purpose, well_formed};
use super::{Client, Query, answer};
use crate::limit::LimitViolations;
use crate::{Error, Permit};

/// A call whose answer is wanted as it comes. Paths are below the base address, such as those of
/// [`Paths`](crate::Paths).
#[derive(Debug, Clone, PartialEq)]
pub struct RawCall {
    path: String,
    id: Option<(&'static str, String)>,
    query: Vec<(String, String)>,
    body: Option<Value>,
}

impl RawCall {
    /// A call that reads.
    pub fn get(path: impl Into<String>) -> Self {
        Self { path: path.into(), id: None, query: Vec::new(), body: None }
    }

    /// A call that saves: `body` is sent as it is, *without a check of any limit*. [`Batch::body`](crate::Batch::body)
    /// makes one that keeps them.
    pub fn post(path: impl Into<String>, body: Value) -> Self {
        Self { body: Some(body), ..Self::get(path) }
    }

    /// What the call is about: it stands in the path's place for `{id}`, or as this parameter where there is none.
    #[must_use]
    pub fn about(mut self, parameter: &'static str, id: impl Into<String>) -> Self {
        self.id = Some((parameter, id.into()));
        self
    }

    /// With one more query parameter; one that is repeated is a list.
    #[must_use]
    pub fn with(mut self, parameter: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((parameter.into(), value.into()));
        self
    }
}

/// An answer as it came, whatever its status.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The time at the other side, as the answer's `Date` says it.
    pub date: Option<DateTime<Utc>>,
    /// `Retry-After` as it was written.
    pub retry_after: Option<String>,
    /// The body, within [`Limits::body_bytes`](crate::Limits::body_bytes), without any secret of ours.
    pub body: Vec<u8>,
}

impl Client {
    /// Makes a call and hands its answer on as it came. Every status is an answer, those of refusals too.
    ///
    /// # Errors
    /// Where there is no answer: [`Error::Limit`], [`Error::NotSent`], and for a call that saves
    /// [`Error::UnknownOutcome`], for one that reads [`Error::Unavailable`] or, where the body is too large,
    /// [`Error::Answer`]; with OAuth also [`Error::Key`].
    pub async fn raw(&self, permit: Permit, call: &RawCall) -> Result<RawAnswer, Error> {
        if !well_formed(&call.path) {
            return Err(LimitViolations::one("path", "a path below the base address", &call.path).into());
        }
        let mut query = Query::new(self.assumptions());
        for (parameter, value) in &call.query {
            query.text(parameter, Some(value));
        }
        let purpose = if call.body.is_some() { Purpose::Change } else { Purpose::Read };
        let id = call.id.as_ref().map(|(parameter, id)| (*parameter, id.as_str()));
        let made = self.call_at("raw", purpose, &call.path, id, Some(&query), call.body.as_ref())?;
        // One permit, one call: it ends here.
        drop(permit);
        let answer = async {
            let mut response = self.answered(&made).await?;
            let text = |name| Some(response.headers().get(name)?.to_str().ok()?.trim().to_owned());
            let date = text(DATE).and_then(|date| answer::http_date(&date));
            let retry_after = text(RETRY_AFTER);
            let status = response.status().as_u16();
            let body = self.body(&made, &mut response).await?;
            Ok(RawAnswer { status, date, retry_after, body })
        };
        match answer.await {
            Ok(answer) => Ok(RawAnswer {
                body: self.inner.authorization.without_secrets_in(answer.body).await,
                ..answer
            }),
            Err(error) => Err(self.hide_secrets(error).await),
        }
    }
}
