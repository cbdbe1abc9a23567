//! Why there is no PostgreSQL, or no database in it.

use std::time::Duration;

/// What kept a scratch PostgreSQL from doing what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScratchError {
    /// The server's programs are nowhere on this machine.
    #[error(
        "PostgreSQL's server is not on this machine; install it: `apt-get install postgresql` on Debian and Ubuntu, \
         `dnf install postgresql-server` on Fedora, `pacman -S postgresql` on Arch, `brew install postgresql` on macOS"
    )]
    NotInstalled,
    /// PostgreSQL refuses to run as root, and there is nobody else to run it as.
    #[error(
        "PostgreSQL does not run as root, and this machine has neither a user `postgres` nor a user `nobody` to run \
         it as"
    )]
    NobodyToRunAs,
    /// The system refuses what a server needs before it can start.
    #[error(
        "a scratch PostgreSQL needs a folder, a free port and random numbers, and the system refuses: {0}"
    )]
    Refused(String),
    /// A program cannot be started.
    #[error("`{program}` cannot be started: {reason}")]
    Program {
        /// Which.
        program: String,
        /// What the system says.
        reason: String,
    },
    /// The server ended before it took connections.
    #[error("PostgreSQL did not start; it said:\n{0}")]
    Ended(String),
    /// The server runs and does not take connections.
    #[error("PostgreSQL does not take connections after {} s; it said:\n{said}", waited.as_secs())]
    Silent {
        /// How long it was given.
        waited: Duration,
        /// Its log.
        said: String,
    },
    /// A database cannot be made.
    #[error("PostgreSQL made no database `{name}`: {said}")]
    Database {
        /// Under which name.
        name: String,
        /// What it said.
        said: String,
    },
}

impl From<std::io::Error> for ScratchError {
    fn from(error: std::io::Error) -> Self {
        Self::Refused(error.to_string())
    }
}
