//! Query parameters: names in any capitals (the document writes `Page` and `page`), repeated ones are a list.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use uuid::Uuid;

use super::refusal::Refusal;
use crate::world::code::Code;

/// Rows on one page.
pub(super) const PAGE_SIZE: usize = 50;

/// The parameters of a call. An empty one counts as absent, and one that the call does not know is passed over.
#[derive(Debug)]
pub(super) struct Query(Vec<(String, String)>);

impl<S: Send + Sync> FromRequestParts<S> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Query {
    pub(super) fn parse(query: &str) -> Self {
        Self(
            url::form_urlencoded::parse(query.as_bytes())
                .into_owned()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// The parameters but for those of one name, as they stand behind a path.
    pub(super) fn without(&self, name: &str) -> String {
        let others = self.0.iter().filter(|(given, _)| !given.eq_ignore_ascii_case(name));
        let written = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(others).finish();
        if written.is_empty() { written } else { format!("?{written}") }
    }

    /// Every value under a name.
    pub(super) fn all<'query>(&'query self, name: &str) -> Vec<&'query str> {
        self.0
            .iter()
            .filter(|(given, _)| given.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect()
    }

    /// The first value under a name.
    pub(super) fn one(&self, name: &str) -> Option<&str> {
        self.all(name).first().copied()
    }

    /// The numbers of the values under a name, read as one of TrackOnline's enumerations.
    pub(super) fn codes<T: Code>(
        &self,
        name: &str,
        read: fn(&str) -> Option<T>,
    ) -> Result<Vec<i64>, Refusal> {
        self.all(name)
            .into_iter()
            .map(|value| {
                read(value)
                    .map(Code::code)
                    .ok_or_else(|| Refusal::incorrect(name, format!("The value '{value}' is not valid.")))
            })
            .collect()
    }

    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refusal> {
        self.read(name, "true or false", |value| value.to_ascii_lowercase().parse().ok())
    }

    pub(super) fn guid(&self, name: &str) -> Result<Option<Uuid>, Refusal> {
        self.read(name, "a GUID", |value| value.parse().ok())
    }

    /// Every identifier under a name.
    pub(super) fn guids(&self, name: &str) -> Result<Vec<Uuid>, Refusal> {
        let read = |value: &str| {
            let words = || Refusal::incorrect(name, format!("The value '{value}' is not a GUID."));
            value.parse().map_err(|_| words())
        };
        self.all(name).into_iter().map(read).collect()
    }

    pub(super) fn moment(&self, name: &str) -> Result<Option<DateTime<Utc>>, Refusal> {
        self.read(name, "a date such as 2020-05-01T00:00:00.000Z", moment)
    }

    /// The page asked for, from 1.
    pub(super) fn page(&self) -> Result<usize, Refusal> {
        let page =
            self.read("page", "a number from 1", |value| value.parse().ok().filter(|page| *page >= 1))?;
        Ok(page.unwrap_or(1))
    }

    fn read<T>(
        &self,
        name: &str,
        what: &str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Refusal> {
        self.one(name)
            .map(|value| {
                read(value)
                    .ok_or_else(|| Refusal::incorrect(name, format!("The value '{value}' is not {what}.")))
            })
            .transpose()
    }
}

/// Reads a date and time; without an offset it is UTC, without a time it is midnight.
pub(super) fn moment(text: &str) -> Option<DateTime<Utc>> {
    let whole = || DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
    let bare = || text.parse::<NaiveDateTime>().ok().map(|moment| moment.and_utc());
    let day = || text.parse::<NaiveDate>().ok().map(|day| day.and_time(NaiveTime::MIN).and_utc());
    whole().or_else(bare).or_else(day)
}

/// The rows of one page.
pub(super) fn page_of<T>(rows: impl Iterator<Item = T>, page: usize) -> Vec<T> {
    rows.skip((page - 1).saturating_mul(PAGE_SIZE)).take(PAGE_SIZE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_in_any_capitals_and_repeated_ones_are_a_list() {
        let query = Query::parse("Carriers=001&carriers=002&PAGE=3&Name=");
        assert_eq!(query.all("CARRIERS"), ["001", "002"]);
        assert_eq!(query.page().unwrap(), 3);
        assert_eq!(query.one("Name"), None, "an empty parameter is an absent one");
    }

    #[test]
    fn what_cannot_be_read_is_refused_and_named() {
        let query = Query::parse("page=0&OnlyProcessed=perhaps&Id=7&TransactionDateFrom=yesterday");
        assert!(query.page().is_err());
        assert!(query.flag("OnlyProcessed").is_err());
        assert!(query.guid("Id").is_err());
        let Err(Refusal::Incorrect(complaints)) = query.moment("TransactionDateFrom") else { panic!() };
        assert!(format!("{complaints:?}").contains("yesterday"));
    }

    #[test]
    fn dates_come_with_or_without_an_offset() {
        let noon = "2020-05-01T12:00:00Z".parse::<DateTime<Utc>>().unwrap();
        for text in ["2020-05-01T12:00:00.000Z", "2020-05-01T14:00:00.0000000+02:00", "2020-05-01T12:00:00"] {
            assert_eq!(moment(text), Some(noon), "{text}");
        }
        assert_eq!(moment("2020-05-01"), Some(noon - chrono::TimeDelta::hours(12)));
        assert_eq!(moment("2020-05-01T14:00:00 02:00"), None, "a plus sign that was not encoded");
    }
}
