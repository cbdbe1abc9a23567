//! What is measured, each figure beside a peer's in the same run: `cargo xtask bench` lists the benches.
//!
//! A bench is a module that gives [`pair::Pair`]s: our way of doing some work and a peer's way of doing the same.
//! [`rounds`] times both in turns, [`allocated`] counts what each takes from the allocator, and [`table`] sets the two
//! side by side with their ratio. Where that is not what matters, a bench measures and prints by itself.
//!
//! There are two programs, because counting every allocation makes each of them slower, and the side that allocates
//! more often would look worse than it is: `bench` times, with the allocator as it is, and asks `allocated` for the
//! bytes.

pub mod allocated;
pub mod client;
mod clock;
pub mod drain;
pub mod pair;
pub mod post;
pub mod rounds;
pub mod spread;
pub mod table;

use std::error::Error;
use std::io::Write;

use pair::Pair;

/// A bench and what it measures.
#[derive(Debug, Clone, Copy)]
pub struct Bench {
    /// How it is called on the command line.
    pub name: &'static str,
    /// What it measures, in a line.
    pub what: &'static str,
    /// How it is measured.
    pub how: How,
}

/// How something is measured.
#[derive(Debug, Clone, Copy)]
pub enum How {
    /// These pairs are timed and their bytes counted.
    Pairs(fn() -> Result<Vec<Pair>, Unfit>),
    /// It prints tables of its own.
    ByItself(fn(&mut dyn Write) -> Result<(), Failure>),
}

/// Every bench.
pub const ALL: [Bench; 3] = [
    Bench {
        name: "client",
        what: "reading TrackOnline's answers, beside reading the same bytes into plain serde_json values",
        how: How::Pairs(client::pairs),
    },
    Bench {
        name: "post",
        what: "accepting confirmations, beside bare durable commits of a single row",
        how: How::ByItself(post::measure),
    },
    Bench {
        name: "drain",
        what: "calls and time until everything is in TrackOnline, beside sending each confirmation by itself",
        how: How::ByItself(drain::measure),
    },
];

/// The bench of this name.
pub fn named(name: &str) -> Option<Bench> {
    ALL.into_iter().find(|bench| bench.name == name)
}

/// Whatever keeps something from being measured.
pub type Failure = Box<dyn Error + Send + Sync>;

/// Why something is not measured: a figure for work that is not done right would mean nothing.
#[derive(Debug, thiserror::Error)]
#[error("{what} is not done right, so it is not measured: {why}")]
pub struct Unfit {
    /// Which work.
    pub what: &'static str,
    /// What is wrong with it.
    pub why: String,
}
