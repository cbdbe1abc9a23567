//! What is asked before a movement is believed: is it there already, and why is it not what was planned?
//!
//! Nothing here refuses by itself. What may be a repetition is held or raised, and a person decides.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, CustomerNumber, DifferenceReason, Held,
    ItemCount, ItemNumber, LocationNumber, OrderReference, Stage, TransactionNumber,
};
use uuid::Uuid;

/// A confirmation that was accepted before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// Its identifier.
    pub id: Uuid,
    /// What happened.
    pub kind: ConfirmationKind,
    /// Announced, or counted.
    pub stage: Stage,
    /// The order, if any.
    pub order: Option<OrderReference>,
    /// Whose packaging it is about.
    pub customer: Option<CustomerNumber>,
    /// The location that is not our own.
    pub location: LocationNumber,
    /// What was counted.
    pub lines: Vec<ConfirmationLine>,
    /// When, by the device's clock.
    pub counted_at: DateTime<Utc>,
    /// When it was on disk.
    pub accepted_at: DateTime<Utc>,
    /// Who confirmed it.
    pub by: String,
}

impl Earlier {
    /// A confirmation as it was sent, who sent it, and when it was on disk.
    pub fn of(request: &ConfirmationRequest, accepted_at: DateTime<Utc>, by: &str) -> Self {
        Self {
            id: request.id,
            kind: request.kind,
            stage: request.stage,
            order: request.order.clone(),
            customer: request.customer.clone(),
            location: request.location.clone(),
            lines: request.lines.clone(),
            counted_at: request.counted_at,
            accepted_at,
            by: by.to_owned(),
        }
    }
}

/// What a device's clock may be ahead: a confirmation is never accepted longer than this before it was counted.
pub const CLOCK_AHEAD: TimeDelta = TimeDelta::minutes(15);

/// When the oldest confirmation was accepted that [`second`] has to be shown.
pub fn looks_back_to(
    request: &ConfirmationRequest,
    accepted_at: DateTime<Utc>,
    within: TimeDelta,
) -> DateTime<Utc> {
    request.counted_at.min(accepted_at) - within - CLOCK_AHEAD
}

/// The newest of the earlier confirmations that this one, accepted at `accepted_at`, may be a repetition of.
///
/// It may be one where both are counts of the same kind at the same location and were counted or accepted at most
/// `within` apart: a device may have been without a network for long, and a device's clock may be wrong. Under an order,
/// both carry it, and something moved the same way in both: bringing and fetching apart is no repetition. Without an
/// order, they are about the same customer and have the same counts, piece for piece: two drop-offs a day are usual, two
/// that are alike are not. A correction is never one: it is made of what stands.
pub fn second(
    request: &ConfirmationRequest,
    accepted_at: DateTime<Utc>,
    within: TimeDelta,
    earlier: &[Earlier],
) -> Option<Held> {
    if request.stage != Stage::Counted || request.kind == ConfirmationKind::Correction {
        return None;
    }
    let is_like = |one: &&Earlier| {
        one.id != request.id
            && one.stage == Stage::Counted
            && one.kind == request.kind
            && one.location == request.location
            && one.order == request.order
            && ((one.counted_at - request.counted_at).abs() <= within
                || (one.accepted_at - accepted_at).abs() <= within)
            && if request.order.is_some() {
                ways(&one.lines).zip(ways(&request.lines)).any(|(then, now)| then && now)
            } else {
                one.customer == request.customer && counts(&one.lines) == counts(&request.lines)
            }
    };
    earlier.iter().filter(is_like).max_by_key(|one| (one.accepted_at, one.id)).map(|one| Held {
        earlier: one.id,
        by: one.by.clone(),
        at: one.counted_at,
    })
}

/// Whether something was delivered, and whether something was returned.
fn ways(lines: &[ConfirmationLine]) -> impl Iterator<Item = bool> {
    [lines.iter().any(|line| !line.delivered.is_zero()), lines.iter().any(|line| !line.returned.is_zero())]
        .into_iter()
}

/// What was counted per item; a line of zeros says nothing.
fn counts(lines: &[ConfirmationLine]) -> BTreeMap<&ItemNumber, (i64, i64)> {
    lines
        .iter()
        .map(|line| (&line.item, (line.delivered.pieces(), line.returned.pieces())))
        .filter(|(_, counts)| *counts != (0, 0))
        .collect()
}

/// Indices of the lines whose count differs from the plan without a reason. The reason *other* says nothing by itself:
/// it needs the remark.
pub fn differences_without_reason(request: &ConfirmationRequest) -> Vec<usize> {
    if request.stage != Stage::Counted {
        return Vec::new();
    }
    let is_explained = |reason: Option<DifferenceReason>| match reason {
        None => false,
        Some(DifferenceReason::Other) => request.note.as_ref().is_some_and(|note| !note.trim().is_empty()),
        Some(_) => true,
    };
    let lines = request.lines.iter().enumerate();
    lines
        .filter(|(_, line)| line.planned.is_some_and(|planned| planned != line.delivered))
        .filter(|(_, line)| !is_explained(line.reason))
        .map(|(index, _)| index)
        .collect()
}

/// A counted movement as it stands in TrackOnline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// TrackOnline's number.
    pub number: TransactionNumber,
    /// Where the pieces left.
    pub from: LocationNumber,
    /// Where they arrived.
    pub to: LocationNumber,
    /// What moved.
    pub items: Vec<ItemCount>,
    /// When.
    pub moved_at: DateTime<Utc>,
}

/// Two movements at least this far apart are not of the same day, whatever the time zone. People enter a movement with
/// the moment, with noon, or with the midnight of their day; in UTC that can be the day before.
const SAME_DAY: TimeDelta = TimeDelta::days(1);

/// Our movements that somebody else seems to have entered too, each with theirs: the same sides, the same pieces, less
/// than a day apart. Each movement is in one pair at most; those nearest in time go first.
pub fn declared_twice(ours: &[Declared], theirs: &[Declared]) -> Vec<(TransactionNumber, TransactionNumber)> {
    let alike = |our: &Declared, their: &Declared| {
        our.number != their.number
            && our.from == their.from
            && our.to == their.to
            && pieces(&our.items) == pieces(&their.items)
    };
    let mut pairs: Vec<_> = ours
        .iter()
        .flat_map(|our| theirs.iter().map(move |their| (our, their)))
        .filter(|(our, their)| alike(our, their))
        .map(|(our, their)| ((our.moved_at - their.moved_at).abs(), &our.number, &their.number))
        .filter(|(apart, ..)| *apart < SAME_DAY)
        .collect();
    pairs.sort();
    let mut taken = BTreeSet::new();
    pairs
        .into_iter()
        .filter(|(_, our, their)| {
            let is_free = !taken.contains(our) && !taken.contains(their);
            if is_free {
                taken.extend([*our, *their]);
            }
            is_free
        })
        .map(|(_, our, their)| (our.clone(), their.clone()))
        .collect()
}

/// Pieces per item; the same item may stand in several rows.
fn pieces(items: &[ItemCount]) -> BTreeMap<&ItemNumber, i64> {
    let mut sums = BTreeMap::new();
    for line in items.iter().filter(|line| !line.count.is_zero()) {
        *sums.entry(&line.item).or_default() += line.count.pieces();
    }
    sums
}

#[cfg(test)]
mod tests;
