//! Query parameters: repeated ones are lists, dates and texts are percent-encoded, what is not set is left out.

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;

use crate::outgoing::Choice;
use crate::{Assumptions, Quantity};

/// The parameters of one call.
pub(crate) struct Query<'a> {
    assumptions: &'a Assumptions,
    pairs: Vec<(String, String)>,
}

impl<'a> Query<'a> {
    pub(crate) fn new(assumptions: &'a Assumptions) -> Self {
        Self { assumptions, pairs: Vec::new() }
    }

    pub(crate) fn assumptions(&self) -> &'a Assumptions {
        self.assumptions
    }

    pub(crate) fn text(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        if let Some(value) = value {
            self.pairs.push((name.to_owned(), value.to_owned()));
        }
        self
    }

    pub(crate) fn texts(&mut self, name: &str, values: &[String]) -> &mut Self {
        for value in values {
            self.text(name, Some(value));
        }
        self
    }

    pub(crate) fn guid(&mut self, name: &str, value: Option<Uuid>) -> &mut Self {
        self.text(name, value.map(|id| id.to_string()).as_deref())
    }

    pub(crate) fn guids(&mut self, name: &str, values: &[Uuid]) -> &mut Self {
        for &value in values {
            self.guid(name, Some(value));
        }
        self
    }

    pub(crate) fn flag(&mut self, name: &str, value: Option<bool>) -> &mut Self {
        self.text(name, value.map(|flag| if flag { "true" } else { "false" }))
    }

    pub(crate) fn moment(&mut self, name: &str, value: Option<DateTime<Utc>>) -> &mut Self {
        let dates = self.assumptions.dates;
        self.text(name, value.map(|at| dates.write(at)).as_deref())
    }

    /// Codes of an enumeration; filters take numbers, and a name only where no number is known.
    pub(crate) fn choices(&mut self, name: &str, values: &[impl Choice]) -> &mut Self {
        for value in values {
            let (number, text) = value.choice();
            let number = number.map(|number| Quantity::new(number).to_string());
            self.text(name, number.as_deref().or(text));
        }
        self
    }

    pub(crate) fn put_on(&self, url: &mut Url) {
        if !self.pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.pairs);
        }
    }
}
