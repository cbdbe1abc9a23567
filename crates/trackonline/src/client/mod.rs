//! The client: one connection pool, one account.

mod answer;
mod authorization;
mod call;
mod download;
mod pages;
mod query;
mod raw;
mod rows;
mod save;
mod settings;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use url::Url;

use crate::{Assumptions, Error};

use authorization::Authorization;
pub(crate) use call::Call;
pub use download::Download;
pub(crate) use pages::Listing;
pub use pages::{Page, PageNumber, Paged, WalkError};
pub(crate) use query::Query;
pub use raw::{RawAnswer, RawCall};
pub(crate) use rows::read_rows;
pub use save::{Batch, MessageId, MessageIdError, Save, SaveResult, SavedRow};
pub(crate) use save::{Savable, read_message_id, read_saved_rows};
pub use settings::{Auth, ClientSettings, CredentialsIn, Limits, SettingsError};

/// A client for one account. Cloning it is cheap, and clones share connections and token.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
}

struct Inner {
    http: reqwest::Client,
    base: Url,
    authorization: Authorization,
    assumptions: Assumptions,
    limits: Limits,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("base", &self.inner.base.as_str()).finish_non_exhaustive()
    }
}

impl Client {
    /// Makes a client. Nothing is sent yet.
    ///
    /// # Errors
    /// When an address could not keep the key secret, the key cannot be a key, or a setting makes no sense.
    pub fn new(settings: ClientSettings) -> Result<Self, SettingsError> {
        settings.check()?;
        let ClientSettings { base_url, auth, assumptions, limits } = settings;
        let authorization = Authorization::new(auth)?;
        let http = reqwest::Client::builder()
            .user_agent(concat!("trackonline-rs/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .referer(false)
            // Every request costs a permit, so nothing below repeats one by itself.
            .retry(reqwest::retry::never())
            .connect_timeout(limits.connect)
            // A connection that the other side closed meanwhile would turn a save's outcome into a riddle.
            .pool_idle_timeout(Duration::from_secs(15))
            .pool_max_idle_per_host(limits.idle_connections)
            .build()
            .map_err(|error| SettingsError::Connections(answer::innermost(&error)))?;
        let inner = Inner { http, base: base_url, authorization, assumptions, limits };
        let client = Self { inner: Arc::new(inner) };
        client.check_paths()?;
        Ok(client)
    }

    /// How the open points of the document are settled for this account.
    pub fn assumptions(&self) -> &Assumptions {
        &self.inner.assumptions
    }

    /// How long and how much this client takes.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The most requests that one permit can cost: one with a key; two where a token may have to be renewed.
    pub fn most_requests_per_permit(&self) -> u32 {
        if self.inner.authorization.renews() { 2 } else { 1 }
    }

    /// An unreadable answer, with every secret taken out of its words.
    async fn hide_secrets(&self, error: Error) -> Error {
        use crate::error::{Trouble, Unreadable};
        let authorization = &self.inner.authorization;
        let readable = |unreadable| async {
            match unreadable {
                Unreadable::Json(words) => Unreadable::Json(authorization.without_secrets(words).await),
                other => other,
            }
        };
        let calm = |trouble| async {
            match trouble {
                Trouble::Unreadable(unreadable) => Trouble::Unreadable(readable(unreadable).await),
                Trouble::Lost(words) => Trouble::Lost(authorization.without_secrets(words).await),
                other => other,
            }
        };
        match error {
            Error::NotSent { why } => Error::NotSent { why: authorization.without_secrets(why).await },
            Error::Refused { status, words } => {
                Error::Refused { status, words: authorization.without_secrets(words).await }
            }
            Error::UnknownOutcome { trouble } => Error::UnknownOutcome { trouble: calm(trouble).await },
            Error::Unavailable { trouble } => Error::Unavailable { trouble: calm(trouble).await },
            Error::Answer { unreadable } => Error::Answer { unreadable: readable(unreadable).await },
            harmless @ (Error::Limit(_)
            | Error::RetryAfter { .. }
            | Error::Key { .. }
            | Error::UnknownMessage
            | Error::OutdatedMessage) => harmless,
        }
    }
}
