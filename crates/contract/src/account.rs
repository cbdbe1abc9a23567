//! What a customer holds, and what is already known under the order on screen.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::confirmation::{Direction, ItemCount, PostingState, Stage};
use crate::name::{CustomerNumber, ItemNumber, LocationNumber, OrderReference, TransactionNumber};

/// A customer's packaging account: `GET /api/v1/customers/{customer}/account?order={reference}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Whose account it is.
    pub customer: Customer,
    /// The customer's locations in TrackOnline: the main one first, then its branches by number.
    pub locations: Vec<CustomerLocation>,
    /// How the numbers are to be read.
    pub basis: Basis,
    /// One row per location and item that is not zero, or has something on its way.
    pub holdings: Vec<Holding>,
    /// When TrackOnline gave the answer that `holdings` rest on.
    pub read_at: DateTime<Utc>,
    /// Since when TrackOnline could not be asked for a newer one; absent while all is well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unreachable_since: Option<DateTime<Utc>>,
    /// What is planned or posted under the order that was asked about; absent also while TrackOnline cannot be asked and
    /// it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<OrderStanding>,
}

/// A customer as FreshPortal numbers it and TrackOnline names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Customer {
    /// FreshPortal's number.
    pub number: CustomerNumber,
    /// TrackOnline's name of the main location.
    pub name: String,
}

/// One of a customer's locations in TrackOnline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerLocation {
    /// TrackOnline's number.
    pub number: LocationNumber,
    /// TrackOnline's name.
    pub name: String,
    /// Town, to tell branches apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// What the location may still be given.
    pub restriction: Restriction,
}

/// TrackOnline's `balanceOperationMode` of a location.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Restriction {
    /// 0: none.
    #[default]
    None,
    /// 10: only like for like, piece for piece.
    ExchangeOnly,
    /// 20: within the balance that was agreed.
    BalanceLimit,
}

/// Whose account a balance describes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// The balance of the customer's own location, as TrackOnline's Balance screen shows it.
    /// What stands there may belong to others too, so it is never called "ours".
    #[default]
    Location,
    /// The account between our locations and the customer's.
    Counterpart,
}

/// Pieces of one item at one of the customer's locations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Holding {
    /// Where.
    pub location: LocationNumber,
    /// What.
    pub item: ItemNumber,
    /// TrackOnline's balance at [`Account::read_at`]: positive when the pieces are at the customer.
    pub quantity: i64,
    /// Our own postings that this balance does not hold yet, same sign.
    pub on_its_way: i64,
}

/// What is known under one order's reference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderStanding {
    /// The order.
    pub reference: OrderReference,
    /// Movements that carry the reference, ours and those others entered in TrackOnline.
    pub movements: Vec<Movement>,
}

/// One movement under an order's reference. A balance with planned movements in it counts it already.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Movement {
    /// TrackOnline's number of the transaction.
    pub number: TransactionNumber,
    /// Which of the customer's locations it concerns.
    pub location: LocationNumber,
    /// Towards the customer, or back.
    pub direction: Direction,
    /// Announced, or counted.
    pub stage: Stage,
    /// What moves.
    pub items: Vec<ItemCount>,
    /// How far it is on its way into TrackOnline.
    pub state: PostingState,
}
