//! An answer, looked at for its form.

use chrono::{DateTime, Utc};
use serde_json::Value;
use trackonline::RawAnswer;

/// How rows are wrapped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Wrapping {
    /// Nothing is around them.
    Bare,
    /// They are the only array of an object, in this field.
    OnlyArray(String),
    /// The object has other arrays too; this one holds objects.
    OneOfSeveral(String),
}

/// An answer as it came, with its rows where it has any.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) date: Option<DateTime<Utc>>,
    pub(crate) body: Vec<u8>,
    /// The body, where it is JSON.
    pub(crate) json: Option<Value>,
}

impl From<RawAnswer> for Answer {
    fn from(raw: RawAnswer) -> Self {
        let json = serde_json::from_slice(&raw.body).ok();
        Self { status: raw.status, date: raw.date, body: raw.body, json }
    }
}

impl Answer {
    /// Whether it is a 2xx.
    pub(crate) const fn is_good(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Whether it is good and has nothing in it.
    pub(crate) fn is_nothing(&self) -> bool {
        self.is_good() && (self.status == 204 || self.body.trim_ascii().is_empty())
    }

    /// Its rows and what they are wrapped in; none where it holds no rows.
    pub(crate) fn wrapped_rows(&self) -> Option<(&[Value], Wrapping)> {
        match self.json.as_ref()? {
            Value::Array(rows) => Some((rows, Wrapping::Bare)),
            Value::Object(object) => {
                let arrays: Vec<(&String, &Vec<Value>)> =
                    object.iter().filter_map(|(field, value)| Some((field, value.as_array()?))).collect();
                match arrays.as_slice() {
                    [] => None,
                    [(field, rows)] => Some((rows, Wrapping::OnlyArray((*field).clone()))),
                    several => {
                        let (field, rows) = several
                            .iter()
                            .max_by_key(|(_, rows)| rows.iter().filter(|row| row.is_object()).count())?;
                        Some((rows, Wrapping::OneOfSeveral((*field).clone())))
                    }
                }
            }
            _ => None,
        }
    }

    /// Its rows; empty where it says that there are none.
    pub(crate) fn rows(&self) -> Option<&[Value]> {
        if !self.is_good() {
            return None;
        }
        if self.is_nothing() || self.json == Some(Value::Null) {
            return Some(&[]);
        }
        self.wrapped_rows().map(|(rows, _)| rows)
    }
}

/// The number of a thing that stands in another: an object's `number`, or the text itself.
pub(crate) fn number_of(value: &Value) -> Option<&str> {
    match value {
        Value::String(number) => Some(number),
        Value::Object(object) => object.get("number")?.as_str(),
        _ => None,
    }
}

/// A name of a field that may stand in a report: short and plain, so that it cannot be somebody's name.
pub(crate) fn plain(field: &str) -> &str {
    let is_plain = field.len() <= 40 && field.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '_');
    if is_plain { field } else { "(another field)" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(body: &str) -> Answer {
        Answer::from(RawAnswer { status: 200, body: body.into(), ..RawAnswer::default() })
    }

    #[test]
    fn rows_are_found_whatever_is_around_them() {
        let table = [
            ("[{}]", Wrapping::Bare),
            (r#"{"items":[{}],"pages":1}"#, Wrapping::OnlyArray("items".into())),
            (r#"{"columns":["a"],"data":[{}]}"#, Wrapping::OneOfSeveral("data".into())),
        ];
        for (body, wrapping) in table {
            let answer = answer(body);
            let (rows, found) = answer.wrapped_rows().unwrap();
            assert_eq!((rows.len(), found), (1, wrapping), "{body}");
        }
    }

    #[test]
    fn nothing_is_no_rows_and_a_riddle_is_none() {
        assert_eq!(answer("").rows(), Some(&[][..]));
        assert_eq!(answer("null").rows(), Some(&[][..]));
        assert_eq!(answer("<html>").rows(), None);
        assert_eq!(answer("{}").rows(), None);
        assert_eq!(Answer { status: 404, ..Answer::default() }.rows(), None);
    }
}
