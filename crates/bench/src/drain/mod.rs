//! How the sender spends TrackOnline's calls: many movements at once, and a few all day, through a START licence.
//!
//! The sender and the arithmetic of calls are the service's own (`ledger`); the clock, the database and TrackOnline are
//! simulated, so a day takes milliseconds and a seed gives the same figures on every machine. The peer is the same sender
//! without batches and without thrift: it sends each confirmation when its turn comes and asks for the result as if calls
//! were plenty.

mod chance;
mod run;
mod table;
mod trackonline;

use std::io::Write;

use chrono::{DateTime, TimeDelta};
use ledger::quota::Licence;
use ledger::sender::SendingRules;

use self::chance::Chance;
use self::run::{Drained, MOVEMENTS, Plan, run};
use self::table::table;
use self::trackonline::Saves;
use crate::table::grouped;
use crate::{Failure, Unfit};

/// Our runs, each with a seed of its own; odd, so that one of them is the middle.
const RUNS: u64 = 101;
/// The peer's runs: it makes so many calls that they differ little.
const PEER_RUNS: u64 = 3;

/// Confirmations that are there all at once.
const AT_ONCE: usize = 750;

/// Confirmations of a long day.
const IN_A_DAY: usize = 600;
/// How long that is.
const DAY: TimeDelta = TimeDelta::hours(12);

/// Calls in a hundred that are held back for other programs unless it is set otherwise.
const HELD_BACK: u8 = 10;

/// How confirmations come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Load {
    /// All are there from the beginning.
    AtOnce,
    /// One now and then.
    AllDay,
}

/// Runs everything and prints a table for each kind of work.
///
/// # Errors
/// When the sender does what it should not, or nobody takes the tables.
pub fn measure(out: &mut dyn Write) -> Result<(), Failure> {
    writeln!(
        out,
        "Simulated time, {RUNS} runs. Half of all saves take {} s or less, one in a hundred takes {} s or more. A call \
         takes {} ms.\n",
        chance::MEDIAN.num_seconds(),
        chance::P99.num_seconds(),
        run::CALL.num_milliseconds(),
    )?;
    for load in [Load::AtOnce, Load::AllDay] {
        for saves in [Saves::Batches, Saves::Rows] {
            for held_back in [HELD_BACK, 0] {
                let work = format!("{}, {}, {held_back} % held back", load.told(), saves.told());
                let ours = load.runs(RUNS, saves, held_back, true)?;
                let peer = load.runs(PEER_RUNS, saves, held_back, false)?;
                writeln!(out, "{}", table(&work, &ours, &peer, load.least_calls()))?;
            }
        }
    }
    Ok(())
}

impl Saves {
    fn told(self) -> &'static str {
        match self {
            Self::Batches => "saved batch by batch",
            Self::Rows => "saved row by row",
        }
    }
}

impl Load {
    fn told(self) -> String {
        match self {
            Self::AtOnce => format!("{} movements at once", grouped(AT_ONCE * MOVEMENTS)),
            Self::AllDay => format!("{IN_A_DAY} confirmations in {} hours", DAY.num_hours()),
        }
    }

    /// The least that is possible: full batches, and one question for each.
    fn least_calls(self) -> Option<usize> {
        let batch = SendingRules::default().batch;
        (self == Self::AtOnce).then_some(2 * (AT_ONCE * MOVEMENTS).div_ceil(batch))
    }

    fn runs(self, count: u64, saves: Saves, held_back: u8, is_thrifty: bool) -> Result<Vec<Drained>, Unfit> {
        let rules = SendingRules::default();
        let licence = Licence::Start.limits();
        let run_of = |seed| {
            let mut chance = Chance::new(seed);
            let begin = DateTime::UNIX_EPOCH;
            let mut accepted = match self {
                Self::AtOnce => vec![begin; AT_ONCE],
                Self::AllDay => (0..IN_A_DAY).map(|_| begin + chance.within(DAY)).collect(),
            };
            accepted.sort_unstable();
            let plan = Plan {
                accepted,
                rules: SendingRules { batch: if is_thrifty { rules.batch } else { MOVEMENTS }, ..rules },
                is_thrifty,
                licence,
                ours: licence.without(held_back),
                saves,
            };
            run(&plan, chance)
        };
        (0..count).map(run_of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spread::Spread;

    fn middle(figure: impl FnMut(&Drained) -> usize, runs: &[Drained]) -> usize {
        let mut figures: Vec<usize> = runs.iter().map(figure).collect();
        figures.sort_unstable();
        figures[figures.len() / 2]
    }

    #[test]
    fn many_at_once_take_few_more_calls_than_the_least_and_are_saved_within_minutes() {
        let runs = Load::AtOnce.runs(11, Saves::Batches, HELD_BACK, true).unwrap();
        let least = Load::AtOnce.least_calls().unwrap();
        assert_eq!(least, 60);
        assert!(runs.iter().all(|run| run.to_saved.len() == AT_ONCE * MOVEMENTS));
        assert!(middle(|run| run.posts + run.polls, &runs) * 10 <= least * 13);
        let minutes = |spread: &Spread| spread.per_mille(950).as_secs() / 60;
        assert!(runs.iter().all(|run| minutes(&run.to_saved) < 5));
    }

    #[test]
    fn all_day_long_nothing_waits_much_longer_than_it_may() {
        let runs = Load::AllDay.runs(3, Saves::Rows, HELD_BACK, true).unwrap();
        let longest = SendingRules::default().longest_linger.num_seconds() + 30;
        assert!(runs.iter().all(|run| i64::try_from(run.to_sent.max().as_secs()).unwrap() < longest));
    }
}
