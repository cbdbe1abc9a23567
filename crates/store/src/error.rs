//! What can go wrong with the database.

/// The database could not do what it was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself: gone, locked, full, or of another shape.
    #[error("the database failed: {0}")]
    Database(#[from] sea_orm::DbErr),
    /// A stored row cannot be read as what it should be.
    #[error("a stored {what} cannot be read: {reason}")]
    Unreadable {
        /// What the row holds.
        what: &'static str,
        /// Why not.
        reason: String,
    },
    /// The task that wrote has ended without an answer: the process is stopping.
    #[error("the write was interrupted")]
    Interrupted,
}

impl StoreError {
    pub(crate) fn unreadable(what: &'static str, reason: &impl ToString) -> Self {
        Self::Unreadable { what, reason: reason.to_string() }
    }
}
