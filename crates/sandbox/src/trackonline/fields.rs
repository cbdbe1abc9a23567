//! The fields of a JSON object, read in the forms that the document allows, with a complaint for each that cannot be.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::query;
use super::refusal::Complaints;

/// An object that is being read. A field that is absent, null or an empty text is absent; capitals in its name do not
/// matter, since the document's examples write `barcode` where its table has `barCode`.
pub(super) struct Fields<'row> {
    object: &'row Map<String, Value>,
    path: String,
    complaints: &'row mut Complaints,
}

impl<'row> Fields<'row> {
    /// The fields of `value`, which stands at `path` in the body.
    pub(super) fn of(value: &'row Value, path: String, complaints: &'row mut Complaints) -> Option<Self> {
        if let Value::Object(object) = value {
            return Some(Self { object, path, complaints });
        }
        complaints.add(path, "An object is needed here.");
        None
    }

    pub(super) fn complain(&mut self, field: &str, words: impl Into<String>) {
        self.complaints.add(format!("{}.{field}", self.path), words);
    }

    /// Complains if a field that is needed is absent; one that could not be read was already complained about.
    pub(super) fn required<T>(&mut self, field: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.given(field).is_none() {
            self.complain(field, format!("The field {field} is required."));
        }
        value
    }

    /// A text of at most so many characters.
    pub(super) fn text(&mut self, field: &str, longest: usize) -> Option<String> {
        let text = self.read(field, "a text", |value| value.as_str().map(str::to_owned))?;
        let length = text.chars().count();
        if length > longest {
            self.complain(
                field,
                format!("The text is {length} characters long, at most {longest} are allowed."),
            );
            return None;
        }
        Some(text)
    }

    pub(super) fn guid(&mut self, field: &str) -> Option<Uuid> {
        self.read(field, "a GUID", |value| value.as_str()?.parse().ok())
    }

    pub(super) fn flag(&mut self, field: &str) -> Option<bool> {
        self.read(field, "true or false", Value::as_bool)
    }

    pub(super) fn moment(&mut self, field: &str) -> Option<DateTime<Utc>> {
        self.read(field, "a date and time", |value| query::moment(value.as_str()?))
    }

    /// A value of an enumeration, by number or by name.
    pub(super) fn code<T>(&mut self, field: &str, read: fn(&str) -> Option<T>) -> Option<T> {
        self.read(field, "one of the documented codes", |value| match value {
            Value::Number(number) => read(&number.to_string()),
            Value::String(name) => read(name),
            _ => None,
        })
    }

    /// A count of pieces, as a number or as a text; a 32-bit integer that is not negative.
    pub(super) fn pieces(&mut self, field: &str) -> Option<i64> {
        self.read(field, "a whole number from 0 to 2147483647", |value| {
            let pieces = match value {
                Value::Number(number) => number.as_i64(),
                Value::String(text) => text.parse().ok(),
                _ => None,
            };
            pieces.filter(|pieces| (0..=i64::from(i32::MAX)).contains(pieces))
        })
    }

    /// A whole number of 32 bits, as a number or as a text.
    pub(super) fn whole(&mut self, field: &str) -> Option<i64> {
        self.read(field, "a whole number", |value| {
            let whole = match value {
                Value::Number(number) => number.as_i64(),
                Value::String(text) => text.parse().ok(),
                _ => None,
            };
            whole.filter(|whole| i32::try_from(*whole).is_ok())
        })
    }

    /// Any number.
    pub(super) fn number(&mut self, field: &str) -> Option<f64> {
        self.read(field, "a number", Value::as_f64)
    }

    /// A number from 0 to 9999.99 with at most two decimals.
    pub(super) fn measure(&mut self, field: &str) -> Option<f64> {
        self.read(field, "a number from 0 to 9999.99 with at most two decimals", |value| {
            let decimals = value.to_string().split_once('.').map_or(0, |(_, decimals)| decimals.len());
            value.as_f64().filter(|number| (0.0..=9999.99).contains(number) && decimals <= 2)
        })
    }

    /// Degrees, at most so many on either side of zero.
    pub(super) fn degrees(&mut self, field: &str, most: f64) -> Option<f64> {
        let what = format!("a number from -{most} to {most}");
        self.read(field, &what, |value| value.as_f64().filter(|degrees| degrees.abs() <= most))
    }

    /// A list of texts.
    pub(super) fn texts(&mut self, field: &str) -> Option<Vec<String>> {
        self.read(field, "a list of texts", |value| {
            value.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
        })
    }

    /// An object in this one.
    pub(super) fn object<T>(
        &mut self,
        field: &str,
        read: impl FnOnce(&mut Fields<'_>) -> Option<T>,
    ) -> Option<T> {
        let value = self.given(field)?;
        let mut fields = Fields::of(value, format!("{}.{field}", self.path), self.complaints)?;
        read(&mut fields)
    }

    /// The objects of a list in this one; those that could not be read are left out.
    pub(super) fn list<T>(&mut self, field: &str, read: impl Fn(&mut Fields<'_>) -> Option<T>) -> Vec<T> {
        let rows = match self.given(field) {
            Some(Value::Array(rows)) => rows.as_slice(),
            // An example of the document has an object where its table has a list of them.
            Some(row @ Value::Object(_)) => std::slice::from_ref(row),
            Some(_) => {
                self.complain(field, "A list is needed here.");
                return Vec::new();
            }
            None => return Vec::new(),
        };
        rows.iter()
            .enumerate()
            .filter_map(|(place, row)| {
                let path = format!("{}.{field}[{place}]", self.path);
                read(&mut Fields::of(row, path, self.complaints)?)
            })
            .collect()
    }

    /// Whether a list has nothing in it or is absent.
    pub(super) fn is_empty_list(&self, field: &str) -> bool {
        self.given(field).is_none_or(|list| list.as_array().is_some_and(Vec::is_empty))
    }

    /// Whether a field is there.
    pub(super) fn has(&self, field: &str) -> bool {
        self.given(field).is_some()
    }

    fn given(&self, field: &str) -> Option<&'row Value> {
        let named =
            || self.object.iter().find(|(name, _)| name.eq_ignore_ascii_case(field)).map(|(_, value)| value);
        self.object.get(field).or_else(named).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    fn read<T>(&mut self, field: &str, what: &str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.given(field)?;
        let found = read(value);
        if found.is_none() {
            self.complain(field, format!("The value {value} is not {what}."));
        }
        found
    }
}
