//! Numbers of pieces and other figures, read as numbers or as text.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

/// A number of pieces. The models call it an integer, the examples send `"25"`: both are read.
///
/// Where it is a balance, the sign is explained at the field that holds it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Quantity(i64);

impl Quantity {
    /// That many pieces.
    pub const fn new(pieces: i64) -> Self {
        Self(pieces)
    }

    /// The pieces.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// The same number of pieces, seen from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

impl From<i32> for Quantity {
    fn from(pieces: i32) -> Self {
        Self(pieces.into())
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A figure with a fraction: a measure, a price, a temperature, a coordinate. TrackOnline's `number($double)`.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd, Serialize)]
#[serde(transparent)]
pub struct Decimal(f64);

impl Decimal {
    /// That figure. Whether it may be sent is checked where it is sent.
    pub const fn new(figure: f64) -> Self {
        Self(figure)
    }

    /// The figure.
    pub const fn get(self) -> f64 {
        self.0
    }
}

impl From<f64> for Decimal {
    fn from(figure: f64) -> Self {
        Self(figure)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The whole number that a figure is, if it is one and a double can say it exactly.
pub(crate) fn whole(figure: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53, so nothing is cut off")]
    (figure.abs() <= EXACT && figure.fract() == 0.0).then_some(figure as i64)
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(QuantityVisitor)
    }
}

struct QuantityVisitor;

impl Visitor<'_> for QuantityVisitor {
    type Value = Quantity;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number, as a number or as text")
    }

    fn visit_i64<E: de::Error>(self, pieces: i64) -> Result<Quantity, E> {
        Ok(Quantity(pieces))
    }

    fn visit_u64<E: de::Error>(self, pieces: u64) -> Result<Quantity, E> {
        i64::try_from(pieces)
            .map(Quantity)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(pieces), &self))
    }

    fn visit_f64<E: de::Error>(self, figure: f64) -> Result<Quantity, E> {
        whole(figure).map(Quantity).ok_or_else(|| E::invalid_value(de::Unexpected::Float(figure), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Quantity, E> {
        let digits = text.trim();
        let pieces = digits.parse().ok().or_else(|| digits.parse::<f64>().ok().and_then(whole));
        pieces.map(Quantity).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(DecimalVisitor)
    }
}

struct DecimalVisitor;

impl Visitor<'_> for DecimalVisitor {
    type Value = Decimal;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, as a number or as text")
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON has one kind of number; the document calls this one a double"
    )]
    fn visit_i64<E: de::Error>(self, figure: i64) -> Result<Decimal, E> {
        Ok(Decimal(figure as f64))
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "JSON has one kind of number; the document calls this one a double"
    )]
    fn visit_u64<E: de::Error>(self, figure: u64) -> Result<Decimal, E> {
        Ok(Decimal(figure as f64))
    }

    fn visit_f64<E: de::Error>(self, figure: f64) -> Result<Decimal, E> {
        Ok(Decimal(figure))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Decimal, E> {
        match text.trim().parse::<f64>() {
            Ok(figure) if figure.is_finite() => Ok(Decimal(figure)),
            _ => Err(E::invalid_value(de::Unexpected::Str(text), &self)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_is_read_as_number_and_as_text() {
        for (form, pieces) in
            [("25", 25), ("\"25\"", 25), ("-3", -3), ("\" -3 \"", -3), ("25.0", 25), ("\"25.00\"", 25)]
        {
            assert_eq!(serde_json::from_str::<Quantity>(form).unwrap().get(), pieces, "{form}");
        }
    }

    #[test]
    fn a_part_of_a_piece_or_no_number_at_all_is_an_error() {
        for form in
            ["2.5", "\"2.5\"", "\"\"", "\"many\"", "true", "null", "1e40", "\"NaN\"", "18446744073709551615"]
        {
            assert!(serde_json::from_str::<Quantity>(form).is_err(), "{form}");
        }
    }

    #[test]
    fn a_decimal_is_read_as_number_and_as_text_and_is_always_finite() {
        assert!((serde_json::from_str::<Decimal>("1.4").unwrap().get() - 1.4).abs() < f64::EPSILON);
        assert!((serde_json::from_str::<Decimal>("\"1.4\"").unwrap().get() - 1.4).abs() < f64::EPSILON);
        for form in ["\"inf\"", "\"NaN\"", "\"\"", "[]"] {
            assert!(serde_json::from_str::<Decimal>(form).is_err(), "{form}");
        }
    }
}
