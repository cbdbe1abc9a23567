//! What is agreed about packaging: TrackOnline's item configurations, one per sort of customer.

use uuid::Uuid;

use super::dice::Dice;
use super::item::ItemDefinition;
use super::places::Trade;

/// An agreement about several kinds of packaging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemConfiguration {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// At most 50 characters.
    pub name: String,
    /// One per kind of packaging.
    pub members: Vec<ConfigurationMember>,
}

/// What is agreed about one kind of packaging.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConfigurationMember {
    /// TrackOnline's identifier of the item definition.
    pub item_id: Uuid,
    /// TrackOnline's number of the item definition.
    pub item: String,
    /// Place in the list, from 1.
    pub position: i64,
    /// Most pieces that may stand at a location.
    pub maximum_balance: i64,
    /// Fewest pieces that must stand at a location.
    pub minimum_balance: i64,
    /// Days within which a piece is to come back.
    pub contract_cycle_time: i64,
    /// Days from asking for pieces to having them.
    pub lead_time: i64,
}

/// What is agreed with one sort of customer: item, most pieces, days.
type Terms = (Trade, &'static [(&'static str, i64, i64)]);

const TERMS: &[Terms] = &[
    (
        Trade::Florist,
        &[
            ("CC TAG6", 12, 14),
            ("CC SHELF", 40, 14),
            ("CC POST", 50, 14),
            ("DC TROLLEY", 8, 21),
            ("FC533", 150, 28),
            ("FC560", 150, 28),
            ("FC566", 120, 28),
            ("FC577", 120, 28),
        ],
    ),
    (
        Trade::GardenCentre,
        &[
            ("CC TAG6", 30, 14),
            ("CC SHELF", 100, 14),
            ("CC POST", 120, 14),
            ("DC TROLLEY", 25, 21),
            ("FC746", 300, 35),
            ("FC752", 300, 35),
            ("EPAL", 20, 21),
        ],
    ),
    (
        Trade::Wholesale,
        &[
            ("CC TAG6", 24, 10),
            ("CC SHELF", 80, 10),
            ("CC POST", 100, 10),
            ("STW", 16, 7),
            ("FC533", 200, 21),
            ("FC560", 240, 21),
            ("FC566", 180, 21),
            ("FC577", 220, 21),
            ("EPAL", 40, 21),
            ("BLOCKPAL", 20, 21),
        ],
    ),
];

/// Every agreement.
pub(super) fn configurations(seed: u64, items: &[ItemDefinition]) -> Vec<ItemConfiguration> {
    TERMS
        .iter()
        .map(|(trade, terms)| ItemConfiguration {
            id: Dice::new(seed, &format!("configuration {}", trade.name())).uuid(),
            name: trade.name().to_owned(),
            members: (1..)
                .zip(*terms)
                .filter_map(|(position, (number, maximum, days))| {
                    let item = items.iter().find(|item| item.number == *number)?;
                    Some(ConfigurationMember {
                        item_id: item.id,
                        item: item.number.clone(),
                        position,
                        maximum_balance: *maximum,
                        minimum_balance: 0,
                        contract_cycle_time: *days,
                        lead_time: 2,
                    })
                })
                .collect(),
        })
        .collect()
}
