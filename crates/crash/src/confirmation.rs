//! What the clients confirm, thrown by dice.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rand::Rng;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::{Builder, Uuid};

/// Customers of the stand-in's world as FreshPortal numbers them, each with one of its locations in TrackOnline.
const PLACES: [(&str, &str); 6] = [
    ("10015", "C0415"),
    ("10023", "C0423"),
    ("10023", "C0423-1"),
    ("10023", "C0423-2"),
    ("10031", "C0431"),
    ("10035", "10035"),
];

/// Items of the stand-in's world.
const ITEMS: [&str; 8] =
    ["CC TAG6", "CC SHELF", "CC POST", "DC TROLLEY", "FC533", "FC560", "FC577", "E2 CRATE"];

/// The customers that are confirmed for.
pub(crate) fn customers() -> impl Serialize {
    PLACES.map(|(customer, _)| customer)
}

/// Pieces by item.
pub(crate) type Pieces = BTreeMap<String, i64>;

/// Towards the customer, or back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Direction {
    Delivered,
    Returned,
}

impl Direction {
    pub(crate) const BOTH: [Self; 2] = [Self::Delivered, Self::Returned];

    /// As the proxy calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Returned => "returned",
        }
    }
}

/// One confirmation; sent again it is the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Confirmation {
    pub(crate) id: Uuid,
    /// The round in which it was first sent.
    pub(crate) round: u32,
    pub(crate) customer: &'static str,
    pub(crate) location: &'static str,
    order: Option<String>,
    counted_at: DateTime<Utc>,
    lines: Vec<Line>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    item: &'static str,
    is_planned: bool,
    delivered: i64,
    returned: i64,
}

impl Confirmation {
    /// Any confirmation: a delivery, a return or both, mostly for an order, of one to four items.
    pub(crate) fn any(dice: &mut StdRng, round: u32, now: DateTime<Utc>) -> Self {
        let millis = u64::try_from(now.timestamp_millis()).unwrap_or_default();
        let (customer, location) = PLACES.choose(dice).copied().unwrap_or(PLACES[0]);
        let moves = dice.random_range(0..10);
        let order = dice.random_bool(0.75).then(|| format!("CR{round}-{:08x}", dice.random::<u32>()));
        let count = dice.random_range(1..=4);
        let lines = ITEMS
            .choose_multiple(dice, count)
            .map(|item| Line {
                item,
                is_planned: order.is_some() && dice.random_bool(0.5),
                delivered: if moves < 8 { dice.random_range(1..=60) } else { 0 },
                returned: if moves >= 4 { dice.random_range(1..=60) } else { 0 },
            })
            .collect();
        let id = Builder::from_unix_timestamp_millis(millis, &dice.random()).into_uuid();
        Self { id, round, customer, location, order, counted_at: now, lines }
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
                if line.is_planned {
                    written["planned"] = line.delivered.into();
                }
                written
            })
            .collect();
        let mut body = json!({
            "id": self.id,
            "customer": self.customer,
            "location": self.location,
            "counted_at": self.counted_at,
            "lines": lines,
            "note": self.mark(),
        });
        if let Some(order) = &self.order {
            body["order"] = order.as_str().into();
        }
        body
    }

    /// What its remark holds, and no other's.
    pub(crate) fn mark(&self) -> String {
        format!("crash {}", self.id)
    }

    /// What moves in a direction; nothing, or at least a piece of each item.
    pub(crate) fn pieces(&self, direction: Direction) -> Pieces {
        self.lines
            .iter()
            .map(|line| match direction {
                Direction::Delivered => (line.item.to_owned(), line.delivered),
                Direction::Returned => (line.item.to_owned(), line.returned),
            })
            .filter(|(_, pieces)| *pieces > 0)
            .collect()
    }

    /// The directions in which something moves.
    pub(crate) fn directions(&self) -> impl Iterator<Item = Direction> {
        Direction::BOTH.into_iter().filter(|direction| !self.pieces(*direction).is_empty())
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng as _;

    use super::*;

    #[test]
    fn each_moves_something_and_the_mix_holds_every_kind() {
        let mut dice = StdRng::seed_from_u64(1);
        let some: Vec<_> = (0..200).map(|_| Confirmation::any(&mut dice, 1, DateTime::UNIX_EPOCH)).collect();
        let kind = |confirmation: &Confirmation| confirmation.directions().collect::<Vec<_>>();
        assert!(some.iter().all(|confirmation| !kind(confirmation).is_empty()));
        for wanted in [
            vec![Direction::Delivered],
            vec![Direction::Returned],
            vec![Direction::Delivered, Direction::Returned],
        ] {
            assert!(some.iter().any(|confirmation| kind(confirmation) == wanted), "{wanted:?}");
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
}
