//! The one place where the time, and what is made of it, comes from.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// The time now.
#[expect(clippy::disallowed_methods, reason = "this is the clock that hands the time in")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// An identifier as a browser makes it.
#[expect(clippy::disallowed_methods, reason = "a bench stands in for the browser")]
pub(crate) fn identifier() -> Uuid {
    Uuid::now_v7()
}
