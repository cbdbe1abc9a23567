//! What is said later to be right.

use chrono::{DateTime, Utc};
use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::confirmation::{Confirmation, ITEMS, Pieces, mark, new_id};
use crate::kind::Direction;

/// One correction; sent again it is the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Correction {
    pub(crate) id: Uuid,
    /// The confirmation that it puts right.
    pub(crate) of: Uuid,
    pub(crate) round: u32,
    counted_at: DateTime<Utc>,
    /// Item, first count, second count.
    lines: Vec<(&'static str, i64, i64)>,
    first_way: Direction,
}

impl Correction {
    /// The first and the second correction of a confirmation. One counts more, the other less, so that neither says what
    /// stands already, whether the other was made or not.
    pub(crate) fn both(dice: &mut StdRng, original: &Confirmation) -> [Self; 2] {
        let mut counts: Vec<_> = original.counts().collect();
        let more_first = dice.random_bool(0.5);
        [more_first, !more_first].map(|is_more| {
            let mut lines: Vec<_> = counts
                .iter()
                .filter(|(_, delivered, _)| *delivered > 0)
                .map(|(item, delivered, returned)| {
                    let by =
                        if is_more { dice.random_range(1..=9) } else { -dice.random_range(1..=*delivered) };
                    (*item, delivered + by, *returned)
                })
                .collect();
            if lines.is_empty() || (is_more && dice.random_bool(0.3)) {
                // Something was forgotten altogether; by the other one, it stands again as nothing, or is added to.
                let is_new = |item: &&&str| counts.iter().all(|(known, ..)| *known != **item);
                let unnamed: Vec<_> = ITEMS.iter().filter(is_new).collect();
                if let Some(item) = unnamed.choose(dice) {
                    lines.push((item, dice.random_range(if is_more { 5..=9 } else { 1..=4 }), 0));
                }
            }
            counts.truncate(counts.len().div_ceil(2));
            Self {
                id: new_id(dice, original.counted_at()),
                of: original.id,
                round: original.round,
                counted_at: original.counted_at(),
                lines,
                first_way: original.kind.first_way(),
            }
        })
    }

    pub(crate) fn body(&self) -> Value {
        let lines: Vec<_> = self
            .lines
            .iter()
            .map(|(item, delivered, returned)| {
                json!({ "item": item, "delivered": delivered, "returned": returned })
            })
            .collect();
        json!({ "id": self.id, "counted_at": self.counted_at, "lines": lines, "reason": mark(self.id) })
    }

    /// The net of each item that it names, towards the location.
    pub(crate) fn stated(&self) -> Pieces {
        let net = |delivered: i64, returned: i64| self.first_way.signed(delivered - returned);
        self.lines
            .iter()
            .map(|(item, delivered, returned)| ((*item).to_owned(), net(*delivered, *returned)))
            .collect()
    }

    /// What has to move in a direction, where these pieces stand towards the location.
    pub(crate) fn pieces(&self, standing: &Pieces, direction: Direction) -> Pieces {
        let missing = |(item, stated): (String, i64)| {
            let stands = standing.get(&item).copied().unwrap_or_default();
            (item, direction.signed(stated - stands))
        };
        self.stated().into_iter().map(missing).filter(|(_, pieces)| *pieces > 0).collect()
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn each_changes_something_whether_or_not_the_other_was_made() {
        let mut dice = StdRng::seed_from_u64(1);
        for _ in 0..200 {
            let original = Confirmation::any(&mut dice, 1, DateTime::UNIX_EPOCH);
            let mut standing = Pieces::new();
            for direction in Direction::BOTH {
                for (item, pieces) in original.pieces(direction) {
                    *standing.entry(item).or_default() += direction.signed(pieces);
                }
            }
            let moves = |correction: &Correction, standing: &Pieces| {
                Direction::BOTH.iter().any(|direction| !correction.pieces(standing, *direction).is_empty())
            };
            let [first, second] = Correction::both(&mut dice, &original);
            assert!(moves(&first, &standing) && moves(&second, &standing), "{original:?}");
            standing.extend(first.stated());
            assert!(moves(&second, &standing), "{original:?}");
        }
    }
}
