//! What the proxy can keep its state in.

/// A kind of database; `crates/crash` knows the same words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file.
    Sqlite,
    /// A PostgreSQL server of one's own, with two proxies on it.
    Postgres,
}

impl Database {
    /// Both.
    pub(crate) const ALL: [Self; 2] = [Self::Sqlite, Self::Postgres];

    /// How it is called on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// The database that is called so on the command line.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|database| database.word() == word)
    }
}
