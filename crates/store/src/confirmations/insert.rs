//! Writing a confirmation.

use contract::{Held, PostingState};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryTrait, SqlErr};
use sha2::{Digest, Sha256};

use super::NewConfirmation;
use crate::audit::Entry;
use crate::connection::execute_together;
use crate::entity::{confirmation, posting};
use crate::error::StoreError;
use crate::kept;
use crate::postings::state_text;

/// A confirmation and its postings as rows, made before their write has its turn: others wait for it.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    pub(super) confirmation: confirmation::Model,
    pub(super) postings: Vec<posting::Model>,
}

impl Rows {
    /// Of one that is to be sent.
    pub(super) fn of(tenant: &str, new: &NewConfirmation) -> Result<Self, StoreError> {
        let request = &new.request;
        let body = json("confirmation", request)?;
        let confirmation = confirmation::Model {
            tenant: tenant.to_owned(),
            id: request.id.to_string(),
            kind: request.kind.as_str().to_owned(),
            stage: request.stage.as_str().to_owned(),
            customer: request.customer.as_ref().map(ToString::to_string),
            location: request.location.to_string(),
            order_reference: request.order.as_ref().map(ToString::to_string),
            fingerprint: format!("{:x}", Sha256::digest(&body)),
            body,
            confirmed_by: kept::text(&new.confirmed_by),
            accepted_at: kept::moment(new.accepted_at),
            corrects: new.corrects.map(|(corrected, _)| corrected.to_string()),
            held: None,
        };
        let postings = new
            .transactions
            .iter()
            .map(|(planned, from, to)| {
                Ok(posting::Model {
                    tenant: confirmation.tenant.clone(),
                    number: planned.number.to_string(),
                    confirmation: confirmation.id.clone(),
                    location: confirmation.location.clone(),
                    customer: confirmation.customer.clone(),
                    order_reference: confirmation.order_reference.clone(),
                    direction: planned.direction.as_str().to_owned(),
                    transaction: json("posting's transaction", planned)?,
                    sides: json("posting's sides", &(from, to))?,
                    state: state_text(PostingState::Queued).to_owned(),
                    reason: None,
                    since: confirmation.accepted_at,
                    sent_at: None,
                    apart: None,
                    updates: planned.updates.as_ref().map(ToString::to_string),
                    accepted_at: confirmation.accepted_at,
                })
            })
            .collect::<Result<_, StoreError>>()?;
        Ok(Self { confirmation, postings })
    }

    /// It may be a repetition: nothing of it is sent before a person has looked.
    pub(super) fn hold(&mut self, held: &Held) -> Result<(), StoreError> {
        self.confirmation.held = Some(json("held confirmation", held)?);
        for posting in &mut self.postings {
            state_text(PostingState::Held).clone_into(&mut posting.state);
        }
        Ok(())
    }

    /// Writes them with their audit entry.
    ///
    /// # Errors
    /// When the database fails, and when the identifier is taken ([`is_taken`]).
    pub(super) async fn insert(&self, transaction: &DatabaseTransaction) -> Result<(), StoreError> {
        let Self { confirmation, postings } = self;
        let entry = Entry {
            who: &confirmation.confirmed_by,
            what: "confirmed",
            subject: &confirmation.id,
            detail: confirmation.order_reference.as_deref(),
            customer: confirmation.customer.as_deref(),
            confirmation: Some(&confirmation.id),
        };
        let backend = transaction.get_database_backend();
        let mut inserts = vec![
            confirmation::Entity::insert(confirmation.clone().into_active_model()).build(backend),
            entry.insert(&confirmation.tenant, confirmation.accepted_at).build(backend),
        ];
        if !postings.is_empty() {
            let postings = postings.iter().cloned().map(IntoActiveModel::into_active_model);
            inserts.push(posting::Entity::insert_many(postings).build(backend));
        }
        Ok(execute_together(transaction, inserts).await?)
    }
}

/// Whether something was not written because there is something under its identifier.
pub(super) fn is_taken(error: &StoreError) -> bool {
    match error {
        StoreError::Database(error) => matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
        _ => false,
    }
}

fn json(what: &'static str, value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::unreadable(what, &error))
}
