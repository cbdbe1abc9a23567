//! What a confirmation means as TrackOnline transactions: one per direction in which something moved.

use chrono::{DateTime, Utc};
use contract::{
    ConfirmationRequest, Direction, ItemCount, LocationNumber, OrderReference, TransactionNumber,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which TrackOnline type and status a counted movement gets; a setting per tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MovementRules {
    /// Transaction type of a delivery to a customer. Default 60, Declare.
    pub delivered_type: i32,
    /// Transaction type of a return from a customer. Default 65, Return.
    pub returned_type: i32,
    /// Status of what was counted. Default 16, Confirmed: it can still be corrected, unlike 35, Processed.
    pub counted_status: i32,
}

impl Default for MovementRules {
    fn default() -> Self {
        Self { delivered_type: 60, returned_type: 65, counted_status: 16 }
    }
}

/// A transaction to be posted, both sides named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedTransaction {
    /// Deterministic, so that the same confirmation always looks for the same transaction.
    pub number: TransactionNumber,
    /// Towards the customer, or back.
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
}

/// Our number for one direction of a confirmation: `FL-<identifier>-D` or `-R`, 37 characters of the 50 allowed.
fn number(id: Uuid, direction: Direction) -> Option<TransactionNumber> {
    let suffix = match direction {
        Direction::Delivered => 'D',
        Direction::Returned => 'R',
    };
    TransactionNumber::new(format!("FL-{}-{suffix}", id.simple())).ok()
}

/// The transactions of a confirmation; none when nothing was counted.
pub fn transactions(
    request: &ConfirmationRequest,
    own_location: &LocationNumber,
    rules: &MovementRules,
) -> Vec<PlannedTransaction> {
    [Direction::Delivered, Direction::Returned]
        .into_iter()
        .filter_map(|direction| {
            let (type_code, from, to) = match direction {
                Direction::Delivered => (rules.delivered_type, own_location, &request.location),
                Direction::Returned => (rules.returned_type, &request.location, own_location),
            };
            let items: Vec<ItemCount> = request
                .lines
                .iter()
                .map(|line| ItemCount {
                    item: line.item.clone(),
                    count: match direction {
                        Direction::Delivered => line.delivered,
                        Direction::Returned => line.returned,
                    },
                })
                .filter(|line| !line.count.is_zero())
                .collect();
            if items.is_empty() {
                return None;
            }
            Some(PlannedTransaction {
                number: number(request.id, direction)?,
                direction,
                type_code,
                status_code: rules.counted_status,
                from: from.clone(),
                to: to.clone(),
                items,
                moved_at: request.counted_at,
                reference: request.order.clone(),
                note: request.note.clone(),
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use contract::{ConfirmationLine, Count, CustomerNumber, ItemNumber};

    use super::*;

    fn request(lines: &[(&str, i64, i64)]) -> ConfirmationRequest {
        ConfirmationRequest {
            id: Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001),
            customer: CustomerNumber::new("1001").unwrap(),
            location: LocationNumber::new("K1").unwrap(),
            order: Some(OrderReference::new("240311").unwrap()),
            counted_at: DateTime::UNIX_EPOCH,
            lines: lines
                .iter()
                .map(|(item, delivered, returned)| ConfirmationLine {
                    item: ItemNumber::new(item).unwrap(),
                    planned: None,
                    delivered: Count::new(*delivered).unwrap(),
                    returned: Count::new(*returned).unwrap(),
                })
                .collect(),
            note: None,
        }
    }

    fn planned(lines: &[(&str, i64, i64)]) -> Vec<PlannedTransaction> {
        transactions(&request(lines), &LocationNumber::new("DOCK").unwrap(), &MovementRules::default())
    }

    #[test]
    fn a_delivery_with_returns_is_two_movements_with_the_sides_the_other_way_round() {
        let [delivery, back] = &planned(&[("FC560", 12, 4), ("TAG6", 2, 0), ("FC577", 0, 9)])[..] else {
            panic!("two movements expected")
        };
        assert_eq!((delivery.type_code, delivery.status_code), (60, 16));
        assert_eq!((delivery.from.as_str(), delivery.to.as_str()), ("DOCK", "K1"));
        assert_eq!(
            delivery.items.iter().map(|line| (line.item.as_str(), line.count.get())).collect::<Vec<_>>(),
            [("FC560", 12), ("TAG6", 2)]
        );
        assert_eq!((back.type_code, back.from.as_str(), back.to.as_str()), (65, "K1", "DOCK"));
        assert_eq!(
            back.items.iter().map(|line| (line.item.as_str(), line.count.get())).collect::<Vec<_>>(),
            [("FC560", 4), ("FC577", 9)]
        );
    }

    #[test]
    fn the_number_is_the_same_every_time_and_differs_by_direction() {
        let first = planned(&[("FC560", 1, 1)]);
        assert_eq!(first, planned(&[("FC560", 1, 1)]));
        assert_eq!(first[0].number.as_str(), "FL-01920000000070008000000000000001-D");
        assert_eq!(first[1].number.as_str(), "FL-01920000000070008000000000000001-R");
    }

    #[test]
    fn nothing_counted_is_no_movement() {
        assert_eq!(planned(&[("FC560", 0, 0)]), []);
    }
}
