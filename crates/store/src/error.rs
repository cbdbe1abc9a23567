//! What can go wrong with the database.

/// The database could not do what it was asked. Nothing was stored, but for [`StoreError::Uncertain`].
#[derive(Debug, Clone, thiserror::Error)]
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
    /// The write came to no end: it panicked, or the process is stopping. Nothing was stored.
    #[error("the write was interrupted")]
    Interrupted,
    /// What was to be written rests on something that has changed meanwhile. Nothing was stored.
    #[error("what was to be written is outdated")]
    Outdated,
    /// The commit's answer was lost: what was to be written may be stored or not, and only reading it again tells.
    #[error("whether it was stored is not known: {reason}")]
    Uncertain {
        /// What came instead of the answer.
        reason: String,
    },
}

impl StoreError {
    /// Whether certainly nothing was stored.
    pub fn left_nothing(&self) -> bool {
        !matches!(self, Self::Uncertain { .. })
    }

    pub(crate) fn uncertain(reason: &impl ToString) -> Self {
        Self::Uncertain { reason: reason.to_string() }
    }

    pub(crate) fn unreadable(what: &'static str, reason: &impl ToString) -> Self {
        Self::Unreadable { what, reason: reason.to_string() }
    }
}
