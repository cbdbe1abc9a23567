//! Processes that send: what the service's shell does with [`ledger::sender::Sender`], killed or held up at any step.

mod lease;
mod seat;

use std::fmt;

use uuid::Uuid;

pub(crate) use seat::Seat;

use crate::clock::{Clock, MINUTE, Millis, Moment, SECOND};
use crate::seen::Sight;
use crate::world::{Happening, World, note};

/// A process that sends for every tenant.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) me: Uuid,
    pub(crate) is_up: bool,
    pub(crate) clock: Clock,
    /// Nothing happens in it before this moment.
    held_up_until: Moment,
    pub(crate) seats: Vec<Option<Seat>>,
}

/// One tenant's sender in one process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SeatId {
    pub(crate) process: usize,
    pub(crate) tenant: usize,
}

impl fmt::Display for SeatId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tenant = char::from(b'A' + u8::try_from(self.tenant % 26).unwrap_or(0));
        write!(f, "process {} for {tenant}", self.process + 1)
    }
}

impl Process {
    pub(crate) fn down(tenants: usize) -> Self {
        Self {
            me: Uuid::nil(),
            is_up: false,
            clock: Clock::default(),
            held_up_until: Moment(0),
            seats: (0..tenants).map(|_| None).collect(),
        }
    }

    /// Whether it can do something now.
    pub(crate) fn is_awake(&self, now: Moment) -> bool {
        self.is_up && self.held_up_until <= now
    }
}

impl World {
    pub(crate) fn process_starts(&mut self, index: usize) {
        let me = self.identifier();
        let off = self.scenario.clocks_off;
        let ahead = self.dice.between(-off, off);
        note!(self, "process {} starts, its clock {ahead} ms ahead", index + 1);
        let Some(process) = self.processes.get_mut(index) else { return };
        process.me = me;
        process.is_up = true;
        process.clock = Clock { ahead };
        process.held_up_until = self.now;
        for tenant in 0..self.tenants.len() {
            self.sit_down(SeatId { process: index, tenant });
        }
    }

    /// A number that nothing else has.
    pub(crate) fn identifier(&mut self) -> Uuid {
        Uuid::from_u64_pair(self.dice.any(), self.dice.any())
    }

    /// Whether the process is killed or held up here. What is due in a process that is held up comes when it goes on.
    pub(crate) fn is_struck(&mut self, index: usize, killed: Sight, held_up: Sight) -> bool {
        if self.dice.happens(self.troubles.killed) {
            self.saw(killed);
            self.kill(index, killed);
            return true;
        }
        if self.dice.happens(self.troubles.held_up) {
            self.saw(held_up);
            let pause = if self.dice.happens(5_000) {
                self.dice.between(0, 6 * SECOND)
            } else {
                self.dice.long_tailed(SECOND, self.troubles.held_up_most.max(SECOND))
            };
            let until = self.now + pause;
            note!(self, "process {} stands still {} until {until}", index + 1, held_up.label());
            if let Some(process) = self.processes.get_mut(index) {
                process.held_up_until = until;
            }
        }
        false
    }

    fn kill(&mut self, index: usize, killed: Sight) {
        note!(self, "process {} is killed {}", index + 1, killed.label());
        let Some(process) = self.processes.get_mut(index) else { return };
        process.is_up = false;
        process.seats.iter_mut().for_each(|seat| *seat = None);
        let pause: Millis = self.dice.long_tailed(SECOND, 10 * MINUTE);
        self.after(pause, Happening::Starts(index));
    }

    /// A sender goes on, if the process lives and it still waits for this.
    pub(crate) fn seat_goes_on(&mut self, id: SeatId, ticket: u64) {
        if self.ticket(id) != Some(ticket) {
            return;
        }
        let Some(process) = self.processes.get(id.process) else { return };
        if process.held_up_until > self.now {
            let until = process.held_up_until;
            return self.at(until, Happening::Seat(id, ticket));
        }
        self.goes_on(id);
    }

    /// Something new is there for a tenant: one of the processes that live knows it at once.
    pub(crate) fn ring(&mut self, tenant: usize) {
        let alive: Vec<usize> = (0..self.processes.len())
            .filter(|index| self.processes.get(*index).is_some_and(|process| process.is_up))
            .collect();
        if let Some(process) = self.dice.one_of(&alive) {
            self.wake(SeatId { process, tenant });
        }
    }
}
