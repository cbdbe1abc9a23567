//! The one state behind every call: who and what there is, every transaction, and the batches on their way in.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::posting::Posting;
use super::refusal::Refusal;
use super::transaction::Transaction;
use crate::world::World;
use crate::world::configuration::ItemConfiguration;
use crate::world::item::ItemDefinition;
use crate::world::location::Location;

/// How long the result of a save can be asked for.
const RESULT_KEPT: TimeDelta = TimeDelta::hours(1);

/// What a second posting with the same transaction number does. The document does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum DuplicateSemantics {
    /// It takes the place of the first, which keeps its identifier and its date of entry.
    #[default]
    Update,
    /// It is not saved, and the result says so.
    Reject,
    /// It is saved as well: two transactions carry the number.
    Double,
}

/// The one state behind every call.
#[derive(Debug)]
pub(super) struct Books {
    pub(super) locations: Vec<Location>,
    pub(super) items: Vec<ItemDefinition>,
    pub(super) configurations: Vec<ItemConfiguration>,
    /// In the order in which they were entered.
    pub(super) transactions: Vec<Transaction>,
    pub(super) duplicates: DuplicateSemantics,
    messages: HashMap<Uuid, Message>,
}

/// A batch that was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) received: DateTime<Utc>,
    /// When it is to be saved.
    pub(super) due: DateTime<Utc>,
    pub(super) postings: Vec<Posting>,
    /// What became of each posting, once that is known.
    pub(super) result: Option<Vec<SavedRow>>,
}

/// What became of one transaction of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SavedRow {
    /// Its number, given or generated; absent when it was not saved and had none.
    pub(super) number: Option<String>,
    /// Its identifier; absent when it was not saved.
    pub(super) id: Option<Uuid>,
    /// Why it was not saved; absent when it was.
    pub(super) error: Option<String>,
}

/// What saving a batch comes to: rows for whoever asks, and the transactions as they are from then on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Save {
    pub(super) message: Uuid,
    pub(super) at: DateTime<Utc>,
    pub(super) rows: Vec<SavedRow>,
    pub(super) transactions: Vec<Transaction>,
}

impl Books {
    pub(super) fn open(world: World, duplicates: DuplicateSemantics) -> Self {
        Self {
            locations: world.locations,
            items: world.items,
            configurations: world.configurations,
            transactions: world.movements.into_iter().map(Transaction::from).collect(),
            duplicates,
            messages: HashMap::new(),
        }
    }

    pub(super) fn location(&self, number: &str) -> Option<&Location> {
        self.locations.iter().find(|location| location.number == number)
    }

    pub(super) fn item(&self, number: &str) -> Option<&ItemDefinition> {
        self.items.iter().find(|item| item.number == number)
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

    /// Batches that are not saved yet: when each was received, when it is due, and how many transactions it holds.
    pub(super) fn waiting(&self) -> Vec<(Uuid, &Message)> {
        let mut waiting: Vec<_> = self
            .messages
            .iter()
            .filter(|(_, message)| message.result.is_none())
            .map(|(id, m)| (*id, m))
            .collect();
        waiting.sort_by_key(|(_, message)| message.due);
        waiting
    }

    /// The postings of a batch that is not saved yet.
    pub(super) fn postings(&self, message: Uuid) -> Option<&[Posting]> {
        self.messages
            .get(&message)
            .filter(|message| message.result.is_none())
            .map(|message| message.postings.as_slice())
    }

    /// What became of a batch: nothing yet, or a row for each of its transactions.
    pub(super) fn result(&self, id: Uuid, now: DateTime<Utc>) -> Result<Option<&[SavedRow]>, Refusal> {
        let message = self.messages.get(&id).ok_or(Refusal::MessageUnknown)?;
        match &message.result {
            Some(_) if now - message.received > RESULT_KEPT => Err(Refusal::MessageOutdated),
            result => Ok(result.as_deref()),
        }
    }

    /// Makes a save part of the state.
    pub(super) fn enter(&mut self, save: Save) {
        for transaction in save.transactions {
            match self.transactions.iter_mut().find(|known| known.id == transaction.id) {
                Some(known) => *known = transaction,
                None => self.transactions.push(transaction),
            }
        }
        if let Some(message) = self.messages.get_mut(&save.message) {
            message.result = Some(save.rows);
        }
    }
}
