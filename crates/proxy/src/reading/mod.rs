//! What TrackOnline knows, read through the one door, kept for a while, and put together for the widget.

mod account;
mod balance;
mod directory;
mod freshened;
mod movement;
mod order;

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use contract::{Catalogue, LocationNumber, OrderReference};
use ledger::displayed::Snapshot;

pub use account::account;
pub(crate) use account::locations_of;
pub(crate) use directory::{Directory, catalogue, catalogue_with, directory, directory_with};
pub(crate) use movement::movement_of;
pub(crate) use order::{Plan, plans_under};

use crate::settings::TenantSettings;
use freshened::Freshened;

/// What was read for one tenant, and how long it is good for.
#[derive(Debug)]
pub struct Shelf {
    directory: Arc<Freshened<Directory>>,
    catalogue: Arc<Freshened<Catalogue>>,
    /// By the customer's locations, main one first.
    balances: Kept<Vec<LocationNumber>, Snapshot>,
    orders: Kept<OrderReference, Vec<trackonline::Transaction>>,
}

impl Shelf {
    pub(crate) fn new(settings: &TenantSettings) -> Self {
        Self {
            directory: Arc::new(Freshened::new(settings.master_data_lifetime)),
            catalogue: Arc::new(Freshened::new(settings.master_data_lifetime)),
            balances: Kept::new(settings.balance_lifetime),
            orders: Kept::new(settings.balance_lifetime),
        }
    }

    /// Something was saved at this location, perhaps under this order: what was read before is outdated.
    pub(crate) fn expire(&self, location: &LocationNumber, order: Option<&OrderReference>) {
        for kept in self.balances.matching(|locations| locations.contains(location)) {
            kept.expire();
        }
        for kept in self.orders.matching(|reference| Some(reference) == order) {
            kept.expire();
        }
    }
}

/// One [`Freshened`] answer per question.
#[derive(Debug)]
struct Kept<K, T> {
    lifetime: Duration,
    answers: Mutex<HashMap<K, Arc<Freshened<T>>>>,
}

/// A wholesaler has some thousand customers and as many orders in reach; beyond this, questions nobody holds are dropped.
const MOST_KEPT: usize = 5_000;

impl<K: Clone + Eq + Hash + Debug, T: Send + Sync + 'static> Kept<K, T> {
    fn new(lifetime: Duration) -> Self {
        Self { lifetime, answers: Mutex::new(HashMap::new()) }
    }

    fn of(&self, question: &K) -> Arc<Freshened<T>> {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if answers.len() >= MOST_KEPT && !answers.contains_key(question) {
            answers.retain(|_, answer| Arc::strong_count(answer) > 1);
        }
        let answer =
            answers.entry(question.clone()).or_insert_with(|| Arc::new(Freshened::new(self.lifetime)));
        Arc::clone(answer)
    }

    fn matching(&self, wanted: impl Fn(&K) -> bool) -> Vec<Arc<Freshened<T>>> {
        let answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        answers
            .iter()
            .filter(|(question, _)| wanted(question))
            .map(|(_, answer)| Arc::clone(answer))
            .collect()
    }
}
