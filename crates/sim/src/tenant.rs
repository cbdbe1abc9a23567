//! A tenant as the simulation sees it: its database, its administration, and what is true of each posting.

use chrono::{DateTime, Utc};
use contract::PostingState;
use ledger::quota::Limits;

use crate::clock::Moment;
use crate::database::Database;
use crate::scenario::{SpellKind, TenantScenario};
use crate::trackonline::{RequestId, RowFlaw, TrackOnline};

/// What is wrong with a posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It breaks a documented limit, so that the client does not send it.
    Limit,
    /// TrackOnline does not take it.
    Taken(RowFlaw),
}

impl Flaw {
    pub(crate) const ALL: [Self; 3] = [Self::Limit, Self::Taken(RowFlaw::Batch), Self::Taken(RowFlaw::Row)];
}

/// What is true of a posting, whatever the database says.
#[derive(Debug, Clone)]
pub(crate) struct Truth {
    pub(crate) accepted: Moment,
    pub(crate) flaw: Option<Flaw>,
    /// Deliveries and saves of it that are still to come.
    pub(crate) under_way: usize,
    /// When TrackOnline last took it, as far as anybody could expect that.
    pub(crate) taken_at: Option<Moment>,
    /// Requests from which TrackOnline took it to save, as it was right.
    pub(crate) taken_from: Vec<RequestId>,
    /// A person has still to decide about it.
    pub(crate) before_person: bool,
    /// A person has dismissed it, and knew whether it was there.
    pub(crate) dismissed: bool,
    pub(crate) was_there: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Tenant {
    pub(crate) name: char,
    pub(crate) scenario: TenantScenario,
    pub(crate) limits: Limits,
    pub(crate) database: Database,
    pub(crate) trackonline: TrackOnline,
    pub(crate) truths: Vec<Truth>,
}

impl Tenant {
    pub(crate) fn new(index: usize, scenario: TenantScenario) -> Self {
        let name = char::from(b'A' + u8::try_from(index % 26).unwrap_or(0));
        let limits = scenario.licence.without(scenario.held_back);
        let trackonline = TrackOnline::new(scenario.manners);
        Self { name, scenario, limits, database: Database::default(), trackonline, truths: Vec::new() }
    }

    /// Whether something of it does not work now.
    pub(crate) fn in_spell(&self, kind: SpellKind, now: Moment) -> bool {
        self.scenario
            .spells
            .iter()
            .any(|spell| spell.kind == kind && (spell.from..spell.until).contains(&now.0))
    }

    pub(crate) fn is_settled(&self) -> bool {
        self.database.is_idle()
            && self.truths.iter().all(|truth| !truth.before_person && truth.under_way == 0)
    }

    pub(crate) fn state(&self, place: usize) -> Option<PostingState> {
        self.database.postings.get(place).map(|posting| posting.state)
    }

    pub(crate) fn person_moves(&mut self, place: usize, state: PostingState, shown: DateTime<Utc>) {
        self.database.reach(place, state, shown);
        if let Some(posting) = self.database.postings.get_mut(place) {
            posting.history.clear();
        }
    }
}
