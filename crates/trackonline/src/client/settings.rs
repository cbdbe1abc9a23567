//! What a client is made with, and what it refuses to be made with.

use std::fmt;
use std::time::Duration;

use secrecy::SecretString;
use url::{Host, Url};

use crate::Assumptions;

/// Everything a client is made with.
#[derive(Debug, Clone)]
pub struct ClientSettings {
    /// TrackOnline's address, `https://api.trackonline.com` in production. A path in it is kept as a prefix.
    /// Without TLS only this machine itself may be named, as the key would be readable on the way.
    pub base_url: Url,
    /// How the client shows who it is.
    pub auth: Auth,
    /// How the open points of the document are settled for this account.
    pub assumptions: Assumptions,
    /// How long and how much the client takes.
    pub limits: Limits,
}

/// How the client shows who it is. Its `Debug` never shows a secret.
#[derive(Clone)]
pub enum Auth {
    /// An API key made in TrackOnline under *administration settings*. It goes in the header `X-ApiKey`, never in
    /// an address, where it would end in logs.
    ApiKey(SecretString),
    /// OAuth 2 client credentials. A token is fetched when it is first needed and before it ends, and renewed once
    /// when TrackOnline answers 401. Assumed: the API's document names only the key.
    OAuth2ClientCredentials {
        /// Where tokens are issued.
        token_url: Url,
        /// The client's public name.
        client_id: String,
        /// The client's secret.
        client_secret: SecretString,
        /// What the token is asked for, if the issuer wants it said.
        scope: Option<String>,
        /// Where the issuer expects name and secret.
        credentials_in: CredentialsIn,
    },
}

/// Where an issuer of tokens expects the client's name and secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialsIn {
    /// HTTP Basic, which every issuer has to support.
    #[default]
    Header,
    /// Fields of the form.
    Body,
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ApiKey(_) => f.write_str("ApiKey(hidden)"),
            Self::OAuth2ClientCredentials { token_url, client_id, scope, credentials_in, .. } => f
                .debug_struct("OAuth2ClientCredentials")
                .field("token_url", &token_url.as_str())
                .field("client_id", client_id)
                .field("scope", scope)
                .field("credentials_in", credentials_in)
                .finish_non_exhaustive(),
        }
    }
}

/// How long and how much the client takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// To connect, TLS included.
    pub connect: Duration,
    /// From the connection until the answer's head is there, sending the request included.
    pub head: Duration,
    /// For the whole body, however it drips.
    pub body: Duration,
    /// Largest answer in bytes.
    pub body_bytes: u64,
    /// For the whole of a downloaded file.
    pub download: Duration,
    /// Largest downloaded file in bytes.
    pub download_bytes: u64,
    /// Most characters kept of TrackOnline's own words.
    pub words: usize,
    /// Connections that may wait for their next call.
    pub idle_connections: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            head: Duration::from_secs(30),
            body: Duration::from_secs(30),
            body_bytes: 32 * 1024 * 1024,
            download: Duration::from_mins(5),
            download_bytes: 256 * 1024 * 1024,
            words: 500,
            idle_connections: 4,
        }
    }
}

/// Why no client can be made from some settings. Never holds the key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// Neither `https` nor this machine itself.
    #[error(
        "{which} must begin with https:// (http:// is taken for this machine only, as it shows the key to everyone on the way)"
    )]
    NotEncrypted {
        /// Which address.
        which: &'static str,
    },
    /// An address holds a name, a password, a query or a fragment.
    #[error("{which} must hold no user name, password, query or fragment")]
    NotPlain {
        /// Which address.
        which: &'static str,
    },
    /// The key is empty or holds what no header can.
    #[error("the key is empty or holds characters that no key has")]
    Key,
    /// A path is one that no address can have.
    #[error("assumptions.paths: {path:?} is not a path")]
    Path {
        /// The path.
        path: String,
    },
    /// A limit that would let nothing through.
    #[error("limits.{field} must be more than nothing")]
    Nothing {
        /// Which limit.
        field: &'static str,
    },
    /// The TLS of this machine cannot be set up.
    #[error("no connection can be made from this machine: {0}")]
    Connections(String),
}

/// Checks that an address can be trusted with a secret.
fn trusted(which: &'static str, url: &Url) -> Result<(), SettingsError> {
    let here = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if !(url.scheme() == "https" && url.has_host() || url.scheme() == "http" && here) {
        return Err(SettingsError::NotEncrypted { which });
    }
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if plain { Ok(()) } else { Err(SettingsError::NotPlain { which }) }
}

impl ClientSettings {
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        trusted("the base address", &self.base_url)?;
        if let Auth::OAuth2ClientCredentials { token_url, .. } = &self.auth {
            trusted("the token address", token_url)?;
        }
        let limits = &self.limits;
        let none = [
            ("connect", limits.connect.is_zero()),
            ("head", limits.head.is_zero()),
            ("body", limits.body.is_zero()),
            ("body_bytes", limits.body_bytes == 0),
            ("download", limits.download.is_zero()),
            ("download_bytes", limits.download_bytes == 0),
        ];
        match none.into_iter().find(|(_, nothing)| *nothing) {
            Some((field, _)) => Err(SettingsError::Nothing { field }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(base: &str) -> ClientSettings {
        ClientSettings {
            base_url: base.parse().unwrap(),
            auth: Auth::ApiKey("canary".into()),
            assumptions: Assumptions::default(),
            limits: Limits::default(),
        }
    }

    #[test]
    fn the_key_travels_encrypted_or_not_at_all_beyond_this_machine() {
        for address in
            ["https://api.trackonline.com", "http://127.0.0.1:7402", "http://[::1]:1", "http://localhost:2/x"]
        {
            assert_eq!(settings(address).check(), Ok(()), "{address}");
        }
        for address in
            ["http://api.trackonline.com", "http://localhost.example.com", "ftp://127.0.0.1", "data:x"]
        {
            assert_eq!(
                settings(address).check(),
                Err(SettingsError::NotEncrypted { which: "the base address" }),
                "{address}"
            );
        }
    }

    #[test]
    fn an_address_with_a_secret_or_a_query_in_it_is_refused() {
        for address in ["https://key@example.com", "https://example.com?apikey=x", "https://example.com/#x"] {
            assert_eq!(
                settings(address).check(),
                Err(SettingsError::NotPlain { which: "the base address" }),
                "{address}"
            );
        }
    }

    #[test]
    fn a_limit_of_nothing_is_refused_by_name() {
        let mut none = settings("https://example.com");
        none.limits.head = Duration::ZERO;
        assert_eq!(none.check(), Err(SettingsError::Nothing { field: "head" }));
    }

    #[test]
    fn no_secret_is_shown() {
        let oauth = Auth::OAuth2ClientCredentials {
            token_url: "https://login.example.com/token".parse().unwrap(),
            client_id: "fust".into(),
            client_secret: "canary".into(),
            scope: None,
            credentials_in: CredentialsIn::Header,
        };
        let shown = format!("{:?} {oauth:?}", settings("https://example.com"));
        assert!(!shown.contains("canary"), "{shown}");
    }
}
