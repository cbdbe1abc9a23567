//! The contract's messages, read from and written to JSON by the browser.
//!
//! The browser has a JSON parser, so the widget brings none: what it parsed is read field by field into the contract's
//! types. Of all code that the widget could carry, a second parser with a visitor per type was the largest part.
//! [`record!`] names every field of a struct and [`words!`] every variant of an enum, so a contract that grows without
//! this folder does not compile; browser tests hold both against the contract's own serialization.
//!
//! - [`records`]: which fields and words there are
//! - [`written`]: what the widget says itself

mod records;
mod written;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use contract::{
    Count, CustomerNumber, ItemNumber, LocationNumber, OrderReference, PackagingCode, ProblemCode,
    TransactionNumber,
};
use js_sys::{Array, Date, JSON, Reflect};
use uuid::Uuid;
use wasm_bindgen::{JsCast, JsValue};

pub use self::records::FromHost;
pub use self::written::{confirmation, decision, hello, kept, to_host};

/// Something that can be read from what the browser parsed.
pub trait FromJson: Sized {
    /// Reads it; nothing when anything in it is not what the contract says.
    fn from_json(value: &JsValue) -> Option<Self>;
}

/// Reads a text.
pub fn read<T: FromJson>(text: &str) -> Option<T> {
    T::from_json(&JSON::parse(text).ok()?)
}

/// Reads a field; one that is not there is read as `undefined`.
fn field<T: FromJson>(object: &JsValue, name: &str) -> Option<T> {
    T::from_json(&value_of(object, name)?)
}

fn value_of(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &JsValue::from_str(name)).ok()
}

impl FromJson for String {
    fn from_json(value: &JsValue) -> Option<Self> {
        value.as_string()
    }
}

impl FromJson for i64 {
    fn from_json(value: &JsValue) -> Option<Self> {
        const LARGEST: f64 = 9_007_199_254_740_991.0;
        let number = value.as_f64()?;
        #[expect(clippy::cast_possible_truncation, reason = "whole and within what a double holds exactly")]
        (number.fract() == 0.0 && number.abs() <= LARGEST).then_some(number as Self)
    }
}

macro_rules! whole_numbers {
    ($($number:ty),*) => {
        $(impl FromJson for $number {
            fn from_json(value: &JsValue) -> Option<Self> {
                Self::try_from(i64::from_json(value)?).ok()
            }
        })*
    };
}

whole_numbers!(u16, u32, u64, Count);

macro_rules! names {
    ($($name:ty),*) => {
        $(impl FromJson for $name {
            fn from_json(value: &JsValue) -> Option<Self> {
                Self::new(value.as_string()?).ok()
            }
        })*
    };
}

names!(CustomerNumber, ItemNumber, LocationNumber, OrderReference, PackagingCode, TransactionNumber);

impl FromJson for Uuid {
    fn from_json(value: &JsValue) -> Option<Self> {
        Self::try_parse(&value.as_string()?).ok()
    }
}

impl FromJson for DateTime<Utc> {
    fn from_json(value: &JsValue) -> Option<Self> {
        let milliseconds = Date::parse(&value.as_string()?);
        #[expect(clippy::cast_possible_truncation, reason = "JavaScript's dates are whole and below 2^53")]
        if milliseconds.is_nan() { None } else { Self::from_timestamp_millis(milliseconds as i64) }
    }
}

impl FromJson for ProblemCode {
    fn from_json(value: &JsValue) -> Option<Self> {
        let text = value.as_string()?;
        Some(Self::ALL.iter().copied().find(|code| code.as_str() == text).unwrap_or(Self::Unknown))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &JsValue) -> Option<Self> {
        if value.is_null() || value.is_undefined() { Some(None) } else { T::from_json(value).map(Some) }
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &JsValue) -> Option<Self> {
        let array = value.dyn_ref::<Array>()?;
        // A loop: collecting into an `Option` brings an adapter of its own for each type.
        let mut list = Self::new();
        for index in 0..array.length() {
            list.push(T::from_json(&array.get(index))?);
        }
        Some(list)
    }
}

/// Reads every field of a struct under its own name, or under the one given; `or default` takes what is
/// usual where a field is not there.
macro_rules! record {
    ($type:ty { $($field:ident $(as $name:literal)? $(or $default:ident)?),* $(,)? }) => {
        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                Some(Self { $($field: record!(@read value, $field $(as $name)? $(or $default)?)),* })
            }
        }
    };
    (@read $value:ident, $field:ident) => { field($value, stringify!($field))? };
    (@read $value:ident, $field:ident as $name:literal) => { field($value, $name)? };
    (@read $value:ident, $field:ident or default) => {
        field::<Option<_>>($value, stringify!($field))?.unwrap_or_default()
    };
}

/// Reads every variant of an enum by its word; `else` takes what a newer proxy may add.
macro_rules! words {
    ($type:ident { $($word:literal = $variant:ident),* $(,)? } $(else $other:ident)?) => {
        impl FromJson for $type {
            fn from_json(value: &JsValue) -> Option<Self> {
                match value.as_string()?.as_str() {
                    $($word => Some(Self::$variant),)*
                    _ => words!(@other $($other)?),
                }
            }
        }

        impl Word for $type {
            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
    };
    (@other) => { None };
    (@other $other:ident) => { Some(Self::$other) };
}

use {record, words};

/// A variant as the contract writes it.
trait Word {
    fn word(self) -> &'static str;
}

/// A time as the contract writes it.
fn time(time: DateTime<Utc>) -> JsValue {
    #[expect(clippy::cast_precision_loss, reason = "a date of our days is far below 2^53 milliseconds")]
    let milliseconds = time.timestamp_millis() as f64;
    Date::new(&JsValue::from_f64(milliseconds)).to_iso_string().into()
}

/// An object with these fields; one that is `undefined` is not written.
pub fn object(fields: &[(&str, JsValue)]) -> JsValue {
    let object = js_sys::Object::new();
    for (name, value) in fields {
        // Setting a property of a fresh, plain object cannot fail.
        drop(Reflect::set(&object, &JsValue::from_str(name), value));
    }
    object.into()
}

/// What cannot be written as JSON is written as nothing.
fn text(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn string<'a>(text: impl Into<Cow<'a, str>>) -> JsValue {
    JsValue::from_str(&text.into())
}
