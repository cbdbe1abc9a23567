//! What stands before a person: postings that did not get into TrackOnline, confirmations that are held, disputes.
//!
//! Every exception is open until somebody settles it, says how, and that is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::confirmation::ItemCount;
use crate::name::{CustomerNumber, LocationNumber, OrderReference, TransactionNumber};

/// `GET /api/v1/exceptions`: newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExceptionList {
    /// At most a page of them, without their history.
    pub exceptions: Vec<Exception>,
    /// Ask again with `before` set to this for older ones; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Uuid>,
}

/// One of them: `GET /api/v1/exceptions/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Exception {
    /// UUIDv7.
    pub id: Uuid,
    /// What happened.
    pub kind: ExceptionKind,
    /// Whether somebody still has to act.
    pub state: ExceptionState,
    /// What happened and what to do, in plain English.
    pub explanation: String,
    /// TrackOnline's own words, if it gave any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// Whose packaging it is about; absent where it concerns nobody in particular.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerNumber>,
    /// Where.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<LocationNumber>,
    /// Under which order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderReference>,
    /// The confirmation it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Uuid>,
    /// The movement it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub movement: Option<TransactionNumber>,
    /// What moved, as we have it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemCount>,
    /// The other side's view, for a dispute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dispute: Option<Dispute>,
    /// The confirmation or movement that it may be a repetition of, by number or identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub twin: Option<String>,
    /// What whoever asks can do now; nothing once it is settled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<ExceptionAction>,
    /// How it was settled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Settlement>,
    /// Who did what, oldest first; only in the detail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<ExceptionStep>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionKind {
    /// TrackOnline refused a movement.
    Rejected,
    /// It could not be found out whether TrackOnline has a movement.
    OutcomeUnknown,
    /// A confirmation may be a repetition of an earlier one, and is held.
    SecondConfirmation,
    /// Somebody else entered a movement like ours: same sides, items and day.
    DeclaredTwice,
    /// The other side counts otherwise.
    Dispute,
    /// TrackOnline refuses the key: nothing is sent until an administrator mends it.
    KeyRefused,
    /// It could not be found out whether a trip took its next status.
    TripUnknown,
    /// TrackOnline has taken nothing for half an hour, or has asked for a pause longer than that.
    SendingStopped,
}

impl ExceptionKind {
    /// Every kind, in the order they are declared.
    pub const ALL: [Self; 8] = [
        Self::Rejected,
        Self::OutcomeUnknown,
        Self::SecondConfirmation,
        Self::DeclaredTwice,
        Self::Dispute,
        Self::KeyRefused,
        Self::TripUnknown,
        Self::SendingStopped,
    ];

    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rejected => "rejected",
            Self::OutcomeUnknown => "outcome-unknown",
            Self::SecondConfirmation => "second-confirmation",
            Self::DeclaredTwice => "declared-twice",
            Self::Dispute => "dispute",
            Self::KeyRefused => "key-refused",
            Self::TripUnknown => "trip-unknown",
            Self::SendingStopped => "sending-stopped",
        }
    }

    /// What can be done about one that is open.
    pub const fn actions(self) -> &'static [ExceptionAction] {
        use ExceptionAction::{Another, Correct, Dismiss, FoundSaved, Refuse, Same, SendAgain};
        match self {
            Self::Rejected => &[SendAgain, FoundSaved, Dismiss],
            Self::OutcomeUnknown => &[FoundSaved, SendAgain, Dismiss],
            Self::SecondConfirmation => &[Same, Another],
            Self::DeclaredTwice => &[Correct, Dismiss],
            Self::Dispute => &[Correct, Refuse],
            Self::KeyRefused | Self::SendingStopped => &[SendAgain],
            Self::TripUnknown => &[Dismiss],
        }
    }

    /// What happened and what to do, in plain English.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::Rejected => {
                "TrackOnline refused this movement; its own words stand beside it. Mend what they name, then send it \
                 again. If it is in TrackOnline all the same, say so; or dismiss it with the reason why it need not be \
                 there."
            }
            Self::OutcomeUnknown => {
                "TrackOnline did not say what became of this movement, and it was not found there. Look for its number in \
                 TrackOnline: if it is there, say so; if not, send it again, or dismiss it with the reason."
            }
            Self::SecondConfirmation => {
                "The same delivery may have been confirmed before. Nothing was sent: say whether it is the same delivery \
                 or another one."
            }
            Self::DeclaredTwice => {
                "Somebody else entered a movement with the same sides, items and day in TrackOnline, so the balance may \
                 count it twice. Correct one of the two, or dismiss this with the reason why both are right."
            }
            Self::Dispute => {
                "The other side counts otherwise. Correct the movement, or refuse with the reason."
            }
            Self::KeyRefused => {
                "TrackOnline refuses Fustlink's key, so nothing is sent; what was confirmed is kept. An administrator has \
                 to put the right key into the settings. Then send again, or wait: it is tried every few minutes."
            }
            Self::TripUnknown => {
                "The answer to a trip's next status was lost, and sending it again could take a second step that cannot \
                 be undone. Look at the trip in TrackOnline, then dismiss this and say what you found."
            }
            Self::SendingStopped => {
                "TrackOnline has taken nothing for half an hour, or has asked for a longer pause. What was confirmed is kept and sent as soon as \
                 TrackOnline takes it again, which settles this by itself. If TrackOnline can be used in the browser, an \
                 administrator should look at the connection; the log says what came back."
            }
        }
    }
}

/// Whether somebody still has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionState {
    /// Yes.
    Open,
    /// No.
    Settled,
}

/// What a person can do about an exception.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ExceptionAction {
    /// The movement is not in TrackOnline: send it again under the same number.
    SendAgain,
    /// The movement is in TrackOnline: a person has seen it there.
    FoundSaved,
    /// The held confirmation is another delivery: send it.
    Another,
    /// The held confirmation is the same delivery: withdraw it.
    Same,
    /// Settled by the correction that is named.
    Correct,
    /// The other side is not right; a reason is needed.
    Refuse,
    /// Nothing is to be done; a reason is needed. A movement that was not saved is then given up.
    Dismiss,
}

impl SettlementRequest {
    /// Longest reason, in characters.
    pub const MAX_REASON: usize = 500;
}

impl ExceptionAction {
    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SendAgain => "send-again",
            Self::FoundSaved => "found-saved",
            Self::Another => "another",
            Self::Same => "same",
            Self::Correct => "correct",
            Self::Refuse => "refuse",
            Self::Dismiss => "dismiss",
        }
    }

    /// Whether it takes a reason.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::FoundSaved | Self::Refuse | Self::Dismiss)
    }
}

/// `POST /api/v1/exceptions/{id}/settlement`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SettlementRequest {
    /// What to do.
    pub action: ExceptionAction,
    /// Why, where [`ExceptionAction::needs_reason`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The correction that settles it, for [`ExceptionAction::Correct`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Uuid>,
}

/// How an exception was settled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settlement {
    /// What was done; absent where it settled by itself, as a refused key that is taken again does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<ExceptionAction>,
    /// Who did it: the `sub` of their token, or `fustlink`.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The correction that settled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Uuid>,
}

/// One step in an exception's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ExceptionStep {
    /// When.
    pub at: DateTime<Utc>,
    /// Who: the `sub` of a token, or `fustlink`.
    pub who: String,
    /// What, as a stable word such as `raised` or `send-again`.
    pub what: String,
    /// Why, or TrackOnline's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// `POST /api/v1/disputes`: the other side counts otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DisputeRequest {
    /// UUIDv7, made by the device; it becomes the exception's identifier. Sending the same body again is the same dispute.
    pub id: Uuid,
    /// Whose account it is on.
    pub customer: CustomerNumber,
    /// TrackOnline's number of the movement.
    pub movement: TransactionNumber,
    /// What they say, and who said so.
    pub dispute: Dispute,
}

impl DisputeRequest {
    /// More items than one movement has.
    pub const MAX_ITEMS: usize = 50;
    /// Longest name of who said so, in characters.
    pub const MAX_SAID_BY: usize = 100;
    /// Longest reason, and longest piece of evidence, in characters.
    pub const MAX_TEXT: usize = 500;
    /// Most pieces of evidence.
    pub const MAX_EVIDENCE: usize = 10;
}

/// The other side's view of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Dispute {
    /// Their count, for the items they count otherwise.
    pub theirs: Vec<ItemCount>,
    /// Who said so.
    pub said_by: String,
    /// Why they say so.
    pub reason: String,
    /// What they show for it: numbers of slips, addresses of photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}
