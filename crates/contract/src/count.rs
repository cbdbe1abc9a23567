//! A number of pieces that a person counted or an order names.

use serde::{Deserialize, Serialize};

/// A count of pieces: 0 to [`Count::MAX`]. What is counted is never negative; its direction is said beside it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Count(u32);

/// A number that cannot be a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a count: give a whole number from 0 to {max}", max = Count::MAX)]
pub struct CountError(pub i64);

impl Count {
    /// More than any lorry carries; beyond it a count is a typing error.
    pub const MAX: u32 = 99_999;
    /// Nothing.
    pub const ZERO: Self = Self(0);
    /// [`Count::MAX`] pieces.
    pub const LARGEST: Self = Self(Self::MAX);

    /// # Errors
    /// When the number is negative or above [`Count::MAX`].
    pub fn new(pieces: i64) -> Result<Self, CountError> {
        match u32::try_from(pieces) {
            Ok(pieces) if pieces <= Self::MAX => Ok(Self(pieces)),
            _ => Err(CountError(pieces)),
        }
    }

    /// The pieces.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The pieces, for arithmetic with signs.
    pub const fn pieces(self) -> i64 {
        self.0 as i64
    }

    /// Whether nothing was counted.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl TryFrom<i64> for Count {
    type Error = CountError;

    fn try_from(pieces: i64) -> Result<Self, CountError> {
        Self::new(pieces)
    }
}

impl From<Count> for i64 {
    fn from(count: Count) -> Self {
        count.pieces()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Count {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        crate::schema::whole_number("Pieces.", Self::MAX)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Count {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn negative_and_huge_counts_are_refused_by_name() {
        assert_eq!(Count::new(0), Ok(Count::ZERO));
        assert_eq!(Count::new(99_999).map(Count::get), Ok(99_999));
        assert_eq!(Count::new(-3), Err(CountError(-3)));
        let error = serde_json::from_str::<Count>("100000").unwrap_err().to_string();
        assert!(error.starts_with("100000 is not a count: give a whole number from 0 to 99999"), "{error}");
    }
}
