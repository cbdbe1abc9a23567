//! What can go wrong, told by what a caller may do next.

use std::time::Duration;

use crate::limit::LimitViolations;

/// A call that did not bring what it should.
///
/// Each variant says what is known about the call's effect; [`Error::next_step`] says what to do. No variant ever
/// holds the key or a token: words of TrackOnline are searched for them before they are kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The request breaks a documented limit and was not sent.
    #[error("not sent, as it breaks a documented limit: {0}")]
    Limit(#[from] LimitViolations),

    /// No connection: not one byte of the request left.
    #[error("not sent, as there is no connection: {why}")]
    NotSent {
        /// What the network said.
        why: String,
    },

    /// 429: the quota of the administration (or of this address) is spent; nothing was done.
    #[error("the call quota is spent{}", after.map(|after| format!("; ask again in {} s", after.as_secs())).unwrap_or_default())]
    RetryAfter {
        /// How long TrackOnline asks to wait; none where it did not say so readably.
        after: Option<Duration>,
    },

    /// 400, or another answer of the 4xx kind: TrackOnline does not take the request as it is. Whether a refused
    /// batch saves nothing or its good rows is not documented: see
    /// [`Assumptions::refused_batch`](crate::Assumptions::refused_batch).
    #[error("refused with status {status}: {words}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// TrackOnline's own words, at most [`Limits::words`](crate::Limits::words) characters, without control
        /// characters. They may name data of the administration.
        words: String,
    },

    /// 401 or 403: the key (or token) is not accepted; nothing was done.
    #[error("the key is not accepted (status {status})")]
    Key {
        /// The HTTP status; that of the token's issuer where it refused to issue one.
        status: u16,
    },

    /// A call that changes something left, and whether it took effect is not known.
    #[error("it is not known whether the call took effect: {trouble}")]
    UnknownOutcome {
        /// What happened to the answer.
        trouble: Trouble,
    },

    /// A call that only reads brought no answer. Nothing was changed.
    #[error("no answer: {trouble}")]
    Unavailable {
        /// What happened to the answer.
        trouble: Trouble,
    },

    /// 404 to a question for a save's result: TrackOnline does not know the message ID.
    #[error("TrackOnline does not know the message ID")]
    UnknownMessage,

    /// 410 to a question for a save's result: the message ID is outdated, its result is no longer kept.
    #[error("the message ID is outdated")]
    OutdatedMessage,

    /// A reading call was answered, but not with what the document leads to expect. Nothing was changed.
    #[error("the answer cannot be read: {unreadable}")]
    Answer {
        /// What is wrong with it.
        unreadable: Unreadable,
    },
}

/// What happened to an answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// The time limit for the answer's head or body passed.
    #[error("the time limit for the answer's {0} passed")]
    TimedOut(Part),
    /// The connection broke after the request had left.
    #[error("the connection broke: {0}")]
    Lost(String),
    /// 5xx or 408: TrackOnline, or something before it, failed.
    #[error("status {0}")]
    Failed(u16),
    /// It came and could not be read.
    #[error("{0}")]
    Unreadable(Unreadable),
}

/// Part of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Part {
    /// Status and headers.
    #[error("head")]
    Head,
    /// What follows the headers.
    #[error("body")]
    Body,
}

/// Why an answer could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It points elsewhere; redirects are not followed, as they would carry the key along.
    #[error("it redirects (status {0})")]
    Redirect(u16),
    /// A status that the document does not give for this call.
    #[error("status {0} is not expected here")]
    Status(u16),
    /// Larger than the limit.
    #[error("it is larger than {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: u64,
    },
    /// More objects than any answer with data in it has: read, it would fill the memory.
    #[error("it holds more than {limit} objects")]
    TooMany {
        /// The limit, which depends on what a row is.
        limit: usize,
    },
    /// A page of HTML where data should be, as gateways and login pages send it.
    #[error("it is a page of HTML")]
    Html,
    /// JSON that breaks off, is none, or holds something else than expected.
    #[error("{0}")]
    Json(String),
    /// A page equal to the page before it: the server does not turn pages.
    #[error("page {0} is the same as the one before it")]
    SamePage(u32),
}

/// What a caller may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Mend the request; sent as it is, it will be refused again.
    MendRequest,
    /// Send the same again, after this time if one is given; the first one had no effect.
    SendAgain {
        /// How long TrackOnline asks to wait.
        after: Option<Duration>,
    },
    /// Have the key looked at by a person, and hold everything back until then.
    CheckKey,
    /// Find out what was saved before anything else; never send it again blindly.
    FindOut,
    /// Check address and assumptions: what answers does not answer as TrackOnline is assumed to.
    CheckAssumptions,
}

impl Error {
    /// What a caller may do next.
    pub const fn next_step(&self) -> NextStep {
        match self {
            Self::Limit(_) | Self::Refused { .. } => NextStep::MendRequest,
            Self::NotSent { .. } | Self::Unavailable { .. } => NextStep::SendAgain { after: None },
            Self::RetryAfter { after } => NextStep::SendAgain { after: *after },
            Self::Key { .. } => NextStep::CheckKey,
            Self::UnknownOutcome { .. } | Self::UnknownMessage | Self::OutdatedMessage => NextStep::FindOut,
            Self::Answer { .. } => NextStep::CheckAssumptions,
        }
    }

    /// Whether it is certain that the request had no effect.
    pub const fn had_no_effect(&self) -> bool {
        matches!(
            self,
            Self::Limit(_)
                | Self::NotSent { .. }
                | Self::RetryAfter { .. }
                | Self::Key { .. }
                | Self::Unavailable { .. }
                | Self::UnknownMessage
                | Self::OutdatedMessage
                | Self::Answer { .. }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_certainly_had_no_effect_is_ever_sent_again() {
        let trouble = Trouble::Failed(500);
        let errors = [
            Error::Limit(LimitViolations::one("number", "at most 1 character", "xx")),
            Error::NotSent { why: "refused".into() },
            Error::RetryAfter { after: None },
            Error::Refused { status: 400, words: "no".into() },
            Error::Key { status: 401 },
            Error::UnknownOutcome { trouble: trouble.clone() },
            Error::Unavailable { trouble },
            Error::UnknownMessage,
            Error::OutdatedMessage,
            Error::Answer { unreadable: Unreadable::Html },
        ];
        for error in errors {
            if matches!(error.next_step(), NextStep::SendAgain { .. }) {
                assert!(error.had_no_effect(), "{error}");
            }
            assert_eq!(
                matches!(error, Error::UnknownOutcome { .. } | Error::Refused { .. }),
                !error.had_no_effect(),
                "{error}"
            );
        }
    }

    #[test]
    fn the_wait_is_said_in_words() {
        let error = Error::RetryAfter { after: Some(Duration::from_secs(30)) };
        assert_eq!(error.to_string(), "the call quota is spent; ask again in 30 s");
        assert_eq!(error.next_step(), NextStep::SendAgain { after: Some(Duration::from_secs(30)) });
    }
}
