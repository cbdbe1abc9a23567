//! Writes with a transaction and a connection each, for PostgreSQL.

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction};

use super::work::{self, Work};
use super::{begin, commit};
use crate::error::StoreError;

/// Runs `work` in a transaction and a task of its own.
pub(super) async fn write<T, F>(pool: DatabaseConnection, work: F) -> Result<T, StoreError>
where
    T: Send + 'static,
    F: for<'t> FnOnce(&'t DatabaseTransaction) -> Work<'t, T> + Send + 'static,
{
    tokio::spawn(async move {
        let transaction = begin(&pool).await?;
        match work::run(work, &transaction).await {
            Ok(value) => {
                // PostgreSQL answers a COMMIT after a failed statement by a rollback, and does not call that an error.
                // Anything else it refuses.
                transaction.execute_unprepared("SELECT 1").await?;
                transaction.commit().await.map_err(commit::failed)?;
                Ok(value)
            }
            Err(error) => {
                if let Err(trouble) = transaction.rollback().await {
                    // The server rolls back what it hears no more of.
                    tracing::warn!(error = %trouble, "a transaction was given up without a rollback");
                }
                Err(error)
            }
        }
    })
    .await
    .unwrap_or_else(|ended| Err(StoreError::uncertain(&ended)))
}
