//! The browser's `Intl`, once per language: numbers, plural forms, times and ages.

use std::rc::Rc;

use chrono::{DateTime, Utc};
use js_sys::{Array, Date, Function, Intl, Object, Reflect};
use wasm_bindgen::JsValue;

use super::Language;

/// The rules of one language.
#[derive(Clone)]
pub struct Speaker(Rc<Rules>);

struct Rules {
    number: Function,
    plural: Intl::PluralRules,
    age: Intl::RelativeTimeFormat,
    time: Function,
    day_and_time: Function,
    day: Function,
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh, plain object cannot fail.
        drop(Reflect::set(&options, &JsValue::from_str(name), &JsValue::from_str(value)));
    }
    options
}

fn text(formatter: &Function, value: &JsValue) -> String {
    formatter.call1(&JsValue::UNDEFINED, value).ok().and_then(|text| text.as_string()).unwrap_or_default()
}

fn date(time: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(milliseconds(time)))
}

#[expect(clippy::cast_precision_loss, reason = "a date of our days is far below 2^53 milliseconds")]
fn milliseconds(time: DateTime<Utc>) -> f64 {
    time.timestamp_millis() as f64
}

#[expect(clippy::cast_precision_loss, reason = "a sum of counts is far below 2^53")]
fn number(count: i64) -> f64 {
    count as f64
}

impl Speaker {
    /// The rules of `language`, in the device's time zone.
    pub fn of(language: Language) -> Self {
        let locales = Array::of1(&JsValue::from_str(language.tag()));
        let dates = |pairs: &[(&str, &str)]| Intl::DateTimeFormat::new(&locales, &options(pairs)).format();
        let (hour, minute) = (("hour", "2-digit"), ("minute", "2-digit"));
        let (day, month) = (("day", "numeric"), ("month", "long"));
        Self(Rc::new(Rules {
            number: Intl::NumberFormat::new(&locales, &Object::new()).format(),
            plural: Intl::PluralRules::new(&locales, &Object::new()),
            age: Intl::RelativeTimeFormat::new(&locales, &options(&[("numeric", "always")])),
            time: dates(&[hour, minute]),
            day_and_time: dates(&[day, month, hour, minute]),
            day: dates(&[("weekday", "short"), day, month, ("timeZone", "UTC")]),
        }))
    }

    /// `1,234` or `1.234`.
    pub fn number(&self, count: i64) -> String {
        text(&self.0.number, &JsValue::from_f64(number(count)))
    }

    /// `one`, `few`, `many`, `other`…: the form that goes with `count`.
    pub fn plural_form(&self, count: i64) -> String {
        self.0.plural.select(number(count)).into()
    }

    /// `12 seconds ago`.
    pub fn ago(&self, amount: i64, unit: &str) -> String {
        self.0.age.format(-number(amount), unit).into()
    }

    /// `14:02` when it was today by the device's calendar, `19 November at 14:02` otherwise.
    pub fn moment(&self, time: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let form = if self.is_same_day(time, now) { &self.0.time } else { &self.0.day_and_time };
        text(form, &date(time))
    }

    /// Whether two moments are of the same day by the device's calendar.
    pub fn is_same_day(&self, one: DateTime<Utc>, other: DateTime<Utc>) -> bool {
        date(one).to_date_string() == date(other).to_date_string()
    }

    /// `Fri 20 November` for `2026-11-20`; anything that is no date stays as it is.
    pub fn day(&self, iso: &str) -> String {
        let time = Date::parse(iso);
        if iso.len() != 10 || time.is_nan() {
            return iso.to_owned();
        }
        text(&self.0.day, &Date::new(&JsValue::from_f64(time)))
    }
}
