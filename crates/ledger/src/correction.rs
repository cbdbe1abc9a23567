//! Putting a saved confirmation right. History is never edited: what differs becomes movements of their own.
//!
//! Several corrections of one confirmation add up: each is made of what stands after those before it, so that the sum of
//! all movements is what was stated last.

use std::collections::BTreeMap;
use std::fmt;

use contract::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, CorrectionRequest, Count, Direction, ItemNumber,
    Stage,
};

use crate::movement::{MovementRules, PlannedTransaction, between, direction_of_delivered, goes_both_ways};

/// What has to move so that a confirmation is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The differences as a confirmation of their own: `delivered` towards the location, `returned` away from it.
    pub request: ConfirmationRequest,
    /// Its movements, from the side that has too much to the side that has too little; at most one in each direction.
    pub transactions: Vec<PlannedTransaction>,
}

/// Why a confirmation cannot be put right like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotCorrected {
    /// What is said to be right stands already, or nothing stands that could be put right.
    NothingDiffers,
    /// Only one way is possible for this kind, and this item is said to have gone the other way.
    OneWayOnly(ItemNumber),
    /// One item differs by more pieces than one movement holds.
    TooMany(ItemNumber),
}

impl fmt::Display for NotCorrected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingDiffers => f.write_str("what is said to be right stands already"),
            Self::OneWayOnly(item) => {
                write!(f, "{item} cannot have gone the other way in a movement of this kind")
            }
            Self::TooMany(item) => {
                write!(f, "{item} differs by more than the {} pieces that one movement holds", Count::MAX)
            }
        }
    }
}

impl std::error::Error for NotCorrected {}

/// The movements that make `original` what `right` says.
///
/// `standing` are the movements of the original and of its earlier corrections, as they stand in TrackOnline; what was
/// refused or given up is not among them. Only the net of an item matters: one more delivered and one more returned
/// leaves both sides with what they have.
///
/// # Errors
/// When nothing differs, or the difference cannot be a movement.
pub fn correction(
    original: &ConfirmationRequest,
    standing: &[PlannedTransaction],
    right: &CorrectionRequest,
    rules: &MovementRules,
) -> Result<Correction, NotCorrected> {
    let first = standing.first().ok_or(NotCorrected::NothingDiffers)?;
    let stands = standing_pieces(standing);
    let lines: Vec<ConfirmationLine> = right
        .lines
        .iter()
        .map(|line| {
            if !goes_both_ways(original.kind) && !line.returned.is_zero() {
                return Err(NotCorrected::OneWayOnly(line.item.clone()));
            }
            let stated = direction_of_delivered(original.kind)
                .signed(line.delivered.pieces() - line.returned.pieces());
            let missing = stated - stands.get(&line.item).copied().unwrap_or_default();
            let count =
                |pieces: i64| Count::new(pieces.max(0)).map_err(|_| NotCorrected::TooMany(line.item.clone()));
            Ok(ConfirmationLine {
                item: line.item.clone(),
                planned: None,
                delivered: count(missing)?,
                returned: count(-missing)?,
                reason: None,
            })
        })
        .filter(|line| {
            line.as_ref().map_or(true, |line| !line.delivered.is_zero() || !line.returned.is_zero())
        })
        .collect::<Result<_, _>>()?;
    if lines.is_empty() {
        return Err(NotCorrected::NothingDiffers);
    }
    let other = match first.direction {
        Direction::Delivered => &first.from,
        Direction::Returned => &first.to,
    };
    let request = ConfirmationRequest {
        id: right.id,
        kind: ConfirmationKind::Correction,
        stage: Stage::Counted,
        customer: original.customer.clone(),
        location: original.location.clone(),
        own_location: Some(other.clone()),
        order: original.order.clone(),
        counted_at: right.counted_at,
        lines,
        note: Some(right.reason.clone()),
    };
    let numbers: Vec<&str> = standing
        .iter()
        .filter(|movement| movement.kind != ConfirmationKind::Correction)
        .map(|movement| movement.wire_number().as_str())
        .collect();
    let note = format!("Correction of {}: {}", numbers.join(", "), right.reason);
    let mut transactions = between(&request, other, rules);
    for movement in &mut transactions {
        movement.note = Some(note.clone());
    }
    Ok(Correction { request, transactions })
}

/// Pieces towards the location per item, all movements together.
fn standing_pieces(standing: &[PlannedTransaction]) -> BTreeMap<&ItemNumber, i64> {
    let mut sums = BTreeMap::new();
    for movement in standing {
        for line in &movement.items {
            *sums.entry(&line.item).or_default() += movement.direction.signed(line.count.pieces());
        }
    }
    sums
}

#[cfg(test)]
mod tests;
