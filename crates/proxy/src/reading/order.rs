//! What is known under an order's reference: what others entered in TrackOnline, and what we posted or are posting.

mod corrected;
mod twins;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use contract::{
    ConfirmationKind, Count, Direction, ItemCount, ItemNumber, LocationNumber, Movement, OrderReference,
    OrderStanding, PostingState, Stage, TransactionNumber,
};
use ledger::projection::is_delivered;
use store::{Store, StoredPosting};
use trackonline::{
    Location, PageNumber, Transaction, TransactionFilter, TransactionItem, TransactionStatus, TransactionType,
};

use super::freshened::Fresh;
use crate::clock;
use crate::problem::Refusal;
use crate::tenant::Tenant;
use corrected::{Told, stands};

/// What stands under the order at these locations, and since when TrackOnline could not be asked. Nothing where
/// TrackOnline's part is not known and ours alone does not decide: then nobody can say what the order still adds.
///
/// What somebody else seems to have entered in TrackOnline beside us is raised as an exception.
pub(super) async fn standing(
    store: &Store,
    tenant: &Arc<Tenant>,
    reference: OrderReference,
    locations: &[LocationNumber],
) -> Result<(Option<OrderStanding>, Option<DateTime<Utc>>), Refusal> {
    let theirs = transactions_under(tenant, &reference).await;
    let postings = store.postings_under(&tenant.id, &reference).await?;
    let ours = own_movements(&postings, locations);
    match theirs {
        Ok(Fresh { answer, unreachable_since }) => {
            let twins = twins::twins(&postings, &answer);
            // The next one who looks finds them again.
            if !twins.is_empty()
                && let Err(error) = store.raise_declared_twice(&tenant.id, &twins, clock::now()).await
            {
                tracing::error!(tenant = %tenant.id, %error, "what somebody else seems to have entered too could not be raised");
            }
            let movements = together(ours, &answer, locations);
            Ok((Some(OrderStanding { reference, movements }), unreachable_since))
        }
        Err(refusal) => {
            tracing::warn!(
                code = refusal.code().as_str(),
                "an order's movements in TrackOnline are not known"
            );
            let standing = OrderStanding { reference, movements: corrected::corrected(ours) };
            Ok((is_delivered(Some(&standing)).then_some(standing), None))
        }
    }
}

/// TrackOnline's transactions that carry the reference.
async fn transactions_under(
    tenant: &Arc<Tenant>,
    reference: &OrderReference,
) -> Result<Fresh<Vec<Transaction>>, Refusal> {
    let (of, asked) = (Arc::clone(tenant), reference.clone());
    tenant.shelf.orders.of(reference).get(|_| read_transactions(of, asked)).await
}

async fn read_transactions(
    tenant: Arc<Tenant>,
    reference: OrderReference,
) -> Result<Option<Vec<Transaction>>, Refusal> {
    let filter = TransactionFilter::by_reference(reference.as_str());
    let page = tenant
        .upstream
        .read(|client, permit| client.transactions(permit, &filter, PageNumber::FIRST))
        .await?;
    let is_ours = |row: &Transaction| row.reference_number.as_deref() == Some(reference.as_str());
    Ok(Some(page.rows.into_iter().filter(is_ours).collect()))
}

/// A transaction that stands in TrackOnline as planned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// TrackOnline's number.
    pub(crate) number: TransactionNumber,
    /// Where the pieces will leave.
    pub(crate) from: LocationNumber,
    /// Where they will arrive.
    pub(crate) to: LocationNumber,
    /// What was planned.
    pub(crate) items: Vec<ItemCount>,
}

/// How long somebody who confirms waits for TrackOnline's plans.
const PATIENCE_WITH_PLANS: Duration = Duration::from_secs(2);

/// What is planned in TrackOnline under an order's reference at this moment, but for what is no delivery, return or
/// transfer. Nothing where TrackOnline does not say so at once: what was planned a minute ago may be counted by now.
pub(crate) async fn plans_under(tenant: &Arc<Tenant>, reference: &OrderReference) -> Option<Vec<Plan>> {
    tenant.shelf.orders.of(reference).expire();
    let reading = transactions_under(tenant, reference);
    let answered = tokio::time::timeout(PATIENCE_WITH_PLANS, reading).await;
    let Ok(Ok(Fresh { answer, unreachable_since: None })) = answered else { return None };
    let rows = answer.iter().filter(|row| stage(row) == Some(Stage::Planned) && !is_of_a_kind_apart(row));
    Some(rows.filter_map(plan).collect())
}

/// What is broken, lost or found, and what puts something right, is planned by itself and no part of a delivery.
fn is_of_a_kind_apart(row: &Transaction) -> bool {
    use TransactionType::{Correction, Damaged, Found, Lost, Scraps};
    matches!(row.type_code, Some(Correction | Damaged | Found | Lost | Scraps))
}

fn plan(row: &Transaction) -> Option<Plan> {
    Some(Plan {
        number: number(row)?,
        from: side(row.from_location.as_ref())?,
        to: side(row.to_location.as_ref())?,
        items: items(row, Stage::Planned),
    })
}

pub(super) fn number(row: &Transaction) -> Option<TransactionNumber> {
    TransactionNumber::new(row.transaction_number.as_deref()?).ok()
}

pub(super) fn side(location: Option<&Location>) -> Option<LocationNumber> {
    LocationNumber::new(location?.number.as_deref()?).ok()
}

pub(super) fn items(row: &Transaction, stage: Stage) -> Vec<ItemCount> {
    row.transaction_items.iter().filter_map(|item| pieces(item, stage)).collect()
}

/// Our movements and theirs, each once. What we saved and somebody called off in TrackOnline since does not stand; and what
/// of ours does not stand hides nothing: the plan that it was to take the place of is still there.
fn together(ours: Vec<Told>, theirs: &[Transaction], locations: &[LocationNumber]) -> Vec<Movement> {
    let called_off: Vec<_> = theirs.iter().filter(|row| stage(row).is_none()).filter_map(number).collect();
    let is_called_off = |movement: &Movement| {
        matches!(movement.state, PostingState::Saved | PostingState::Excepted)
            && called_off.contains(&movement.number)
    };
    let mut told: Vec<Told> = ours.into_iter().filter(|told| !is_called_off(&told.movement)).collect();
    for row in theirs {
        if let Some(movement) = their_movement(row, locations)
            && !told.iter().any(|known| stands(&known.movement) && known.movement.number == movement.number)
        {
            told.push(Told { movement, corrects: row.type_code == Some(TransactionType::Correction) });
        }
    }
    corrected::corrected(told)
}

/// Our postings to and from these locations, oldest first. A plan that a later one takes the place of has gone.
fn own_movements(postings: &[StoredPosting], locations: &[LocationNumber]) -> Vec<Told> {
    let mut told: Vec<Told> = Vec::new();
    for posting in postings.iter().filter(|posting| locations.contains(&posting.location)) {
        let movement = own_movement(posting);
        if stands(&movement) {
            told.retain(|earlier| earlier.movement.number != movement.number);
        }
        told.push(Told { movement, corrects: posting.transaction.kind == ConfirmationKind::Correction });
    }
    told
}

fn own_movement(posting: &StoredPosting) -> Movement {
    Movement {
        number: posting.transaction.wire_number().clone(),
        location: posting.location.clone(),
        direction: posting.transaction.direction,
        stage: posting.transaction.stage,
        items: posting.transaction.items.clone(),
        state: posting.state,
    }
}

/// Announced or counted; nothing for what was called off.
pub(super) fn stage(transaction: &Transaction) -> Option<Stage> {
    if transaction.is_deleted == Some(true) {
        return None;
    }
    match transaction.status_code.as_ref()? {
        TransactionStatus::New | TransactionStatus::Planned | TransactionStatus::InProgress => {
            Some(Stage::Planned)
        }
        TransactionStatus::Declined | TransactionStatus::Cancelled => None,
        _ => Some(Stage::Counted),
    }
}

/// A transaction to or from one of the customer's locations; what goes from one of them to another is neither delivered
/// nor returned.
fn their_movement(transaction: &Transaction, locations: &[LocationNumber]) -> Option<Movement> {
    let stage = stage(transaction)?;
    let theirs = |location: &Option<Location>| {
        let number = location.as_ref().and_then(|location| location.number.as_deref())?;
        locations.iter().find(|location| location.as_str() == number)
    };
    let (direction, location) = match (theirs(&transaction.from_location), theirs(&transaction.to_location)) {
        (None, Some(to)) => (Direction::Delivered, to),
        (Some(from), None) => (Direction::Returned, from),
        (Some(_), Some(_)) | (None, None) => return None,
    };
    Some(Movement {
        number: number(transaction)?,
        location: location.clone(),
        direction,
        stage,
        items: items(transaction, stage),
        state: PostingState::Saved,
    })
}

fn pieces(item: &TransactionItem, stage: Stage) -> Option<ItemCount> {
    let pieces = match stage {
        Stage::Planned => item.quantity_planned.or(item.quantity),
        Stage::Counted => item.quantity,
    };
    Some(ItemCount {
        item: ItemNumber::new(item.item_definition.as_ref()?.number.as_deref()?).ok()?,
        count: Count::new(pieces?.get()).ok()?,
    })
}

#[cfg(test)]
mod tests;
