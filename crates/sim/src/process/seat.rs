//! One tenant's sender in one process, step by step.

use chrono::{DateTime, TimeDelta, Utc};
use ledger::attempt::{Event, Phase};
use ledger::lease::Lease;
use ledger::quota::Thrift;
use ledger::sender::{AttemptId, Call, Outcome, Sender, Step, Write};

use super::SeatId;
use crate::clock::{Millis, Moment, SECOND};
use crate::database::{Applied, Metered, Writer};
use crate::scenario::SpellKind;
use crate::seen::{Kind, Sight, Stage, Transition};
use crate::words;
use crate::world::{Happening, World, note};

/// Where a tenant's sender in a process stands.
#[derive(Debug)]
pub(crate) struct Seat {
    ticket: u64,
    pub(super) sender: Sender,
    pub(super) lease: Option<Lease>,
    pub(crate) metered: Metered,
    doing: Doing,
    /// What an answer is about to change.
    pub(super) answered: Option<(Stage, Kind)>,
    /// What is being stored failed before.
    pub(super) is_again: bool,
    /// How sparing it is in this step.
    thrift: Thrift,
    /// When its last permit was asked for, by its clock.
    pub(super) permitted_at: Option<DateTime<Utc>>,
    /// Calls that left after another process had taken the lease.
    pub(super) calls_after_loss: usize,
}

#[derive(Debug)]
pub(super) enum Doing {
    Ready,
    TakingLease(DateTime<Utc>),
    Loading,
    Writing(Write, DateTime<Utc>),
    Leaving(Call, DateTime<Utc>),
    Waiting,
    Asleep,
    Told(Outcome),
}

impl World {
    /// A sender that knows nothing yet.
    pub(crate) fn sit_down(&mut self, id: SeatId) {
        let Some(tenant) = self.tenants.get(id.tenant) else { return };
        let seat = Seat {
            ticket: 0,
            sender: Sender::new(tenant.scenario.rules),
            lease: None,
            metered: Metered::new(tenant.limits),
            doing: Doing::Ready,
            answered: None,
            is_again: false,
            thrift: Thrift::NONE,
            permitted_at: None,
            calls_after_loss: 0,
        };
        if let Some(process) = self.processes.get_mut(id.process)
            && let Some(place) = process.seats.get_mut(id.tenant)
        {
            *place = Some(seat);
        }
        self.goes_on_after(id, 0, Doing::Ready);
    }

    pub(crate) fn seat(&mut self, id: SeatId) -> Option<&mut Seat> {
        self.processes.get_mut(id.process)?.seats.get_mut(id.tenant)?.as_mut()
    }

    /// What the seat waits for.
    pub(crate) fn ticket(&self, id: SeatId) -> Option<u64> {
        Some(self.processes.get(id.process)?.seats.get(id.tenant)?.as_ref()?.ticket)
    }

    pub(super) fn shown(&self, id: SeatId) -> DateTime<Utc> {
        self.processes.get(id.process).map_or_else(DateTime::default, |process| process.clock.reads(self.now))
    }

    fn thrift(&self, id: SeatId) -> Thrift {
        let shown = self.shown(id);
        let seat = self.processes.get(id.process).and_then(|process| process.seats.get(id.tenant)?.as_ref());
        seat.map_or(Thrift::NONE, |seat| seat.metered.quota.thrift(shown))
    }

    pub(super) fn goes_on_after(&mut self, id: SeatId, pause: Millis, doing: Doing) {
        self.goes_on_at(id, self.now + pause, doing);
    }

    pub(super) fn goes_on_at(&mut self, id: SeatId, at: Moment, doing: Doing) {
        self.tickets += 1;
        let ticket = self.tickets;
        if let Some(seat) = self.seat(id) {
            seat.ticket = ticket;
            seat.doing = doing;
            self.at(at, Happening::Seat(id, ticket));
        }
    }

    /// The process goes on at once, unless it was just held up.
    fn goes_on_now(&mut self, id: SeatId, doing: Doing) {
        if self.processes.get(id.process).is_some_and(|process| process.is_awake(self.now)) {
            if let Some(seat) = self.seat(id) {
                seat.doing = doing;
            }
            self.goes_on(id);
        } else {
            self.goes_on_after(id, 0, doing);
        }
    }

    /// An answer is on its way to who asked.
    pub(crate) fn answer(&mut self, id: SeatId, after: Millis, event: Event) {
        self.goes_on_after(id, after, Doing::Told(Outcome::Answered(event)));
    }

    /// Something was accepted: a sender that sleeps looks at once.
    pub(crate) fn wake(&mut self, id: SeatId) {
        if self.seat(id).is_some_and(|seat| matches!(seat.doing, Doing::Asleep)) {
            self.goes_on_after(id, 1, Doing::Told(Outcome::Woken));
        }
    }

    /// The next step of a sender that is awake.
    pub(crate) fn goes_on(&mut self, id: SeatId) {
        let Some(seat) = self.seat(id) else { return };
        match std::mem::replace(&mut seat.doing, Doing::Waiting) {
            Doing::Ready => self.next_step(id),
            Doing::Asleep => self.told(id, Outcome::Woken),
            Doing::Told(outcome) => self.told(id, outcome),
            Doing::TakingLease(shown) => self.asks_for_lease(id, shown),
            Doing::Loading => self.reads_open_work(id),
            Doing::Writing(write, shown) => self.stores(id, &write, shown),
            Doing::Leaving(call, not_after) => self.makes_call(id, call, not_after),
            Doing::Waiting => {}
        }
    }

    fn told(&mut self, id: SeatId, outcome: Outcome) {
        let shown = self.shown(id);
        if let Outcome::Answered(event) = &outcome {
            note!(self, "{id} is told: {}", words::event(event));
        }
        let Some(seat) = self.seat(id) else { return };
        if let (Outcome::Answered(event), Some((from, _))) = (&outcome, seat.answered) {
            seat.answered = Some((from, event.into()));
        }
        let is_lost = outcome == Outcome::LeaseLost;
        seat.sender.done(outcome, shown, seat.thrift);
        if is_lost {
            // Whatever it was about to store belongs to a turn that is over.
            self.leaves_seat(id);
        }
        self.next_step(id);
    }

    pub(super) fn next_step(&mut self, id: SeatId) {
        let (shown, thrift) = (self.shown(id), self.thrift(id));
        let fresh = AttemptId::from(self.identifier());
        let renew_from = shown + TimeDelta::milliseconds(self.scenario.lease / 2);
        let Some(seat) = self.seat(id) else { return };
        seat.thrift = thrift;
        let step = seat.sender.next(shown, thrift, fresh);
        let is_held = seat.lease.is_some_and(|lease| lease.until > renew_from);
        match step {
            Step::Load if !is_held => {
                if !self.is_struck(id.process, Sight::KilledBeforeLease, Sight::HeldBeforeLease) {
                    self.after_a_while(id, Doing::TakingLease(shown));
                }
            }
            Step::Load => {
                if !self.is_struck(id.process, Sight::KilledBeforeLoad, Sight::HeldBeforeLoad) {
                    self.after_a_while(id, Doing::Loading);
                }
            }
            Step::Store(write) => {
                self.count_transition(id, &write);
                let (killed, held_up) = match (&write.permit, &write.attempt) {
                    (Some(_), Some(_)) => (Sight::KilledBeforeBatch, Sight::HeldBeforeBatch),
                    (Some(_), None) => (Sight::KilledBeforePermit, Sight::HeldBeforePermit),
                    (None, _) => (Sight::KilledAnswered, Sight::HeldAnswered),
                };
                if !self.is_struck(id.process, killed, held_up) {
                    self.after_a_while(id, Doing::Writing(write, shown));
                }
            }
            Step::Call { call, not_after } => self.goes_on_now(id, Doing::Leaving(call, not_after)),
            Step::Sleep(until) => {
                if !self.is_struck(id.process, Sight::KilledAsleep, Sight::HeldAsleep) {
                    let process = self.processes.get(id.process);
                    let until = process.map_or(self.now, |process| process.clock.when(until));
                    // It renews its lease meanwhile.
                    let until = until.min(self.now + self.scenario.lease / 3);
                    self.goes_on_at(id, until.max(self.now + 1), Doing::Asleep);
                }
            }
        }
    }

    /// What takes the database a moment, and at times longer.
    fn after_a_while(&mut self, id: SeatId, doing: Doing) {
        let pause = if self.dice.happens(200) {
            self.dice.long_tailed(20, 7 * SECOND)
        } else {
            self.dice.between(1, 20)
        };
        self.goes_on_after(id, pause, doing);
    }

    fn reads_open_work(&mut self, id: SeatId) {
        if self.database_fails(id, self.troubles.unread) {
            self.saw(Sight::ReadFailed);
            return self.goes_on_after(id, 1, Doing::Told(Outcome::Failed));
        }
        let Some(tenant) = self.tenants.get(id.tenant) else { return };
        let work = tenant.database.open_work();
        self.withdraws_what_was_read(id.tenant, &work);
        if !self.is_struck(id.process, Sight::KilledLoaded, Sight::HeldLoaded) {
            self.goes_on_now(id, Doing::Told(Outcome::Loaded(work)));
        }
    }

    fn stores(&mut self, id: SeatId, write: &Write, shown: DateTime<Utc>) {
        let limits = self.tenants.get(id.tenant).map(|tenant| tenant.limits);
        let (Some(lease), Some(limits)) = (self.seat(id).and_then(|seat| seat.lease), limits) else { return };
        let failed = |world: &mut Self| {
            if let Some(seat) = world.seat(id) {
                // What a write that failed may have counted is read again.
                seat.metered = Metered::new(limits);
                seat.is_again = true;
            }
            world.goes_on_after(id, 1, Doing::Told(Outcome::Failed));
        };
        if self.database_fails(id, self.troubles.unstored) {
            self.saw(Sight::NotStored);
            note!(self, "{id} fails to store {}", words::write(write));
            return failed(self);
        }
        let lasting = TimeDelta::milliseconds(self.scenario.lease);
        let writer = Writer { lease, lasting, shown };
        let applied = self.apply(id, write, &writer);
        match applied {
            Applied::Done { is_repeated: false } => note!(self, "{id} stores {}", words::write(write)),
            other => note!(self, "{id} stores nothing ({other:?}): {}", words::write(write)),
        }
        if self.dice.happens(self.troubles.untold) {
            self.saw(Sight::StoredUntold);
            self.withdraws_what_came_back(id.tenant, &write.effects);
            return failed(self);
        }
        let (killed, held_up) = match (&write.permit, &write.attempt) {
            (Some(_), Some(_)) => (Sight::KilledBatchStored, Sight::HeldBatchStored),
            (Some(_), None) => (Sight::KilledPermitStored, Sight::HeldPermitStored),
            (None, _) => (Sight::KilledOutcomeStored, Sight::HeldOutcomeStored),
        };
        let outcome = match applied {
            Applied::Done { .. } => Outcome::Stored,
            Applied::NotBefore(moment) => Outcome::NotBefore(moment),
            Applied::Outdated => Outcome::Outdated,
            Applied::LeaseLost => Outcome::LeaseLost,
        };
        if !self.is_struck(id.process, killed, held_up) {
            self.goes_on_now(id, Doing::Told(outcome));
        }
    }

    fn apply(&mut self, id: SeatId, write: &Write, writer: &Writer) -> Applied {
        let Self { processes, tenants, .. } = self;
        let seat =
            processes.get_mut(id.process).and_then(|process| process.seats.get_mut(id.tenant)?.as_mut());
        let (Some(seat), Some(tenant)) = (seat, tenants.get_mut(id.tenant)) else {
            return Applied::LeaseLost;
        };
        let applied = tenant.database.apply(writer, write, &mut seat.metered);
        match applied {
            Applied::Done { is_repeated } => {
                seat.lease = tenant.database.lease;
                for sight in write.effects.iter().filter(|_| !is_repeated).filter_map(Sight::of) {
                    self.seen.count(sight);
                }
                if is_repeated {
                    self.seen.count(Sight::StoredAgain);
                }
                if let Some(purpose) = write.permit {
                    seat.permitted_at = Some(writer.shown);
                    self.judge_permit(id.tenant, purpose);
                }
                self.judge_effects(id.tenant, &write.effects);
            }
            Applied::NotBefore(_) => self.saw(Sight::QuotaSpent),
            Applied::Outdated => {
                seat.metered = Metered::new(tenant.limits);
                self.saw(Sight::Outdated);
            }
            Applied::LeaseLost => {
                seat.metered = Metered::new(tenant.limits);
                self.saw(Sight::LeaseLost);
            }
        }
        applied
    }

    fn makes_call(&mut self, id: SeatId, call: Call, not_after: DateTime<Utc>) {
        let stage = match &call {
            Call::Post(_) => Stage::Sending,
            Call::Poll { .. } => Stage::Received,
            Call::Created { .. } | Call::Number(_) => Stage::Unknown,
        };
        let is_post = stage == Stage::Sending;
        if let Some(seat) = self.seat(id) {
            seat.answered = Some((stage, Kind::NotSent));
        }
        if self.shown(id) > not_after {
            self.saw(Sight::PermitRanOut);
            if !is_post && let Some(seat) = self.seat(id) {
                seat.answered = None;
            }
            return self.goes_on_now(id, Doing::Told(Outcome::Answered(Event::NotSent)));
        }
        self.judge_leaving(id);
        self.leaves(id, call);
        let (killed, held_up) = if is_post {
            (Sight::KilledPostUnderWay, Sight::HeldPostUnderWay)
        } else {
            (Sight::KilledQuestionUnderWay, Sight::HeldQuestionUnderWay)
        };
        self.is_struck(id.process, killed, held_up);
        if let Some(ticket) = self.ticket(id) {
            self.after(self.scenario.lease / 3, Happening::Renews(id, ticket));
        }
    }

    fn count_transition(&mut self, id: SeatId, write: &Write) {
        let Some(seat) = self.seat(id) else { return };
        if std::mem::take(&mut seat.is_again) {
            return;
        }
        let answered = seat.answered.take();
        let (None, Some((_, attempt))) = (write.permit, &write.attempt) else { return };
        let to = Stage::from(&attempt.phase);
        let (from, event) = answered.unwrap_or((Stage::Sending, Kind::Interrupted));
        if answered.is_none() && matches!(attempt.phase, Phase::Unknown(_)) {
            self.saw(Sight::Takeover);
        }
        let transition = Transition { from, event, to };
        self.seen.count_transition(transition);
        if !Transition::EXPECTED.contains(&transition) {
            self.broken(format!("an attempt goes a way that there is not: {transition}"));
        }
    }

    pub(super) fn database_fails(&mut self, id: SeatId, often: u32) -> bool {
        self.dice.happens(often) || self.in_spell(id.tenant, SpellKind::DatabaseGone)
    }
}
