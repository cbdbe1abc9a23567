//! Points in time, in the forms that TrackOnline writes.

use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A point in time as TrackOnline said it.
///
/// The document shows `2020-01-01T00:00:00.000Z` and `2020-01-01T00:00:00.0000000+00:00`. A time without a zone is
/// taken as UTC; [`Assumptions::instant`](crate::Assumptions::instant) places it elsewhere where an account is
/// known to do so.
///
/// It stands on the calendar that TrackOnline's platform can write, the years 1 to 9999: what an offset moves beyond
/// is the calendar's first or last moment, and a leap second is the second after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment {
    utc: DateTime<Utc>,
    zoned: bool,
}

impl Moment {
    /// The point in time, a zoneless one read as UTC.
    pub const fn utc(self) -> DateTime<Utc> {
        self.utc
    }

    /// Whether a zone was said with it.
    pub const fn is_zoned(self) -> bool {
        self.zoned
    }

    /// The point in time, a zoneless one read as a clock in this zone.
    pub fn utc_in(self, zone: FixedOffset) -> DateTime<Utc> {
        if self.zoned {
            return self.utc;
        }
        self.utc.naive_utc().and_local_timezone(zone).single().map_or(self.utc, |there| there.to_utc())
    }

    /// Reads any of the forms; none when it is no date.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Ok(zoned) = DateTime::parse_from_rfc3339(text) {
            return Some(Self::from(zoned.to_utc()));
        }
        let clock = ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(text, form).ok())
            .or_else(|| text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0))?;
        Some(Self { utc: on_the_calendar(clock.and_utc()), zoned: false })
    }
}

impl From<DateTime<Utc>> for Moment {
    fn from(utc: DateTime<Utc>) -> Self {
        Self { utc: on_the_calendar(utc), zoned: true }
    }
}

/// The moment, or the nearest one that can be written with a year of four digits and a minute of sixty seconds.
fn on_the_calendar(utc: DateTime<Utc>) -> DateTime<Utc> {
    const FIRST: NaiveDateTime = NaiveDateTime::new(day(1, 1, 1), NaiveTime::MIN);
    const LAST: NaiveDateTime = NaiveDateTime::new(day(9999, 12, 31), END_OF_DAY);
    // A leap second is counted as more than a second's worth of nanoseconds.
    let plain = DateTime::from_timestamp(utc.timestamp(), 0)
        .and_then(|second| {
            second.checked_add_signed(TimeDelta::nanoseconds(utc.timestamp_subsec_nanos().into()))
        })
        .unwrap_or(utc);
    plain.clamp(FIRST.and_utc(), LAST.and_utc())
}

const END_OF_DAY: NaiveTime = match NaiveTime::from_hms_nano_opt(23, 59, 59, 999_999_999) {
    Some(time) => time,
    None => NaiveTime::MIN,
};

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MAX,
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.utc.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        f.write_str(if self.zoned { &text } else { text.trim_end_matches('Z') })
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl serde::de::Visitor<'_> for Visitor {
            type Value = Moment;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date and time such as 2020-01-01T00:00:00.000Z")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Moment, E> {
                Moment::parse(text).ok_or_else(|| E::invalid_value(serde::de::Unexpected::Str(text), &self))
            }
        }
        deserializer.deserialize_str(Visitor)
    }
}

/// The form in which dates are sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateForm {
    /// `2020-01-01T00:00:00.000Z`, the form that the document describes for filters.
    #[default]
    Milliseconds,
    /// `2020-01-01T00:00:00.0000000+00:00`, the form of its second example.
    Ticks,
}

impl DateForm {
    /// A point in time in this form.
    pub fn write(self, at: DateTime<Utc>) -> String {
        let at = on_the_calendar(at);
        match self {
            Self::Milliseconds => at.to_rfc3339_opts(SecondsFormat::Millis, true),
            Self::Ticks => {
                let ticks = at.timestamp_subsec_nanos() / 100;
                format!("{}.{ticks:07}+00:00", at.format("%Y-%m-%dT%H:%M:%S"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Moment {
        serde_json::from_value(text.into()).unwrap()
    }

    #[test]
    fn every_form_of_the_document_is_read() {
        let midnight = read("2020-01-01T00:00:00.000Z");
        assert_eq!(read("2020-01-01T00:00:00.0000000+00:00"), midnight);
        assert_eq!(read("2020-01-01T01:00:00+01:00"), midnight);
        assert_eq!(midnight.to_string(), "2020-01-01T00:00:00Z");
    }

    #[test]
    fn a_time_without_a_zone_says_so_and_can_be_placed() {
        let noon = read("2020-06-01T12:00:00.123");
        assert!(!noon.is_zoned());
        assert_eq!(noon.utc().to_rfc3339(), "2020-06-01T12:00:00.123+00:00");
        let two_east = FixedOffset::east_opt(2 * 3600).unwrap();
        assert_eq!(noon.utc_in(two_east).to_rfc3339(), "2020-06-01T10:00:00.123+00:00");
        assert_eq!(read("2020-06-01T12:00:00Z").utc_in(two_east).to_rfc3339(), "2020-06-01T12:00:00+00:00");
        assert_eq!(read("2020-06-01").utc().to_rfc3339(), "2020-06-01T00:00:00+00:00");
    }

    #[test]
    fn what_is_no_date_is_an_error() {
        for text in ["\"\"", "\"soon\"", "\"2020-13-01T00:00:00Z\"", "0", "null"] {
            assert!(serde_json::from_str::<Moment>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn what_no_calendar_can_write_is_the_nearest_moment_that_it_can() {
        let table = [
            ("2016-12-31T23:59:60.5Z", "2017-01-01T00:00:00.500Z"),
            ("2016-12-31T23:59:60.5", "2017-01-01T00:00:00.500"),
            ("9999-12-31T23:59:59.9999999-01:00", "9999-12-31T23:59:59.999999999Z"),
            ("0001-01-01T00:00:00+02:00", "0001-01-01T00:00:00Z"),
            ("+12026-01-01T00:00:00", "9999-12-31T23:59:59.999999999"),
        ];
        for (text, nearest) in table {
            assert_eq!(Moment::parse(text).unwrap().to_string(), nearest, "{text}");
            assert_eq!(Moment::parse(nearest), Moment::parse(text), "{text}");
        }
        let leap = DateTime::parse_from_rfc3339("2016-12-31T23:59:60.5Z").unwrap().to_utc();
        assert_eq!(DateForm::Ticks.write(leap), "2017-01-01T00:00:00.5000000+00:00");
    }

    #[test]
    fn both_sent_forms_are_read_back_to_the_same_moment() {
        let at = read("2020-05-31T23:59:59.5Z");
        assert_eq!(DateForm::Milliseconds.write(at.utc()), "2020-05-31T23:59:59.500Z");
        assert_eq!(DateForm::Ticks.write(at.utc()), "2020-05-31T23:59:59.5000000+00:00");
        assert_eq!(read(&DateForm::Ticks.write(at.utc())), at);
    }
}
