//! What a person knows about a balance, so that signs need not be guessed.

use std::str::FromStr;

/// How many pieces of an item a location is known to have, such as `4711:CC TAG6=held:42`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// The location's number.
    pub location: String,
    /// The item's number.
    pub item: String,
    /// Positive: that many are at the location. Negative: that many more came back from it than went there.
    pub pieces: i64,
}

/// Why a text is no expectation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{given:?} is not LOCATION:ITEM=held:PIECES or LOCATION:ITEM=owed:PIECES with pieces from 1, such as 4711:EPAL=held:42"
)]
pub struct ExpectationError {
    given: String,
}

impl FromStr for Expectation {
    type Err = ExpectationError;

    fn from_str(text: &str) -> Result<Self, ExpectationError> {
        // The last signs count, as numbers of locations and items may hold the same ones.
        let read = || {
            let (place, known) = text.rsplit_once('=')?;
            let (location, item) = place.split_once(':')?;
            let (side, pieces) = known.split_once(':')?;
            let pieces: i64 = pieces.trim().parse().ok().filter(|pieces| *pieces > 0)?;
            let pieces = match side.trim() {
                "held" => pieces,
                "owed" => -pieces,
                _ => return None,
            };
            let (location, item) = (location.trim().to_owned(), item.trim().to_owned());
            (!location.is_empty() && !item.is_empty()).then_some(Self { location, item, pieces })
        };
        read().ok_or_else(|| ExpectationError { given: text.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn held_is_positive_and_owed_is_negative() {
        let table =
            [("4711:EPAL=held:42", ("4711", "EPAL", 42)), ("A 1:CC TAG6=owed:3", ("A 1", "CC TAG6", -3))];
        for (text, (location, item, pieces)) in table {
            let expected = Expectation { location: location.into(), item: item.into(), pieces };
            assert_eq!(text.parse(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_settles_no_sign_is_no_expectation() {
        for text in
            ["", "4711", "4711:EPAL", "4711:EPAL=42", "4711:EPAL=held:0", "4711:EPAL=held:-3", ":EPAL=held:1"]
        {
            assert!(text.parse::<Expectation>().is_err(), "{text}");
        }
    }
}
