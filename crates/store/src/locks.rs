//! What must not happen side by side.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, Statement};

use crate::error::StoreError;

/// What a write looks at before it decides what to write.
#[derive(Debug, Clone, Copy)]
pub(crate) enum About<'a> {
    /// What has this identifier, or is about to.
    Identifier(&'a str),
    /// What takes the place of the plan with this number.
    Plan(&'a str),
    /// What was confirmed at this location.
    Location(&'a str),
}

/// Two that look at the same thing before they write must not do so side by side: on PostgreSQL the second one waits here
/// until the first one's transaction ends. SQLite has one writer. Where a write needs several, it takes them in the order
/// in which they are declared, so that no two ever wait for each other.
pub(crate) async fn one_at_a_time(
    transaction: &DatabaseTransaction,
    tenant: &str,
    about: About<'_>,
) -> Result<(), StoreError> {
    if transaction.get_database_backend() == DbBackend::Postgres {
        let subject = match about {
            About::Identifier(id) => format!("{tenant}\nidentifier\n{id}"),
            About::Plan(number) => format!("{tenant}\nplan\n{number}"),
            About::Location(number) => format!("{tenant}\nlocation\n{number}"),
        };
        let lock = Statement::from_sql_and_values(
            DbBackend::Postgres,
            "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))",
            [subject.into()],
        );
        transaction.execute_raw(lock).await?;
    }
    Ok(())
}
