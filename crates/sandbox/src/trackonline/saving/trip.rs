//! Setting a trip to its next status. When it is processed, so are its transactions, save those that were called off.

use uuid::Uuid;

use super::Saved;
use crate::trackonline::books::{Books, Save};
use crate::trackonline::transaction::Transaction;
use crate::trackonline::trip::{Trip, TripStatus};
use crate::world::movement::TransactionStatus;

pub(super) fn save_one(books: &Books, save: &mut Save, id: Uuid) -> Result<Saved, String> {
    let known = save.trips.iter().chain(&books.trips).find(|trip| trip.id == id);
    let trip = known.ok_or_else(|| format!("Transaction trip with id '{id}' was not found."))?.clone();
    let status = trip.status.next().ok_or_else(|| {
        format!("Transaction trip '{}' is processed and can not be modified anymore.", trip.number)
    })?;
    if status == TripStatus::Processed {
        let final_now = |transaction: &Transaction| Transaction {
            status: TransactionStatus::Processed,
            modified_on: save.at,
            processed_on: Some(save.at),
            ..transaction.clone()
        };
        let of_trip = books.transactions.iter().filter(|transaction| {
            transaction.trip() == Some(&trip.number) && transaction.counts() && !transaction.is_processed()
        });
        save.transactions.extend(of_trip.map(final_now));
    }
    let saved = (trip.number.clone(), trip.id);
    save.trips.retain(|earlier| earlier.id != id);
    save.trips.push(Trip { status, ..trip });
    Ok(saved)
}
