//! What a run of many seeds found, as a person reads it.

use std::fmt::Write as _;
use std::time::Duration;

use crate::clock::HOUR;
use crate::seen::Seen;

/// A run of many seeds.
#[derive(Debug, Clone, Default)]
pub struct Run {
    /// How many.
    pub seeds: u64,
    /// How much time passed in all of them, in milliseconds.
    pub simulated: i64,
    /// What they exercised.
    pub seen: Seen,
    /// The seeds that broke an invariant, and which.
    pub broken: Vec<(u64, String)>,
}

/// So many seeds have to exercise everything.
pub const ENOUGH: u64 = 2_000;
/// More broken seeds than this need not be read.
const MOST_BROKEN: usize = 20;

impl Run {
    /// Takes in what other seeds found.
    pub fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.simulated += other.simulated;
        self.seen.add(&other.seen);
        self.broken.extend(other.broken);
        self.broken.sort();
    }

    /// What was meant to happen and did not.
    pub fn missing(&self) -> Vec<String> {
        let never = self.seen.lines().into_iter().filter(|(.., times)| *times == 0);
        never.map(|(group, words, _)| format!("{group}: {words}")).collect()
    }

    /// Whether every invariant held, and, where there were enough seeds, nothing was left out.
    pub fn is_good(&self) -> bool {
        self.broken.is_empty() && (self.seeds < ENOUGH || self.missing().is_empty())
    }

    /// The table.
    pub fn table(&self, took: Duration) -> String {
        let mut text = String::new();
        let mut last = "";
        for (group, words, times) in self.seen.lines() {
            if group != last {
                let _always_fits = writeln!(text, "\n{group}");
                last = group;
            }
            let _always_fits = writeln!(text, "  {words:<58} {times:>12}");
        }
        let hours = self.simulated / HOUR;
        let seconds = took.as_secs_f64();
        let _always_fits = writeln!(
            text,
            "\n{} seeds in {seconds:.1} s: {:.0} a second; {hours} simulated hours",
            self.seeds,
            self.rate(seconds),
        );
        for words in self.missing().into_iter().filter(|_| self.seeds >= ENOUGH) {
            let _always_fits = writeln!(text, "never happened: {words}");
        }
        for (seed, what) in self.broken.iter().take(MOST_BROKEN) {
            let _always_fits = writeln!(text, "seed {seed}: {what}\n  cargo xtask sim --seed {seed}");
        }
        let verdict = match self.broken.len() {
            0 => "every invariant held after every step".to_owned(),
            broken => format!("{broken} seeds break an invariant"),
        };
        text + &verdict + "\n"
    }

    #[expect(clippy::cast_precision_loss, reason = "a rate without decimals")]
    fn rate(&self, seconds: f64) -> f64 {
        self.seeds as f64 / seconds.max(f64::EPSILON)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_seeds_need_not_exercise_everything_but_many_must() {
        let mut run = Run { seeds: ENOUGH - 1, ..Run::default() };
        assert!(run.is_good() && !run.table(Duration::from_secs(1)).contains("never happened"));
        run.seeds = ENOUGH;
        assert!(!run.is_good() && run.table(Duration::from_secs(1)).contains("never happened"));
    }

    #[test]
    fn a_broken_seed_names_the_command_that_replays_it() {
        let mut run = Run { seeds: 1, ..Run::default() };
        run.add(Run { seeds: 1, broken: vec![(7, "a posting is lost".to_owned())], ..Run::default() });
        let table = run.table(Duration::from_secs(2));
        assert!(!run.is_good());
        assert!(table.contains("2 seeds in 2.0 s: 1 a second"), "{table}");
        assert!(table.contains("seed 7: a posting is lost\n  cargo xtask sim --seed 7"), "{table}");
    }
}
