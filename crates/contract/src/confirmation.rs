//! What logistics confirm at the dock, and how far it is on its way into TrackOnline.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::count::Count;
use crate::name::{CustomerNumber, ItemNumber, LocationNumber, OrderReference, TransactionNumber};

/// `POST /api/v1/confirmations`: what was delivered to a customer and what came back.
///
/// The browser makes `id` before it sends; sending the same body again is the same confirmation, never a second one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConfirmationRequest {
    /// UUIDv7, made by the device that counted.
    pub id: Uuid,
    /// Whose delivery, in FreshPortal's numbering.
    pub customer: CustomerNumber,
    /// Which of the customer's locations in TrackOnline.
    pub location: LocationNumber,
    /// The order it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderReference>,
    /// When it was counted, by the device's clock.
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
#[serde(deny_unknown_fields)]
pub struct ConfirmationLine {
    /// What was counted.
    pub item: ItemNumber,
    /// Pieces that the order announced for delivery; absent when there was no order line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Count>,
    /// Pieces left with the customer.
    pub delivered: Count,
    /// Pieces taken back.
    pub returned: Count,
}

/// Towards the customer, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Entered ahead of the delivery.
    Planned,
    /// Counted at the door, or further.
    Counted,
}

/// Pieces of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemCount {
    /// What.
    pub item: ItemNumber,
    /// How many.
    pub count: Count,
}

/// A confirmation and its movements: the answer to the POST (202) and to `GET /api/v1/confirmations/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfirmationStatus {
    /// The device's identifier.
    pub id: Uuid,
    /// Whose delivery.
    pub customer: CustomerNumber,
    /// The order it belongs to, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderReference>,
    /// When the proxy had it on disk.
    pub accepted_at: DateTime<Utc>,
    /// Who confirmed: the `sub` of their token.
    pub confirmed_by: String,
    /// One per direction in which something moved.
    pub movements: Vec<MovementStatus>,
}

impl ConfirmationStatus {
    /// Whether nothing will change any more without a person.
    pub fn is_settled(&self) -> bool {
        self.movements.iter().all(|movement| movement.state.is_settled())
    }
}

/// One movement of a confirmation, with both sides named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
pub struct Side {
    /// TrackOnline's number of the location.
    pub location: LocationNumber,
    /// TrackOnline's name of it.
    pub name: String,
}

/// How far a movement is on its way into TrackOnline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PostingState {
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
}

impl PostingState {
    /// Whether nothing will change any more without a person.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Saved | Self::Rejected | Self::Excepted)
    }
}
