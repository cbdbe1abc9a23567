//! What happens in a round. It follows from the seed and the round's number alone, so a round can be repeated.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use clap::ValueEnum;
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use uuid::Uuid;

use crate::confirmation::{Confirmation, HeldIs, Second};
use crate::correction::Correction;
use crate::fault::Fault;

/// The places in the proxy that its feature `failpoints` can end it at.
pub(crate) const FAILPOINTS: [&str; 10] = [
    "accept-before-store",
    "accept-after-store",
    "sender-after-load",
    "sender-before-store",
    "sender-after-store",
    "call-before-post",
    "call-after-post",
    "call-after-poll",
    "call-after-look-up",
    "lease-taken",
];

/// In how many rounds the answer to a POST is lost. A proxy that lives on then sends nothing for as long as ten rounds
/// last, and what is lost by a kill has to be looked up just the same; so these are few.
const LOST_ANSWERS: f64 = 0.06;

/// In how many rounds a save comes very late. Only where nothing is sent again by itself: there, the late one would undo
/// what was sent after it.
const LATE_SAVES: f64 = 0.08;

/// What the proxy keeps its state in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Database {
    /// A file; one proxy at a time.
    Sqlite,
    /// A server; two proxies on one database.
    Postgres,
}

impl Database {
    /// As the command line calls it.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// How many proxies may use it at once.
    pub(crate) const fn proxies(self) -> usize {
        match self {
            Self::Sqlite => 1,
            Self::Postgres => 2,
        }
    }
}

/// What TrackOnline does with a number that it has already, and what the proxy knows of it. It follows from the seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// What is sent twice is there twice, so that it shows; the proxy knows nothing of it.
    Double,
    /// What is sent again changes what is there, and the proxy knows: it plans, and sends again what was lost. In the end
    /// everything has to be saved.
    Update,
}

impl Numbers {
    /// Every other seed has the one, every other the other.
    pub(crate) const fn of(seed: u64) -> Self {
        if seed.is_multiple_of(2) { Self::Double } else { Self::Update }
    }

    /// As the stand-in calls it.
    pub(crate) const fn behaviour(self) -> &'static str {
        match self {
            Self::Double => "duplicates=double",
            Self::Update => "duplicates=update",
        }
    }

    /// For a person.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Double => "numbers sent twice double",
            Self::Update => "numbers sent twice update",
        }
    }
}

/// What is killed or stopped, and when: times run from when the clients begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Strike {
    /// The proxies of these places are killed.
    Kill { after: Duration, which: Vec<usize> },
    /// The first proxy ends when it reaches a place for the n-th time.
    Failpoint { name: &'static str, nth: u32 },
    /// The stand-in is killed, and is gone for a while.
    StandIn { after: Duration, gone: Duration },
    /// The proxies and the stand-in are killed together.
    Both { after: Duration },
    /// One proxy stands still for a while and then goes on as if nothing had been.
    Pause { after: Duration, which: usize, lasts: Duration },
}

impl fmt::Display for Strike {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Kill { after, which } if which.len() > 1 => {
                write!(out, "all proxies killed after {after:?}")
            }
            Self::Kill { after, which } => write!(out, "proxy {which:?} killed after {after:?}"),
            Self::Failpoint { name, nth: 1 } => write!(out, "proxy [0] killed at {name}"),
            Self::Failpoint { name, nth } => write!(out, "proxy [0] killed at {name}, time {nth}"),
            Self::StandIn { after, gone } => {
                write!(out, "stand-in killed after {after:?}, gone for {gone:?}")
            }
            Self::Both { after } => write!(out, "proxies and stand-in killed after {after:?}"),
            Self::Pause { after, which, lasts } => {
                write!(out, "proxy [{which}] stands still after {after:?}, for {lasts:?}")
            }
        }
    }
}

/// A client at work: one confirmation after another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Client {
    /// The proxy that it tries first.
    pub(crate) proxy: usize,
    pub(crate) errands: Vec<Errand>,
}

/// What is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum What {
    Confirm(Confirmation),
    /// What a second confirmation is.
    Decide {
        id: Uuid,
        is: HeldIs,
    },
    Correct(Correction),
}

/// Something to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Errand {
    /// The pause before it.
    pub(crate) after: Duration,
    /// What has to be acknowledged before.
    pub(crate) needs: Option<Uuid>,
    pub(crate) what: What,
    /// After so many tries without an answer the page is closed; mostly never.
    pub(crate) patience: Option<u32>,
    /// Whether it is sent once more though it was acknowledged, as by a second click.
    pub(crate) again: bool,
}

/// What happens in a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    /// From 1.
    pub(crate) number: u32,
    /// How many proxies are to be running when it begins.
    pub(crate) proxies: usize,
    pub(crate) faults: Vec<Fault>,
    pub(crate) strike: Strike,
    pub(crate) clients: Vec<Client>,
    /// Whether somebody settles exceptions meanwhile.
    pub(crate) has_clerk: bool,
}

impl Plan {
    /// The plan of a round that begins now.
    pub(crate) fn of(seed: u64, number: u32, database: Database, now: DateTime<Utc>) -> Self {
        // Each round has dice of its own, so that it does not matter which rounds came before it.
        let mut dice = StdRng::seed_from_u64(seed.rotate_left(32) ^ u64::from(number));
        let most = database.proxies();
        let proxies = if most > 1 && dice.random_bool(0.8) { most } else { 1 };
        let clients = (0..dice.random_range(2..=4))
            .map(|_| Client {
                errands: errands(&mut dice, number, Numbers::of(seed), now),
                proxy: dice.random_range(0..most),
            })
            .collect();
        let mut faults = Vec::new();
        for _ in 0..2 {
            if dice.random_bool(0.3) {
                faults.push(Fault::nuisance(&mut dice));
            }
        }
        if dice.random_bool(LOST_ANSWERS) {
            faults.push(Fault::lost_answer(&mut dice));
        }
        if Numbers::of(seed) == Numbers::Double && dice.random_bool(LATE_SAVES) {
            faults.extend(Fault::late_save());
        }
        let strike =
            if number % 2 == 1 { failpoint(&mut dice, number, most) } else { strike(&mut dice, proxies) };
        Self { number, proxies, faults, strike, clients, has_clerk: dice.random_bool(0.5) }
    }
}

/// One to three confirmations, and what comes after them.
fn errands(dice: &mut StdRng, round: u32, numbers: Numbers, now: DateTime<Utc>) -> Vec<Errand> {
    let mut errands = Vec::new();
    let mut last = Vec::new();
    for _ in 0..dice.random_range(1..=3) {
        let counted = if numbers == Numbers::Update && dice.random_bool(0.3) {
            plan_and_count(dice, round, now, &mut errands)
        } else {
            let any = Confirmation::any(dice, round, now);
            errands.push(errand(dice, None, What::Confirm(any.clone())));
            any
        };
        if dice.random_bool(0.15) {
            let second = match (dice.random_bool(0.6), dice.random_bool(0.5)) {
                (true, is_same) => Second::Client(if is_same { HeldIs::Same } else { HeldIs::Another }),
                (false, is_same) => Second::Clerk(if is_same { HeldIs::Same } else { HeldIs::Another }),
            };
            let repeated = counted.repeated(dice, second);
            errands.push(errand(dice, Some(counted.id), What::Confirm(repeated.clone())));
            if let Second::Client(is) = second {
                let decide = errand(dice, Some(repeated.id), What::Decide { id: repeated.id, is });
                // Whoever asks is answered; nobody else decides this one before the calm.
                errands.push(Errand { patience: None, ..decide });
            }
        }
        if dice.random_bool(0.2) {
            let [first, second] = Correction::both(dice, &counted);
            last.push(errand(dice, Some(counted.id), What::Correct(first)));
            if dice.random_bool(0.5) {
                last.push(errand(dice, Some(counted.id), What::Correct(second)));
            }
        }
    }
    errands.extend(last);
    errands
}

/// A plan, sometimes another one in its place, and the count.
fn plan_and_count(
    dice: &mut StdRng,
    round: u32,
    now: DateTime<Utc>,
    errands: &mut Vec<Errand>,
) -> Confirmation {
    let mut plan = Confirmation::plan(dice, round, now);
    errands.push(errand(dice, None, What::Confirm(plan.clone())));
    if dice.random_bool(0.2) {
        let other = plan.then(dice, true);
        errands.push(errand(dice, Some(plan.id), What::Confirm(other.clone())));
        plan = other;
    }
    let count = plan.then(dice, false);
    let after = milliseconds(dice, 0..=1_200);
    errands.push(Errand { after, ..errand(dice, Some(plan.id), What::Confirm(count.clone())) });
    count
}

fn errand(dice: &mut StdRng, needs: Option<Uuid>, what: What) -> Errand {
    Errand {
        after: milliseconds(dice, 0..=300),
        needs,
        what,
        patience: dice.random_bool(0.15).then(|| dice.random_range(1..=2)),
        again: dice.random_bool(0.15),
    }
}

/// Every other round takes the next place in turn.
fn failpoint(dice: &mut StdRng, number: u32, proxies: usize) -> Strike {
    let turn = usize::try_from(number / 2).unwrap_or_default() % FAILPOINTS.len();
    let name = FAILPOINTS.get(turn).copied().unwrap_or(FAILPOINTS[0]);
    let nth = match name {
        // Two proxies share the confirmations.
        "accept-before-store" | "accept-after-store" if proxies == 1 => dice.random_range(1..=4),
        "accept-before-store" | "accept-after-store" => dice.random_range(1..=2),
        // Calls are few: one batch holds all that was confirmed while the one before it was under way.
        name if name.starts_with("call-") => 1 + u32::from(dice.random_bool(0.2)),
        "lease-taken" => 1,
        _ => dice.random_range(1..=3),
    };
    Strike::Failpoint { name, nth }
}

fn strike(dice: &mut StdRng, proxies: usize) -> Strike {
    let after = milliseconds(dice, 30..=1_500);
    let one = dice.random_range(0..proxies);
    match dice.random_range(0..20) {
        0..=1 => Strike::StandIn { after, gone: milliseconds(dice, 50..=500) },
        2..=3 => Strike::Both { after },
        4..=5 => Strike::Pause { after, which: one, lasts: milliseconds(dice, 200..=1_500) },
        6..=9 if proxies > 1 => Strike::Pause { after, which: one, lasts: milliseconds(dice, 500..=4_000) },
        10..=15 if proxies > 1 => Strike::Kill { after, which: vec![one] },
        _ => Strike::Kill { after, which: (0..proxies).collect() },
    }
}

pub(crate) fn milliseconds(dice: &mut StdRng, range: std::ops::RangeInclusive<u64>) -> Duration {
    Duration::from_millis(dice.random_range(range))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plans(seed: u64, database: Database) -> Vec<Plan> {
        (1..=200).map(|number| Plan::of(seed, number, database, DateTime::UNIX_EPOCH)).collect()
    }

    #[test]
    fn a_round_follows_from_its_seed_and_number() {
        assert_eq!(plans(1, Database::Sqlite), plans(1, Database::Sqlite));
        assert_ne!(plans(1, Database::Sqlite), plans(2, Database::Sqlite));
    }

    #[test]
    fn every_kind_of_errand_is_run_and_plans_only_where_they_can_be_changed() {
        for (seed, has_plans) in [(2, false), (3, true)] {
            let errands: Vec<_> = plans(seed, Database::Sqlite)
                .into_iter()
                .flat_map(|plan| plan.clients)
                .flat_map(|client| client.errands)
                .collect();
            let count = |is: fn(&What) -> bool| errands.iter().filter(|errand| is(&errand.what)).count();
            assert!(count(|what| matches!(what, What::Decide { .. })) > 20);
            assert!(count(|what| matches!(what, What::Correct(_))) > 20);
            let plans = count(|what| matches!(what, What::Confirm(confirmation) if confirmation.is_plan));
            assert_eq!(plans > 20, has_plans, "{plans}");
        }
    }

    #[test]
    fn two_hundred_rounds_end_at_every_failpoint_ten_times() {
        for name in FAILPOINTS {
            let times = plans(1, Database::Sqlite)
                .iter()
                .filter(|plan| matches!(plan.strike, Strike::Failpoint { name: at, .. } if at == name))
                .count();
            assert_eq!(times, 10, "{name}");
        }
    }

    #[test]
    fn every_kind_of_strike_happens_on_both_databases() {
        for database in [Database::Sqlite, Database::Postgres] {
            let plans = plans(3, database);
            let count = |is: fn(&Strike) -> bool| plans.iter().filter(|plan| is(&plan.strike)).count();
            assert!(count(|strike| matches!(strike, Strike::Kill { .. })) > 5);
            assert!(count(|strike| matches!(strike, Strike::StandIn { .. })) > 0);
            assert!(count(|strike| matches!(strike, Strike::Both { .. })) > 0);
            assert!(count(|strike| matches!(strike, Strike::Pause { .. })) > 0);
        }
    }

    #[test]
    fn no_round_names_a_proxy_that_is_not_planned() {
        for plan in [plans(5, Database::Sqlite), plans(5, Database::Postgres)].concat() {
            let named = match plan.strike {
                Strike::Kill { which, .. } => which,
                Strike::Pause { which, .. } => vec![which],
                _ => Vec::new(),
            };
            assert!(named.iter().all(|place| *place < plan.proxies));
        }
    }
}
