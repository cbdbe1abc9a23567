//! The simulated world: what happens, in order of time.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use crate::clock::{Millis, Moment};
use crate::dice::Dice;
use crate::network::{Delivery, Request};
use crate::process::{Process, SeatId};
use crate::scenario::{LONG_LEASE, Scenario, Troubles};
use crate::seen::{Seen, Sight};
use crate::tenant::Tenant;
use crate::trackonline::SavingId;

/// Everything there is.
#[derive(Debug)]
pub struct World {
    pub(crate) scenario: Scenario,
    pub(crate) dice: Dice,
    pub(crate) now: Moment,
    pub(crate) troubles: Troubles,
    pub(crate) tenants: Vec<Tenant>,
    pub(crate) processes: Vec<Process>,
    pub(crate) requests: Vec<Request>,
    pub(crate) seen: Seen,
    pub(crate) tickets: u64,
    is_calm: bool,
    agenda: BinaryHeap<Due>,
    entries: u64,
    broken: Option<String>,
    trace: Option<Vec<String>>,
}

/// Something that happens.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Happening {
    /// A sender goes on, if it still waits for this.
    Seat(SeatId, u64),
    /// A sender renews its lease, if it still waits for this.
    Renews(SeatId, u64),
    /// A request arrives at TrackOnline.
    Arrives(Delivery),
    /// A reading call arrives at TrackOnline.
    ReadingArrives(usize),
    /// TrackOnline has saved a row.
    Saved(usize, SavingId),
    /// A person confirms: so many postings.
    Confirms(usize, usize),
    /// A person looks at an exception.
    Looks(usize, usize),
    /// A person decides about a held posting.
    Decides(usize, usize),
    /// A person takes a posting out of the queue.
    Withdraws(usize, usize),
    /// Somebody wants to see numbers.
    Reads(usize),
    /// A process is started again.
    Starts(usize),
    /// From now on nothing goes wrong.
    Calm,
}

#[derive(Debug, Clone, Copy)]
struct Due {
    at: Moment,
    entry: u64,
    what: Happening,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        self.entry == other.entry
    }
}

impl Eq for Due {}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Due {
    /// The heap gives the greatest first: that is the earliest.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.entry).cmp(&(self.at, self.entry))
    }
}

/// How a simulation ended.
#[derive(Debug)]
pub struct Ended {
    /// What it exercised.
    pub seen: Seen,
    /// How much time passed in it.
    pub simulated: Millis,
    /// Which invariant does not hold, if one does not.
    pub broken: Option<String>,
    /// What happened, line by line, if that was asked for.
    pub trace: Vec<String>,
}

/// Adds a line to the trace, where one is kept.
macro_rules! note {
    ($world:expr, $($words:tt)+) => {
        if $world.is_traced() {
            let line = format!($($words)+);
            $world.write_down(&line);
        }
    };
}
pub(crate) use note;

impl World {
    /// A world at its beginning. `is_traced`: what happens is written down.
    pub fn new(scenario: Scenario, is_traced: bool) -> Self {
        let mut dice = Dice::new(scenario.seed ^ 0x5eed);
        let tenants: Vec<Tenant> = scenario
            .tenants
            .iter()
            .cloned()
            .enumerate()
            .map(|(index, one)| Tenant::new(index, one))
            .collect();
        let processes = (0..scenario.processes).map(|_| Process::down(tenants.len())).collect();
        let mut world = Self {
            dice: dice.clone(),
            now: Moment(0),
            troubles: scenario.troubles,
            tenants,
            processes,
            requests: Vec::new(),
            seen: Seen::default(),
            tickets: 0,
            is_calm: false,
            agenda: BinaryHeap::new(),
            entries: 0,
            broken: None,
            trace: is_traced.then(Vec::new),
            scenario,
        };
        for process in 0..world.processes.len() {
            let at = Moment(dice.between(0, 2_000));
            world.at(at, Happening::Starts(process));
        }
        for tenant in 0..world.tenants.len() {
            let Some(scenario) = world.tenants.get(tenant).map(|tenant| tenant.scenario.clone()) else {
                continue;
            };
            for (at, postings) in scenario.confirmations {
                world.at(Moment(at), Happening::Confirms(tenant, postings));
            }
            if let Some(every) = scenario.reads_every {
                world.at(Moment(every), Happening::Reads(tenant));
            }
            for spell in scenario.spells {
                note!(
                    world,
                    "{}: {:?} from {} until {}",
                    char::from(b'A' + u8::try_from(tenant).unwrap_or(0)),
                    spell.kind,
                    Moment(spell.from),
                    Moment(spell.until)
                );
            }
        }
        let calm = Moment(world.scenario.troubled);
        world.at(calm, Happening::Calm);
        world
    }

    /// Lets everything happen, until all is settled or an invariant does not hold.
    pub fn run(mut self) -> Ended {
        let end = Moment(self.scenario.troubled + self.scenario.calm);
        while self.broken.is_none() {
            let Some(due) = self.agenda.pop() else {
                self.broken("nothing would ever happen again".to_owned());
                break;
            };
            self.now = due.at;
            if self.now > end {
                let open: Vec<_> = self
                    .tenants
                    .iter()
                    .filter(|tenant| !tenant.is_settled())
                    .map(|tenant| tenant.name)
                    .collect();
                self.broken(format!("long after faults have stopped, not everything is settled: {open:?}"));
                break;
            }
            self.happens(due.what);
            if self.is_calm && self.is_settled() {
                self.judge_the_end();
                break;
            }
        }
        Ended {
            seen: self.seen,
            simulated: self.now.0,
            broken: self.broken,
            trace: self.trace.unwrap_or_default(),
        }
    }

    fn happens(&mut self, what: Happening) {
        match what {
            Happening::Seat(seat, ticket) => self.seat_goes_on(seat, ticket),
            Happening::Renews(seat, ticket) => self.renews(seat, ticket),
            Happening::Arrives(delivery) => self.arrives(delivery),
            Happening::ReadingArrives(tenant) => self.reading_call_arrives(tenant),
            Happening::Saved(tenant, saving) => self.row_is_saved(tenant, saving),
            Happening::Confirms(tenant, postings) => self.confirms(tenant, postings),
            Happening::Looks(tenant, place) => self.looks_at_exception(tenant, place),
            Happening::Decides(tenant, place) => self.decides_about_held(tenant, place),
            Happening::Withdraws(tenant, place) => self.withdraws_queued(tenant, place),
            Happening::Reads(tenant) => self.reads(tenant),
            Happening::Starts(process) => self.process_starts(process),
            Happening::Calm => {
                self.troubles = Troubles::default();
                self.scenario.lease = self.scenario.lease.max(LONG_LEASE);
                self.is_calm = true;
                note!(self, "from now on nothing goes wrong");
            }
        }
    }

    /// Only where every sender sleeps is it worth asking.
    fn is_settled(&self) -> bool {
        self.tenants.iter().all(|tenant| tenant.database.is_idle())
            && self.tenants.iter().all(Tenant::is_settled)
    }

    /// Whether nothing goes wrong any more.
    pub(crate) const fn is_calm(&self) -> bool {
        self.is_calm
    }

    pub(crate) fn at(&mut self, at: Moment, what: Happening) {
        self.entries += 1;
        self.agenda.push(Due { at: at.max(self.now), entry: self.entries, what });
    }

    pub(crate) fn after(&mut self, pause: Millis, what: Happening) {
        self.at(self.now + pause, what);
    }

    pub(crate) const fn saw(&mut self, sight: Sight) {
        self.seen.count(sight);
    }

    /// An invariant does not hold. Only the first counts.
    pub(crate) fn broken(&mut self, what: String) {
        note!(self, "BROKEN: {what}");
        self.broken.get_or_insert(what);
    }

    pub(crate) const fn is_traced(&self) -> bool {
        self.trace.is_some()
    }

    pub(crate) fn write_down(&mut self, line: &str) {
        let now = self.now;
        if let Some(trace) = &mut self.trace {
            trace.push(format!("{now}  {line}"));
        }
    }
}
