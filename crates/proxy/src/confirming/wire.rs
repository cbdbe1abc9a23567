//! Our transactions in TrackOnline's words.

use contract::ItemCount;
use ledger::movement::PlannedTransaction;
use trackonline::{
    ItemDefinition, Location, Moment, Quantity, Transaction, TransactionItem, TransactionStatus,
    TransactionType,
};

/// A transaction as it is posted.
pub(super) fn transaction(planned: &PlannedTransaction) -> Transaction {
    Transaction {
        transaction_number: Some(planned.wire_number().to_string()),
        type_code: Some(TransactionType::from_number(planned.type_code.into())),
        status_code: Some(TransactionStatus::from_number(planned.status_code.into())),
        from_location: Some(Location::by_number(planned.from.as_str())),
        to_location: Some(Location::by_number(planned.to.as_str())),
        date_transaction: Some(Moment::from(planned.moved_at)),
        date_transaction_counterpart: Some(Moment::from(planned.moved_at)),
        reference_number: planned.reference.as_ref().map(ToString::to_string),
        notes: planned.note.clone(),
        transaction_items: planned
            .items
            .iter()
            .map(|line| TransactionItem {
                item_definition: Some(ItemDefinition::by_number(line.item.as_str())),
                quantity: Some(Quantity::new(line.count.pieces())),
                quantity_planned: announced(planned, line),
                ..TransactionItem::default()
            })
            .collect(),
        ..Transaction::default()
    }
}

/// What the plan announced that this takes the place of; it stands beside the count for whoever compares them.
fn announced(planned: &PlannedTransaction, line: &ItemCount) -> Option<Quantity> {
    let announced = planned.replaces.iter().find(|announced| announced.item == line.item)?;
    Some(Quantity::new(announced.count.pieces()))
}
