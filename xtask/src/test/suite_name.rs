//! The suites, in the order in which they run: quick ones first.

/// A suite of checks or tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SuiteName {
    /// Whether the source is formatted.
    Formatting,
    /// Clippy, and the licences, sources and known weaknesses of dependencies.
    Lints,
    /// All that runs without a browser.
    Native,
    /// The write path, simulated with everything that can go wrong.
    Simulation,
    /// The widget's parts in headless Chromium.
    Browser,
    /// Everything together, as people use it.
    WholeSystem,
}

impl SuiteName {
    /// All suites, in the order in which they run.
    pub(crate) const ALL: [Self; 6] =
        [Self::Formatting, Self::Lints, Self::Native, Self::Simulation, Self::Browser, Self::WholeSystem];

    /// How it is called in a report.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Formatting => "formatting",
            Self::Lints => "lints",
            Self::Native => "native tests",
            Self::Simulation => "simulation",
            Self::Browser => "browser tests",
            Self::WholeSystem => "whole-system tests",
        }
    }

    /// How it is called on the command line.
    fn word(self) -> &'static str {
        match self {
            Self::Formatting => "formatting",
            Self::Lints => "lints",
            Self::Native => "native",
            Self::Simulation => "simulation",
            Self::Browser => "browser",
            Self::WholeSystem => "whole-system",
        }
    }

    /// The suite that is called so on the command line.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.word() == word)
    }

    /// What all are called on the command line.
    pub(crate) fn all_words() -> [&'static str; 6] {
        Self::ALL.map(Self::word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_suite_is_found_by_its_word() {
        for suite in SuiteName::ALL {
            assert_eq!(SuiteName::parse(suite.word()), Some(suite));
        }
        assert_eq!(SuiteName::parse("everything"), None);
    }
}
