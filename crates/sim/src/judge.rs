//! What must always hold, held against the truth.

use chrono::TimeDelta;
use contract::PostingState::{
    self, Accepted, Checking, Excepted, Held, Queued, Rejected, Saved, Sent, Withdrawn,
};
use ledger::attempt::Effect;
use ledger::quota::Purpose;

use crate::clock::{DAY, MINUTE, Millis, SECOND};
use crate::trackonline::PostedRow;
use crate::world::World;

impl World {
    /// Calls arrive within the limits, of which the share for other programs is taken off.
    pub(crate) fn judge_arrival(&mut self, tenant: usize) {
        let now = self.now;
        let Some(here) = self.tenants.get_mut(tenant) else { return };
        here.trackonline.calls.arrived(now);
        if here.trackonline.calls.exceed(here.limits, now) {
            let (minute, day) = (here.trackonline.calls.in_minute(now), here.trackonline.calls.in_day(now));
            let (name, limits) = (here.name, here.limits);
            self.broken(format!(
                "calls of {name} arrive beyond its limits: {minute} in a minute, {day} in a day, of {limits:?}"
            ));
        }
    }

    /// What is kept for posting is not touched by anything else, and nothing is permitted while TrackOnline wants a pause.
    pub(crate) fn judge_permit(&mut self, tenant: usize, purpose: Purpose) {
        let Some(here) = self.tenants.get(tenant) else { return };
        let (permits, limits) = (&here.database.permits, here.limits);
        let Some(this) = permits.last() else { return };
        if here.database.calls_paused_until.is_some_and(|until| until > *this) {
            return self.broken(format!("{} permits a call though TrackOnline said 429", here.name));
        }
        let kept = match purpose {
            Purpose::Posting => return,
            Purpose::Reconciling => 10,
            Purpose::Reading => 5,
        };
        // By the clock of who asked: a permit that was stored late, and is good for nothing any more, counts from when it
        // was asked for.
        let within = |window: Millis| {
            let since = *this - TimeDelta::milliseconds(window);
            permits
                .iter()
                .rev()
                .take(limits.per_day)
                .filter(|permit| since < **permit && **permit <= *this)
                .count()
        };
        let (minute, day) = (within(MINUTE), within(DAY));
        if minute > limits.per_minute - limits.per_minute / kept
            || day > limits.per_day - limits.per_day / kept
        {
            let name = here.name;
            self.broken(format!(
                "a call for {purpose:?} of {name} takes what is kept for posting: {minute} in a minute, {day} in a day, of {limits:?}"
            ));
        }
    }

    /// Every state that a posting reached follows from the one before it, and is true.
    pub(crate) fn judge_effects(&mut self, tenant: usize, effects: &[Effect]) {
        for effect in effects {
            let Effect::Reached(number, ..) = effect else { continue };
            let now = self.now;
            let Some(here) = self.tenants.get_mut(tenant) else { return };
            let Some(place) = here.database.place(number) else {
                return self.broken(format!("{number} is not a posting of {}", self.name(tenant)));
            };
            let is_there = here.trackonline.shows(number);
            let Some(posting) = here.database.postings.get_mut(place) else { return };
            for (from, to) in std::mem::take(&mut posting.history) {
                if !follows(from, to) {
                    return self
                        .broken(format!("{number} was {from:?} and is {to:?} now, by nobody's decision"));
                }
                let given_up = matches!(to, Queued | Excepted) && from == Checking;
                let settle = Millis::from(here.scenario.rules.posting.settle_seconds) * SECOND;
                let taken_at = here.truths.get(place).and_then(|truth| truth.taken_at);
                if given_up && taken_at.is_some_and(|taken_at| now - taken_at < settle) {
                    return self.broken(format!("{number} is given up before the settle time has passed"));
                }
                if to == Saved && !is_there {
                    return self.broken(format!("{number} is Saved here and not there at TrackOnline"));
                }
                if matches!(to, Rejected | Excepted) {
                    self.raise(tenant, place);
                    break;
                }
            }
        }
    }

    /// TrackOnline takes a number from one request of ours and no other, unless that is known to be harmless. A person
    /// sends a number again only after nothing of it is under way and it is not there.
    pub(crate) fn judge_taken(&mut self, tenant: usize, rows: &[PostedRow]) {
        let Some(here) = self.tenants.get(tenant) else { return };
        for row in rows {
            let truth = here.database.place(&row.number).and_then(|place| here.truths.get(place));
            let Some(truth) = truth else {
                return self.broken(format!("{} arrives at {}, whose it is not", row.number, here.name));
            };
            if truth.taken_from.len() > 1 && !here.scenario.rules.posting.repeating_is_safe {
                let number = row.number.clone();
                return self.broken(format!("{number} is taken from a second request"));
            }
        }
    }

    /// Everything that was acknowledged is saved once, or was decided by a person who knew.
    pub(crate) fn judge_the_end(&mut self) {
        let mut wrong = Vec::new();
        for tenant in &self.tenants {
            let is_safe = tenant.scenario.rules.posting.repeating_is_safe;
            for (posting, truth) in tenant.database.postings.iter().zip(&tenant.truths) {
                let saves = tenant.trackonline.saves_of(&posting.number);
                let mut requests: Vec<_> = saves.iter().map(|save| save.request).collect();
                requests.dedup();
                let is_right = match posting.state {
                    Saved => {
                        requests.len() == 1
                            || is_safe && saves.iter().skip(1).all(|save| save.is_update) && !saves.is_empty()
                    }
                    Withdrawn => saves.is_empty() || truth.dismissed && truth.was_there,
                    Excepted => truth.dismissed && saves.is_empty(),
                    Rejected | Held | Queued | Sent | Accepted | Checking => false,
                };
                if !is_right {
                    wrong.push(format!(
                        "{} is {:?} in the end, TrackOnline saved it {} times, by {} requests",
                        posting.number,
                        posting.state,
                        saves.len(),
                        requests.len()
                    ));
                }
            }
            let known = |number: &&_| tenant.database.place(number).is_none();
            wrong.extend(
                tenant
                    .trackonline
                    .numbers()
                    .filter(known)
                    .map(|number| format!("{number} is at {}, whose it is not", tenant.name)),
            );
        }
        wrong.sort();
        if let Some(first) = wrong.into_iter().next() {
            self.broken(first);
        }
    }
}

/// Which states a sender may move a posting between. To store the same again changes nothing.
fn follows(from: PostingState, to: PostingState) -> bool {
    let next: &[PostingState] = match from {
        Queued => &[Sent],
        Sent => &[Queued, Accepted, Checking, Rejected],
        Accepted => &[Saved, Rejected, Checking],
        Checking => &[Saved, Excepted, Queued],
        Held | Saved | Rejected | Excepted | Withdrawn => &[],
    };
    from == to || next.contains(&to)
}
