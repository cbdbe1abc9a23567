//! What is known under an order's reference: what others entered in TrackOnline, and what we posted or are posting.

use chrono::{DateTime, Utc};
use contract::{
    Count, Direction, ItemCount, ItemNumber, LocationNumber, Movement, OrderReference, OrderStanding,
    PostingState, Stage, TransactionNumber,
};
use ledger::projection::is_delivered;
use store::{Store, StoredPosting};
use trackonline::{Location, PageNumber, Transaction, TransactionFilter, TransactionItem, TransactionStatus};

use super::freshened::Fresh;
use crate::problem::Refusal;
use crate::tenant::Tenant;

/// What stands under the order at these locations, and since when TrackOnline could not be asked. Nothing where
/// TrackOnline's part is not known and ours alone does not decide: then nobody can say what the order still adds.
pub(super) async fn standing(
    store: &Store,
    tenant: &Tenant,
    reference: OrderReference,
    locations: &[LocationNumber],
) -> Result<(Option<OrderStanding>, Option<DateTime<Utc>>), Refusal> {
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
            let is_ours = |row: &Transaction| row.reference_number.as_deref() == Some(reference.as_str());
            Ok(Some(page.rows.into_iter().filter(is_ours).collect()))
        })
        .await;
    let ours = store.postings_under(&tenant.id, &reference).await?;
    let ours =
        ours.iter().filter(|posting| locations.contains(&posting.location)).map(own_movement).collect();
    match theirs {
        Ok(Fresh { answer, unreachable_since }) => {
            let movements = together(ours, &answer, locations);
            Ok((Some(OrderStanding { reference, movements }), unreachable_since))
        }
        Err(refusal) => {
            tracing::warn!(
                code = refusal.code().as_str(),
                "an order's movements in TrackOnline are not known"
            );
            let standing = OrderStanding { reference, movements: ours };
            Ok((is_delivered(Some(&standing)).then_some(standing), None))
        }
    }
}

/// Our movements and theirs, each once. What we saved and somebody called off in TrackOnline since does not stand.
fn together(ours: Vec<Movement>, theirs: &[Transaction], locations: &[LocationNumber]) -> Vec<Movement> {
    let number = |row: &Transaction| {
        row.transaction_number.as_deref().and_then(|text| TransactionNumber::new(text).ok())
    };
    let called_off: Vec<_> = theirs.iter().filter(|row| stage(row).is_none()).filter_map(number).collect();
    let mut movements: Vec<Movement> =
        ours.into_iter().filter(|movement| !called_off.contains(&movement.number)).collect();
    for row in theirs {
        if let Some(movement) = their_movement(row, locations)
            && !movements.iter().any(|known| known.number == movement.number)
        {
            movements.push(movement);
        }
    }
    movements
}

fn own_movement(posting: &StoredPosting) -> Movement {
    Movement {
        number: posting.transaction.number.clone(),
        location: posting.location.clone(),
        direction: posting.transaction.direction,
        stage: Stage::Counted,
        items: posting.transaction.items.clone(),
        state: posting.state,
    }
}

/// Announced or counted; nothing for what was called off.
fn stage(transaction: &Transaction) -> Option<Stage> {
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
        number: TransactionNumber::new(transaction.transaction_number.as_deref()?).ok()?,
        location: location.clone(),
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

#[cfg(test)]
mod tests {
    use trackonline::ItemDefinition;

    use super::*;

    fn row(number: &str, from: &str, to: &str, status: TransactionStatus) -> Transaction {
        Transaction {
            transaction_number: Some(number.into()),
            status_code: Some(status),
            from_location: Some(Location::by_number(from)),
            to_location: Some(Location::by_number(to)),
            transaction_items: vec![TransactionItem {
                item_definition: Some(ItemDefinition::by_number("FC560")),
                quantity: Some(trackonline::Quantity::new(8)),
                quantity_planned: Some(trackonline::Quantity::new(10)),
                ..TransactionItem::default()
            }],
            ..Transaction::default()
        }
    }

    fn customer() -> Vec<LocationNumber> {
        ["C1", "C1-A"].map(|number| LocationNumber::new(number).unwrap()).into()
    }

    fn read(row: &Transaction) -> Option<(Direction, Stage, u32)> {
        let movement = their_movement(row, &customer())?;
        Some((movement.direction, movement.stage, movement.items[0].count.get()))
    }

    #[test]
    fn a_plan_counts_what_was_planned_and_a_count_what_was_counted() {
        use TransactionStatus::{Confirmed, Planned};
        assert_eq!(read(&row("T", "DOCK", "C1", Planned)), Some((Direction::Delivered, Stage::Planned, 10)));
        assert_eq!(
            read(&row("T", "C1-A", "DOCK", Confirmed)),
            Some((Direction::Returned, Stage::Counted, 8))
        );
    }

    #[test]
    fn what_was_called_off_or_went_between_branches_or_past_the_customer_is_no_movement_of_the_order() {
        use TransactionStatus::{Cancelled, Confirmed, Declined};
        for (from, to, status) in [
            ("DOCK", "C1", Cancelled),
            ("DOCK", "C1", Declined),
            ("C1", "C1-A", Confirmed),
            ("DOCK", "C2", Confirmed),
        ] {
            assert_eq!(read(&row("T", from, to, status.clone())), None, "{from} to {to}, {status:?}");
        }
        let deleted = Transaction { is_deleted: Some(true), ..row("T", "DOCK", "C1", Confirmed) };
        assert_eq!(read(&deleted), None);
    }

    #[test]
    fn what_we_saved_and_somebody_called_off_since_does_not_stand() {
        let counted = row("T", "DOCK", "C1", TransactionStatus::Confirmed);
        let ours: Vec<_> = their_movement(&counted, &customer()).into_iter().collect();
        assert_eq!(together(ours.clone(), &[counted], &customer()).len(), 1);
        let called_off = row("T", "DOCK", "C1", TransactionStatus::Cancelled);
        assert_eq!(together(ours, &[called_off], &customer()), []);
    }
}
