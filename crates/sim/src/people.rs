//! People: they confirm, decide about what is held and what stands before them, and read numbers.

use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Effect, Event};
use ledger::quota::{Purpose, Verdict};
use ledger::sender::Work;

use crate::clock::{Clock, HOUR, MINUTE, SECOND};
use crate::database::{Metered, Posting};
use crate::process::SeatId;
use crate::seen::Sight;
use crate::tenant::{Flaw, Truth};
use crate::world::{Happening, World, note};

/// The clock of the request that a person makes; it is as right as any.
const RIGHT: Clock = Clock { ahead: 0 };

impl World {
    /// A confirmation is accepted, with so many postings. Where the database cannot be reached it is refused, and nothing
    /// is promised.
    pub(crate) fn confirms(&mut self, tenant: usize, postings: usize) {
        let confirmation = self.identifier();
        let now = self.now;
        let Self { tenants, dice, seen, .. } = self;
        let Some(here) = tenants.get_mut(tenant) else { return };
        if here.in_spell(crate::scenario::SpellKind::DatabaseGone, now) {
            return;
        }
        let is_held = dice.happens(here.scenario.held);
        seen.count(if is_held { Sight::ConfirmedHeld } else { Sight::Confirmed });
        if here.truths.last().is_some_and(|last| last.accepted == now) {
            seen.count(Sight::Burst);
        }
        let mut held = Vec::new();
        for _ in 0..postings {
            let place = here.truths.len();
            let Ok(number) = TransactionNumber::new(format!("{}-{place}", here.name)) else { return };
            let is_flawed = dice.happens(here.scenario.flawed);
            here.truths.push(Truth {
                accepted: now,
                flaw: is_flawed.then(|| dice.one_of(&Flaw::ALL)).flatten(),
                under_way: 0,
                taken_at: None,
                taken_from: Vec::new(),
                before_person: is_held,
                dismissed: false,
                was_there: false,
            });
            here.database.accept(Posting {
                number,
                confirmation,
                state: if is_held { PostingState::Held } else { PostingState::Queued },
                accepted_at: RIGHT.reads(now),
                since: RIGHT.reads(now),
                apart: None,
                may_have_arrived: false,
                history: Vec::new(),
            });
            if is_held {
                held.push(place);
            }
        }
        note!(self, "a person confirms for {}: {postings} postings, held: {is_held}", self.name(tenant));
        for place in held {
            let pause = self.dice.long_tailed(MINUTE, 2 * HOUR);
            self.after(pause, Happening::Decides(tenant, place));
        }
        self.ring(tenant);
    }

    /// A held posting is another one, or the same as an earlier one.
    pub(crate) fn decides_about_held(&mut self, tenant: usize, place: usize) {
        let is_another = self.dice.happens(6_000);
        self.saw(if is_another { Sight::Released } else { Sight::HeldWithdrawn });
        let state = if is_another { PostingState::Queued } else { PostingState::Withdrawn };
        self.person_says(tenant, place, state);
    }

    fn person_says(&mut self, tenant: usize, place: usize, state: PostingState) {
        let shown = RIGHT.reads(self.now);
        note!(self, "a person says of {}-{place}: {state:?}", self.name(tenant));
        let Some(here) = self.tenants.get_mut(tenant) else { return };
        here.person_moves(place, state, shown);
        if let Some(truth) = here.truths.get_mut(place) {
            truth.before_person = false;
        }
        if state == PostingState::Queued {
            self.ring(tenant);
        }
    }

    /// Something stands before a person: somebody looks at it before long.
    pub(crate) fn raise(&mut self, tenant: usize, place: usize) {
        let Some(truth) = self.tenants.get_mut(tenant).and_then(|tenant| tenant.truths.get_mut(place)) else {
            return;
        };
        if !std::mem::replace(&mut truth.before_person, true) {
            let pause = self.dice.long_tailed(20 * SECOND, 3 * HOUR);
            self.after(pause, Happening::Looks(tenant, place));
        }
    }

    /// A person looks at TrackOnline itself, once nothing of it is under way any more, and decides.
    pub(crate) fn looks_at_exception(&mut self, tenant: usize, place: usize) {
        let Some(here) = self.tenants.get(tenant) else { return };
        let (Some(state), Some(truth)) = (here.state(place), here.truths.get(place)) else { return };
        if truth.under_way > 0 {
            let pause = self.dice.between(MINUTE, 20 * MINUTE);
            return self.after(pause, Happening::Looks(tenant, place));
        }
        let is_there =
            here.database.postings.get(place).is_some_and(|posting| here.trackonline.shows(&posting.number));
        match state {
            PostingState::Excepted if is_there => {
                self.saw(Sight::FoundSaved);
                self.person_says(tenant, place, PostingState::Saved);
            }
            PostingState::Rejected | PostingState::Excepted if !is_there && self.dice.happens(6_000) => {
                self.saw(Sight::SentAgain);
                let is_mended = self.dice.happens(9_000);
                self.send_again(tenant, place, is_mended);
            }
            PostingState::Rejected | PostingState::Excepted => {
                self.saw(Sight::Dismissed);
                if let Some(truth) = self.tenants.get_mut(tenant).and_then(|here| here.truths.get_mut(place))
                {
                    truth.dismissed = true;
                    truth.was_there = is_there;
                }
                // A movement that was refused is withdrawn; of one whose outcome is unknown only the exception is closed.
                let state = if state == PostingState::Rejected { PostingState::Withdrawn } else { state };
                self.person_says(tenant, place, state);
            }
            other => {
                self.broken(format!("{}-{place} stands before a person and is {other:?}", self.name(tenant)));
            }
        }
    }

    fn send_again(&mut self, tenant: usize, place: usize, is_mended: bool) {
        if let Some(here) = self.tenants.get_mut(tenant) {
            if let Some(posting) = here.database.postings.get_mut(place) {
                posting.apart = Some(format!("again-{}", posting.number));
            }
            if let Some(truth) = here.truths.get_mut(place)
                && is_mended
            {
                truth.flaw = None;
            }
        }
        self.person_says(tenant, place, PostingState::Queued);
    }

    /// Somebody takes a posting out of the queue that a sender has just read there.
    pub(crate) fn withdraws_what_was_read(&mut self, tenant: usize, work: &Work) {
        let Some(here) = self.tenants.get(tenant) else { return };
        if work.queued.is_empty() || !self.dice.happens(here.scenario.withdrawn) {
            return;
        }
        let queued: Vec<usize> =
            work.queued.iter().filter_map(|queued| here.database.place(&queued.number)).collect();
        self.withdraws_one_of(tenant, &queued);
    }

    /// Somebody takes a posting out of the queue that has just come back into it, while the sender does not know yet.
    pub(crate) fn withdraws_what_came_back(&mut self, tenant: usize, effects: &[Effect]) {
        let Some(here) = self.tenants.get(tenant) else { return };
        let back = |effect: &Effect| match effect {
            Effect::Reached(number, PostingState::Queued, _) => here.database.place(number),
            _ => None,
        };
        let back: Vec<usize> = effects.iter().filter_map(back).collect();
        if here.scenario.withdrawn > 0 && self.dice.happens(5_000) {
            self.withdraws_one_of(tenant, &back);
        }
    }

    fn withdraws_one_of(&mut self, tenant: usize, places: &[usize]) {
        if let Some(place) = self.dice.one_of(places) {
            let pause = self.dice.long_tailed(1, 10 * SECOND);
            self.after(pause, Happening::Withdraws(tenant, place));
        }
    }

    /// Only what certainly never left: what was looked up without being found may still arrive.
    pub(crate) fn withdraws_queued(&mut self, tenant: usize, place: usize) {
        let posting = self.tenants.get(tenant).and_then(|here| here.database.postings.get(place));
        if posting.is_some_and(|posting| posting.state == PostingState::Queued && !posting.may_have_arrived) {
            self.saw(Sight::QueuedWithdrawn);
            self.person_says(tenant, place, PostingState::Withdrawn);
        }
    }

    /// Somebody reads, and will again.
    pub(crate) fn reads(&mut self, tenant: usize) {
        let every = self.tenants.get(tenant).and_then(|here| here.scenario.reads_every);
        let (Some(every), false) = (every, self.is_calm()) else { return };
        self.after(every, Happening::Reads(tenant));
        let now = self.now;
        let awake: Vec<usize> = (0..self.processes.len())
            .filter(|index| self.processes.get(*index).is_some_and(|process| process.is_awake(now)))
            .collect();
        let Some(process) = self.dice.one_of(&awake) else { return };
        if self.in_spell(tenant, crate::scenario::SpellKind::DatabaseGone) {
            return;
        }
        let Some(shown) = self.processes.get(process).map(|process| process.clock.reads(now)) else { return };
        let Some(limits) = self.tenants.get(tenant).map(|here| here.limits) else { return };
        let Some(mut metered) = self
            .seat(SeatId { process, tenant })
            .map(|seat| std::mem::replace(&mut seat.metered, Metered::new(limits)))
        else {
            return;
        };
        let verdict = self
            .tenants
            .get_mut(tenant)
            .map(|here| here.database.permit(Purpose::Reading, &mut metered, shown));
        if let Some(seat) = self.seat(SeatId { process, tenant }) {
            seat.metered = metered;
        }
        if verdict == Some(Verdict::Granted) {
            self.saw(Sight::Reading);
            self.judge_permit(tenant, Purpose::Reading);
            self.reading_call_leaves(tenant);
        } else {
            self.saw(Sight::ReadingRefused);
        }
    }

    /// A reading call that met a 429 holds every call back, as any other.
    pub(crate) fn reading_call_refused(&mut self, tenant: usize, event: &Event) {
        if let Event::Throttled { retry_after } = event {
            let pause = retry_after.unwrap_or(chrono::TimeDelta::seconds(60));
            let until = RIGHT.reads(self.now) + pause;
            if let Some(here) = self.tenants.get_mut(tenant) {
                here.database.pause_calls(until);
            }
        }
    }
}
