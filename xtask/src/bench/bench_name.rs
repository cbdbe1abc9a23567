//! What can be measured.

/// A bench; a module of crates/bench has the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BenchName {
    /// Reading TrackOnline's answers.
    Client,
}

impl BenchName {
    /// All benches.
    pub(crate) const ALL: [Self; 1] = [Self::Client];

    /// How it is called on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
        }
    }

    /// What it measures.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Client => "reading TrackOnline's answers",
        }
    }

    /// How long it takes once it is built.
    pub(super) fn takes(self) -> &'static str {
        match self {
            Self::Client => "seconds",
        }
    }

    /// The bench that is called so on the command line.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bench| bench.word() == word)
    }
}
