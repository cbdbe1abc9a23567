//! What both databases can keep. Whatever reaches a row or is compared with one goes through here first, so that it comes
//! back as it was put in and means the same on both.

use chrono::{DateTime, SubsecRound, Utc};

/// A moment in whole microseconds: PostgreSQL keeps no finer ones.
pub(crate) fn moment(moment: DateTime<Utc>) -> DateTime<Utc> {
    moment.trunc_subsecs(6)
}

/// A text without U+0000, the one character that PostgreSQL's texts cannot hold. Words of TrackOnline or of a person that
/// had one would otherwise be refused again and again.
pub(crate) fn text(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
