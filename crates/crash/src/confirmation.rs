//! What the clients confirm, thrown by dice.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

use crate::kind::{Direction, Kind, OWN_LOCATION, Place};

/// Items of the stand-in's world.
pub(crate) const ITEMS: [&str; 8] =
    ["CC TAG6", "CC SHELF", "CC POST", "DC TROLLEY", "FC533", "FC560", "FC577", "E2 CRATE"];

/// Pieces by item.
pub(crate) type Pieces = BTreeMap<String, i64>;

/// What a held confirmation is said to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldIs {
    Same,
    Another,
}

impl HeldIs {
    /// As the proxy calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Another => "another",
        }
    }
}

/// Who says what a second confirmation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Second {
    /// Whoever confirmed it.
    Client(HeldIs),
    /// Whoever settles exceptions.
    Clerk(HeldIs),
}

/// One confirmation; sent again it is the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Confirmation {
    pub(crate) id: Uuid,
    /// The round in which it was first sent.
    pub(crate) round: u32,
    pub(crate) kind: Kind,
    pub(crate) place: Place,
    /// Whether it is announced only.
    pub(crate) is_plan: bool,
    /// Under one order, what has a higher one takes the place of plans with a lower one.
    pub(crate) step: u32,
    /// Whether it repeats an earlier one, and who says then what it is.
    pub(crate) second: Option<Second>,
    order: Option<String>,
    counted_at: DateTime<Utc>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    item: &'static str,
    planned: Option<i64>,
    delivered: i64,
    returned: i64,
}

impl Confirmation {
    /// Any confirmation: mostly a delivery, a return or both for an order; of one to four items.
    pub(crate) fn any(dice: &mut StdRng, round: u32, now: DateTime<Utc>) -> Self {
        let kind = match dice.random_range(0..20) {
            0..=10 => Kind::Delivery,
            11..=13 => Kind::Supply,
            14..=15 => Kind::Transfer,
            _ => [Kind::Damaged, Kind::Scrapped, Kind::Lost, Kind::Found]
                .choose(dice)
                .copied()
                .unwrap_or(Kind::Lost),
        };
        let place = kind.any_place(dice);
        let moves = if kind.goes_both_ways() { dice.random_range(0..10) } else { 0 };
        let order = dice.random_bool(0.75).then(|| order(dice, round));
        let count = dice.random_range(1..=4);
        let lines = ITEMS
            .choose_multiple(dice, count)
            .map(|item| {
                let delivered = if moves < 8 { dice.random_range(1..=60) } else { 0 };
                let is_planned = order.is_some() && kind == Kind::Delivery && dice.random_bool(0.5);
                Line {
                    item,
                    // Some were planned otherwise; then a reason goes with it.
                    planned: is_planned.then(|| delivered + i64::from(dice.random_bool(0.2))),
                    delivered,
                    returned: if moves >= 4 { dice.random_range(1..=60) } else { 0 },
                }
            })
            .collect();
        Self {
            id: new_id(dice, now),
            round,
            kind,
            place,
            is_plan: false,
            step: 0,
            second: None,
            order,
            counted_at: now,
            lines,
        }
    }

    /// A plan for an order.
    pub(crate) fn plan(dice: &mut StdRng, round: u32, now: DateTime<Utc>) -> Self {
        let mut plan = Self::any(dice, round, now);
        plan.order.get_or_insert_with(|| order(dice, round));
        plan.lines.iter_mut().for_each(|line| line.planned = None);
        Self { is_plan: true, ..plan }
    }

    /// What comes after this plan: another plan, or the count.
    pub(crate) fn then(&self, dice: &mut StdRng, is_plan: bool) -> Self {
        let mut next =
            Self { id: new_id(dice, self.counted_at), step: self.step + 1, is_plan, ..self.clone() };
        let moves_back = dice.random_bool(0.8);
        for line in &mut next.lines {
            line.planned = (!is_plan && self.kind == Kind::Delivery).then_some(line.delivered);
            if line.delivered > 0 && dice.random_bool(0.5) {
                line.delivered += dice.random_range(1..=9);
            }
            // Sometimes nothing goes back though it was planned; but something always moves.
            if !moves_back && line.delivered > 0 {
                line.returned = 0;
            }
        }
        next
    }

    /// The same once more, under another identifier: with other counts where an order tells that it is the same.
    pub(crate) fn repeated(&self, dice: &mut StdRng, second: Second) -> Self {
        let mut again =
            Self { id: new_id(dice, self.counted_at), second: Some(second), step: 0, ..self.clone() };
        for line in &mut again.lines {
            line.planned = None;
            if self.order.is_some() && line.delivered > 0 {
                line.delivered += dice.random_range(0..=3);
            }
        }
        again
    }

    /// The request that confirms it. Its remark names it, so that it is known again in TrackOnline whatever number it
    /// is given there.
    pub(crate) fn body(&self) -> Value {
        let lines: Vec<Value> = self
            .lines
            .iter()
            .map(|line| {
                let mut written =
                    json!({ "item": line.item, "delivered": line.delivered, "returned": line.returned });
                if let Some(planned) = line.planned {
                    written["planned"] = planned.into();
                    if planned != line.delivered {
                        written["reason"] = "plan-wrong".into();
                    }
                }
                written
            })
            .collect();
        let mut body = json!({
            "id": self.id,
            "kind": self.kind.word(),
            "stage": if self.is_plan { "planned" } else { "counted" },
            "location": self.place.location,
            "counted_at": self.counted_at,
            "lines": lines,
            "note": mark(self.id),
        });
        let optional = [
            ("customer", self.place.customer),
            ("own_location", self.place.own_location),
            ("order", self.order.as_deref()),
        ];
        for (field, value) in optional {
            if let Some(value) = value {
                body[field] = value.into();
            }
        }
        body
    }

    /// What moves in a direction; nothing, or at least a piece of each item.
    pub(crate) fn pieces(&self, direction: Direction) -> Pieces {
        self.lines
            .iter()
            .map(|line| {
                let is_first = direction == self.kind.first_way();
                (line.item.to_owned(), if is_first { line.delivered } else { line.returned })
            })
            .filter(|(_, pieces)| *pieces > 0)
            .collect()
    }

    /// The directions in which something moves.
    pub(crate) fn directions(&self) -> impl Iterator<Item = Direction> {
        Direction::BOTH.into_iter().filter(|direction| !self.pieces(*direction).is_empty())
    }

    /// The side that is not its location.
    pub(crate) fn other_side(&self) -> &'static str {
        self.kind.written_off().or(self.place.own_location).unwrap_or(OWN_LOCATION)
    }

    /// Whether this plan's movement gives way to the other's.
    pub(crate) fn gives_way_to(&self, other: &Self, direction: Direction) -> bool {
        self.is_plan
            && self.order == other.order
            && other.step > self.step
            && !other.pieces(direction).is_empty()
    }

    /// When it was counted, by the device's clock.
    pub(crate) fn counted_at(&self) -> DateTime<Utc> {
        self.counted_at
    }

    /// The items and their first and second counts.
    pub(crate) fn counts(&self) -> impl Iterator<Item = (&'static str, i64, i64)> {
        self.lines.iter().map(|line| (line.item, line.delivered, line.returned))
    }
}

/// What the remark of one confirmation or correction holds, and no other's.
pub(crate) fn mark(id: Uuid) -> String {
    format!("crash {id}")
}

pub(crate) fn new_id(dice: &mut StdRng, now: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
    Builder::from_unix_timestamp_millis(millis, &dice.random()).into_uuid()
}

fn order(dice: &mut StdRng, round: u32) -> String {
    format!("CR{round}-{:08x}", dice.random::<u32>())
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn each_moves_something_and_the_mix_holds_every_kind() {
        let mut dice = StdRng::seed_from_u64(1);
        let some: Vec<_> = (0..400).map(|_| Confirmation::any(&mut dice, 1, DateTime::UNIX_EPOCH)).collect();
        assert!(some.iter().all(|confirmation| confirmation.directions().count() > 0));
        for kind in Kind::ALL {
            let of_it: Vec<_> = some.iter().filter(|confirmation| confirmation.kind == kind).collect();
            assert!(!of_it.is_empty(), "{kind:?}");
            let both = of_it.iter().any(|confirmation| confirmation.directions().count() == 2);
            assert_eq!(both, kind.goes_both_ways(), "{kind:?}");
        }
        assert!(some.iter().any(|confirmation| confirmation.order.is_none()));
    }

    #[test]
    fn the_same_dice_make_the_same_confirmation() {
        let once = || Confirmation::any(&mut StdRng::seed_from_u64(7), 3, DateTime::UNIX_EPOCH);
        assert_eq!(once(), once());
        assert_eq!(once().id.get_version_num(), 7);
        assert!(once().body()["note"].as_str().is_some_and(|note| note.contains(&once().id.to_string())));
    }

    #[test]
    fn a_count_takes_the_place_of_its_plan_where_it_moves_something_and_a_repetition_does_not() {
        let mut dice = StdRng::seed_from_u64(2);
        for _ in 0..50 {
            let plan = Confirmation::plan(&mut dice, 1, DateTime::UNIX_EPOCH);
            let count = plan.then(&mut dice, false);
            assert!(count.directions().count() > 0);
            for direction in Direction::BOTH {
                assert_eq!(
                    plan.gives_way_to(&count, direction),
                    !count.pieces(direction).is_empty(),
                    "{count:?}"
                );
                let again = count.repeated(&mut dice, Second::Client(HeldIs::Same));
                assert!(!plan.gives_way_to(&again, direction) && !count.gives_way_to(&plan, direction));
            }
        }
    }

    #[test]
    fn a_difference_from_the_plan_has_a_reason() {
        let mut dice = StdRng::seed_from_u64(4);
        for _ in 0..100 {
            let body = Confirmation::any(&mut dice, 1, DateTime::UNIX_EPOCH).body();
            for line in body["lines"].as_array().expect("lines") {
                let differs = line.get("planned").is_some_and(|planned| *planned != line["delivered"]);
                assert_eq!(line.get("reason").is_some(), differs);
            }
        }
    }
}
