//! Statements that go to the database together.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, Statement, Values};

/// Executes statements that bring no rows, in order, until one fails. On SQLite they go to its thread in one piece, as the
/// way there takes longer than most of them do; so their parameters have to be plain question marks.
pub(crate) async fn execute_together(
    transaction: &DatabaseTransaction,
    statements: Vec<Statement>,
) -> Result<(), DbErr> {
    if transaction.get_database_backend() == DbBackend::Sqlite {
        let (mut sql, mut values) = (String::new(), Vec::new());
        for statement in statements {
            sql.push_str(&statement.sql);
            sql.push_str(";\n");
            values.extend(statement.values.map(|values| values.0).unwrap_or_default());
        }
        let together = Statement { sql, values: Some(Values(values)), db_backend: DbBackend::Sqlite };
        transaction.execute_raw(together).await?;
    } else {
        for statement in statements {
            transaction.execute_raw(statement).await?;
        }
    }
    Ok(())
}
