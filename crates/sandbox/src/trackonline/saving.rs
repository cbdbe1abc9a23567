//! Saving a batch: each transaction is looked at by itself, so one that cannot be saved does not hold up the others.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::books::{Books, DuplicateSemantics, Save, SavedRow};
use super::posting::{Named, PostedItem, Posting};
use super::transaction::{Details, Transaction, TransactionItem};
use crate::world::transaction_number;

/// Works out what saving a batch comes to; the books are left as they are. `new_id` gives identifiers nobody has.
pub(super) fn save(
    books: &Books,
    message: Uuid,
    postings: &[Posting],
    at: DateTime<Utc>,
    mut new_id: impl FnMut() -> Uuid,
) -> Save {
    let mut save = Save { message, at, rows: Vec::new(), transactions: Vec::new() };
    for posting in postings {
        let row = match save_one(books, &save.transactions, posting, at, &mut new_id) {
            Ok(transaction) => {
                let row = SavedRow {
                    number: Some(transaction.number.clone()),
                    id: Some(transaction.id),
                    error: None,
                };
                save.transactions.retain(|earlier| earlier.id != transaction.id);
                save.transactions.push(transaction);
                row
            }
            Err(words) => SavedRow { number: posting.number.clone(), id: None, error: Some(words) },
        };
        save.rows.push(row);
    }
    save
}

/// The transaction that a posting makes, or why it is not saved.
fn save_one(
    books: &Books,
    saved_before: &[Transaction],
    posting: &Posting,
    at: DateTime<Utc>,
    new_id: &mut impl FnMut() -> Uuid,
) -> Result<Transaction, String> {
    let known = || saved_before.iter().rev().chain(&books.transactions);
    let existing = existing(books.duplicates, known, posting)?;
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
    if let Some(code) = posting.scanned.first() {
        return Err(format!("Scanned item '{code}' was not found."));
    }
    if let Some(label) = posting.labels.first() {
        return Err(format!("Packaging label '{label}' was not found."));
    }
    let transaction = Transaction {
        id: existing.map_or_else(&mut *new_id, |existing| existing.id),
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
        items: posting.items.iter().map(|posted| item(books, posted)).collect::<Result<_, _>>()?,
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
    let found = books.locations.iter().find(|location| match named.id {
        Some(id) => location.id == id,
        None => named.number.as_deref() == Some(location.number.as_str()),
    });
    found.map(|location| location.number.clone()).ok_or_else(|| format!("Location '{named}' was not found."))
}

fn item(books: &Books, posted: &PostedItem) -> Result<TransactionItem, String> {
    let named = &posted.item;
    let found = books.items.iter().find(|item| match named.id {
        Some(id) => item.id == id,
        None => named.number.as_deref() == Some(item.number.as_str()),
    });
    let item = found.ok_or_else(|| format!("Item definition '{named}' was not found."))?;
    Ok(TransactionItem {
        item: item.number.clone(),
        quantity: posted.quantity,
        quantity_planned: posted.planned,
        condition: posted.condition,
    })
}

impl std::fmt::Display for Named {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.id, &self.number) {
            (Some(id), _) => id.fmt(formatter),
            (None, number) => formatter.write_str(number.as_deref().unwrap_or_default()),
        }
    }
}
