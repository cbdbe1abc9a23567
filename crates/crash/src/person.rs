//! What stands before a person beside what the proxy tells of movements, and what was done about it.

use std::collections::BTreeSet;

use uuid::Uuid;

use crate::counter::{Exception, Who};
use crate::judgement::{Evidence, Finding};

/// The kinds that are about a movement or a confirmation, with the state that it is in while they are open.
const KINDS: [(&str, &str); 3] =
    [("rejected", "rejected"), ("outcome-unknown", "excepted"), ("second-confirmation", "held")];

/// Compares; how many are open and how many settled, and what must not be.
pub(crate) fn check(evidence: &Evidence) -> ([usize; 2], Vec<Finding>) {
    let mut wrong = Wrong { evidence, findings: Vec::new() };
    let (open, settled): (Vec<_>, Vec<_>) =
        evidence.exceptions.iter().partition(|exception| exception.state == "open");
    wrong.every_state_has_its_exception(&open);
    for exception in &open {
        wrong.check_open(exception);
    }
    for exception in &settled {
        wrong.check_settled(exception);
    }
    let settled_ids: BTreeSet<_> = settled.iter().map(|exception| exception.id).collect();
    for (id, settlement) in &evidence.pages.settlements {
        if let Some(words) = &settlement.refusal {
            wrong.find(
                Some(settlement.confirmation),
                format!("{} of exception {id} was refused: {words}", settlement.action),
            );
        }
        if settlement.is_acknowledged && !settled_ids.contains(id) {
            wrong.find(
                Some(settlement.confirmation),
                format!("exception {id} was settled by {}, and is not", settlement.action),
            );
        }
    }
    ([open.len(), settled.len()], wrong.findings)
}

struct Wrong<'a> {
    evidence: &'a Evidence,
    findings: Vec<Finding>,
}

impl Wrong<'_> {
    fn every_state_has_its_exception(&mut self, open: &[&Exception]) {
        for (id, told) in &self.evidence.told {
            for (kind, state) in KINDS {
                let is_of_it =
                    |exception: &&&Exception| exception.kind == kind && exception.confirmation == Some(*id);
                let in_state = || told.movements.iter().filter(|movement| movement.state == state);
                if kind == "second-confirmation" {
                    let standing = open.iter().filter(is_of_it).count();
                    if in_state().next().is_some() && standing != 1 {
                        self.find(
                            Some(*id),
                            format!("{id} is held, and {standing} exceptions are open for it"),
                        );
                    }
                    continue;
                }
                for movement in in_state() {
                    let is_about = |exception: &&&Exception| {
                        exception.movement.as_deref() == Some(movement.number.as_str())
                    };
                    let standing = open.iter().filter(is_of_it).filter(is_about).count();
                    if standing != 1 {
                        let number = &movement.number;
                        let what =
                            format!("{number} of {id} is {state}, and {standing} exceptions are open for it");
                        self.find(Some(*id), what);
                    }
                }
            }
        }
    }

    fn check_open(&mut self, exception: &Exception) {
        let Exception { id, kind, confirmation, movement, .. } = exception;
        let Some((_, state)) = KINDS.iter().find(|(known, _)| known == kind) else { return };
        let told = confirmation.and_then(|id| self.evidence.told.get(&id));
        let is_so = told.is_some_and(|told| {
            told.movements.iter().any(|one| {
                one.state == *state && movement.as_ref().is_none_or(|number| *number == one.number)
            })
        });
        if !is_so {
            let what =
                format!("exception {id} ({kind}) is open about {movement:?}, which is not {state}: {told:?}");
            self.find(*confirmation, what);
        }
        if exception.settlement.is_some() {
            self.find(*confirmation, format!("exception {id} is open and has a settlement"));
        }
    }

    fn check_settled(&mut self, exception: &Exception) {
        let Exception { id, kind, confirmation, history, .. } = exception;
        if !history.iter().any(|step| step.what == "raised") {
            self.find(*confirmation, format!("nobody raised exception {id} ({kind}): {history:?}"));
        }
        let Some(settlement) = exception.settlement.as_ref().filter(|settlement| !settlement.by.is_empty())
        else {
            self.find(*confirmation, format!("nobody settled exception {id} ({kind}), and it is settled"));
            return;
        };
        if !KINDS.iter().any(|(known, _)| known == kind) {
            return;
        }
        let action = settlement.action.as_deref().unwrap_or("nothing");
        let is_step = history.iter().any(|step| step.what == action && step.who == settlement.by);
        if !is_step {
            let what = format!("exception {id} was settled by {settlement:?}; its history is {history:?}");
            self.find(*confirmation, what);
        }
        let pages = &self.evidence.pages;
        let by_clerk = pages
            .settlements
            .get(id)
            .is_some_and(|sent| settlement.by == Who::Clerk.name() && sent.action == action);
        let decision = confirmation.and_then(|id| pages.entries.get(&id)).and_then(|entry| entry.decision);
        let by_client =
            decision.is_some_and(|(is, _)| settlement.by == Who::Dock.name() && is.word() == action);
        if !by_clerk && !by_client {
            let what = format!("exception {id} ({kind}) was settled by {settlement:?}; nobody did that");
            self.find(*confirmation, what);
        }
    }

    fn find(&mut self, confirmation: Option<Uuid>, what: String) {
        let entry = confirmation.and_then(|id| self.evidence.pages.entries.get(&id));
        self.findings.push(Finding { round: entry.map(|entry| entry.sent.round()), what });
    }
}
