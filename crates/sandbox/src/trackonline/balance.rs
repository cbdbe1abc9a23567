//! Balances, worked out from the transactions each time they are asked for.
//!
//! A balance of a location is what it received less what it gave: positive means that the pieces are there. A
//! counterpart balance is the same seen between two locations, from the first one's side: positive means that the
//! counterpart holds pieces of the first, negative that the first holds pieces of the counterpart.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::transaction::Transaction;

/// Which transactions a balance is worked out from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Basis {
    /// Only those that are final.
    pub(super) only_processed: bool,
    /// How it stood at a moment: what had left by then is gone, what had arrived by then is there. Without a moment,
    /// everything counts that was entered, plans for later too.
    pub(super) date: Option<DateTime<Utc>>,
}

impl Basis {
    fn includes(self, transaction: &Transaction) -> bool {
        transaction.counts() && (!self.only_processed || transaction.is_processed())
    }

    fn has_come(self, moment: DateTime<Utc>) -> bool {
        self.date.is_none_or(|date| moment <= date)
    }
}

/// What stands at each location, by location and item number.
pub(super) fn of_locations(transactions: &[Transaction], basis: Basis) -> BTreeMap<(&str, &str), i64> {
    let mut balances = BTreeMap::new();
    for transaction in transactions.iter().filter(|transaction| basis.includes(transaction)) {
        for item in &transaction.items {
            if basis.has_come(transaction.date) {
                *balances.entry((transaction.from.as_str(), item.item.as_str())).or_default() -=
                    item.quantity;
            }
            if basis.has_come(transaction.counterpart_date) {
                *balances.entry((transaction.to.as_str(), item.item.as_str())).or_default() += item.quantity;
            }
        }
    }
    balances
}

/// What each location has with each other one, by location, counterpart and item number. What has left counts, so
/// pieces that are still to arrive stand against the counterpart already.
pub(super) fn between_locations(
    transactions: &[Transaction],
    basis: Basis,
) -> BTreeMap<(&str, &str, &str), i64> {
    let mut balances = BTreeMap::new();
    for transaction in transactions.iter().filter(|transaction| basis.includes(transaction)) {
        if transaction.from == transaction.to || !basis.has_come(transaction.date) {
            continue;
        }
        let (from, to) = (transaction.from.as_str(), transaction.to.as_str());
        for item in &transaction.items {
            *balances.entry((from, to, item.item.as_str())).or_default() += item.quantity;
            *balances.entry((to, from, item.item.as_str())).or_default() -= item.quantity;
        }
    }
    balances
}
