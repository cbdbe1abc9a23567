//! The keys that tokens are checked with, from a shared secret, a file or an address.

use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use jsonwebtoken::DecodingKey;
use jsonwebtoken::jwk::JwkSet;
use secrecy::ExposeSecret;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::settings::KeySettings;

/// No key could be found.
#[derive(Debug, thiserror::Error)]
pub(super) enum KeyError {
    /// The set could not be had.
    #[error("the key set cannot be read: {0}")]
    Unavailable(String),
    /// It holds no such key, or several and the token names none.
    #[error("the key set holds no key {0:?}")]
    Unknown(Option<String>),
    /// The key cannot be used.
    #[error("the key cannot be used: {0}")]
    Unusable(#[from] jsonwebtoken::errors::Error),
}

/// A host rotates its keys; an unknown one makes us look again, but not more often than this.
const SHORTEST_PAUSE: Duration = Duration::from_secs(10);
/// A key that a host has withdrawn is believed no longer than this.
const LIFETIME: Duration = Duration::from_mins(5);
/// A host whose key set cannot be had for a while must not lock everybody out; but its keys are not believed for ever.
const LONGEST_LIFETIME: Duration = Duration::from_hours(1);
/// No key set is larger.
const LARGEST_SET: usize = 256 * 1024;

/// The keys of one tenant.
pub struct Keys {
    source: KeySettings,
    http: reqwest::Client,
    known: RwLock<Option<Known>>,
    /// When the set was asked for last; held while it is being asked for.
    tried: Mutex<Option<Instant>>,
}

/// The key set as it was read last.
#[derive(Clone)]
struct Known {
    set: Arc<JwkSet>,
    read_at: Instant,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    pub(crate) fn new(source: KeySettings, http: reqwest::Client) -> Self {
        Self { source, http, known: RwLock::new(None), tried: Mutex::new(None) }
    }

    /// The key that a token names, or the only one there is.
    ///
    /// A key that is known and fresh is given without waiting: a token with a made-up key must not make anybody wait.
    pub(super) async fn find(&self, id: Option<&str>) -> Result<DecodingKey, KeyError> {
        if let KeySettings::Secret(secret) = &self.source {
            return Ok(DecodingKey::from_secret(secret.expose_secret().as_bytes()));
        }
        if let Some(key) = self.fresh(id) {
            return Ok(key);
        }
        // Whoever waits here gets the set that the first one fetched.
        let mut tried = self.tried.lock().await;
        if let Some(key) = self.fresh(id) {
            return Ok(key);
        }
        if tried.is_none_or(|at| at.elapsed() >= SHORTEST_PAUSE) {
            *tried = Some(Instant::now());
            match self.read().await {
                Ok(set) => {
                    let known = Known { set: Arc::new(set), read_at: Instant::now() };
                    *self.known.write().unwrap_or_else(PoisonError::into_inner) = Some(known);
                }
                Err(error) => tracing::warn!(%error, "the key set cannot be had"),
            }
        }
        let known = self.known().filter(|known| known.read_at.elapsed() < LONGEST_LIFETIME);
        let known = known.ok_or_else(|| KeyError::Unavailable("it could not be read yet".into()))?;
        pick(&known.set, id)
    }

    fn known(&self) -> Option<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fresh(&self, id: Option<&str>) -> Option<DecodingKey> {
        let known = self.known().filter(|known| known.read_at.elapsed() < LIFETIME)?;
        pick(&known.set, id).ok()
    }

    async fn read(&self) -> Result<JwkSet, KeyError> {
        let bytes = match &self.source {
            KeySettings::Secret(_) => return Err(KeyError::Unavailable("there is none".into())),
            KeySettings::File(path) => {
                tokio::fs::read(path).await.map_err(|error| KeyError::Unavailable(error.to_string()))?
            }
            KeySettings::Address(url) => {
                let unavailable = |error: reqwest::Error| KeyError::Unavailable(error.to_string());
                let mut answer = self
                    .http
                    .get(url.clone())
                    .send()
                    .await
                    .and_then(reqwest::Response::error_for_status)
                    .map_err(unavailable)?;
                let mut bytes = Vec::new();
                while let Some(chunk) = answer.chunk().await.map_err(unavailable)? {
                    bytes.extend_from_slice(&chunk);
                    if bytes.len() > LARGEST_SET {
                        return Err(KeyError::Unavailable("it is larger than any key set".into()));
                    }
                }
                bytes
            }
        };
        serde_json::from_slice(&bytes).map_err(|error| KeyError::Unavailable(error.to_string()))
    }
}

fn pick(set: &JwkSet, id: Option<&str>) -> Result<DecodingKey, KeyError> {
    let unknown = || KeyError::Unknown(id.map(str::to_owned));
    let key = match (id, set.keys.as_slice()) {
        (Some(id), _) => set.find(id).ok_or_else(unknown)?,
        (None, [only]) => only,
        (None, _) => return Err(unknown()),
    };
    Ok(DecodingKey::from_jwk(key)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = r#"{"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"one",
        "x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}"#;

    fn keys(text: &str) -> (tempfile::TempDir, Keys) {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("keys.json");
        std::fs::write(&path, text).unwrap();
        let http = reqwest::Client::builder().build().unwrap();
        (folder, Keys::new(KeySettings::File(path), http))
    }

    #[tokio::test]
    async fn a_key_is_found_by_its_name_and_the_only_one_without() {
        let (_folder, keys) = keys(SET);
        assert!(keys.find(Some("one")).await.is_ok());
        assert!(keys.find(None).await.is_ok());
        assert!(matches!(keys.find(Some("two")).await, Err(KeyError::Unknown(_))));
    }

    #[tokio::test]
    async fn a_known_key_is_given_while_a_made_up_one_is_being_looked_for() {
        let (_folder, keys) = keys(SET);
        keys.find(Some("one")).await.unwrap();
        let _looking = keys.tried.lock().await;
        assert!(keys.find(Some("one")).await.is_ok());
    }

    #[tokio::test]
    async fn a_set_that_cannot_be_had_is_not_asked_for_by_every_token() {
        let (folder, keys) = keys("not json");
        assert!(matches!(keys.find(Some("one")).await, Err(KeyError::Unavailable(_))));
        std::fs::write(folder.path().join("keys.json"), SET).unwrap();
        assert!(matches!(keys.find(Some("one")).await, Err(KeyError::Unavailable(_))));
    }
}
