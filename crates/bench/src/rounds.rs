//! Timing two ways in turns, so that whatever else the machine does meanwhile slows both.

use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::pair::{Pair, Way};

/// Rounds that count; odd, so that one of them is the median.
const ROUNDS: usize = 31;

/// How long one way is at work in one round, about.
const ROUND: Duration = Duration::from_millis(40);

/// What one run takes, over all rounds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    /// The middle one of the rounds.
    pub median: Duration,
    /// The quickest round.
    pub min: Duration,
    /// The slowest round.
    pub max: Duration,
}

impl Times {
    /// The times of some rounds; none of no rounds.
    fn of(mut rounds: Vec<Duration>) -> Option<Self> {
        rounds.sort_unstable();
        let median = *rounds.get(rounds.len() / 2)?;
        Some(Self { median, min: *rounds.first()?, max: *rounds.last()? })
    }
}

/// Times both ways, ours first in every other round. The first round of each warms up and does not count.
pub fn time(pair: &Pair) -> Option<(Times, Times)> {
    let once = run(&pair.peer, 1).max(Duration::from_nanos(1));
    let runs = u32::try_from(ROUND.as_nanos() / once.as_nanos()).unwrap_or(u32::MAX).max(1);
    let (mut ours, mut peer) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let (our_time, peer_time) = if round % 2 == 0 {
            let our_time = run(&pair.ours, runs);
            (our_time, run(&pair.peer, runs))
        } else {
            let peer_time = run(&pair.peer, runs);
            (run(&pair.ours, runs), peer_time)
        };
        if round > 0 {
            ours.push(our_time);
            peer.push(peer_time);
        }
    }
    Times::of(ours).zip(Times::of(peer))
}

/// What one run takes on average over so many; putting away what a run leaves is not counted.
fn run(way: &Way, runs: u32) -> Duration {
    let mut total = Duration::ZERO;
    for _ in 0..runs {
        let started = Instant::now();
        let left = black_box((way.run)());
        total += started.elapsed();
        drop(left);
    }
    total / runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_rounds_in_any_order() {
        let milliseconds = |all: &[u64]| all.iter().copied().map(Duration::from_millis).collect();
        let times = Times::of(milliseconds(&[5, 1, 3])).unwrap();
        assert_eq!(times.median, Duration::from_millis(3));
        assert_eq!((times.min, times.max), (Duration::from_millis(1), Duration::from_millis(5)));
        assert_eq!(Times::of(Vec::new()), None);
    }
}
