//! What the clients were told beside what the stand-in holds: is anything lost, or there twice?

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use uuid::Uuid;

use crate::book::{Entry, Pages, Sent};
use crate::confirmation::{Confirmation, HeldIs, Pieces, mark};
use crate::counter::{Exception, Told};
use crate::fate::{Fate, Known};
use crate::kind::Direction;
use crate::person;
use crate::stand_in::Transaction;

/// TrackOnline's type of a correction, and its states of what is announced and of what was counted.
const CORRECTION: i64 = 5;
const PLANNED: i64 = 5;
const COUNTED: i64 = 16;

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The round in which the confirmation was first sent, where there is one.
    pub(crate) round: Option<u32>,
    pub(crate) what: String,
}

/// Everything that is judged.
#[derive(Debug, Clone, Default)]
pub(crate) struct Evidence {
    pub(crate) pages: Pages,
    /// What the proxy tells of what was sent; nothing of what it does not know.
    pub(crate) told: BTreeMap<Uuid, Told>,
    /// What stands before a person, and with their history what stood there.
    pub(crate) exceptions: Vec<Exception>,
    /// What the stand-in holds beyond what it held before.
    pub(crate) record: Vec<Transaction>,
}

/// What became of everything that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) sent: usize,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) doings: BTreeMap<String, [usize; 2]>,
    pub(crate) movements: BTreeMap<Fate, usize>,
    /// Confirmations whose corrections were added up.
    pub(crate) sums: usize,
    /// Open and settled exceptions that were looked at.
    pub(crate) exceptions: [usize; 2],
    pub(crate) findings: Vec<Finding>,
}

impl Evidence {
    fn with_mark(&self, id: Uuid) -> impl Iterator<Item = &Transaction> {
        let mark = mark(id);
        self.record.iter().filter(move |transaction| transaction.notes.contains(&mark))
    }

    /// What the stand-in has of one confirmation or correction between two places in a direction.
    fn copies(&self, id: Uuid, route: Route<'_>) -> impl Iterator<Item = &Transaction> {
        self.with_mark(id).filter(move |transaction| route.is_taken_by(transaction))
    }
}

/// The way of a movement.
#[derive(Debug, Clone, Copy)]
struct Route<'a> {
    location: &'a str,
    other: &'a str,
    direction: Direction,
}

impl Route<'_> {
    fn is_taken_by(self, transaction: &Transaction) -> bool {
        let (from, to) = match self.direction {
            Direction::Delivered => (self.other, self.location),
            Direction::Returned => (self.location, self.other),
        };
        transaction.from == from && transaction.to == to
    }
}

/// What a movement should be.
struct Due {
    pieces: Pieces,
    type_code: i64,
    status_code: i64,
}

impl Judgement {
    pub(crate) fn of(evidence: &Evidence) -> Self {
        let pages = &evidence.pages;
        let mut judgement = Self { sent: pages.entries.len(), doings: pages.doings(), ..Self::default() };
        for entry in pages.entries.values() {
            judgement.acknowledged += usize::from(entry.is_acknowledged);
            if let Some(words) = &entry.refusal {
                judgement.refused += 1;
                judgement.find(entry.sent.round(), format!("{}: refused: {words}", entry.sent.id()));
            }
        }
        let mut explained = BTreeSet::new();
        for (entry, confirmation) in pages.confirmations() {
            judgement.judge(evidence, entry, confirmation, &mut explained);
        }
        for entry in pages.entries.values() {
            if let (Sent::Correction(correction), true) = (&entry.sent, entry.is_acknowledged)
                && !evidence
                    .told
                    .get(&correction.of)
                    .is_some_and(|told| told.corrections.contains(&correction.id))
            {
                judgement.find(
                    correction.round,
                    format!("LOST: correction {} of {}", correction.id, correction.of),
                );
            }
        }
        for transaction in &evidence.record {
            if !explained.contains(&transaction.place) {
                let what = format!("nobody confirmed {transaction}");
                judgement.findings.push(Finding { round: None, what });
            }
        }
        let (seen, findings) = person::check(evidence);
        judgement.exceptions = seen;
        judgement.findings.extend(findings);
        judgement
    }

    /// Whether everything is as was promised.
    pub(crate) fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    /// That nothing stands before a person any more, and nothing was given up that nobody gave up.
    pub(crate) fn require_all_saved(&mut self) {
        for fate in [Fate::Excepted, Fate::ExceptedAndThere, Fate::Rejected, Fate::Held] {
            let count = self.movements.get(&fate).copied().unwrap_or_default();
            if count > 0 {
                let what = format!("in the end {count} movements are {}", fate.words());
                self.findings.push(Finding { round: None, what });
            }
        }
    }

    fn judge(
        &mut self,
        evidence: &Evidence,
        entry: &Entry,
        confirmation: &Confirmation,
        explained: &mut BTreeSet<usize>,
    ) {
        let told = evidence.told.get(&confirmation.id);
        let mut standing = Pieces::new();
        for direction in confirmation.directions() {
            let due = Due {
                pieces: confirmation.pieces(direction),
                type_code: confirmation.kind.type_code(direction),
                status_code: if confirmation.is_plan { PLANNED } else { COUNTED },
            };
            let state = self.judge_movement(evidence, entry, confirmation, direction, &due, explained);
            if state == Some("saved") {
                for (item, pieces) in due.pieces {
                    *standing.entry(item).or_default() += direction.signed(pieces);
                }
            }
        }
        if let (Some((is, true)), Some(told)) = (entry.decision, told) {
            let is_heeded = match is {
                HeldIs::Same => told.is_all("withdrawn"),
                HeldIs::Another => !told.movements.iter().any(|movement| movement.state == "held"),
            };
            if !is_heeded {
                self.find(
                    confirmation.round,
                    format!("{} was decided to be {}, and is {told:?}", confirmation.id, is.word()),
                );
            }
        }
        self.judge_corrections(evidence, confirmation, standing, explained);
        for transaction in evidence.with_mark(confirmation.id) {
            if !explained.contains(&transaction.place) {
                self.find(confirmation.round, format!("{} did not confirm {transaction}", confirmation.id));
                explained.insert(transaction.place);
            }
        }
    }

    /// Each correction moves what is missing after those before it, so that the sum is what was stated last.
    fn judge_corrections(
        &mut self,
        evidence: &Evidence,
        original: &Confirmation,
        mut standing: Pieces,
        explained: &mut BTreeSet<usize>,
    ) {
        let Some(told) = evidence.told.get(&original.id).filter(|told| !told.corrections.is_empty()) else {
            return;
        };
        let mut is_whole = told.is_all("saved");
        let mut stated = standing.clone();
        for id in &told.corrections {
            let Some(entry) = evidence.pages.entries.get(id) else {
                self.find(original.round, format!("nobody corrected {} by {id}", original.id));
                continue;
            };
            let Sent::Correction(correction) = &entry.sent else { continue };
            let before = standing.clone();
            for direction in Direction::BOTH {
                let pieces = correction.pieces(&before, direction);
                if pieces.is_empty() {
                    continue;
                }
                let due = Due { pieces, type_code: CORRECTION, status_code: COUNTED };
                let state = self.judge_movement(evidence, entry, original, direction, &due, explained);
                if state == Some("saved") {
                    for (item, pieces) in due.pieces {
                        *standing.entry(item).or_default() += direction.signed(pieces);
                    }
                } else {
                    is_whole = false;
                }
            }
            stated.extend(correction.stated());
        }
        if is_whole {
            self.sums += 1;
            let ids = std::iter::once(&original.id).chain(&told.corrections);
            let mut sum = Pieces::new();
            for transaction in ids.flat_map(|id| evidence.with_mark(*id)) {
                let direction = if transaction.to == original.place.location {
                    Direction::Delivered
                } else {
                    Direction::Returned
                };
                for (item, pieces) in &transaction.pieces {
                    *sum.entry(item.clone()).or_default() += direction.signed(*pieces);
                }
            }
            stated.retain(|_, pieces| *pieces != 0);
            sum.retain(|_, pieces| *pieces != 0);
            if sum != stated {
                let what = format!("corrections of {} come to {sum:?} instead of {stated:?}", original.id);
                self.find(original.round, what);
            }
        }
    }

    /// Judges a movement of a confirmation or, by `entry`, of a correction of it; what the proxy tells of it.
    fn judge_movement<'a>(
        &mut self,
        evidence: &'a Evidence,
        entry: &Entry,
        original: &Confirmation,
        direction: Direction,
        due: &Due,
        explained: &mut BTreeSet<usize>,
    ) -> Option<&'a str> {
        let id = entry.sent.id();
        let route = Route { location: original.place.location, other: original.other_side(), direction };
        let copies: Vec<_> = evidence.copies(id, route).collect();
        explained.extend(copies.iter().map(|transaction| transaction.place));
        let right = copies.iter().filter(|transaction| {
            transaction.pieces == due.pieces
                && transaction.type_code == due.type_code
                && transaction.status_code == due.status_code
        });
        let state = evidence.told.get(&id).and_then(|told| told.state(direction));
        let is_correction = matches!(entry.sent, Sent::Correction(_));
        let successors: Vec<_> = evidence
            .pages
            .successors(original, direction)
            .filter(|other| !is_correction && evidence.told.contains_key(&other.id))
            .collect();
        let known = Known {
            is_acknowledged: entry.is_acknowledged,
            state,
            copies: copies.len(),
            right: right.count(),
            successors: successors.iter().flat_map(|other| evidence.copies(other.id, route)).count(),
            has_successor: !successors.is_empty(),
            is_given_up: is_given_up(&evidence.pages, entry, direction),
        };
        let fate = Fate::of(known);
        *self.movements.entry(fate).or_default() += 1;
        if fate.is_broken() {
            let held: Vec<_> = copies.iter().map(ToString::to_string).collect();
            let what = format!(
                "{}: {} of {id} ({:?}, type {}, status {}), which the proxy tells to be {}; the stand-in holds {}; {known:?}",
                fate.words(),
                direction.word(),
                due.pieces,
                due.type_code,
                due.status_code,
                state.unwrap_or("unknown to it"),
                if held.is_empty() { "nothing of it".to_owned() } else { held.join(" ") },
            );
            self.find(entry.sent.round(), what);
        }
        state
    }

    fn find(&mut self, round: u32, what: String) {
        self.findings.push(Finding { round: Some(round), what });
    }
}

/// Whether a person has said, heard or not, that the movement is not to be in TrackOnline.
fn is_given_up(pages: &Pages, entry: &Entry, direction: Direction) -> bool {
    let id = entry.sent.id();
    let is_about_it =
        |direction_settled: Option<Direction>| direction_settled.is_none_or(|one| one == direction);
    entry.decision.is_some_and(|(is, _)| is == HeldIs::Same)
        || pages.settlements.values().any(|settlement| {
            settlement.confirmation == id
                && is_about_it(settlement.direction)
                && matches!(settlement.action, "same" | "dismiss")
        })
}

impl fmt::Display for Transaction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { number, from, to, type_code, status_code, pieces, .. } = self;
        write!(out, "[{number} from {from} to {to}, type {type_code}, status {status_code}: {pieces:?}]")
    }
}
