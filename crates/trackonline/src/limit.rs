//! The documented limits, checked before anything is sent.
//!
//! A check goes through everything and collects all violations, so that a person can mend them in one go.

use std::fmt;

use crate::{Decimal, Moment, Quantity};

/// One documented limit that is not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitViolation {
    /// Where, as a path in TrackOnline's names such as `[3].fromLocation.number`.
    pub field: String,
    /// What is allowed, in words, such as `at most 25 characters`.
    pub limit: String,
    /// What was given, shortened where it is long.
    pub value: String,
}

impl fmt::Display for LimitViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, given: {}", self.field, self.limit, self.value)
    }
}

/// All limits that something does not keep; at least one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
pub struct LimitViolations {
    all: Vec<LimitViolation>,
}

impl LimitViolations {
    /// Every violation, in the order of the fields.
    pub fn all(&self) -> &[LimitViolation] {
        &self.all
    }

    /// Every violation in turn.
    pub fn iter(&self) -> std::slice::Iter<'_, LimitViolation> {
        self.all.iter()
    }

    /// Only this one.
    pub(crate) fn one(field: impl Into<String>, limit: impl Into<String>, value: impl fmt::Display) -> Self {
        let violation =
            LimitViolation { field: field.into(), limit: limit.into(), value: shortened(&value.to_string()) };
        Self { all: vec![violation] }
    }
}

impl<'a> IntoIterator for &'a LimitViolations {
    type Item = &'a LimitViolation;
    type IntoIter = std::slice::Iter<'a, LimitViolation>;

    fn into_iter(self) -> Self::IntoIter {
        self.all.iter()
    }
}

/// A length as TrackOnline's platform counts it, which is in UTF-16 units: some signs count twice.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

fn shortened(value: &str) -> String {
    const SHOWN: usize = 80;
    match value.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}… ({} characters)", &value[..end], length(value)),
        None => value.to_owned(),
    }
}

/// Goes through a model and collects what does not keep its limits.
#[derive(Debug, Default)]
pub(crate) struct Check {
    path: String,
    found: Vec<LimitViolation>,
}

impl Check {
    /// Runs a check from its root.
    pub(crate) fn of(check: impl FnOnce(&mut Self)) -> Result<(), LimitViolations> {
        let mut this = Self::default();
        check(&mut this);
        if this.found.is_empty() { Ok(()) } else { Err(LimitViolations { all: this.found }) }
    }

    fn at(&self, field: &str) -> String {
        match (self.path.is_empty(), field.is_empty()) {
            (true, _) => field.to_owned(),
            (false, true) => self.path.clone(),
            (false, false) => format!("{}.{field}", self.path),
        }
    }

    /// Notes a violation of a field; the empty field is the thing itself.
    pub(crate) fn violated(&mut self, field: &str, limit: impl Into<String>, value: impl fmt::Display) {
        let field = self.at(field);
        self.found.push(LimitViolation { field, limit: limit.into(), value: shortened(&value.to_string()) });
    }

    fn below(&mut self, field: &str, check: impl FnOnce(&mut Self)) {
        let inner = self.at(field);
        let outer = std::mem::replace(&mut self.path, inner);
        check(self);
        self.path = outer;
    }

    /// Checks what stands in a field, if it is there.
    pub(crate) fn inside<T>(&mut self, field: &str, value: Option<&T>, check: impl FnOnce(&T, &mut Self)) {
        if let Some(value) = value {
            self.below(field, |this| check(value, this));
        }
    }

    /// Checks each row of a list.
    pub(crate) fn each<T>(&mut self, field: &str, rows: &[T], check: impl Fn(&T, &mut Self)) {
        for (place, row) in rows.iter().enumerate() {
            self.below_row(field, place, |this| check(row, this));
        }
    }

    fn below_row(&mut self, field: &str, place: usize, check: impl FnOnce(&mut Self)) {
        let inner = format!("{}[{place}]", self.at(field));
        let outer = std::mem::replace(&mut self.path, inner);
        check(self);
        self.path = outer;
    }

    /// A field that has to be there to save.
    pub(crate) fn required<T>(&mut self, field: &str, value: Option<&T>) {
        if value.is_none() {
            self.violated(field, "required", "nothing");
        }
    }

    /// A text that has to be there and hold more than white space.
    pub(crate) fn required_text(&mut self, field: &str, value: Option<&str>) {
        self.required(field, value.filter(|text| !text.trim().is_empty()).as_ref());
    }

    /// A text with a longest length.
    pub(crate) fn text(&mut self, field: &str, value: Option<&str>, longest: usize) {
        if let Some(text) = value
            && length(text) > longest
        {
            self.violated(field, format!("at most {longest} characters"), text);
        }
    }

    /// A measure: 0 to 9999.99 with at most two decimals.
    pub(crate) fn measure(&mut self, field: &str, value: Option<Decimal>) {
        if let Some(figure) = value.map(Decimal::get) {
            let cents = figure * 100.0;
            if !(0.0..=9_999.99).contains(&figure) || (cents - cents.round()).abs() > 1e-6 {
                self.violated(field, "0 to 9999.99 with at most two decimals", figure);
            }
        }
    }

    /// A figure between two bounds, or, without a documented bound, any figure that can be written.
    pub(crate) fn decimal(&mut self, field: &str, value: Option<Decimal>, bounds: Option<(f64, f64)>) {
        if let Some(figure) = value.map(Decimal::get) {
            match bounds {
                Some((least, most)) if !(least..=most).contains(&figure) => {
                    self.violated(field, format!("{least} to {most}"), figure);
                }
                None if !figure.is_finite() => self.violated(field, "a finite number", figure),
                _ => {}
            }
        }
    }

    /// A whole number that fits TrackOnline's `integer($int32)`.
    pub(crate) fn int32(&mut self, field: &str, value: Option<Quantity>) {
        if let Some(quantity) = value
            && i32::try_from(quantity.get()).is_err()
        {
            self.violated(field, format!("{} to {}", i32::MIN, i32::MAX), quantity);
        }
    }

    /// A date that may not be before another.
    pub(crate) fn not_before(
        &mut self,
        field: &str,
        value: Option<Moment>,
        other: &str,
        earliest: Option<Moment>,
    ) {
        if let (Some(moment), Some(earliest)) = (value, earliest)
            && moment.utc() < earliest.utc()
        {
            self.violated(field, format!("not before {other} ({earliest})"), moment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(check: impl FnOnce(&mut Check)) -> Vec<String> {
        match Check::of(check) {
            Ok(()) => Vec::new(),
            Err(violations) => violations.into_iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn all_violations_are_collected_with_field_limit_and_value() {
        let found = violations(|check| {
            check.each("members", &["far too long"], |text, check| check.text("name", Some(text), 5));
            check.int32("quantity", Some(Quantity::new(3_000_000_000)));
        });
        assert_eq!(
            found,
            [
                "members[0].name: at most 5 characters, given: far too long",
                "quantity: -2147483648 to 2147483647, given: 3000000000"
            ]
        );
    }

    #[test]
    fn measures_run_from_nothing_to_9999_99_in_steps_of_a_hundredth() {
        for figure in [0.0, 0.01, 1.4, 0.07, 1234.56, 9_999.99] {
            assert!(violations(|check| check.measure("length", Some(figure.into()))).is_empty(), "{figure}");
        }
        for figure in [-0.01, 0.001, 1.405, 10_000.0, f64::NAN, f64::INFINITY] {
            assert_eq!(violations(|check| check.measure("length", Some(figure.into()))).len(), 1, "{figure}");
        }
    }

    #[test]
    fn bounds_belong_to_what_is_allowed() {
        let latitude = |figure: f64| {
            violations(|check| check.decimal("latitude", Some(figure.into()), Some((-90.0, 90.0))))
        };
        assert!(latitude(90.0).is_empty() && latitude(-90.0).is_empty());
        assert_eq!(latitude(90.1), ["latitude: -90 to 90, given: 90.1"]);
        assert_eq!(latitude(f64::NAN).len(), 1);
    }

    #[test]
    fn length_is_counted_as_the_other_side_counts_it() {
        assert_eq!(violations(|check| check.text("name", Some("ééé"), 3)), Vec::<String>::new());
        assert_eq!(violations(|check| check.text("name", Some("🌷🌷"), 3)).len(), 1);
    }

    #[test]
    fn a_long_value_is_shown_shortened() {
        let violation = violations(|check| check.text("notes", Some(&"x".repeat(5000)), 10)).remove(0);
        assert!(violation.len() < 200 && violation.contains("5000 characters"), "{violation}");
    }
}
