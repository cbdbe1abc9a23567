//! What is known under an order's reference: what others entered in TrackOnline, and what we posted or are posting.

use contract::{
    Count, Direction, ItemCount, ItemNumber, LocationNumber, Movement, OrderReference, OrderStanding,
    PostingState, Stage, TransactionNumber,
};
use store::{Store, StoredPosting};
use trackonline::{PageNumber, Transaction, TransactionFilter, TransactionItem, TransactionStatus};

use super::freshened::Fresh;
use crate::clock;
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// What stands under the order at these locations. TrackOnline's part may be missing when it does not answer: then what
/// we know ourselves is given, with since when.
pub(super) async fn standing(
    store: &Store,
    tenant: &Tenant,
    reference: OrderReference,
    locations: &[LocationNumber],
) -> Result<Fresh<OrderStanding>, Refusal> {
    let theirs = tenant
        .shelf
        .orders
        .of(&reference)
        .get(async |_| {
            let filter = TransactionFilter::by_reference(reference.as_str());
            let page = tenant
                .upstream
                .read(|client, permit| client.transactions(permit, &filter, PageNumber::FIRST))
                .await?;
            Ok(Some(page.rows))
        })
        .await
        .unwrap_or_else(|refusal| {
            tracing::warn!(?refusal, "an order's movements in TrackOnline are not known");
            Fresh { answer: Vec::new().into(), unreachable_since: Some(clock::now()) }
        });
    let ours = store.postings_under(&tenant.id, &reference).await?;
    let mut movements: Vec<Movement> =
        ours.iter().filter(|posting| locations.contains(&posting.location)).map(own_movement).collect();
    for transaction in theirs.answer.iter() {
        if let Some(movement) = their_movement(transaction, locations)
            && !movements.iter().any(|known| known.number == movement.number)
        {
            movements.push(movement);
        }
    }
    Ok(Fresh {
        answer: OrderStanding { reference, movements }.into(),
        unreachable_since: theirs.unreachable_since,
    })
}

fn own_movement(posting: &StoredPosting) -> Movement {
    Movement {
        number: posting.transaction.number.clone(),
        direction: posting.transaction.direction,
        stage: Stage::Counted,
        items: posting.transaction.items.clone(),
        state: posting.state,
    }
}

/// A transaction at one of the customer's locations, unless it was called off.
fn their_movement(transaction: &Transaction, locations: &[LocationNumber]) -> Option<Movement> {
    let stage = match transaction.status_code.as_ref()? {
        TransactionStatus::New | TransactionStatus::Planned | TransactionStatus::InProgress => Stage::Planned,
        TransactionStatus::Declined | TransactionStatus::Cancelled => return None,
        _ => Stage::Counted,
    };
    if transaction.is_deleted == Some(true) {
        return None;
    }
    let is_theirs = |location: &Option<trackonline::Location>| {
        let number = location.as_ref().and_then(|location| location.number.as_deref());
        number.is_some_and(|number| locations.iter().any(|location| location.as_str() == number))
    };
    let direction = if is_theirs(&transaction.to_location) {
        Direction::Delivered
    } else if is_theirs(&transaction.from_location) {
        Direction::Returned
    } else {
        return None;
    };
    Some(Movement {
        number: TransactionNumber::new(transaction.transaction_number.as_deref()?).ok()?,
        direction,
        stage,
        items: transaction.transaction_items.iter().filter_map(|item| pieces(item, stage)).collect(),
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
