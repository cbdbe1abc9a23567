//! Saving a transaction.

use uuid::Uuid;

use super::unpacking::{Unpacked, unpack};
use super::{Circumstances, Saved};
use crate::trackonline::behaviour::DuplicateSemantics;
use crate::trackonline::books::{Books, Save};
use crate::trackonline::master::Master;
use crate::trackonline::posting::{Named, PostedItem, Posting};
use crate::trackonline::transaction::{Details, Transaction, TransactionItem};
use crate::trackonline::trip::{Trip, TripStatus};
use crate::world::movement::ItemCondition;
use crate::world::transaction_number;

pub(super) fn save_one<NewId: FnMut() -> Uuid>(
    books: &Books,
    save: &mut Save,
    posting: &Posting,
    circumstances: &mut Circumstances<NewId>,
) -> Result<Saved, String> {
    let transaction = made_of(books, &save.transactions, posting, circumstances)?;
    if let Some(number) = transaction.trip() {
        enter_trip(books, save, number, &mut circumstances.new_id)?;
    }
    let saved = (transaction.number.clone(), transaction.id);
    save.transactions.retain(|earlier| earlier.id != transaction.id);
    save.transactions.push(transaction);
    Ok(saved)
}

/// Makes the trip that a transaction is the first of; one that is over takes no more.
fn enter_trip(
    books: &Books,
    save: &mut Save,
    number: &str,
    new_id: &mut impl FnMut() -> Uuid,
) -> Result<(), String> {
    match save.trips.iter().chain(&books.trips).find(|trip| trip.number == number) {
        Some(trip) if trip.status == TripStatus::Processed => {
            Err(format!("Transaction trip '{number}' is processed and can not be modified anymore."))
        }
        Some(_) => Ok(()),
        None => {
            save.trips.push(Trip { id: new_id(), number: number.to_owned(), status: TripStatus::New });
            Ok(())
        }
    }
}

/// The transaction that a posting makes, or why it is not saved.
fn made_of<NewId: FnMut() -> Uuid>(
    books: &Books,
    saved_before: &[Transaction],
    posting: &Posting,
    circumstances: &mut Circumstances<NewId>,
) -> Result<Transaction, String> {
    let Circumstances { at, duplicates, new_id, .. } = circumstances;
    let at = *at;
    let known = || saved_before.iter().rev().chain(&books.transactions);
    let existing = existing(*duplicates, known, posting)?;
    if let Some(existing) = existing.filter(|existing| existing.is_processed()) {
        return Err(format!(
            "Transaction '{}' is processed and can not be modified anymore.",
            existing.number
        ));
    }
    let counterpart_date = posting.counterpart_date.unwrap_or(posting.date);
    if counterpart_date < posting.date {
        return Err("The counterpart date is before the transaction date.".to_owned());
    }
    let unpacked = unpack(books, posting, at)?;
    let transaction = Transaction {
        id: existing.map_or_else(new_id, |existing| existing.id),
        number: match existing.map(|existing| &existing.number).or(posting.number.as_ref()) {
            Some(number) => number.clone(),
            None => free_number(books.transactions.len() + saved_before.len(), known),
        },
        status: posting.status,
        kind: posting.kind,
        from: location(books, &posting.from)?,
        to: location(books, &posting.to)?,
        date: posting.date,
        counterpart_date,
        items: items(books, posting, &unpacked)?,
        carried: unpacked.carried,
        scanned: posting.scanned.clone(),
        labels: posting.labels.clone(),
        details: Details {
            contractor: posting.contractor.as_ref().map(|named| location(books, named)).transpose()?,
            carrier: posting.carrier.as_ref().map(|named| location(books, named)).transpose()?,
            ..posting.details.clone()
        },
        created_on: existing.map_or(at, |existing| existing.created_on),
        modified_on: at,
        processed_on: None,
        is_deleted: posting.deleted,
    };
    let processed_on = transaction.is_processed().then_some(at);
    Ok(Transaction { processed_on, ..transaction })
}

/// The transaction that a posting means to change, if it is to change one.
fn existing<'books, Known: Iterator<Item = &'books Transaction>>(
    duplicates: DuplicateSemantics,
    known: impl Fn() -> Known,
    posting: &Posting,
) -> Result<Option<&'books Transaction>, String> {
    if let Some(id) = posting.id {
        let found = known().find(|transaction| transaction.id == id);
        return found.map(Some).ok_or_else(|| format!("Transaction with id '{id}' was not found."));
    }
    let Some(number) = &posting.number else { return Ok(None) };
    let found = known().find(|transaction| transaction.number == *number);
    match (duplicates, found) {
        (DuplicateSemantics::Reject, Some(_)) => {
            Err(format!("Transaction number '{number}' already exists."))
        }
        (DuplicateSemantics::Double, _) => Ok(None),
        (_, found) => Ok(found),
    }
}

/// The next number that no transaction has; of one more candidate than there are transactions, one is free.
fn free_number<'books, Known: Iterator<Item = &'books Transaction>>(
    entered: usize,
    known: impl Fn() -> Known,
) -> String {
    (entered + 1..=entered * 2 + 1)
        .map(transaction_number)
        .find(|number| known().all(|transaction| transaction.number != *number))
        .unwrap_or_default()
}

fn location(books: &Books, named: &Named) -> Result<String, String> {
    let found = books.named(Master::Location, named);
    found
        .map(|location| location.number().to_owned())
        .ok_or_else(|| format!("Location '{named}' was not found."))
}

/// What moves: the items that were posted, and those that codes and labels stand for.
fn items(books: &Books, posting: &Posting, unpacked: &Unpacked) -> Result<Vec<TransactionItem>, String> {
    let mut items: Vec<TransactionItem> =
        posting.items.iter().map(|posted| item(books, posted)).collect::<Result<_, _>>()?;
    for (number, pieces) in &unpacked.pieces {
        match items.iter_mut().find(|item| item.item == *number) {
            Some(item) => item.quantity += pieces,
            None => items.push(TransactionItem {
                item: number.clone(),
                quantity: *pieces,
                quantity_planned: None,
                condition: ItemCondition::Unknown,
            }),
        }
    }
    Ok(items)
}

fn item(books: &Books, posted: &PostedItem) -> Result<TransactionItem, String> {
    let found = books.named(Master::ItemDefinition, &posted.item);
    let item = found.ok_or_else(|| format!("Item definition '{}' was not found.", posted.item))?;
    Ok(TransactionItem {
        item: item.number().to_owned(),
        quantity: posted.quantity,
        quantity_planned: posted.planned,
        condition: posted.condition,
    })
}
