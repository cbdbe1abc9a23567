//! A sentence and a next step for each way in which a request can fail.

use contract::ProblemCode;

/// What happened, and what the reader can do about it.
#[derive(Debug, PartialEq, Eq)]
pub struct Advice {
    /// What happened, without jargon.
    pub what: &'static str,
    /// The next step.
    pub next: &'static str,
}

macro_rules! problems {
    ($($field:ident = $code:ident,)*) => {
        /// Advice for every code that the proxy can give; the codes are documented in `contract::ProblemCode`.
        pub(super) struct Problems {
            $(pub(super) $field: Advice,)*
        }

        impl Problems {
            /// The advice that goes with a code; a code without one does not compile.
            pub(super) fn of(&'static self, code: ProblemCode) -> &'static Advice {
                match code {
                    $(ProblemCode::$code => &self.$field,)*
                }
            }
        }
    };
}

problems! {
    token_missing = TokenMissing,
    token_invalid = TokenInvalid,
    token_expired = TokenExpired,
    token_foreign = TokenForeign,
    customer_not_allowed = CustomerNotAllowed,
    role_missing = RoleMissing,
    customer_unknown = CustomerUnknown,
    location_unknown = LocationUnknown,
    packaging_unknown = PackagingUnknown,
    malformed_json = MalformedJson,
    invalid_field = InvalidField,
    too_many_lines = TooManyLines,
    nothing_counted = NothingCounted,
    reason_missing = ReasonMissing,
    kind_not_set_up = KindNotSetUp,
    nothing_to_correct = NothingToCorrect,
    not_held = NotHeld,
    trip_step_taken = TripStepTaken,
    exception_unknown = ExceptionUnknown,
    action_not_possible = ActionNotPossible,
    movement_unknown = MovementUnknown,
    dispute_conflict = DisputeConflict,
    confirmation_conflict = ConfirmationConflict,
    confirmation_unknown = ConfirmationUnknown,
    trackonline_limit = TrackOnlineLimit,
    trackonline_unreachable = TrackOnlineUnreachable,
    trackonline_key = TrackOnlineKey,
    trackonline_answer = TrackOnlineAnswer,
    storage_unavailable = StorageUnavailable,
    storage_uncertain = StorageUncertain,
    too_many_streams = TooManyStreams,
    not_found = NotFound,
    method_not_allowed = MethodNotAllowed,
    body_too_large = BodyTooLarge,
    timed_out = TimedOut,
    internal = Internal,
    unknown = Unknown,
}

#[cfg(test)]
mod tests {
    use crate::i18n::{en, nl};

    use super::*;

    #[test]
    fn every_problem_says_what_happened_and_what_to_do_in_both_languages() {
        for &code in ProblemCode::ALL.iter().chain(&[ProblemCode::Unknown]) {
            let (dutch, english) = (nl::TEXTS.problems.of(code), en::TEXTS.problems.of(code));
            for text in [dutch.what, dutch.next, english.what, english.next] {
                assert!(text.ends_with('.') && text.len() > 12, "{code:?}: {text}");
            }
            assert_ne!(dutch.what, english.what, "{code:?} is not translated");
            assert_ne!(dutch.next, english.next, "{code:?} is not translated");
        }
    }
}
