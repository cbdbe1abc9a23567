//! What can happen to packaging, and where it does in the stand-in's world.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;

/// The stand-in's main dock: the other side of whatever names none.
pub(crate) const OWN_LOCATION: &str = "0001";
/// Our other places.
const DEPOT: &str = "0002";
const WASH_HALL: &str = "0003";

/// The places that stand for packaging that is nowhere any more, by the name of their setting.
pub(crate) const WRITTEN_OFF: [(&str, &str); 4] =
    [("damaged", "S900"), ("scrapped", "S900"), ("lost", "9000"), ("found", "9000")];

/// Towards the confirmation's location, or away from it.
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

    /// What pieces that go this way add to the location.
    pub(crate) const fn signed(self, pieces: i64) -> i64 {
        match self {
            Self::Delivered => pieces,
            Self::Returned => -pieces,
        }
    }

    /// Of a number that the proxy gave to a movement.
    pub(crate) fn of_number(number: &str) -> Option<Self> {
        match number.rsplit_once('-')? {
            (_, "D") => Some(Self::Delivered),
            (_, "R") => Some(Self::Returned),
            _ => None,
        }
    }
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Delivery,
    Supply,
    Transfer,
    Damaged,
    Scrapped,
    Lost,
    Found,
}

impl Kind {
    #[cfg(test)]
    pub(crate) const ALL: [Self; 7] = [
        Self::Delivery,
        Self::Supply,
        Self::Transfer,
        Self::Damaged,
        Self::Scrapped,
        Self::Lost,
        Self::Found,
    ];

    /// As the proxy calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Supply => "supply",
            Self::Transfer => "transfer",
            Self::Damaged => "damaged",
            Self::Scrapped => "scrapped",
            Self::Lost => "lost",
            Self::Found => "found",
        }
    }

    pub(crate) const fn goes_both_ways(self) -> bool {
        matches!(self, Self::Delivery | Self::Supply)
    }

    /// Which way its first count goes.
    pub(crate) const fn first_way(self) -> Direction {
        match self {
            Self::Delivery | Self::Transfer | Self::Found => Direction::Delivered,
            Self::Supply | Self::Damaged | Self::Scrapped | Self::Lost => Direction::Returned,
        }
    }

    /// The type that TrackOnline is to have it as.
    pub(crate) fn type_code(self, direction: Direction) -> i64 {
        match self {
            Self::Delivery | Self::Supply if direction == self.first_way() => 60,
            Self::Delivery | Self::Supply => 65,
            Self::Transfer => 15,
            Self::Damaged => 25,
            Self::Scrapped => 20,
            Self::Lost => 30,
            Self::Found => 35,
        }
    }

    /// The other side, where the settings name it.
    pub(crate) fn written_off(self) -> Option<&'static str> {
        WRITTEN_OFF.iter().find(|(setting, _)| *setting == self.word()).map(|(_, place)| *place)
    }

    /// Where it can happen.
    fn places(self) -> &'static [Place] {
        match self {
            Self::Delivery => &CUSTOMERS,
            Self::Supply => &SUPPLIERS,
            Self::Transfer => &TRANSFERS,
            Self::Damaged | Self::Scrapped | Self::Lost | Self::Found => &ANYWHERE,
        }
    }

    /// Any place where it can happen.
    pub(crate) fn any_place(self, dice: &mut StdRng) -> Place {
        let places = self.places();
        places.choose(dice).copied().unwrap_or(places[0])
    }
}

/// Whose packaging it is about, as FreshPortal numbers them, and where; perhaps which of our own places is the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) customer: Option<&'static str>,
    pub(crate) location: &'static str,
    pub(crate) own_location: Option<&'static str>,
}

const fn place(customer: &'static str, location: &'static str) -> Place {
    Place { customer: Some(customer), location, own_location: None }
}

const fn own(location: &'static str, own_location: Option<&'static str>) -> Place {
    Place { customer: None, location, own_location }
}

const CUSTOMERS: [Place; 7] = [
    place("10015", "C0415"),
    place("10023", "C0423"),
    place("10023", "C0423-1"),
    place("10023", "C0423-2"),
    place("10031", "C0431"),
    place("10035", "10035"),
    Place { customer: Some("10031"), location: "C0431", own_location: Some(DEPOT) },
];

const SUPPLIERS: [Place; 2] = [place("L0201", "L0201"), place("L0204", "L0204")];

const TRANSFERS: [Place; 3] = [own(DEPOT, None), own(WASH_HALL, None), own(DEPOT, Some(WASH_HALL))];

const ANYWHERE: [Place; 5] = [
    place("10015", "C0415"),
    place("10035", "10035"),
    own(OWN_LOCATION, None),
    own(DEPOT, None),
    own(WASH_HALL, None),
];

/// Everybody whom something is confirmed about.
pub(crate) fn customers() -> Vec<&'static str> {
    CUSTOMERS.iter().chain(&SUPPLIERS).filter_map(|place| place.customer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_movement_has_the_same_place_on_both_sides() {
        for kind in Kind::ALL {
            for place in kind.places() {
                let other = kind.written_off().or(place.own_location).unwrap_or(OWN_LOCATION);
                assert_ne!(place.location, other, "{kind:?}");
            }
        }
    }

    #[test]
    fn a_number_tells_the_direction() {
        assert_eq!(Direction::of_number("FL-0192-D"), Some(Direction::Delivered));
        assert_eq!(Direction::of_number("FL-0192-R"), Some(Direction::Returned));
        assert_eq!(Direction::of_number("T-7"), None);
    }
}
