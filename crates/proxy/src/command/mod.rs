//! What a person does at a command line, besides serving.
//!
//! | exit code | means |
//! |---|---|
//! | 0 | done |
//! | 1 | settings, key or input cannot be used; nothing was sent |
//! | 2 | the command line cannot be read; nothing was sent |
//! | 3 | TrackOnline refused, or did not answer; nothing was changed |
//! | 4 | the probe refuted an assumption: settings have to be changed |
//! | 5 | it is not known whether a save took effect, or something of a test is left to be taken back by hand |
//! | 6 | the probe was stopped before its last question |

mod access;
pub(crate) mod probe;
pub(crate) mod trackonline;

use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ends that does not end well.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    /// What is wrong and what to do about it.
    words: String,
}

/// The exit codes, other than 0 and the 2 of an unreadable command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    Unusable = 1,
    NoAnswer = 3,
    Refuted = 4,
    Unknown = 5,
    Stopped = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Failure {
    /// Something that was given cannot be used.
    fn unusable(words: impl Into<String>) -> Self {
        Self { exit: Exit::Unusable, words: words.into() }
    }

    fn told(self) -> ExitCode {
        complain(&self.words);
        self.exit.into()
    }
}

/// Writes an answer. Whoever reads it may have stopped reading, which is no error.
fn say(words: &str) {
    let _ = writeln!(io::stdout(), "{}", words.trim_end());
}

/// Writes what is beside the answer: progress, counts, errors.
fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "{}", words.trim_end());
}
