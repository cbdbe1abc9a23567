//! Everything that can go wrong with a request, in the one error of this side.

use contract::{Problem, ProblemCode};

use super::transport::Incoming;
use crate::host::TokenError;
use crate::json;

/// Why a request brought no answer that can be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// There is no token, so nothing was sent.
    NoToken(TokenError),
    /// No answer came: the request may or may not have arrived.
    Unreachable,
    /// The proxy said no.
    Refused(Box<Problem>),
    /// Something answered that is not a proxy of this release; the HTTP status is all that is known.
    Unreadable {
        /// HTTP status.
        status: u16,
    },
}

impl Failure {
    /// Reads the answer to a request that did not succeed.
    pub(super) fn read(answer: &Incoming) -> Self {
        match json::read::<Problem>(&answer.body) {
            Some(problem) => Self::Refused(Box::new(problem)),
            None => Self::Unreadable { status: answer.status },
        }
    }

    /// The proxy's code, where it gave one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            Self::NoToken(_) | Self::Unreachable | Self::Unreadable { .. } => None,
        }
    }

    /// Whether it is certain that the attempt which failed this way stored nothing.
    ///
    /// Only then may a confirmation's counts be changed: otherwise the changed ones could be booked beside the first.
    /// A conflict says that something is stored under the identifier. Without a problem document, somebody on the way
    /// has answered; where that one gave up waiting, the proxy may still have stored.
    pub fn stored_nothing(&self) -> bool {
        match self {
            Self::NoToken(_) => true,
            Self::Unreachable => false,
            Self::Refused(problem) => match problem.code {
                ProblemCode::StorageUnavailable => true,
                ProblemCode::ConfirmationConflict => false,
                _ => (400..500).contains(&problem.status),
            },
            Self::Unreadable { status } => (400..500).contains(status) && !matches!(status, 408 | 425 | 499),
        }
    }

    /// Whether asking again will bring the same answer until somebody changes something.
    pub fn is_final(&self) -> bool {
        matches!(self, Self::Refused(problem) if problem.status == 403)
    }

    /// Milliseconds that the proxy asks to wait before the next question.
    pub fn wait(&self) -> i32 {
        match self {
            Self::Refused(problem) => problem
                .retry_after
                .and_then(|seconds| i32::try_from(seconds).ok())
                .map_or(0, |seconds| seconds.saturating_mul(1_000)),
            Self::NoToken(_) | Self::Unreachable | Self::Unreadable { .. } => 0,
        }
    }

    /// A stable name for the host's log.
    pub fn name(&self) -> &'static str {
        match self {
            Self::NoToken(TokenError::TimedOut) => "token-timeout",
            Self::NoToken(TokenError::Refused(_)) => "token-refused",
            Self::Unreachable => "offline",
            Self::Refused(problem) => problem.code.as_str(),
            Self::Unreadable { .. } => "unreadable-answer",
        }
    }

    /// What happened, in English, for the host's log.
    pub fn account_for_log(&self) -> String {
        match self {
            Self::NoToken(TokenError::TimedOut) => {
                "The host page gave no token within 10 seconds.".to_owned()
            }
            Self::NoToken(TokenError::Refused(reason)) => {
                ["The host page gave no token: ", reason.as_deref().unwrap_or("no reason given")].concat()
            }
            Self::Unreachable => "The proxy did not answer.".to_owned(),
            Self::Refused(problem) => problem.detail.clone(),
            Self::Unreadable { status } => {
                ["An answer could not be read; HTTP status ", &status.to_string()].concat()
            }
        }
    }

    /// What support can find the request by.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Refused(problem) => problem.request_id.as_deref(),
            Self::NoToken(_) | Self::Unreachable | Self::Unreadable { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(code: ProblemCode) -> Failure {
        Failure::Refused(Box::new(Problem {
            kind: String::new(),
            code,
            status: code.status(),
            title: String::new(),
            detail: String::new(),
            retry_after: None,
            errors: Vec::new(),
            request_id: None,
        }))
    }

    #[test]
    fn counts_may_be_changed_only_after_a_failure_that_certainly_stored_nothing() {
        for certain in [
            Failure::NoToken(TokenError::TimedOut),
            refused(ProblemCode::NothingCounted),
            refused(ProblemCode::RoleMissing),
            refused(ProblemCode::StorageUnavailable),
            Failure::Unreadable { status: 404 },
        ] {
            assert!(certain.stored_nothing(), "{certain:?}");
        }
        for uncertain in [
            Failure::Unreachable,
            refused(ProblemCode::TimedOut),
            refused(ProblemCode::Internal),
            refused(ProblemCode::ConfirmationConflict),
            Failure::Unreadable { status: 202 },
            Failure::Unreadable { status: 408 },
            Failure::Unreadable { status: 425 },
            Failure::Unreadable { status: 499 },
            Failure::Unreadable { status: 500 },
            Failure::Unreadable { status: 504 },
        ] {
            assert!(!uncertain.stored_nothing(), "{uncertain:?}");
        }
    }
}
