//! The numbers by which other systems know a thing.

use serde::{Deserialize, Serialize};

use crate::limit::Check;
use crate::outgoing::{Fields, Outgoing};

/// A thing's number in another system.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct ExternalNumber {
    /// The other system's name; at most 30 characters.
    pub source: Option<String>,
    /// The number there; at most 30 characters.
    pub number: Option<String>,
}

impl ExternalNumber {
    pub(crate) fn check(&self, check: &mut Check) {
        check.text("source", self.source.as_deref(), 30);
        check.text("number", self.number.as_deref(), 30);
    }
}

impl Outgoing for ExternalNumber {
    fn outgoing(&self, fields: &mut Fields<'_>) {
        fields.text("source", self.source.as_deref()).text("number", self.number.as_deref());
    }
}
