//! The one place where the time comes from.

use chrono::{DateTime, Utc};

/// The time now. Everything else is handed it.
#[expect(clippy::disallowed_methods, reason = "this is the clock that hands the time in")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}
