//! Which plan a movement takes the place of, so that plan and count do not both stand.

use std::collections::BTreeSet;
use std::sync::Arc;

use contract::{ConfirmationKind, ConfirmationRequest, ItemCount, PostingState, Stage, TransactionNumber};
use ledger::movement::PlannedTransaction;
use store::{Store, StoredPosting};

use crate::problem::Refusal;
use crate::reading::{Directory, Plan, plans_under};
use crate::tenant::Tenant;

/// The plans that the movements of one confirmation may take the place of.
pub(super) struct Plans<'a> {
    store: &'a Store,
    tenant: &'a Arc<Tenant>,
    directory: &'a Directory,
    request: &'a ConfirmationRequest,
    /// What others planned in TrackOnline, once it has been asked.
    theirs: Option<Vec<Plan>>,
    /// What the store has refused to let anything take the place of.
    gone: BTreeSet<TransactionNumber>,
}

impl<'a> Plans<'a> {
    pub(super) fn new(
        store: &'a Store,
        tenant: &'a Arc<Tenant>,
        directory: &'a Directory,
        request: &'a ConfirmationRequest,
    ) -> Self {
        Self { store, tenant, directory, request, theirs: None, gone: BTreeSet::new() }
    }

    /// Lets each movement of a confirmation under an order take the place of the plan for it, where it is known that
    /// saving a number again updates: a plan of ours, wherever it is on its way, else one that somebody entered in
    /// TrackOnline.
    ///
    /// # Errors
    /// When the database fails. Where TrackOnline does not answer, the confirmation is not refused for it: the plan stays,
    /// and stands in the balance beside the count until somebody closes it.
    pub(super) async fn make_way(&mut self, transactions: &mut [PlannedTransaction]) -> Result<(), Refusal> {
        let Self { store, tenant, directory, request, ref gone, .. } = *self;
        let Some(order) = request.order.as_ref().filter(|_| tenant.settings.can_update_plans()) else {
            return Ok(());
        };
        let ours = store.postings_under(&tenant.id, order).await?;
        for transaction in transactions {
            let own = own_plan(&ours, transaction, request).filter(|(number, _)| !gone.contains(*number));
            if let Some((number, items)) = own {
                transaction.updates = Some(number.clone());
                transaction.replaces = items.to_vec();
            } else if is_planned_by_others(request.kind) {
                if self.theirs.is_none() {
                    let planned = plans_under(tenant, order).await;
                    if planned.is_none() {
                        tracing::warn!(tenant = %tenant.id, "whether TrackOnline has a plan for the order is not known");
                    }
                    self.theirs = Some(planned.unwrap_or_default());
                }
                let theirs = self.theirs.get_or_insert_default();
                theirs.retain(|plan| !gone.contains(&plan.number));
                if let Some(plan) = their_plan(theirs, &ours, transaction, request, directory) {
                    transaction.updates = Some(plan.number.clone());
                    transaction.replaces.clone_from(&plan.items);
                }
            }
        }
        Ok(())
    }

    /// Leaves those of the plans alone, from now on, whose place nothing can take: a count under another order has it, or
    /// TrackOnline lists a plan of ours that a person has said is not there. Read after this, our own postings tell what
    /// came instead.
    ///
    /// # Errors
    /// When the database fails.
    pub(super) async fn leave_gone(&mut self, tried: &[TransactionNumber]) -> Result<(), Refusal> {
        let gone = self.store.plans_gone(&self.tenant.id, tried).await?;
        for plan in &gone {
            tracing::info!(tenant = %self.tenant.id, %plan, "nothing can take the place of this plan");
        }
        self.gone.extend(gone);
        Ok(())
    }
}

/// What is broken, lost or found at a customer's has nothing to do with what others planned to bring or fetch there.
const fn is_planned_by_others(kind: ConfirmationKind) -> bool {
    matches!(kind, ConfirmationKind::Delivery | ConfirmationKind::Supply | ConfirmationKind::Transfer)
}

/// Whether TrackOnline has a posting, may have it, or will get it.
const fn may_arrive(state: PostingState) -> bool {
    !matches!(state, PostingState::Rejected | PostingState::Withdrawn | PostingState::Held)
}

/// The number in TrackOnline of the newest plan of ours, and what the balance holds of it. It need not be saved yet: the
/// store withdraws one that was not sent, and the sender lets one that is on its way arrive first. Nothing where all that
/// goes by its number was refused: then there is nothing to take the place of.
fn own_plan<'a>(
    ours: &'a [StoredPosting],
    transaction: &PlannedTransaction,
    request: &ConfirmationRequest,
) -> Option<(&'a TransactionNumber, &'a [ItemCount])> {
    let goes_by = |number: &TransactionNumber, posting: &StoredPosting| {
        posting.state != PostingState::Withdrawn && posting.transaction.wire_number() == number
    };
    let is_last = |posting: &StoredPosting| {
        let last = ours.iter().rfind(|other| goes_by(posting.transaction.wire_number(), other));
        last.is_some_and(|last| last.transaction.number == posting.transaction.number)
    };
    let plan = ours.iter().rfind(|posting| {
        posting.transaction.stage == Stage::Planned
            && posting.state != PostingState::Withdrawn
            && posting.transaction.kind == request.kind
            && posting.transaction.direction == transaction.direction
            && posting.location == request.location
            && is_last(posting)
    })?;
    let number = plan.transaction.wire_number();
    let known = ours.iter().rfind(|posting| goes_by(number, posting) && may_arrive(posting.state))?;
    Some((number, &known.transaction.items))
}

/// A plan between the location and one of our own, whichever it is, that no posting of ours goes by the number of. Where
/// there are several, the one that has most kinds of packaging in common.
fn their_plan<'a>(
    theirs: &'a [Plan],
    ours: &[StoredPosting],
    transaction: &PlannedTransaction,
    request: &ConfirmationRequest,
    directory: &Directory,
) -> Option<&'a Plan> {
    let goes_the_same_way = |plan: &&Plan| {
        let leaves = plan.from == request.location && directory.is_own(&plan.to);
        let arrives = plan.to == request.location && directory.is_own(&plan.from);
        (leaves && transaction.from == request.location) || (arrives && transaction.to == request.location)
    };
    // A count that was refused may be sent again; a plan that was refused is not, once something has its place.
    let is_taken = |posting: &StoredPosting| match posting.transaction.stage {
        Stage::Planned => may_arrive(posting.state),
        Stage::Counted => posting.state != PostingState::Withdrawn,
    };
    let is_free = |plan: &&Plan| {
        !ours.iter().any(|posting| is_taken(posting) && *posting.transaction.wire_number() == plan.number)
    };
    let in_common = |plan: &&Plan| {
        let is_moved =
            |planned: &&ItemCount| transaction.items.iter().any(|moved| moved.item == planned.item);
        plan.items.iter().filter(is_moved).count()
    };
    // Of equals, the one that TrackOnline names first.
    theirs.iter().rev().filter(goes_the_same_way).filter(is_free).max_by_key(in_common)
}

#[cfg(test)]
mod tests;
