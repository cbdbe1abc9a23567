//! One call: its address, its one request, and what its status means.

use std::time::Instant;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use url::Url;

use super::{Client, Query, SettingsError, answer};
use crate::error::{Part, Trouble, Unreadable};
use crate::limit::LimitViolations;
use crate::{Assumptions, Error, Paths, Permit};

/// What a call is for, which decides what its failure means.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To read; its failure changes nothing.
    Read,
    /// To read the result of a save, for which 404 and 410 have a meaning.
    ReadResult,
    /// To change something; its failure may still have had an effect.
    Change,
}

impl Purpose {
    pub(super) fn failed(self, trouble: Trouble) -> Error {
        match (self, trouble) {
            (Self::Change, trouble) => Error::UnknownOutcome { trouble },
            (Self::Read | Self::ReadResult, Trouble::Unreadable(unreadable)) => Error::Answer { unreadable },
            (Self::Read | Self::ReadResult, trouble) => Error::Unavailable { trouble },
        }
    }
}

/// A call about to be made.
pub(crate) struct Call {
    /// For the log.
    pub(crate) name: &'static str,
    pub(crate) purpose: Purpose,
    url: Url,
    body: Option<Vec<u8>>,
    accept: &'static str,
}

/// The path with its identifier in place, appended to the base; the identifier as a parameter where the path has
/// no place for it.
fn address(base: &Url, path: &str, id: Option<(&'static str, &str)>) -> Option<Url> {
    let mut url = base.clone();
    {
        let mut segments = url.path_segments_mut().ok()?;
        segments.pop_if_empty();
        for segment in path.split('/').filter(|segment| !segment.is_empty()) {
            match id {
                Some((_, id)) => segments.push(&segment.replace("{id}", id)),
                None => segments.push(segment),
            };
        }
    }
    if let Some((parameter, id)) = id
        && !path.contains("{id}")
    {
        url.query_pairs_mut().append_pair(parameter, id);
    }
    Some(url)
}

pub(super) fn well_formed(path: &str) -> bool {
    !path.contains(['?', '#', '\\', '%'])
        && !path.chars().any(|sign| sign.is_control() || sign.is_whitespace())
        && path.split('/').all(|segment| segment != "." && segment != "..")
        && path.split('/').any(|segment| !segment.is_empty())
}

impl Client {
    /// Refuses paths of the assumptions that no address can have, once, when the client is made.
    pub(super) fn check_paths(&self) -> Result<(), SettingsError> {
        match self.assumptions().paths.all().into_iter().find(|path| !well_formed(path)) {
            Some(path) => Err(SettingsError::Path { path: path.to_owned() }),
            None => Ok(()),
        }
    }

    /// A call that reads.
    pub(crate) fn reading(
        &self,
        name: &'static str,
        path: impl FnOnce(&Paths) -> &str,
        id: Option<(&'static str, &str)>,
        query: &Query<'_>,
    ) -> Result<Call, Error> {
        self.call(name, Purpose::Read, path, id, Some(query), None)
    }

    pub(super) fn call(
        &self,
        name: &'static str,
        purpose: Purpose,
        path: impl FnOnce(&Paths) -> &str,
        id: Option<(&'static str, &str)>,
        query: Option<&Query<'_>>,
        body: Option<&Value>,
    ) -> Result<Call, Error> {
        self.call_at(name, purpose, path(&self.assumptions().paths), id, query, body)
    }

    pub(super) fn call_at(
        &self,
        name: &'static str,
        purpose: Purpose,
        path: &str,
        id: Option<(&'static str, &str)>,
        query: Option<&Query<'_>>,
        body: Option<&Value>,
    ) -> Result<Call, Error> {
        let assumptions: &Assumptions = self.assumptions();
        let mut url = address(&self.inner.base, path, id)
            .ok_or_else(|| LimitViolations::one("path", "a path below the base address", name))?;
        if let Some(query) = query {
            query.put_on(&mut url);
        }
        let length = url.query().map_or(0, str::len);
        if length > assumptions.longest_query {
            let limit = format!("at most {} bytes; divide what is asked for", assumptions.longest_query);
            return Err(LimitViolations::one("query", limit, format!("{length} bytes")).into());
        }
        let body = body.map(|body| body.to_string().into_bytes());
        Ok(Call { name, purpose, url, body, accept: "application/json" })
    }

    /// Makes the call. Whatever comes back with a status of the 2xx kind is the answer.
    pub(crate) async fn make(&self, permit: Permit, call: &Call) -> Result<Response, Error> {
        // One permit, one call: it ends here.
        drop(permit);
        let started = Instant::now();
        let made = self.make_with_renewal(call).await;
        let milliseconds = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &made {
            Ok(response) => {
                tracing::debug!(
                    call = call.name,
                    status = response.status().as_u16(),
                    milliseconds,
                    "answered"
                );
            }
            Err(error) => {
                tracing::debug!(call = call.name, next = ?error.next_step(), milliseconds, "failed");
            }
        }
        match made {
            Ok(response) => Ok(response),
            Err(error) => Err(self.hide_secrets(error).await),
        }
    }

    async fn make_with_renewal(&self, call: &Call) -> Result<Response, Error> {
        let response = self.answered(call).await?;
        self.judge(call, response).await
    }

    /// The answer with whatever status; after a 401 that of the call with a renewed token, where tokens are used.
    pub(super) async fn answered(&self, call: &Call) -> Result<Response, Error> {
        let inner = &self.inner;
        let (name, value) = inner.authorization.header(&inner.http, &inner.limits, None).await?;
        let response = self.send(call, name, value.clone()).await?;
        if response.status() != StatusCode::UNAUTHORIZED || !inner.authorization.renews() {
            return Ok(response);
        }
        drop(response);
        let (name, value) = inner.authorization.header(&inner.http, &inner.limits, Some(&value)).await?;
        self.send(call, name, value).await
    }

    async fn send(&self, call: &Call, name: HeaderName, value: HeaderValue) -> Result<Response, Error> {
        let limits = &self.inner.limits;
        let method = if call.body.is_some() { Method::POST } else { Method::GET };
        let mut request =
            self.inner.http.request(method, call.url.clone()).header(name, value).header(ACCEPT, call.accept);
        if let Some(body) = &call.body {
            request = request.header(CONTENT_TYPE, "application/json").body(body.clone());
        }
        // Connecting has its own, shorter limit, which ends first; so what ends here had been connected.
        match tokio::time::timeout(limits.connect.saturating_add(limits.head), request.send()).await {
            Ok(Ok(response)) => Ok(response),
            Ok(Err(error)) if error.is_connect() || error.is_builder() => {
                Err(Error::NotSent { why: answer::innermost(&error) })
            }
            Ok(Err(error)) => Err(call.purpose.failed(Trouble::Lost(answer::innermost(&error)))),
            Err(_) => Err(call.purpose.failed(Trouble::TimedOut(Part::Head))),
        }
    }

    /// What a status means for this call.
    async fn judge(&self, call: &Call, mut response: Response) -> Result<Response, Error> {
        let status = response.status().as_u16();
        let failed = |trouble| Err(call.purpose.failed(trouble));
        match (status, call.purpose) {
            (200..=299, _) => Ok(response),
            (300..=399, _) => failed(Trouble::Unreadable(Unreadable::Redirect(status))),
            (401 | 403, _) => Err(Error::Key { status }),
            (404, Purpose::ReadResult) => Err(Error::UnknownMessage),
            (410, Purpose::ReadResult) => Err(Error::OutdatedMessage),
            (429, _) => {
                let after = answer::retry_after(response.headers(), self.assumptions().retry_after);
                Err(Error::RetryAfter { after })
            }
            (408 | 500..=599, _) => failed(Trouble::Failed(status)),
            (400..=499, _) => {
                const READ: u64 = 64 * 1024;
                let limits = &self.inner.limits;
                let body = answer::read_body(&mut response, limits.body, READ).await.unwrap_or_default();
                Err(Error::Refused { status, words: answer::words(&body, limits.words) })
            }
            _ => failed(Trouble::Unreadable(Unreadable::Status(status))),
        }
    }

    /// The whole body of an answer.
    pub(super) async fn body(&self, call: &Call, response: &mut Response) -> Result<Vec<u8>, Error> {
        let limits = &self.inner.limits;
        answer::read_body(response, limits.body, limits.body_bytes)
            .await
            .map_err(|trouble| call.purpose.failed(trouble))
    }

    /// Why a body could not be read, without any secret.
    pub(crate) async fn unreadable(&self, call: &Call, unreadable: Unreadable) -> Error {
        self.hide_secrets(call.purpose.failed(Trouble::Unreadable(unreadable))).await
    }

    /// Makes a reading call that is answered with data; `None` where there is none (204, or an empty body).
    pub(crate) async fn read(&self, permit: Permit, call: &Call) -> Result<Option<Vec<u8>>, Error> {
        let mut response = self.make(permit, call).await?;
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        let body = self.body(call, &mut response).await?;
        if answer::is_html(&body) {
            return Err(self.unreadable(call, Unreadable::Html).await);
        }
        Ok((!body.trim_ascii().is_empty()).then_some(body))
    }
}

impl Call {
    /// The same call, for a file of any kind.
    pub(super) fn for_a_file(mut self) -> Self {
        self.accept = "*/*";
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn a_path_is_appended_to_the_base_and_its_identifier_cannot_leave_its_place() {
        let table = [
            ("https://x.test", "api/v1/location", None, "https://x.test/api/v1/location"),
            ("https://x.test/gate/", "/api/v1/location", None, "https://x.test/gate/api/v1/location"),
            ("https://x.test", "result/{id}", Some("a/../b?c"), "https://x.test/result/a%2F..%2Fb%3Fc"),
            ("https://x.test", "result", Some("a b&c"), "https://x.test/result?messageId=a+b%26c"),
        ];
        for (root, path, id, expected) in table {
            let url = address(&base(root), path, id.map(|id| ("messageId", id))).unwrap();
            assert_eq!(url.as_str(), expected);
        }
    }

    #[test]
    fn a_path_with_a_query_or_a_way_up_in_it_is_not_a_path() {
        for path in ["", "/", "a?apikey=x", "a/../b", "a#b", "a b", "a\\b", "a%2fb"] {
            assert!(!well_formed(path), "{path}");
        }
        assert!(well_formed("api/v1/location/result/{id}"));
    }
}
