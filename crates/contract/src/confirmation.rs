//! What logistics confirm at the dock, and how far it is on its way into TrackOnline.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::count::Count;
use crate::name::{CustomerNumber, ItemNumber, LocationNumber, OrderReference, TransactionNumber};

/// `POST /api/v1/confirmations`: what was delivered to a customer and what came back, or another movement of packaging.
///
/// The browser makes `id` before it sends; sending the same body again is the same confirmation, never a second one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmationRequest {
    /// UUIDv7, made by the device that counted.
    pub id: Uuid,
    /// What happened.
    #[serde(default)]
    pub kind: ConfirmationKind,
    /// Announced ahead, or counted.
    #[serde(default)]
    pub stage: Stage,
    /// Whose packaging it is about, in FreshPortal's numbering: a customer, for [`ConfirmationKind::Supply`] a supplier.
    /// Absent where only our own locations are concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerNumber>,
    /// The location in TrackOnline that is not `own_location`: one of the customer's or supplier's; where a transfer
    /// goes to; where something was damaged, scrapped, lost or found.
    pub location: LocationNumber,
    /// Which of our own locations; absent means the one in the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_location: Option<LocationNumber>,
    /// The order it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderReference>,
    /// When it was counted, by the device's clock; for a plan, when it is to happen.
    pub counted_at: DateTime<Utc>,
    /// 1 to [`ConfirmationRequest::MAX_LINES`] lines, one per item.
    pub lines: Vec<ConfirmationLine>,
    /// A remark for whoever reads the transaction later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl ConfirmationRequest {
    /// More lines than one delivery has; a longer list is refused whole.
    pub const MAX_LINES: usize = 50;
    /// Longest remark, in characters.
    pub const MAX_NOTE: usize = 500;
}

/// The counts of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfirmationLine {
    /// What was counted.
    pub item: ItemNumber,
    /// Pieces that the order announced for delivery; absent when there was no order line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Count>,
    /// Pieces that moved as the kind says: left with the customer, received from the supplier, transferred, damaged,
    /// scrapped, lost or found.
    pub delivered: Count,
    /// Pieces that went the other way: taken back from the customer, given back to the supplier. Zero for every other
    /// kind.
    pub returned: Count,
    /// Why `delivered` differs from `planned`; has to be there when it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<DifferenceReason>,
}

/// What happened to the packaging, which decides TrackOnline's type and the two sides of each movement.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ConfirmationKind {
    /// Brought to a customer, and taken back. Both at once is an exchange at the door.
    #[default]
    Delivery,
    /// Received from a supplier, and given back.
    Supply,
    /// From one of our own locations to another.
    Transfer,
    /// Broken, to be repaired.
    Damaged,
    /// Broken for good.
    Scrapped,
    /// Not there any more, nobody knows where.
    Lost,
    /// There again.
    Found,
    /// What was wrong in an earlier confirmation: made by `POST /api/v1/confirmations/{id}/corrections` only.
    Correction,
}

impl ConfirmationKind {
    /// Every kind, in the order they are declared.
    pub const ALL: [Self; 8] = [
        Self::Delivery,
        Self::Supply,
        Self::Transfer,
        Self::Damaged,
        Self::Scrapped,
        Self::Lost,
        Self::Found,
        Self::Correction,
    ];

    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Supply => "supply",
            Self::Transfer => "transfer",
            Self::Damaged => "damaged",
            Self::Scrapped => "scrapped",
            Self::Lost => "lost",
            Self::Found => "found",
            Self::Correction => "correction",
        }
    }
}

/// Why the count at the door differs from what was planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DifferenceReason {
    /// Fewer were loaded than planned.
    NotLoaded,
    /// More were loaded than planned.
    LoadedMore,
    /// The customer did not accept some.
    Refused,
    /// Some were broken.
    Damaged,
    /// Another kind of packaging came in its place.
    Replaced,
    /// The plan was wrong.
    PlanWrong,
    /// Something else: the remark says what.
    Other,
}

impl DifferenceReason {
    /// Every reason, in the order in which a person is offered them.
    pub const ALL: [Self; 7] = [
        Self::NotLoaded,
        Self::LoadedMore,
        Self::Refused,
        Self::Damaged,
        Self::Replaced,
        Self::PlanWrong,
        Self::Other,
    ];

    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotLoaded => "not-loaded",
            Self::LoadedMore => "loaded-more",
            Self::Refused => "refused",
            Self::Damaged => "damaged",
            Self::Replaced => "replaced",
            Self::PlanWrong => "plan-wrong",
            Self::Other => "other",
        }
    }
}

/// `POST /api/v1/confirmations/{id}/corrections`: what should have been counted. History is never edited: the difference
/// to what stands becomes movements of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectionRequest {
    /// UUIDv7, made by the device; sending the same body again is the same correction.
    pub id: Uuid,
    /// When it was found out, by the device's clock.
    pub counted_at: DateTime<Utc>,
    /// What is right, for every item that was wrong; what is not named stays as it is.
    pub lines: Vec<CorrectedLine>,
    /// Why, for whoever reads it later: 1 to [`ConfirmationRequest::MAX_NOTE`] characters.
    pub reason: String,
}

/// The right counts of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CorrectedLine {
    /// What.
    pub item: ItemNumber,
    /// As [`ConfirmationLine::delivered`].
    pub delivered: Count,
    /// As [`ConfirmationLine::returned`].
    pub returned: Count,
}

/// `POST /api/v1/confirmations/{id}/decision`: what a person says about a confirmation that is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// The same delivery, or another one.
    pub is: HeldIs,
}

/// What a held confirmation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum HeldIs {
    /// The delivery that was confirmed before: it is withdrawn and never sent.
    Same,
    /// Another one: it is sent.
    Another,
}

/// Towards the customer, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    /// From us to the customer: their balance grows.
    Delivered,
    /// From the customer to us: their balance shrinks.
    Returned,
}

impl Direction {
    /// What a number of pieces in this direction does to the customer's balance.
    pub const fn signed(self, pieces: i64) -> i64 {
        match self {
            Self::Delivered => pieces,
            Self::Returned => -pieces,
        }
    }
}

/// Announced, or counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Entered ahead of the delivery.
    Planned,
    /// Counted at the door, or further.
    #[default]
    Counted,
}

impl Stage {
    /// The stable text, as in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Counted => "counted",
        }
    }
}

/// Pieces of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ItemCount {
    /// What.
    pub item: ItemNumber,
    /// How many.
    pub count: Count,
}

/// A confirmation and its movements: the answer to the POST (202) and to `GET /api/v1/confirmations/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConfirmationStatus {
    /// The device's identifier.
    pub id: Uuid,
    /// What happened.
    pub kind: ConfirmationKind,
    /// Announced ahead, or counted.
    pub stage: Stage,
    /// Whose packaging it is about; absent where only our own locations are concerned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerNumber>,
    /// The order it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderReference>,
    /// When the proxy had it on disk.
    pub accepted_at: DateTime<Utc>,
    /// Who confirmed: the `sub` of their token.
    pub confirmed_by: String,
    /// One per direction in which something moved.
    pub movements: Vec<MovementStatus>,
    /// Why it waits for a person's decision; absent unless it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Held>,
    /// The confirmation that this one corrects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub corrects: Option<Uuid>,
    /// The remark, or the reason of a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The corrections of this one, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<Uuid>,
}

/// The confirmation that a held one may be a repetition of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Held {
    /// Its identifier.
    pub earlier: Uuid,
    /// Who confirmed it.
    pub by: String,
    /// When it was counted, by that device's clock.
    pub at: DateTime<Utc>,
}

impl ConfirmationStatus {
    /// Whether nothing will change any more without a person.
    pub fn is_settled(&self) -> bool {
        self.movements.iter().all(|movement| movement.state.is_settled())
    }
}

/// One movement of a confirmation, with both sides named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MovementStatus {
    /// Our number for it in TrackOnline.
    pub number: TransactionNumber,
    /// Towards the customer, or back.
    pub direction: Direction,
    /// Where the pieces left.
    pub from: Side,
    /// Where they arrived.
    pub to: Side,
    /// What moved.
    pub items: Vec<ItemCount>,
    /// How far it is.
    pub state: PostingState,
    /// TrackOnline's own words where it refused, or what is being checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// When `state` was reached.
    pub since: DateTime<Utc>,
}

/// One end of a movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Side {
    /// TrackOnline's number of the location.
    pub location: LocationNumber,
    /// TrackOnline's name of it.
    pub name: String,
}

/// How far a movement is on its way into TrackOnline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum PostingState {
    /// On the proxy's disk; not sent before a person has said that it is no repetition.
    Held,
    /// On the proxy's disk, not sent yet.
    Queued,
    /// On its way to TrackOnline; no answer yet.
    Sent,
    /// TrackOnline has received it and is saving.
    Accepted,
    /// TrackOnline has saved it.
    Saved,
    /// TrackOnline refused it; a person has to act.
    Rejected,
    /// The answer was lost: being looked up in TrackOnline before anything is sent again.
    Checking,
    /// It could not be found out; a person has to look in TrackOnline.
    Excepted,
    /// A person has said that it is not to be sent, or a count took the place of the plan before it was sent.
    Withdrawn,
}

impl PostingState {
    /// Whether nothing will change any more without a person.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Held | Self::Saved | Self::Rejected | Self::Excepted | Self::Withdrawn)
    }
}
