//! What the clients sent and what they were told: the one list that no kill reaches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::confirmation::Confirmation;

/// The book. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book(Arc<Mutex<BTreeMap<Uuid, Entry>>>);

/// A confirmation that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) confirmation: Confirmation,
    /// Whether a client was told that it is accepted.
    pub(crate) is_acknowledged: bool,
    /// What the proxy said when it refused it for good.
    pub(crate) refusal: Option<String>,
}

impl Book {
    /// To be written before it is sent.
    pub(crate) fn sent(&self, confirmation: &Confirmation) {
        self.entries().entry(confirmation.id).or_insert_with(|| Entry {
            confirmation: confirmation.clone(),
            is_acknowledged: false,
            refusal: None,
        });
    }

    pub(crate) fn acknowledged(&self, id: Uuid) {
        if let Some(entry) = self.entries().get_mut(&id) {
            entry.is_acknowledged = true;
        }
    }

    pub(crate) fn refused(&self, id: Uuid, words: String) {
        if let Some(entry) = self.entries().get_mut(&id) {
            entry.refusal = Some(words);
        }
    }

    /// Everything that was sent, oldest first.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.entries().values().cloned().collect()
    }

    /// How many were acknowledged.
    pub(crate) fn acknowledgements(&self) -> usize {
        self.entries().values().filter(|entry| entry.is_acknowledged).count()
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<Uuid, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
