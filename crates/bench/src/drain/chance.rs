//! Times that vary as those of a busy service do, the same ones for the same seed.

use chrono::TimeDelta;

/// Half of all saves are done by then.
pub(super) const MEDIAN: TimeDelta = TimeDelta::seconds(5);
/// All but one in a hundred are done by then.
pub(super) const P99: TimeDelta = TimeDelta::seconds(60);

/// How many deviations the 99th percentile of a normal distribution is from its middle.
const DEVIATIONS: f64 = 2.326_347_874;

/// A stream of random numbers (`SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct Chance(u64);

impl Chance {
    /// The stream of a seed.
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any moment of a stretch of time.
    pub(super) fn within(&mut self, stretch: TimeDelta) -> TimeDelta {
        let parts = i64::from(u32::MAX) + 1;
        TimeDelta::milliseconds(stretch.num_milliseconds() * i64::from(self.any()) / parts)
    }

    fn any(&mut self) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap_or(u32::MAX)
    }

    /// A number above 0 and up to 1.
    fn share(&mut self) -> f64 {
        (f64::from(self.any()) + 1.0) / (f64::from(u32::MAX) + 1.0)
    }

    /// How long a save takes: its logarithm is normally distributed.
    pub(super) fn save_time(&mut self) -> TimeDelta {
        let normal = (-2.0 * self.share().ln()).sqrt() * (std::f64::consts::TAU * self.share()).cos();
        let median = MEDIAN.as_seconds_f64();
        let deviation = (P99.as_seconds_f64() / median).ln() / DEVIATIONS;
        let seconds = std::time::Duration::from_secs_f64(median * (deviation * normal).exp());
        TimeDelta::from_std(seconds).unwrap_or(TimeDelta::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_saves_are_done_at_the_median_and_one_in_a_hundred_is_slower_than_the_99th_percentile() {
        let mut chance = Chance::new(7);
        let times: Vec<TimeDelta> = (0..20_000).map(|_| chance.save_time()).collect();
        let slower = |than: TimeDelta| times.iter().filter(|time| **time > than).count();
        assert!((9_700..10_300).contains(&slower(MEDIAN)), "{}", slower(MEDIAN));
        assert!((150..250).contains(&slower(P99)), "{}", slower(P99));
    }
}
