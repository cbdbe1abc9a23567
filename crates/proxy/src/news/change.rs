//! What a stream is told about a confirmation or an exception: how it stands, written once for everybody.

use std::collections::HashSet;

use axum::response::sse::Event;
use chrono::{DateTime, Utc};
use contract::{ConfirmationChange, CustomerNumber, ExceptionChange, MovementState};
use serde::Serialize;
use store::{News, Store, StoreError, TenantId};
use uuid::Uuid;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// The audit trail's last entry that it tells of.
    pub(super) id: i64,
    /// When that was.
    pub(super) at: DateTime<Utc>,
    /// Whose packaging it is about.
    pub(super) customer: Option<CustomerNumber>,
    pub(super) event: &'static str,
    /// JSON.
    pub(super) data: String,
}

impl Change {
    pub(super) fn event(&self) -> Event {
        Event::default().event(self.event).id(self.id.to_string()).data(&self.data)
    }
}

/// What an entry is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Subject {
    Confirmation(Uuid),
    Exception(Uuid),
}

impl Subject {
    /// An entry of a confirmation or its movements names the confirmation; one of an exception is about its identifier.
    fn of(news: &News) -> Option<Self> {
        match news.subject.parse() {
            Ok(id) if news.confirmation != Some(id) => Some(Self::Exception(id)),
            _ => news.confirmation.map(Self::Confirmation),
        }
    }
}

/// How everything stands that these entries are about, in the order of the last entry about each.
///
/// # Errors
/// When the database fails.
pub(super) async fn changes(
    store: &Store,
    tenant: &TenantId,
    news: &[News],
) -> Result<Vec<Change>, StoreError> {
    let mut told = HashSet::new();
    let mut changes = Vec::new();
    for entry in news.iter().rev() {
        if let Some(subject) = Subject::of(entry).filter(|subject| told.insert(*subject)) {
            match change(store, tenant, subject, entry).await {
                Ok(change) => changes.extend(change),
                // One row of a newer release must not keep all others from being told.
                Err(error @ StoreError::Unreadable { .. }) => {
                    tracing::warn!(%tenant, ?subject, %error, "a change cannot be told");
                }
                Err(error) => return Err(error),
            }
        }
    }
    changes.reverse();
    Ok(changes)
}

async fn change(
    store: &Store,
    tenant: &TenantId,
    subject: Subject,
    entry: &News,
) -> Result<Option<Change>, StoreError> {
    Ok(match subject {
        Subject::Confirmation(id) => store.confirmation(tenant, id).await?.and_then(|confirmation| {
            let stands = confirmation.status();
            let movements = stands.movements.into_iter();
            let body = ConfirmationChange {
                id,
                customer: stands.customer,
                states: movements
                    .map(|movement| MovementState { number: movement.number, state: movement.state })
                    .collect(),
                held: stands.held,
            };
            written(entry, "confirmation", body.customer.clone(), &body)
        }),
        Subject::Exception(id) => store.exception(tenant, id).await?.and_then(|exception| {
            let body = ExceptionChange {
                id,
                kind: exception.kind,
                state: exception.state,
                customer: exception.customer,
            };
            written(entry, "exception", body.customer.clone(), &body)
        }),
    })
}

fn written(
    entry: &News,
    event: &'static str,
    customer: Option<CustomerNumber>,
    body: &impl Serialize,
) -> Option<Change> {
    match serde_json::to_string(body) {
        Ok(data) => Some(Change { id: entry.id, at: entry.at, customer, event, data }),
        Err(error) => {
            tracing::error!(%error, id = entry.id, "a change cannot be written and is not told");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(subject: &str, confirmation: Option<Uuid>) -> News {
        News {
            id: 1,
            at: DateTime::UNIX_EPOCH,
            what: "saved".into(),
            subject: subject.into(),
            customer: None,
            confirmation,
        }
    }

    #[test]
    fn an_entry_is_about_its_confirmation_unless_it_is_about_something_else_of_it() {
        let (confirmation, exception) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let about = |subject: &str| Subject::of(&entry(subject, Some(confirmation)));
        assert_eq!(about("FL-1-D"), Some(Subject::Confirmation(confirmation)));
        assert_eq!(about(&confirmation.to_string()), Some(Subject::Confirmation(confirmation)));
        assert_eq!(about(&exception.to_string()), Some(Subject::Exception(exception)));
        let alone = Subject::of(&entry(&exception.to_string(), None));
        assert_eq!(alone, Some(Subject::Exception(exception)));
        assert_eq!(Subject::of(&entry("a trip", None)), None);
    }
}
