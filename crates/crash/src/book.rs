//! What the clients and the clerk sent and what they were told: the one list that no kill reaches.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::confirmation::{Confirmation, HeldIs};
use crate::correction::Correction;
use crate::kind::Direction;

/// The book. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book(Arc<Mutex<Pages>>);

/// All that was written.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pages {
    pub(crate) entries: BTreeMap<Uuid, Entry>,
    /// By the identifier of the exception.
    pub(crate) settlements: BTreeMap<Uuid, Settlement>,
}

/// What was sent under one identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) sent: Sent,
    /// Whether a client was told that it is accepted.
    pub(crate) is_acknowledged: bool,
    /// What the proxy said when it refused it, or what was decided about it, for good.
    pub(crate) refusal: Option<String>,
    /// What a client said that it is, and whether it was told that this is so.
    pub(crate) decision: Option<(HeldIs, bool)>,
}

/// A confirmation or a correction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Sent {
    Confirmation(Confirmation),
    Correction(Correction),
}

impl Sent {
    pub(crate) fn id(&self) -> Uuid {
        match self {
            Self::Confirmation(confirmation) => confirmation.id,
            Self::Correction(correction) => correction.id,
        }
    }

    pub(crate) fn round(&self) -> u32 {
        match self {
            Self::Confirmation(confirmation) => confirmation.round,
            Self::Correction(correction) => correction.round,
        }
    }

    /// How it is counted.
    fn name(&self) -> String {
        match self {
            Self::Correction(_) => "correction".to_owned(),
            Self::Confirmation(confirmation) if confirmation.is_plan => "plan".to_owned(),
            Self::Confirmation(confirmation) if confirmation.second.is_some() => "repetition".to_owned(),
            Self::Confirmation(confirmation) if confirmation.step > 0 => "count of a plan".to_owned(),
            Self::Confirmation(confirmation) => confirmation.kind.word().to_owned(),
        }
    }
}

/// What the clerk did about an exception.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Settlement {
    pub(crate) confirmation: Uuid,
    /// Of the movement, where it is about one.
    pub(crate) direction: Option<Direction>,
    /// As the proxy calls it.
    pub(crate) action: &'static str,
    pub(crate) is_acknowledged: bool,
    pub(crate) refusal: Option<String>,
}

impl Book {
    /// To be written before it is sent.
    pub(crate) fn sent(&self, sent: Sent) {
        let entry = Entry { sent, is_acknowledged: false, refusal: None, decision: None };
        self.pages().entries.entry(entry.sent.id()).or_insert(entry);
    }

    pub(crate) fn acknowledged(&self, id: Uuid) {
        self.change(id, |entry| entry.is_acknowledged = true);
    }

    pub(crate) fn refused(&self, id: Uuid, words: String) {
        self.change(id, |entry| entry.refusal = Some(words));
    }

    /// To be written before a decision is sent, and once it is acknowledged.
    pub(crate) fn decided(&self, id: Uuid, is: HeldIs, is_acknowledged: bool) {
        self.change(id, |entry| entry.decision = Some((is, is_acknowledged)));
    }

    /// To be written before a settlement is sent, and once it is answered.
    pub(crate) fn settled(&self, exception: Uuid, settlement: Settlement) {
        self.pages().settlements.insert(exception, settlement);
    }

    pub(crate) fn is_acknowledged(&self, id: Uuid) -> bool {
        self.pages().entries.get(&id).is_some_and(|entry| entry.is_acknowledged)
    }

    /// Everything that was written until now.
    pub(crate) fn read(&self) -> Pages {
        self.pages().clone()
    }

    fn change(&self, id: Uuid, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = self.pages().entries.get_mut(&id) {
            change(entry);
        }
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    pub(crate) fn confirmations(&self) -> impl Iterator<Item = (&Entry, &Confirmation)> {
        self.entries.values().filter_map(|entry| match &entry.sent {
            Sent::Confirmation(confirmation) => Some((entry, confirmation)),
            Sent::Correction(_) => None,
        })
    }

    /// What comes after a plan and takes the place of its movement.
    pub(crate) fn successors<'a>(
        &'a self,
        plan: &'a Confirmation,
        direction: Direction,
    ) -> impl Iterator<Item = &'a Confirmation> {
        self.confirmations().map(|(_, other)| other).filter(move |other| plan.gives_way_to(other, direction))
    }

    /// By name: what was sent, and what of it was acknowledged.
    pub(crate) fn doings(&self) -> BTreeMap<String, [usize; 2]> {
        let mut doings: BTreeMap<String, [usize; 2]> = BTreeMap::new();
        let mut count = |name: String, is_acknowledged: bool| {
            let [sent, acknowledged] = doings.entry(name).or_default();
            *sent += 1;
            *acknowledged += usize::from(is_acknowledged);
        };
        for entry in self.entries.values() {
            count(entry.sent.name(), entry.is_acknowledged);
            if let Some((is, is_acknowledged)) = entry.decision {
                count(format!("decided: {}", is.word()), is_acknowledged);
            }
        }
        for settlement in self.settlements.values() {
            count(format!("settled: {}", settlement.action), settlement.is_acknowledged);
        }
        doings
    }
}
