//! What a customer will hold after the order on screen.
//!
//! A balance includes what is planned or posted under the order already, so only the rest of the order is added:
//! what is planned reduces it, and once a delivery under the order has been counted, nothing is left of it, also where
//! less was counted than ordered. A plan that somebody leaves standing in TrackOnline beside the count stays in the balance,
//! as it does on TrackOnline's own screen.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use contract::{
    Account, Direction, ItemCount, ItemNumber, LocationNumber, Movement, OrderStanding, PostingState, Stage,
};

/// One kind of packaging: now, with this order, and after it. Positive numbers are pieces at the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectedLine {
    /// What.
    pub item: ItemNumber,
    /// The displayed balance: TrackOnline's, and our own postings on their way.
    pub holds: i64,
    /// The part of `holds` that is on its way.
    pub on_its_way: i64,
    /// What this order still adds.
    pub adds: i64,
    /// `holds` and `adds` together.
    pub after: i64,
    /// What is known under the order already, if anything.
    pub already: Option<Already>,
}

/// Pieces of one item that the order's reference has already brought into the balance.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Already {
    /// Announced for delivery.
    pub planned: i64,
    /// Counted as delivered.
    pub delivered: i64,
    /// Counted as returned.
    pub returned: i64,
}

impl ProjectedLine {
    /// Whether the order concerns this item.
    pub fn is_touched(&self) -> bool {
        self.adds != 0 || self.already.is_some()
    }
}

/// Whether a movement stands for something that happened or will. What was refused or withdrawn does not, nor what is
/// held as a possible repetition of one that does: the earlier one stands for both. One that nobody can tell the fate of
/// stays counted, so that it is not confirmed a second time.
fn stands(movement: &Movement) -> bool {
    !matches!(movement.state, PostingState::Rejected | PostingState::Withdrawn | PostingState::Held)
}

fn already(
    standing: Option<&OrderStanding>,
    includes: impl Fn(&LocationNumber) -> bool,
) -> BTreeMap<&ItemNumber, Already> {
    let mut items: BTreeMap<&ItemNumber, Already> = BTreeMap::new();
    let movements = standing.into_iter().flat_map(|standing| &standing.movements);
    for movement in movements.filter(|movement| stands(movement) && includes(&movement.location)) {
        for line in &movement.items {
            let item = items.entry(&line.item).or_default();
            let pieces = line.count.pieces();
            match (movement.stage, movement.direction) {
                (Stage::Planned, Direction::Delivered) => item.planned += pieces,
                (Stage::Planned, Direction::Returned) => {}
                (Stage::Counted, Direction::Delivered) => item.delivered += pieces,
                (Stage::Counted, Direction::Returned) => item.returned += pieces,
            }
        }
    }
    items
}

/// Whether a delivery under the order has been counted.
pub fn is_delivered(standing: Option<&OrderStanding>) -> bool {
    has_delivery(standing, Stage::Counted)
}

/// Whether a delivery under the order is planned: it stands in the balance beside whatever is counted, until somebody
/// closes the plan.
pub fn is_planned(standing: Option<&OrderStanding>) -> bool {
    has_delivery(standing, Stage::Planned)
}

fn has_delivery(standing: Option<&OrderStanding>, stage: Stage) -> bool {
    standing.is_some_and(|standing| {
        let movements = &standing.movements;
        movements.iter().any(|m| stands(m) && m.stage == stage && m.direction == Direction::Delivered)
    })
}

/// What of the order is still to come, per item of the order.
pub fn remaining(order: &[ItemCount], standing: Option<&OrderStanding>) -> Vec<(ItemNumber, i64)> {
    let delivered = is_delivered(standing);
    let already = already(standing, |_| true);
    order
        .iter()
        .map(|line| {
            let planned = already.get(&line.item).map_or(0, |known| known.planned);
            let rest = if delivered { 0 } else { (line.count.pieces() - planned).max(0) };
            (line.item.clone(), rest)
        })
        .collect()
}

/// The account as one list, all locations summed: items of this order first, in its order, then by how much is held.
/// Items that are zero in every respect are included only where the order names them.
pub fn project(account: &Account, order: &[ItemCount]) -> Vec<ProjectedLine> {
    project_where(account, order, |_| true)
}

/// As [`project`], for one of the customer's locations, as if the rest of the order went there.
pub fn at_location(account: &Account, order: &[ItemCount], location: &LocationNumber) -> Vec<ProjectedLine> {
    project_where(account, order, |candidate| candidate == location)
}

fn project_where(
    account: &Account,
    order: &[ItemCount],
    includes: impl Fn(&LocationNumber) -> bool,
) -> Vec<ProjectedLine> {
    let standing = account.order.as_ref();
    let already = already(standing, &includes);
    let adds: Vec<(ItemNumber, i64)> = remaining(order, standing);
    let mut held: BTreeMap<&ItemNumber, (i64, i64)> = BTreeMap::new();
    for holding in account.holdings.iter().filter(|holding| includes(&holding.location)) {
        let sum = held.entry(&holding.item).or_default();
        sum.0 += holding.quantity + holding.on_its_way;
        sum.1 += holding.on_its_way;
    }
    let line = |item: &ItemNumber, adds: i64| {
        let (holds, on_its_way) = held.get(item).copied().unwrap_or_default();
        let already = already.get(item).copied();
        ProjectedLine { item: item.clone(), holds, on_its_way, adds, after: holds + adds, already }
    };

    let mut lines: Vec<ProjectedLine> = adds.iter().map(|(item, adds)| line(item, *adds)).collect();
    let named = |item: &ItemNumber| adds.iter().any(|(ordered, _)| ordered == item);
    let others = held
        .keys()
        .copied()
        .chain(already.keys().copied().filter(|item| !held.contains_key(item)))
        .filter(|item| !named(item));
    let ordered = lines.len();
    for line in others.map(|item| line(item, 0)) {
        // There are some dozens at most, and a place for each is found in less code than a sort is.
        let place = lines[ordered..].partition_point(|before| rank(before) < rank(&line));
        lines.insert(ordered + place, line);
    }
    lines
}

/// What the order has touched comes first, then what most is held of.
fn rank(line: &ProjectedLine) -> (bool, Reverse<i64>, &ItemNumber) {
    (!line.is_touched(), Reverse(line.holds.abs()), &line.item)
}

#[cfg(test)]
mod tests;
