//! Who sends for a tenant: taking the lease, keeping it, losing it.

use chrono::{DateTime, TimeDelta, Utc};
use ledger::quota::GOOD_FOR;
use ledger::sender::Sender;

use super::SeatId;
use super::seat::Doing;
use crate::clock::SECOND;
use crate::seen::Sight;
use crate::world::{Happening, World, note};

impl World {
    pub(super) fn asks_for_lease(&mut self, id: SeatId, shown: DateTime<Utc>) {
        let lasting = TimeDelta::milliseconds(self.scenario.lease);
        if self.database_fails(id, self.troubles.unstored) {
            return self.goes_on_after(id, 2 * SECOND, Doing::Ready);
        }
        let Some(me) = self.processes.get(id.process).map(|process| process.me) else { return };
        let Some(tenant) = self.tenants.get_mut(id.tenant) else { return };
        let before = tenant.database.lease;
        match tenant.database.take_lease(me, shown, lasting) {
            Err(until) => {
                self.saw(Sight::LeaseHeld);
                self.leaves_seat(id);
                let process = self.processes.get(id.process);
                let until = process.map_or(self.now, |process| process.clock.when(until));
                self.goes_on_at(id, until.max(self.now + 50), Doing::Ready);
            }
            Ok(lease) => {
                if before.is_some_and(|before| before.epoch != lease.epoch) {
                    self.saw(Sight::LeaseTaken);
                    note!(self, "{id} takes the lease over");
                }
                let is_mine =
                    self.seat(id).and_then(|seat| seat.lease).is_some_and(|mine| mine.epoch == lease.epoch);
                if !is_mine {
                    self.leaves_seat(id);
                }
                if let Some(seat) = self.seat(id) {
                    seat.lease = Some(lease);
                }
                self.next_step(id);
            }
        }
    }

    /// The lease is renewed while a call is under way. One that is lost shows at the next write.
    pub(crate) fn renews(&mut self, id: SeatId, ticket: u64) {
        if self.ticket(id) != Some(ticket) {
            return;
        }
        self.after(self.scenario.lease / 3, Happening::Renews(id, ticket));
        let (shown, lasting) = (self.shown(id), TimeDelta::milliseconds(self.scenario.lease));
        let awake = self.processes.get(id.process).filter(|process| process.is_awake(self.now));
        let Some(me) = awake.map(|process| process.me) else { return };
        if let Some(tenant) = self.tenants.get_mut(id.tenant) {
            // Who has it meanwhile keeps it.
            let _held_by_another = tenant.database.take_lease(me, shown, lasting);
        }
    }

    /// The lease is another's: nothing of what this sender knows counts any more.
    pub(super) fn leaves_seat(&mut self, id: SeatId) {
        let Some(rules) = self.tenants.get(id.tenant).map(|tenant| tenant.scenario.rules) else { return };
        if let Some(seat) = self.seat(id) {
            seat.lease = None;
            seat.sender = Sender::new(rules);
            seat.answered = None;
            seat.is_again = false;
            seat.calls_after_loss = 0;
        }
    }

    /// A call leaves soon after its permit was asked for, or not at all; and a sender that has lost its lease can finish the
    /// one call that it has a permit for.
    pub(super) fn judge_leaving(&mut self, id: SeatId) {
        let current = self.tenants.get(id.tenant).and_then(|tenant| tenant.database.lease);
        let shown = self.shown(id);
        let Some(seat) = self.seat(id) else { return };
        if seat.permitted_at.is_none_or(|permitted_at| shown - permitted_at > GOOD_FOR) {
            return self.broken(format!("{id} makes a call on a permit that has run out"));
        }
        if seat.lease.map(|lease| lease.epoch) == current.map(|lease| lease.epoch) {
            return;
        }
        seat.calls_after_loss += 1;
        let calls = seat.calls_after_loss;
        self.saw(Sight::CallAfterLeaseLost);
        if calls > 1 {
            self.broken(format!("{id} makes {calls} calls after it has lost its lease"));
        }
    }
}
