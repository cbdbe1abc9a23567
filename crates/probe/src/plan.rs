//! What a probe is to find out, and with what.

use std::time::Duration;

use crate::Expectation;
use crate::question::{self, Topic};

/// What a probe is to find out, and with what.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Balances that a person knows.
    pub expectations: Vec<Expectation>,
    /// The number of the account's own location, where goods leave from and come back to.
    pub own_location: Option<String>,
    /// The basis that is set for the tenant: `location` or `counterpart`; none where it is not known.
    pub basis: Option<String>,
    /// The number of a location to which single pieces may be moved for a test; without one the probe only reads.
    pub write_to: Option<String>,
    /// The number of the item that is moved for a test; one of the account's latest transactions when it is not said.
    pub item: Option<String>,
    /// Pauses before each look at what became of a save.
    pub pauses: Vec<Duration>,
    /// How long a refused batch gets to show what it left behind, at least.
    pub settling: Duration,
    /// The tenant's name in the settings file, for the lines to paste.
    pub tenant: String,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            expectations: Vec::new(),
            own_location: None,
            basis: None,
            write_to: None,
            item: None,
            pauses: [1, 2, 4, 8].map(Duration::from_secs).to_vec(),
            settling: Duration::from_secs(5),
            tenant: "<name>".to_owned(),
        }
    }
}

/// Why a plan cannot be carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A movement needs two ends.
    #[error(
        "a test that writes moves pieces between the test location and your own location: name that one with --own"
    )]
    NoOwnLocation,
    /// Both ends are the same.
    #[error("the test location must be another one than your own location")]
    SameLocation,
}

impl Plan {
    /// Checks that the plan can be carried out.
    ///
    /// # Errors
    /// When a test location is named without an own location, or both are the same.
    pub fn check(&self) -> Result<(), PlanError> {
        match (&self.write_to, &self.own_location) {
            (Some(_), None) => Err(PlanError::NoOwnLocation),
            (Some(test), Some(own)) if test == own => Err(PlanError::SameLocation),
            _ => Ok(()),
        }
    }

    /// The locations whose balances are known to a person or will be changed by the probe, each once.
    pub(crate) fn named_locations(&self) -> Vec<&str> {
        let mut named: Vec<&str> = Vec::new();
        let expected = self.expectations.iter().map(|expectation| expectation.location.as_str());
        for location in self.write_to.as_deref().into_iter().chain(expected) {
            if !named.contains(&location) {
                named.push(location);
            }
        }
        named
    }
}

/// A question as it stands in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// Where it belongs.
    pub topic: Topic,
    /// What is asked.
    pub question: &'static str,
    /// The settings that it settles.
    pub settings: &'static [&'static str],
    /// The most reading calls that it looks at, shared with other questions.
    pub readings: usize,
    /// Whether it is answered by the test location only.
    pub writes: bool,
}

/// Every question that a probe asks, in the report's order.
pub fn contents() -> Vec<Planned> {
    question::CONTENTS
        .iter()
        .map(|question| Planned {
            topic: question.topic,
            question: question.asks,
            settings: question.settings,
            readings: question.needs.len(),
            writes: question.writes,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_writes_needs_two_different_ends() {
        let plan = |own: Option<&str>, test: Option<&str>| Plan {
            own_location: own.map(str::to_owned),
            write_to: test.map(str::to_owned),
            ..Plan::default()
        };
        assert_eq!(plan(None, None).check(), Ok(()));
        assert_eq!(plan(None, Some("T")).check(), Err(PlanError::NoOwnLocation));
        assert_eq!(plan(Some("T"), Some("T")).check(), Err(PlanError::SameLocation));
        assert_eq!(plan(Some("1"), Some("T")).check(), Ok(()));
    }
}
