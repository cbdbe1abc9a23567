//! The one state behind every call: master data, every transaction and trip, settlements, and the batches on their way in.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::batch::{Batch, Kind};
use super::master::{Gathered, Master, Record, gather};
use super::message::{Message, Queued, SavedRow};
use super::posting::Named;
use super::refusal::Refusal;
use super::transaction::Transaction;
use super::trip::{Trip, status_of};
use crate::world::settlement::Settlement;
use crate::world::tagged::TaggedTrolley;
use crate::world::{World, trip_id};

/// The one state behind every call.
#[derive(Debug)]
pub(super) struct Books {
    masters: Gathered,
    /// In the order in which they were entered.
    pub(super) transactions: Vec<Transaction>,
    pub(super) trips: Vec<Trip>,
    pub(super) settlements: Vec<Settlement>,
    messages: HashMap<Uuid, Message>,
}

/// What saving a batch comes to: rows for whoever asks, and what is changed or new as it is from then on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Save {
    pub(super) message: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) rows: Vec<SavedRow>,
    pub(super) transactions: Vec<Transaction>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) masters: Vec<(Master, Record)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) trips: Vec<Trip>,
}

impl Books {
    pub(super) fn open(world: World) -> Self {
        let masters = gather(&world);
        let carried = riders(&world.trolleys);
        let transactions: Vec<Transaction> = world
            .movements
            .into_iter()
            .map(|movement| {
                let carried = carried.get(&movement.id).cloned().unwrap_or_default();
                Transaction { carried, ..Transaction::from(movement) }
            })
            .collect();
        let trips = trips(&transactions);
        Self { masters, transactions, trips, settlements: world.settlements, messages: HashMap::new() }
    }

    /// Everything of a kind, in the order of entry.
    pub(super) fn records(&self, master: Master) -> &[Record] {
        self.masters.get(&master).map_or(&[], Vec::as_slice)
    }

    pub(super) fn by_id(&self, master: Master, id: Uuid) -> Option<&Record> {
        self.records(master).iter().find(|record| record.id == id)
    }

    /// The thing that goes by this number or, where it has none, by this name.
    pub(super) fn by_key(&self, master: Master, key: &str) -> Option<&Record> {
        self.records(master).iter().find(|record| record.text(master.key()) == key)
    }

    /// The thing that is named: by its identifier if that is given, else by its number.
    pub(super) fn named(&self, master: Master, named: &Named) -> Option<&Record> {
        match (named.id, &named.number) {
            (Some(id), _) => self.by_id(master, id),
            (None, Some(number)) => self.by_key(master, number),
            (None, None) => None,
        }
    }

    pub(super) fn location(&self, number: &str) -> Option<&Record> {
        self.by_key(Master::Location, number)
    }

    pub(super) fn item(&self, number: &str) -> Option<&Record> {
        self.by_key(Master::ItemDefinition, number)
    }

    /// Takes a batch in, to be saved later.
    pub(super) fn receive(&mut self, id: Uuid, message: Message) {
        self.messages.insert(id, message);
    }

    /// The batch that is to be saved next.
    pub(super) fn next_due(&self) -> Option<(Uuid, DateTime<Utc>)> {
        self.messages
            .iter()
            .filter(|(_, message)| message.result.is_none())
            .map(|(id, message)| (*id, message.due))
            .min_by_key(|(id, due)| (*due, *id))
    }

    /// Every batch that was received, newest first, for whoever looks.
    pub(super) fn queue(&self, now: DateTime<Utc>) -> Vec<Queued> {
        let mut queue: Vec<_> = self.messages.iter().map(|(id, message)| message.queued(*id, now)).collect();
        queue.sort_by_key(|queued| std::cmp::Reverse((queued.received, queued.message)));
        queue
    }

    /// A batch that is not saved yet.
    pub(super) fn batch(&self, message: Uuid) -> Option<&Batch> {
        let message = self.messages.get(&message).filter(|message| message.result.is_none());
        message.map(|message| &message.batch)
    }

    /// What became of a batch of this kind: nothing yet, or a row for each thing in it.
    pub(super) fn result(
        &self,
        kind: Kind,
        id: Uuid,
        now: DateTime<Utc>,
    ) -> Result<Option<&[SavedRow]>, Refusal> {
        let message = self.messages.get(&id).filter(|message| message.kind() == kind);
        let message = message.ok_or(Refusal::MessageUnknown)?;
        if message.is_outdated(now) {
            return Err(Refusal::MessageOutdated);
        }
        Ok(message.result.as_deref())
    }

    /// Gives the result of a batch up.
    pub(super) fn outdate(&mut self, id: Uuid) {
        if let Some(message) = self.messages.get_mut(&id) {
            message.outdated = true;
        }
    }

    /// Makes a save part of the state.
    pub(super) fn enter(&mut self, save: Save) {
        for transaction in save.transactions {
            self.enter_transaction(transaction);
        }
        for trip in save.trips {
            match self.trips.iter_mut().find(|known| known.id == trip.id) {
                Some(known) => *known = trip,
                None => self.trips.push(trip),
            }
        }
        for (master, record) in save.masters {
            self.enter_master(master, record);
        }
        if let Some(message) = self.messages.get_mut(&save.message) {
            message.result = Some(save.rows);
        }
    }

    pub(super) fn enter_transaction(&mut self, transaction: Transaction) {
        match self.transactions.iter_mut().find(|known| known.id == transaction.id) {
            Some(known) => *known = transaction,
            None => self.transactions.push(transaction),
        }
    }

    fn enter_master(&mut self, master: Master, record: Record) {
        let records = self.masters.entry(master).or_default();
        match records.iter_mut().find(|known| known.id == record.id) {
            Some(known) => {
                let (before, now) = (known.number().to_owned(), record.number().to_owned());
                *known = record;
                if before != now {
                    self.rename(master, &before, &now);
                }
            }
            None => records.push(record),
        }
    }

    /// Has the transactions follow when a location or an item gets another number.
    fn rename(&mut self, master: Master, before: &str, now: &str) {
        let follow = |number: &mut String| {
            if number == before {
                now.clone_into(number);
            }
        };
        for transaction in &mut self.transactions {
            match master {
                Master::Location => {
                    follow(&mut transaction.from);
                    follow(&mut transaction.to);
                    transaction.details.carrier.as_mut().map(follow);
                    transaction.details.contractor.as_mut().map(follow);
                }
                Master::ItemDefinition => {
                    for item in &mut transaction.items {
                        follow(&mut item.item);
                    }
                }
                Master::ItemConfiguration | Master::UniqueItem | Master::PackagingLabel => {}
            }
        }
    }
}

/// The trolleys that rode along with each movement.
fn riders(trolleys: &[TaggedTrolley]) -> HashMap<Uuid, Vec<Uuid>> {
    let mut riders: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
    for trolley in trolleys {
        for movement in &trolley.movements {
            riders.entry(*movement).or_default().push(trolley.id);
        }
    }
    riders
}

/// The trips of the history, oldest first.
fn trips(transactions: &[Transaction]) -> Vec<Trip> {
    let mut by_number: BTreeMap<&str, Vec<&Transaction>> = BTreeMap::new();
    for transaction in transactions {
        if let Some(number) = transaction.trip() {
            by_number.entry(number).or_default().push(transaction);
        }
    }
    by_number
        .into_iter()
        .map(|(number, transactions)| Trip {
            id: trip_id(number),
            number: number.to_owned(),
            status: status_of(transactions.into_iter()),
        })
        .collect()
}
