//! What can be measured.

/// A bench; a module of crates/bench has the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BenchName {
    /// Reading TrackOnline's answers.
    Client,
    /// Accepting confirmations durably.
    Post,
    /// Bringing movements into TrackOnline through a thin quota.
    Drain,
}

impl BenchName {
    /// All benches.
    pub(crate) const ALL: [Self; 3] = [Self::Client, Self::Post, Self::Drain];

    /// How it is called on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Post => "post",
            Self::Drain => "drain",
        }
    }

    /// What it measures.
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::Client => "reading TrackOnline's answers",
            Self::Post => "accepting confirmations, on disk before they are acknowledged",
            Self::Drain => "calls and time until everything is in TrackOnline, in simulated time",
        }
    }

    /// How long it takes once it is built.
    pub(super) fn takes(self) -> &'static str {
        match self {
            Self::Client => "seconds",
            Self::Post => "a minute or two; on a machine that does nothing else",
            Self::Drain => "half a minute",
        }
    }

    /// The bench that is called so on the command line.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|bench| bench.word() == word)
    }
}
