//! When a token ends, read from its claims. They are not verified: that is the proxy's part.

use chrono::{DateTime, Utc};

use crate::json;

/// The one claim that the widget looks at.
#[derive(Debug, PartialEq, Eq)]
pub struct Claims {
    /// Seconds since 1970.
    pub exp: i64,
}

/// The moment after which the proxy does not take the token any more; nothing where it cannot be read.
pub fn ends(token: &str) -> Option<DateTime<Utc>> {
    let claims = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    // `atob` gives a character per byte; whatever is not ASCII in other claims does not disturb this one.
    let claims: Claims = json::read(&web_sys::window()?.atob(&claims).ok()?)?;
    DateTime::from_timestamp(claims.exp, 0)
}
