//! What a token says of itself, read from its claims. They are not verified: that is the proxy's part.

use chrono::{DateTime, Utc};

use crate::json;

/// The claims that the widget looks at.
#[derive(Debug, PartialEq, Eq)]
pub struct Claims {
    /// Seconds since 1970.
    pub exp: i64,
    /// What the person may do.
    pub roles: Vec<String>,
}

impl Claims {
    /// The claims in a token; nothing where they cannot be read.
    pub fn of(token: &str) -> Option<Self> {
        let claims = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
        // `atob` gives a character per byte; whatever is not ASCII in other claims does not disturb these.
        json::read(&web_sys::window()?.atob(&claims).ok()?)
    }

    /// The moment after which the proxy does not take the token any more.
    pub fn ends(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.exp, 0)
    }

    /// Whether it is of any use to offer this person the delivery form.
    pub fn may_confirm(&self) -> bool {
        self.roles.iter().any(|role| matches!(role.as_str(), "logistics" | "administrator"))
    }
}
