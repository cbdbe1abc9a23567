//! How long something took, many times.

use std::time::Duration;

/// Times, shortest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spread(Vec<Duration>);

impl Spread {
    /// Of times in any order.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self(times)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The time that so many in a thousand do not exceed; nothing of none.
    pub fn per_mille(&self, share: usize) -> Duration {
        let rank = (self.0.len() * share.min(1_000)).div_ceil(1_000).max(1);
        self.0.get(rank - 1).copied().unwrap_or_default()
    }

    /// The middle one.
    pub fn median(&self) -> Duration {
        self.per_mille(500)
    }

    /// The longest.
    pub fn max(&self) -> Duration {
        self.per_mille(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_the_shortest_time_that_so_many_do_not_exceed() {
        let spread = Spread::of((1..=200).rev().map(Duration::from_millis).collect());
        let milliseconds = [0, 5, 500, 950, 990, 1_000].map(|share| spread.per_mille(share).as_millis());
        assert_eq!(milliseconds, [1, 1, 100, 190, 198, 200]);
        assert_eq!((spread.median(), spread.max()), (Duration::from_millis(100), Duration::from_millis(200)));
        assert_eq!(Spread::default().median(), Duration::ZERO);
    }
}
