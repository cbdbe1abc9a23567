//! What a question comes to.

use serde::Serialize;
use toml::Value;

/// What a question comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The setting holds as it stands.
    Confirmed,
    /// It does not: set this instead. Without a change, no setting helps and the evidence says what is done.
    Refuted {
        /// What to set.
        changes: Vec<Change>,
    },
    /// The probe cannot tell.
    NotDecidable {
        /// Where it will be learned.
        learned: String,
    },
}

/// Where a setting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Below `[tenants.<name>]`.
    Tenant,
    /// Below `[tenants.<name>.trackonline.assumptions]`.
    Assumptions,
}

/// A setting to change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// Where it stands.
    pub scope: Scope,
    /// Its name, with dots between levels.
    pub setting: String,
    /// What to set it to; none where only the account's online documentation can tell.
    pub value: Option<Value>,
}

impl Change {
    /// One of the assumptions. A value that no settings file can hold is left to be looked up.
    pub(crate) fn assumption(setting: &str, value: impl Serialize) -> Self {
        Self { scope: Scope::Assumptions, setting: setting.to_owned(), value: Value::try_from(value).ok() }
    }

    /// One of the assumptions whose right value the probe cannot know.
    pub(crate) fn to_look_up(setting: &str) -> Self {
        Self { scope: Scope::Assumptions, setting: setting.to_owned(), value: None }
    }

    /// A line for a settings file; a remark where the value has to be looked up.
    pub fn line(&self) -> String {
        match &self.value {
            Some(value) => format!("{} = {value}", self.setting),
            None => {
                format!("# {} = \"…\"   # look it up in TrackOnline's online API documentation", self.setting)
            }
        }
    }
}

/// A verdict and what it rests on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Judgement {
    pub(crate) verdict: Verdict,
    /// Forms and counts, never data.
    pub(crate) seen: String,
}

impl Judgement {
    pub(crate) fn confirmed(seen: impl Into<String>) -> Self {
        Self { verdict: Verdict::Confirmed, seen: seen.into() }
    }

    pub(crate) fn refuted(seen: impl Into<String>, change: Change) -> Self {
        Self { verdict: Verdict::Refuted { changes: vec![change] }, seen: seen.into() }
    }

    /// Refuted, and no setting helps.
    pub(crate) fn refuted_without_a_setting(seen: impl Into<String>) -> Self {
        Self { verdict: Verdict::Refuted { changes: Vec::new() }, seen: seen.into() }
    }

    pub(crate) fn open(seen: impl Into<String>, learned: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotDecidable { learned: learned.into() }, seen: seen.into() }
    }

    /// Compares what is set with what was found.
    pub(crate) fn of<T: PartialEq + Serialize>(
        setting: &str,
        set: &T,
        found: &T,
        seen: impl Into<String>,
    ) -> Self {
        if set == found {
            Self::confirmed(seen)
        } else {
            Self::refuted(seen, Change::assumption(setting, found))
        }
    }
}

#[cfg(test)]
mod tests {
    use trackonline::{Envelope, SameNumber};

    use super::*;

    #[test]
    fn a_change_is_a_line_that_can_be_pasted() {
        let table = [
            (Change::assumption("same_number", SameNumber::Doubles), "same_number = \"doubles\""),
            (Change::assumption("page_size", 25), "page_size = 25"),
            (
                Change::assumption("envelope", Envelope::Field("items".into())),
                "envelope = { field = \"items\" }",
            ),
            (Change::assumption("saved_rows.number", ["a", "b"]), "saved_rows.number = [\"a\", \"b\"]"),
        ];
        for (change, line) in table {
            assert_eq!(change.line(), line);
            assert!(toml::from_str::<toml::Table>(line).is_ok(), "{line}");
        }
        assert!(Change::to_look_up("paths.status").line().starts_with('#'));
    }
}
