//! Errors as RFC 9457 problem documents (`application/problem+json`).

use serde::{Deserialize, Serialize};

/// A refusal or failure: a stable code to act on and a sentence to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `urn:fustlink:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The code, for programs; it never changes its meaning.
    pub code: ProblemCode,
    /// HTTP status.
    pub status: u16,
    /// The same for every problem of this code, in English.
    pub title: String,
    /// What happened this time and what to do, in English. Holds no secret and no other customer's data.
    pub detail: String,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u64>,
    /// What is wrong with which field of the body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Finds the request in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
}

/// One field of a body that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldProblem {
    /// Where, as a path such as `lines[2].delivered`.
    pub field: String,
    /// What is wrong with it.
    pub detail: String,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $text:literal, $status:literal, $title:literal;)*) => {
        /// Every kind of problem. The texts are stable: programs and translations depend on them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum ProblemCode {
            $($(#[$doc])* #[serde(rename = $text)] $variant,)*
            /// A code of a newer proxy.
            #[serde(other, rename = "unknown")]
            Unknown,
        }

        impl ProblemCode {
            /// All codes that a proxy of this release can give.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The stable text.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text,)* Self::Unknown => "unknown" }
            }

            /// The HTTP status that goes with it.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status,)* Self::Unknown => 500 }
            }

            /// The title that goes with it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* Self::Unknown => "Unknown problem" }
            }
        }
    };
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for ProblemCode {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        let codes = Self::ALL.iter().map(|code| code.as_str());
        crate::schema::one_of("A problem's code. Later releases may give others.", codes)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for ProblemCode {}

codes! {
    /// No `Authorization: Bearer` header.
    TokenMissing = "token-missing", 401, "No token was sent";
    /// Not a token, wrong signature, wrong algorithm, or a claim is missing or out of bounds.
    TokenInvalid = "token-invalid", 401, "The token is not valid";
    /// The token's time is over.
    TokenExpired = "token-expired", 401, "The token has expired";
    /// Signed by or meant for somebody else: unknown tenant, issuer or audience.
    TokenForeign = "token-foreign", 403, "The token is for another party";
    /// The token does not name this customer.
    CustomerNotAllowed = "customer-not-allowed", 403, "This customer is not in the token";
    /// The token's roles do not include this action.
    RoleMissing = "role-missing", 403, "The token's roles do not allow this";
    /// No location in TrackOnline belongs to the customer number.
    CustomerUnknown = "customer-unknown", 404, "The customer is not linked to TrackOnline";
    /// The location is not one of the customer's.
    LocationUnknown = "location-unknown", 422, "The location does not belong to the customer";
    /// An item number that TrackOnline does not have.
    PackagingUnknown = "packaging-unknown", 422, "A kind of packaging is not known";
    /// The body is not JSON.
    MalformedJson = "malformed-json", 400, "The body is not valid JSON";
    /// The body is JSON, but a field cannot be taken.
    InvalidField = "invalid-field", 422, "A field cannot be taken";
    /// More lines than one confirmation may have.
    TooManyLines = "too-many-lines", 422, "Too many lines";
    /// Nothing was counted.
    NothingCounted = "nothing-counted", 422, "Nothing was counted";
    /// Counted and planned differ, and no reason is given.
    ReasonMissing = "reason-missing", 422, "A reason for the difference is missing";
    /// A kind of movement that needs a setting which is not there.
    KindNotSetUp = "kind-not-set-up", 422, "This kind of movement is not set up";
    /// What is to be corrected is not saved yet, or nothing differs.
    NothingToCorrect = "nothing-to-correct", 409, "There is nothing to correct yet";
    /// A decision about a confirmation that is not held (any more).
    NotHeld = "not-held", 409, "The confirmation is not held";
    /// Somebody took this step of the trip under another identifier, or it is not known what became of an earlier one.
    TripStepTaken = "trip-step-taken", 409, "Somebody took this step of the trip already";
    /// No exception has this identifier.
    ExceptionUnknown = "exception-unknown", 404, "No such exception";
    /// The exception is settled, or does not take this action.
    ActionNotPossible = "action-not-possible", 409, "The action is not possible";
    /// No movement of ours or of TrackOnline has this number.
    MovementUnknown = "movement-unknown", 404, "No such movement";
    /// Another dispute, or something else, has this identifier.
    DisputeConflict = "dispute-conflict", 422, "This identifier is taken by something else";
    /// The same identifier came with another body.
    ConfirmationConflict = "confirmation-conflict", 422, "This confirmation was already sent with other contents";
    /// No confirmation has this identifier.
    ConfirmationUnknown = "confirmation-unknown", 404, "No such confirmation";
    /// TrackOnline's call limit is reached.
    TrackOnlineLimit = "trackonline-limit", 503, "TrackOnline's call limit is reached";
    /// TrackOnline did not answer.
    TrackOnlineUnreachable = "trackonline-unreachable", 503, "TrackOnline does not answer";
    /// TrackOnline refuses the key; an administrator has to act.
    TrackOnlineKey = "trackonline-key", 503, "TrackOnline refuses the key";
    /// TrackOnline answered something that could not be read.
    TrackOnlineAnswer = "trackonline-answer", 502, "TrackOnline's answer could not be read";
    /// The proxy could not store or read; nothing was accepted.
    StorageUnavailable = "storage-unavailable", 503, "Nothing could be stored";
    /// The database's answer was lost: the same request again finds out, and never doubles.
    StorageUncertain = "storage-uncertain", 503, "It is not known whether it was stored";
    /// One person has more event streams open than a browser needs.
    TooManyStreams = "too-many-streams", 429, "Too many event streams are open";
    /// No such route.
    NotFound = "not-found", 404, "There is nothing here";
    /// The route exists for another method.
    MethodNotAllowed = "method-not-allowed", 405, "Not with this method";
    /// The body is larger than any real one.
    BodyTooLarge = "body-too-large", 413, "The body is too large";
    /// The request took longer than the proxy waits.
    TimedOut = "timed-out", 503, "It took too long";
    /// A mistake of ours.
    Internal = "internal", 500, "Something went wrong inside Fustlink";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_survives_the_journey_and_a_newer_one_is_not_an_error() {
        for &code in ProblemCode::ALL {
            let text = serde_json::to_string(&code).unwrap();
            assert_eq!(text, format!("\"{}\"", code.as_str()));
            assert_eq!(serde_json::from_str::<ProblemCode>(&text).unwrap(), code);
        }
        assert_eq!(serde_json::from_str::<ProblemCode>("\"from-the-future\"").unwrap(), ProblemCode::Unknown);
    }
}
