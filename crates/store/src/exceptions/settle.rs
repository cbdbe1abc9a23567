//! What a person decides about an exception.

use chrono::{DateTime, Utc};
use contract::{ExceptionAction, ExceptionKind, HeldIs, PostingState, SettlementRequest, TransactionNumber};
use sea_orm::{ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use super::{Detail, OPEN, SETTLED, word};
use crate::audit::{Entry, note};
use crate::confirmations::{By, has_successor, release};
use crate::connection::Store;
use crate::entity::{confirmation, exception, posting, tenant_state};
use crate::error::StoreError;
use crate::kept;
use crate::permits::locked;
use crate::postings::state_text;
use crate::senders::reach;
use crate::tenant::TenantId;

/// A decision about an exception.
#[derive(Debug, Clone)]
pub struct Settling {
    /// What to do.
    pub request: SettlementRequest,
    /// Who says so.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// What became of a decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// It was carried out.
    Done,
    /// No exception has this identifier.
    Unknown,
    /// It is settled already, or does not take this action, or the correction is not one of it.
    NotPossible,
}

/// How an exception is closed.
#[derive(Debug, Clone, Default)]
pub(super) struct Closing<'a> {
    pub(super) who: &'a str,
    pub(super) action: Option<ExceptionAction>,
    pub(super) reason: Option<&'a str>,
    pub(super) correction: Option<Uuid>,
}

impl<'a> Closing<'a> {
    pub(super) fn by(who: &'a str) -> Self {
        Self { who, ..Self::default() }
    }
}

pub(super) async fn close(
    transaction: &DatabaseTransaction,
    row: exception::Model,
    closing: Closing<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    exception::Entity::update(exception::ActiveModel {
        tenant: Set(row.tenant.clone()),
        id: Set(row.id.clone()),
        state: Set(SETTLED.to_owned()),
        action: Set(closing.action.map(|action| action.as_str().to_owned())),
        settled_by: Set(Some(kept::text(closing.who))),
        settled_at: Set(Some(now)),
        reason: Set(closing.reason.map(kept::text)),
        correction: Set(closing.correction.map(|id| id.to_string())),
        ..Default::default()
    })
    .exec(transaction)
    .await?;
    let entry = Entry {
        who: closing.who,
        what: closing.action.map_or("settled", ExceptionAction::as_str),
        subject: &row.id,
        detail: closing.reason,
        customer: row.customer.as_deref(),
        confirmation: row.confirmation.as_deref(),
    };
    note(transaction, &row.tenant, entry, now).await
}

/// A held confirmation was decided on.
pub(crate) async fn close_by_confirmation(
    transaction: &DatabaseTransaction,
    tenant: &str,
    confirmation: &str,
    is: HeldIs,
    by: By<'_>,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let open = exception::Entity::find()
        .filter(exception::Column::Tenant.eq(tenant))
        .filter(exception::Column::Kind.eq(ExceptionKind::SecondConfirmation.as_str()))
        .filter(exception::Column::Confirmation.eq(confirmation))
        .filter(exception::Column::State.eq(OPEN))
        .all(transaction)
        .await?;
    let action = match is {
        HeldIs::Same => ExceptionAction::Same,
        HeldIs::Another => ExceptionAction::Another,
    };
    for row in open {
        let closing = Closing { action: Some(action), reason: by.reason, ..Closing::by(by.who) };
        close(transaction, row, closing, now).await?;
    }
    Ok(())
}

impl Store {
    /// Carries out what a person decided, closes the exception and notes who it was, in one transaction.
    ///
    /// # Errors
    /// When the database fails; then nothing has changed.
    pub async fn settle(
        &self,
        tenant: &TenantId,
        id: Uuid,
        settling: Settling,
    ) -> Result<Settled, StoreError> {
        let tenant = tenant.to_string();
        let settling = Settling { at: kept::moment(settling.at), ..settling };
        let settled = self
            .write(move |transaction| {
                Box::pin(async move {
                    // One decision at a time: the second one finds it settled.
                    locked(transaction, &tenant).await?;
                    let key = (tenant.clone(), id.to_string());
                    let Some(row) = exception::Entity::find_by_id(key).one(transaction).await? else {
                        return Ok(Settled::Unknown);
                    };
                    let kind: ExceptionKind = word("exception's kind", &row.kind)?;
                    let action = settling.request.action;
                    if row.state != OPEN || !kind.actions().contains(&action) {
                        return Ok(Settled::NotPossible);
                    }
                    if !carry_out(transaction, &row, kind, &settling).await? {
                        return Ok(Settled::NotPossible);
                    }
                    if kind != ExceptionKind::SecondConfirmation {
                        let closing = Closing {
                            who: &settling.who,
                            action: Some(action),
                            reason: settling.request.reason.as_deref(),
                            correction: settling.request.correction,
                        };
                        close(transaction, row, closing, settling.at).await?;
                    }
                    Ok(Settled::Done)
                })
            })
            .await;
        match settled {
            Err(StoreError::Outdated) => Ok(Settled::NotPossible),
            other => other,
        }
    }
}

/// What the decision does besides closing the exception; `false` where it cannot be done.
async fn carry_out(
    transaction: &DatabaseTransaction,
    row: &exception::Model,
    kind: ExceptionKind,
    settling: &Settling,
) -> Result<bool, StoreError> {
    let (tenant, now) = (row.tenant.as_str(), settling.at);
    let state_of_kind = match kind {
        ExceptionKind::Rejected => PostingState::Rejected,
        ExceptionKind::OutcomeUnknown => PostingState::Excepted,
        _ => PostingState::Held,
    };
    let detail: Detail =
        serde_json::from_str(&row.detail).map_err(|error| StoreError::unreadable("exception", &error))?;
    let Some(number) = detail.posting.or_else(|| row.movement.clone()) else {
        return without_posting(transaction, row, kind, settling).await;
    };
    let number = number.as_str();
    let to = |state: PostingState| async move {
        let number = TransactionNumber::new(number)
            .map_err(|error| StoreError::unreadable("exception's movement", &error))?;
        let reason = settling.request.reason.as_deref();
        reach(transaction, tenant, &number, state, Some(state_of_kind), reason, now).await?;
        Ok::<_, StoreError>(true)
    };
    match (kind, settling.request.action) {
        (ExceptionKind::Rejected | ExceptionKind::OutcomeUnknown, ExceptionAction::SendAgain) => {
            let key = (tenant.to_owned(), number.to_owned());
            let Some(posting) = posting::Entity::find_by_id(key).one(transaction).await? else {
                return Ok(false);
            };
            // A plan that a count has the place of would undo it.
            if has_successor(transaction, tenant, &posting).await? {
                return Ok(false);
            }
            // It was refused in company; it goes alone now, and nobody has to wait for it.
            posting::Entity::update(posting::ActiveModel {
                tenant: Set(posting.tenant),
                number: Set(posting.number.clone()),
                apart: Set(Some(format!("again-{}", posting.number))),
                ..Default::default()
            })
            .exec(transaction)
            .await?;
            to(PostingState::Queued).await
        }
        (ExceptionKind::Rejected | ExceptionKind::OutcomeUnknown, ExceptionAction::FoundSaved) => {
            to(PostingState::Saved).await
        }
        (ExceptionKind::Rejected | ExceptionKind::OutcomeUnknown, ExceptionAction::Dismiss) => {
            to(PostingState::Withdrawn).await
        }
        (_, ExceptionAction::Correct) => is_corrected(transaction, row, settling).await,
        _ => Ok(true),
    }
}

/// As above, for what is about no posting of ours.
async fn without_posting(
    transaction: &DatabaseTransaction,
    row: &exception::Model,
    kind: ExceptionKind,
    settling: &Settling,
) -> Result<bool, StoreError> {
    let (tenant, now) = (row.tenant.as_str(), settling.at);
    match (kind, settling.request.action) {
        (ExceptionKind::SecondConfirmation, ExceptionAction::Another | ExceptionAction::Same) => {
            let is = if settling.request.action == ExceptionAction::Another {
                HeldIs::Another
            } else {
                HeldIs::Same
            };
            let Some(confirmation) = &row.confirmation else { return Ok(false) };
            let by = By { who: &settling.who, reason: settling.request.reason.as_deref() };
            release(transaction, tenant, confirmation, is, by, now).await
        }
        (ExceptionKind::KeyRefused | ExceptionKind::SendingStopped, ExceptionAction::SendAgain) => {
            tenant_state::Entity::update(tenant_state::ActiveModel {
                tenant: Set(tenant.to_owned()),
                sending_paused_until: Set(None),
                calls_paused_until: Set(None),
                failures: Set(0),
                key_refused: Set(false),
                ..Default::default()
            })
            .exec(transaction)
            .await?;
            Ok(true)
        }
        (_, ExceptionAction::Correct) => is_corrected(transaction, row, settling).await,
        _ => Ok(true),
    }
}

/// Whether the correction that is named stands, and is one of what the exception is about: of the confirmation in
/// question; of a movement that somebody else entered, one of the same customer made since.
async fn is_corrected(
    transaction: &DatabaseTransaction,
    row: &exception::Model,
    settling: &Settling,
) -> Result<bool, StoreError> {
    let Some(correction) = settling.request.correction.map(|id| id.to_string()) else { return Ok(false) };
    let key = (row.tenant.clone(), correction.clone());
    let Some(found) = confirmation::Entity::find_by_id(key).one(transaction).await? else { return Ok(false) };
    let is_of_it = match &row.confirmation {
        Some(corrected) => found.corrects.as_ref() == Some(corrected),
        None => found.customer == row.customer && found.accepted_at >= row.raised_at,
    };
    let fallen = [PostingState::Held, PostingState::Rejected, PostingState::Withdrawn].map(state_text);
    let did_not_stand = posting::Entity::find()
        .filter(posting::Column::Tenant.eq(&row.tenant))
        .filter(posting::Column::Confirmation.eq(correction))
        .filter(posting::Column::State.is_in(fallen))
        .count(transaction)
        .await?;
    Ok(is_of_it && did_not_stand == 0)
}
