//! What a confirmation means as TrackOnline transactions: one per direction in which something moved, both sides named.
//!
//! A direction is seen from the confirmation's `location`: *delivered* is towards it, *returned* is away from it. What a
//! supplier brings is therefore *returned*, as is what is damaged, scrapped or lost somewhere.

use std::fmt;

use chrono::{DateTime, Utc};
use contract::{
    ConfirmationKind, ConfirmationRequest, Direction, ItemCount, LocationNumber, OrderReference, Stage,
    TransactionNumber,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which TrackOnline type and status a movement gets; a setting per tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MovementRules {
    /// Transaction type of a delivery to a customer. Default 60, Declare.
    pub delivered_type: i32,
    /// Transaction type of a return from a customer. Default 65, Return.
    pub returned_type: i32,
    /// Transaction type of what a supplier brings. Default 60, Declare.
    pub received_type: i32,
    /// Transaction type of what goes back to a supplier. Default 65, Return.
    pub given_back_type: i32,
    /// Transaction type between own locations. Default 15, Transfer.
    pub transfer_type: i32,
    /// Transaction type of what is broken and to be repaired. Default 25, Damaged.
    pub damaged_type: i32,
    /// Transaction type of what is broken for good. Default 20, Scraps.
    pub scrapped_type: i32,
    /// Transaction type of what is not there any more. Default 30, Lost.
    pub lost_type: i32,
    /// Transaction type of what is there again. Default 35, Found.
    pub found_type: i32,
    /// Transaction type of what puts an earlier movement right. Default 5, Correction.
    pub correction_type: i32,
    /// Status of what was counted. Default 16, Confirmed: it can still be changed, unlike 35, Processed, which is final
    /// and is posted only where it is set here.
    pub counted_status: i32,
    /// Status of what is announced. Default 5, Planned.
    pub planned_status: i32,
}

impl Default for MovementRules {
    fn default() -> Self {
        Self {
            delivered_type: 60,
            returned_type: 65,
            received_type: 60,
            given_back_type: 65,
            transfer_type: 15,
            damaged_type: 25,
            scrapped_type: 20,
            lost_type: 30,
            found_type: 35,
            correction_type: 5,
            counted_status: 16,
            planned_status: 5,
        }
    }
}

impl MovementRules {
    /// Every type with the name of its setting.
    pub const fn types(&self) -> [(&'static str, i32); 10] {
        [
            ("delivered_type", self.delivered_type),
            ("returned_type", self.returned_type),
            ("received_type", self.received_type),
            ("given_back_type", self.given_back_type),
            ("transfer_type", self.transfer_type),
            ("damaged_type", self.damaged_type),
            ("scrapped_type", self.scrapped_type),
            ("lost_type", self.lost_type),
            ("found_type", self.found_type),
            ("correction_type", self.correction_type),
        ]
    }

    /// The type of what was counted as `delivered`, or the other way.
    const fn type_of(&self, kind: ConfirmationKind, is_delivered: bool) -> i32 {
        match (kind, is_delivered) {
            (ConfirmationKind::Delivery, true) => self.delivered_type,
            (ConfirmationKind::Delivery, false) => self.returned_type,
            (ConfirmationKind::Supply, true) => self.received_type,
            (ConfirmationKind::Supply, false) => self.given_back_type,
            (ConfirmationKind::Transfer, _) => self.transfer_type,
            (ConfirmationKind::Damaged, _) => self.damaged_type,
            (ConfirmationKind::Scrapped, _) => self.scrapped_type,
            (ConfirmationKind::Lost, _) => self.lost_type,
            (ConfirmationKind::Found, _) => self.found_type,
            (ConfirmationKind::Correction, _) => self.correction_type,
        }
    }

    const fn status_of(&self, stage: Stage) -> i32 {
        match stage {
            Stage::Planned => self.planned_status,
            Stage::Counted => self.counted_status,
        }
    }
}

/// The other sides of movements that a confirmation does not name itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Our own location that goods leave from and come back to.
    pub own_location: LocationNumber,
    /// What stands for packaging that is nowhere any more.
    pub written_off: WrittenOff,
}

/// Locations in TrackOnline that stand for what left without going anywhere, or came from nowhere; settings per tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WrittenOff {
    /// Where damaged pieces go.
    pub damaged: Option<LocationNumber>,
    /// Where scrapped pieces go.
    pub scrapped: Option<LocationNumber>,
    /// Where lost pieces go.
    pub lost: Option<LocationNumber>,
    /// Where found pieces come from.
    pub found: Option<LocationNumber>,
}

impl WrittenOff {
    /// The setting and the place of each kind that has one.
    pub fn places(&self) -> [(ConfirmationKind, &'static str, Option<&LocationNumber>); 4] {
        [
            (ConfirmationKind::Damaged, "written_off.damaged", self.damaged.as_ref()),
            (ConfirmationKind::Scrapped, "written_off.scrapped", self.scrapped.as_ref()),
            (ConfirmationKind::Lost, "written_off.lost", self.lost.as_ref()),
            (ConfirmationKind::Found, "written_off.found", self.found.as_ref()),
        ]
    }
}

/// A kind of movement whose other side no setting names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotSetUp {
    /// The kind.
    pub kind: ConfirmationKind,
    /// The setting that is missing, below the tenant.
    pub setting: &'static str,
}

impl fmt::Display for NotSetUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} needs the setting {}, which is not there", self.kind.as_str(), self.setting)
    }
}

impl std::error::Error for NotSetUp {}

impl Places {
    /// The side that is not the confirmation's `location`.
    ///
    /// # Errors
    /// When it stands in a setting that is not there.
    pub fn other_side<'a>(
        &'a self,
        request: &'a ConfirmationRequest,
    ) -> Result<&'a LocationNumber, NotSetUp> {
        match self.written_off.places().into_iter().find(|(kind, ..)| *kind == request.kind) {
            Some((kind, setting, place)) => place.ok_or(NotSetUp { kind, setting }),
            None => Ok(request.own_location.as_ref().unwrap_or(&self.own_location)),
        }
    }
}

/// Which way a kind's `delivered` count goes, seen from the confirmation's `location`.
pub const fn direction_of_delivered(kind: ConfirmationKind) -> Direction {
    match kind {
        ConfirmationKind::Delivery
        | ConfirmationKind::Transfer
        | ConfirmationKind::Found
        | ConfirmationKind::Correction => Direction::Delivered,
        ConfirmationKind::Supply
        | ConfirmationKind::Damaged
        | ConfirmationKind::Scrapped
        | ConfirmationKind::Lost => Direction::Returned,
    }
}

/// Whether pieces can go both ways under one confirmation of this kind.
pub const fn goes_both_ways(kind: ConfirmationKind) -> bool {
    matches!(kind, ConfirmationKind::Delivery | ConfirmationKind::Supply | ConfirmationKind::Correction)
}

/// A transaction to be posted, both sides named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTransaction {
    /// Deterministic, so that the same confirmation always looks for the same transaction.
    pub number: TransactionNumber,
    /// What happened.
    #[serde(default)]
    pub kind: ConfirmationKind,
    /// Announced, or counted.
    #[serde(default)]
    pub stage: Stage,
    /// Towards the confirmation's location, or away from it.
    pub direction: Direction,
    /// TrackOnline's type code.
    pub type_code: i32,
    /// TrackOnline's status code.
    pub status_code: i32,
    /// Where the pieces leave.
    pub from: LocationNumber,
    /// Where they arrive.
    pub to: LocationNumber,
    /// What moves; never empty, no zeros.
    pub items: Vec<ItemCount>,
    /// When it was counted.
    pub moved_at: DateTime<Utc>,
    /// The order.
    pub reference: Option<OrderReference>,
    /// The remark.
    pub note: Option<String>,
    /// The number of a planned transaction in TrackOnline that this one takes the place of.
    #[serde(default)]
    pub updates: Option<TransactionNumber>,
    /// What that one announced: a balance that holds the plan holds these pieces already.
    #[serde(default)]
    pub replaces: Vec<ItemCount>,
}

impl PlannedTransaction {
    /// The number that it has in TrackOnline: that of the plan it takes the place of, else its own.
    pub fn wire_number(&self) -> &TransactionNumber {
        self.updates.as_ref().unwrap_or(&self.number)
    }
}

/// Our number for one direction of a confirmation: `FL-<identifier>-D` or `-R`, 37 characters of the 50 allowed.
fn number(id: Uuid, direction: Direction) -> Option<TransactionNumber> {
    let suffix = match direction {
        Direction::Delivered => 'D',
        Direction::Returned => 'R',
    };
    TransactionNumber::new(format!("FL-{}-{suffix}", id.simple())).ok()
}

/// The transactions of a confirmation: first towards its location, then away; none when nothing was counted.
///
/// # Errors
/// When the kind's other side stands in a setting that is not there.
pub fn transactions(
    request: &ConfirmationRequest,
    places: &Places,
    rules: &MovementRules,
) -> Result<Vec<PlannedTransaction>, NotSetUp> {
    Ok(between(request, places.other_side(request)?, rules))
}

/// The transactions between the confirmation's location and the other side. Of a correction, `delivered` and `returned`
/// are the differences towards the location and away from it.
pub(crate) fn between(
    request: &ConfirmationRequest,
    other: &LocationNumber,
    rules: &MovementRules,
) -> Vec<PlannedTransaction> {
    let with_delivered = direction_of_delivered(request.kind);
    let movement = |direction: Direction| {
        let is_delivered = direction == with_delivered;
        let items: Vec<ItemCount> = request
            .lines
            .iter()
            .map(|line| ItemCount {
                item: line.item.clone(),
                count: if is_delivered { line.delivered } else { line.returned },
            })
            .filter(|line| !line.count.is_zero())
            .collect();
        if items.is_empty() {
            return None;
        }
        let (from, to) = match direction {
            Direction::Delivered => (other, &request.location),
            Direction::Returned => (&request.location, other),
        };
        Some(PlannedTransaction {
            number: number(request.id, direction)?,
            kind: request.kind,
            stage: request.stage,
            direction,
            type_code: rules.type_of(request.kind, is_delivered),
            status_code: rules.status_of(request.stage),
            from: from.clone(),
            to: to.clone(),
            items,
            moved_at: request.counted_at,
            reference: request.order.clone(),
            note: request.note.clone(),
            updates: None,
            replaces: Vec::new(),
        })
    };
    [Direction::Delivered, Direction::Returned].into_iter().filter_map(movement).collect()
}

#[cfg(test)]
mod tests;
