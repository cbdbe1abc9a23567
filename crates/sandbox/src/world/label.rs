//! Packaging labels: one number that stands for everything packed under it.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::code::code_enum;
use super::dice::Dice;
use super::tagged::TaggedTrolley;
use super::{SEED, midnight};

code_enum! {
    /// What sort of label it is.
    PackagingLabelType {
        Undefined = 0, "Undefined";
        Sscc = 1, "Sscc";
    }
}

/// A label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackagingLabel {
    /// TrackOnline's identifier.
    pub id: Uuid,
    /// The number that is printed on it: a serial shipping container code.
    pub number: String,
    /// From when on it stands for nothing.
    pub expires: DateTime<Utc>,
    /// Whether it is in use.
    pub enabled: bool,
    /// When it was entered.
    pub entered: DateTime<Utc>,
    /// Item numbers with pieces.
    pub items: Vec<(String, i64)>,
    /// Identifiers of trolleys that are packed one by one.
    pub trolleys: Vec<Uuid>,
}

/// What is packed under labels, in turn: item and pieces.
const LOADS: [&[(&str, i64)]; 4] = [
    &[("FC560", 48), ("EPAL", 1)],
    &[("CC SHELF", 3), ("CC POST", 4)],
    &[("FC577", 36), ("EPAL", 1), ("PALLET LID", 1)],
    &[("FC746", 120), ("DC TROLLEY", 2)],
];

/// A dozen labels: most in use, one expired, one out of use, every second kind of load with a tagged trolley.
pub(super) fn labels(base: NaiveDate, trolleys: &[TaggedTrolley]) -> Vec<PackagingLabel> {
    let mut tagged = trolleys.iter().filter(|trolley| !trolley.deleted);
    (1..=12)
        .zip(LOADS.iter().cycle())
        .map(|(nth, load)| {
            let mut dice = Dice::new(SEED, &format!("label {nth}"));
            let entered = midnight(base - TimeDelta::days(dice.between(3, 80))) + TimeDelta::hours(7);
            let serial = format!("08717{:06}{nth:06}", dice.between(100_000, 999_999));
            PackagingLabel {
                id: dice.uuid(),
                number: format!("{serial}{}", check_digit(&serial)),
                expires: if nth == 11 {
                    midnight(base) - TimeDelta::days(2)
                } else {
                    entered + TimeDelta::days(400)
                },
                enabled: nth != 12,
                entered,
                items: load.iter().map(|(item, pieces)| ((*item).to_owned(), *pieces)).collect(),
                trolleys: tagged
                    .next()
                    .filter(|_| nth % 4 == 2)
                    .map(|trolley| trolley.id)
                    .into_iter()
                    .collect(),
            }
        })
        .collect()
}

/// The last digit of a GS1 code: from the right, digits count three times and once in turn.
fn check_digit(digits: &str) -> u32 {
    let sum: u32 = digits
        .chars()
        .rev()
        .zip([3, 1].into_iter().cycle())
        .filter_map(|(digit, weight)| Some(digit.to_digit(10)? * weight))
        .sum();
    (10 - sum % 10) % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_ends_in_the_check_digit_that_gs1_prescribes() {
        assert_eq!(check_digit("00614141123456789"), 0);
        assert_eq!(check_digit("629104150021"), 3);
    }
}
