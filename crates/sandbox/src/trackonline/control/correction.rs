//! Putting a balance right by hand, so that a person can see elsewhere what that does.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::given::Given;
use crate::trackonline::master::Master;
use crate::trackonline::office::Office;
use crate::trackonline::refusal::Refusal;
use crate::trackonline::transaction::{Details, Transaction, TransactionItem};
use crate::world::movement::{ItemCondition, TransactionStatus, TransactionType};
use crate::world::places::own;

/// The most pieces that are put right at once.
const MOST: i64 = 1_000_000;

/// Enters a Correction of so many `pieces` of an `item` at a `location`; below zero, they leave it. The other side is the
/// administrative location that opening balances come from.
pub(super) async fn correct(State(office): State<Arc<Office>>, given: Given) -> Result<Response, Refusal> {
    let pieces = given.whole("pieces", -MOST, MOST)?;
    if pieces == 0 {
        return Err(Refusal::incorrect("pieces", "Nothing would change."));
    }
    let (location, item) = (given.text("location")?.to_owned(), given.text("item")?.to_owned());
    let entered = office.correct(move |books, id, at| {
        for (field, master, number) in
            [("location", Master::Location, &location), ("item", Master::ItemDefinition, &item)]
        {
            if books.by_key(master, number).is_none() {
                return Err(Refusal::incorrect(
                    field,
                    format!("{} '{number}' was not found.", master.word()),
                ));
            }
        }
        let other = own::OPENING.to_owned();
        let (from, to) = if pieces > 0 { (other, location) } else { (location, other) };
        Ok(Transaction {
            id,
            number: format!("CORRECTION-{}", id.simple()),
            status: TransactionStatus::Confirmed,
            kind: TransactionType::Correction,
            from,
            to,
            date: at,
            counterpart_date: at,
            items: vec![TransactionItem {
                item,
                quantity: pieces.abs(),
                quantity_planned: None,
                condition: ItemCondition::Unknown,
            }],
            carried: Vec::new(),
            scanned: Vec::new(),
            labels: Vec::new(),
            details: Details::default(),
            created_on: at,
            modified_on: at,
            processed_on: None,
            is_deleted: false,
        })
    });
    Ok(given.answer(StatusCode::CREATED, entered.await?, "correction"))
}
