//! The one place that knows the secret: it puts it into a header, and takes it out of other people's words.

use std::time::{Duration, Instant};

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::sync::Mutex;
use url::form_urlencoded::{Serializer, byte_serialize};

use super::answer;
use super::settings::{Auth, CredentialsIn, Limits, SettingsError};
use crate::Error;

const API_KEY: HeaderName = HeaderName::from_static("x-apikey");
/// A token this near its end is renewed first, so that it does not end on the way.
const MARGIN: Duration = Duration::from_secs(30);
/// How long a token is taken to last when its issuer does not say.
const UNSAID: Duration = Duration::from_mins(5);

pub(super) struct Authorization {
    auth: Auth,
    key: Option<HeaderValue>,
    token: Mutex<Option<Token>>,
}

#[derive(Clone)]
struct Token {
    header: HeaderValue,
    secret: SecretString,
    ends: Instant,
}

#[derive(Deserialize)]
struct Issued {
    access_token: SecretString,
    expires_in: Option<crate::Quantity>,
}

fn sensitive(text: &str) -> Option<HeaderValue> {
    let mut header = HeaderValue::from_str(text).ok()?;
    header.set_sensitive(true);
    Some(header)
}

impl Authorization {
    pub(super) fn new(auth: Auth) -> Result<Self, SettingsError> {
        let key = match &auth {
            Auth::ApiKey(key) => {
                let key = key.expose_secret().trim();
                let header = if key.is_empty() { None } else { sensitive(key) };
                Some(header.ok_or(SettingsError::Key)?)
            }
            Auth::OAuth2ClientCredentials { client_secret, .. }
                if client_secret.expose_secret().is_empty() =>
            {
                return Err(SettingsError::Key);
            }
            Auth::OAuth2ClientCredentials { .. } => None,
        };
        Ok(Self { auth, key, token: Mutex::new(None) })
    }

    /// Whether a 401 may be mended by a new token.
    pub(super) const fn renews(&self) -> bool {
        matches!(self.auth, Auth::OAuth2ClientCredentials { .. })
    }

    /// The header that shows who we are. `refused` is a header that TrackOnline answered with 401: it is not given
    /// again, and of many calls that find the same token refused only the first one fetches another.
    pub(super) async fn header(
        &self,
        http: &reqwest::Client,
        limits: &Limits,
        refused: Option<&HeaderValue>,
    ) -> Result<(HeaderName, HeaderValue), Error> {
        if let Some(key) = &self.key {
            return Ok((API_KEY, key.clone()));
        }
        let mut kept = self.token.lock().await;
        if let Some(token) = kept.as_ref()
            && refused != Some(&token.header)
            && token.ends > Instant::now() + MARGIN
        {
            return Ok((AUTHORIZATION, token.header.clone()));
        }
        *kept = None;
        let token = self.issue(http, limits).await?;
        let header = token.header.clone();
        *kept = Some(token);
        Ok((AUTHORIZATION, header))
    }

    async fn issue(&self, http: &reqwest::Client, limits: &Limits) -> Result<Token, Error> {
        let Auth::OAuth2ClientCredentials { token_url, client_id, client_secret, scope, credentials_in } =
            &self.auth
        else {
            return Err(Error::NotSent { why: "an API key cannot be renewed".to_owned() });
        };
        let secret = client_secret.expose_secret();
        let mut fields = vec![("grant_type", "client_credentials")];
        fields.extend(scope.as_deref().map(|scope| ("scope", scope)));
        let mut request = http.post(token_url.clone());
        match credentials_in {
            CredentialsIn::Header => {
                let coded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
                request = request.basic_auth(coded(client_id), Some(coded(secret)));
            }
            CredentialsIn::Body => {
                fields.extend([("client_id", client_id.as_str()), ("client_secret", secret)]);
            }
        }
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = request
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(reqwest::header::ACCEPT, "application/json")
            .body(form);
        // The call to TrackOnline itself has not left yet, whatever happens to the token.
        let not_sent = |why: &str| Error::NotSent { why: format!("no token: {why}") };
        let mut response = tokio::time::timeout(limits.connect + limits.head, request.send())
            .await
            .map_err(|_| not_sent("its issuer does not answer in time"))?
            .map_err(|error| not_sent(&answer::innermost(&error)))?;
        let status = response.status();
        if status.is_client_error() && status.as_u16() != 429 && status.as_u16() != 408 {
            return Err(Error::Key { status: status.as_u16() });
        }
        if !status.is_success() {
            return Err(not_sent(&format!("its issuer answers with status {}", status.as_u16())));
        }
        let body = answer::read_body(&mut response, limits.body, limits.body_bytes)
            .await
            .map_err(|trouble| not_sent(&trouble.to_string()))?;
        // No words of this answer are kept: they are, or stand next to, a secret.
        let issued: Issued =
            serde_json::from_slice(&body).map_err(|_| not_sent("its issuer's answer cannot be read"))?;
        let header = sensitive(&format!("Bearer {}", issued.access_token.expose_secret()))
            .ok_or_else(|| not_sent("its issuer's answer cannot be read"))?;
        let lasts = issued
            .expires_in
            .and_then(|seconds| u64::try_from(seconds.get()).ok())
            .map_or(UNSAID, Duration::from_secs)
            .min(Duration::from_hours(24));
        // A token that lasts less than the margin still serves the call it was fetched for.
        Ok(Token { header, secret: issued.access_token, ends: Instant::now() + lasts })
    }

    /// The text without any secret that we know, in case the other side repeats one to us.
    pub(super) async fn without_secrets(&self, text: String) -> String {
        let hide = |text: String, secret: &str| {
            let secret = secret.trim();
            if secret.is_empty() || !text.contains(secret) { text } else { text.replace(secret, "(hidden)") }
        };
        match &self.auth {
            Auth::ApiKey(key) => hide(text, key.expose_secret()),
            Auth::OAuth2ClientCredentials { client_secret, .. } => {
                let text = hide(text, client_secret.expose_secret());
                match self.token.lock().await.as_ref() {
                    Some(token) => hide(text, token.secret.expose_secret()),
                    None => text,
                }
            }
        }
    }

    /// The body without any secret that we know. One that is no text becomes text, as a secret could stand in its midst.
    pub(super) async fn without_secrets_in(&self, body: Vec<u8>) -> Vec<u8> {
        let text = String::from_utf8(body)
            .unwrap_or_else(|no_text| String::from_utf8_lossy(no_text.as_bytes()).into_owned());
        self.without_secrets(text).await.into_bytes()
    }
}
