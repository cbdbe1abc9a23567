//! What a commit leaves behind that did not go well.

use sea_orm::sqlx::postgres::PgSeverity;
use sea_orm::{DbErr, RuntimeErr, SqlxError, SqlxPostgresError};

use crate::error::StoreError;

/// SQLite's result codes after which a commit has left nothing behind, once its connection is closed.
///
/// - 5, busy: it was not begun
/// - 13, full: what marks the commit is written last and was not written whole
/// - 19, constraint: it was refused
///
/// After an input or output error (10) SQLite rolls back, too. But when it is the write to disk that failed, the commit
/// stands complete in the log; should the process end before the next commit overwrites it, the next start finds it
/// there and takes it for stored.
const SQLITE_LEFT_NOTHING: [i32; 3] = [5, 13, 19];

/// The class of PostgreSQL's codes for a connection in trouble: something between it and us may say so, too.
const CONNECTION_EXCEPTION: &str = "08";

/// PostgreSQL's code for a statement whose end is not known.
const COMPLETION_UNKNOWN: &str = "40003";

/// The error of a commit, as a caller needs to know it.
pub(super) fn failed(error: DbErr) -> StoreError {
    if left_nothing(&error) { StoreError::Database(error) } else { StoreError::uncertain(&error) }
}

fn left_nothing(error: &DbErr) -> bool {
    let (DbErr::Query(RuntimeErr::SqlxError(error))
    | DbErr::Exec(RuntimeErr::SqlxError(error))
    | DbErr::Conn(RuntimeErr::SqlxError(error))) = error
    else {
        return false;
    };
    let SqlxError::Database(said) = error.as_ref() else {
        // The connection broke, or what came over it could not be understood.
        return false;
    };
    match said.try_downcast_ref::<SqlxPostgresError>() {
        Some(said) => postgres_left_nothing(said.severity(), said.code()),
        None => said.code().is_some_and(|code| sqlite_left_nothing(&code)),
    }
}

/// An error aborts the transaction. Whatever is graver ends the session, and that may be after the commit.
fn postgres_left_nothing(severity: PgSeverity, code: &str) -> bool {
    severity == PgSeverity::Error && !code.starts_with(CONNECTION_EXCEPTION) && code != COMPLETION_UNKNOWN
}

/// SQLite's extended codes carry the plain one in their last byte.
fn sqlite_left_nothing(code: &str) -> bool {
    code.parse().is_ok_and(|code: i32| SQLITE_LEFT_NOTHING.contains(&(code & 0xff)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postgresqls_errors_are_certain_unless_they_are_about_the_connection() {
        for (severity, code, certain) in [
            (PgSeverity::Error, "40001", true),
            (PgSeverity::Error, "23503", true),
            (PgSeverity::Error, "40003", false),
            (PgSeverity::Error, "08007", false),
            (PgSeverity::Fatal, "57P01", false),
            (PgSeverity::Panic, "58030", false),
        ] {
            assert_eq!(postgres_left_nothing(severity, code), certain, "{severity:?} {code}");
        }
    }

    #[test]
    fn sqlites_full_disk_is_certain_and_a_failed_write_to_it_is_not() {
        for (code, certain) in [
            ("5", true),
            ("13", true),
            ("787", true),   // a foreign key that is checked at the commit
            ("10", false),   // input or output
            ("1034", false), // bringing it to disk
            ("1", false),
            ("7", false),
            ("", false),
        ] {
            assert_eq!(sqlite_left_nothing(code), certain, "{code}");
        }
    }

    #[test]
    fn without_words_of_the_database_nothing_is_certain() {
        let broken = SqlxError::Io(std::io::ErrorKind::ConnectionReset.into());
        for error in [broken, SqlxError::WorkerCrashed, SqlxError::Protocol("cut off".into())] {
            let error = failed(DbErr::Query(RuntimeErr::SqlxError(error.into())));
            assert!(matches!(error, StoreError::Uncertain { .. }), "{error}");
        }
    }
}
