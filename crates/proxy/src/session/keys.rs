//! The keys that tokens are checked with, from a shared secret, a file or an address.

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
    known: Mutex<Option<Known>>,
}

/// The key set as it was read last.
struct Known {
    set: JwkSet,
    read_at: Instant,
    tried_at: Instant,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Keys").finish_non_exhaustive()
    }
}

impl Keys {
    pub(crate) fn new(source: KeySettings, http: reqwest::Client) -> Self {
        Self { source, http, known: Mutex::new(None) }
    }

    /// The key that a token names, or the only one there is.
    pub(super) async fn find(&self, id: Option<&str>) -> Result<DecodingKey, KeyError> {
        if let KeySettings::Secret(secret) = &self.source {
            return Ok(DecodingKey::from_secret(secret.expose_secret().as_bytes()));
        }
        // Whoever waits here gets the set that the first one fetched.
        let mut known = self.known.lock().await;
        if let Some(known) = known.as_ref() {
            let found = pick(&known.set, id);
            let is_fresh = known.read_at.elapsed() < LIFETIME;
            if (found.is_ok() && is_fresh) || known.tried_at.elapsed() < SHORTEST_PAUSE {
                return found;
            }
        }
        match self.read().await {
            Ok(set) => {
                let found = pick(&set, id);
                *known = Some(Known { set, read_at: Instant::now(), tried_at: Instant::now() });
                found
            }
            Err(error) => match known.as_mut().filter(|known| known.read_at.elapsed() < LONGEST_LIFETIME) {
                Some(known) => {
                    tracing::warn!(%error, "using the key set read before");
                    known.tried_at = Instant::now();
                    pick(&known.set, id)
                }
                None => Err(error),
            },
        }
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
