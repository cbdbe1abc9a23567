//! Which plan a movement takes the place of, so that plan and count do not both stand.

use contract::{ConfirmationRequest, ItemCount, PostingState, Stage};
use ledger::movement::PlannedTransaction;
use store::{Store, StoredPosting};

use crate::problem::Refusal;
use crate::reading::{Directory, Plan, plans_under};
use crate::tenant::Tenant;

/// Lets each movement of a confirmation under an order take the place of the plan for it, where it is known that saving a
/// number again updates: a plan of ours that TrackOnline has, else one that somebody entered there.
///
/// # Errors
/// When the database fails. Where TrackOnline cannot be asked, the confirmation is not refused for it: the plan stays, and
/// stands in the balance beside the count until somebody closes it.
pub(super) async fn take_the_place_of_plans(
    store: &Store,
    tenant: &Tenant,
    directory: &Directory,
    request: &ConfirmationRequest,
    transactions: &mut [PlannedTransaction],
) -> Result<(), Refusal> {
    let Some(order) = request.order.as_ref().filter(|_| tenant.settings.can_update_plans()) else {
        return Ok(());
    };
    let ours = store.postings_under(&tenant.id, order).await?;
    let theirs = match plans_under(tenant, order).await {
        Ok(plans) => plans,
        Err(refusal) => {
            tracing::warn!(
                code = refusal.code().as_str(),
                "whether TrackOnline has a plan for the order is not known"
            );
            Vec::new()
        }
    };
    for transaction in transactions {
        if let Some(plan) = own_plan(&ours, transaction, request) {
            transaction.updates = Some(plan.transaction.wire_number().clone());
            transaction.replaces.clone_from(&plan.transaction.items);
        } else if let Some(plan) = their_plan(&theirs, &ours, transaction, request, directory) {
            transaction.updates = Some(plan.number.clone());
            transaction.replaces.clone_from(&plan.items);
        }
    }
    Ok(())
}

/// The last of ours to go by its number in TrackOnline, still planned, and saved.
fn own_plan<'a>(
    ours: &'a [StoredPosting],
    transaction: &PlannedTransaction,
    request: &ConfirmationRequest,
) -> Option<&'a StoredPosting> {
    let is_last = |posting: &StoredPosting| {
        let last = ours.iter().rfind(|other| {
            other.state != PostingState::Withdrawn
                && other.transaction.wire_number() == posting.transaction.wire_number()
        });
        last.is_some_and(|last| last.transaction.number == posting.transaction.number)
    };
    ours.iter().rev().find(|posting| {
        posting.transaction.stage == Stage::Planned
            && posting.state == PostingState::Saved
            && posting.transaction.kind == request.kind
            && posting.transaction.direction == transaction.direction
            && posting.location == request.location
            && is_last(posting)
    })
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
    let is_free = |plan: &&Plan| {
        !ours.iter().any(|posting| {
            posting.state != PostingState::Withdrawn && *posting.transaction.wire_number() == plan.number
        })
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
