//! Everything random in a simulation, drawn from one number.

/// A stream of random numbers (`SplitMix64`): the same seed gives the same stream, in every version of everything.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Any number.
    pub const fn any(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `least` to `most`, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let choices = most.abs_diff(least).saturating_add(1);
        least.saturating_add_unsigned(self.any() % choices)
    }

    /// Mostly near `least`, at times far from it, never beyond `most`: every order of magnitude between them is as likely
    /// as every other.
    pub fn long_tailed(&mut self, least: i64, most: i64) -> i64 {
        let doublings = (most / least.max(1)).max(1).ilog2();
        let scale = least << self.between(0, i64::from(doublings));
        self.between(least, scale.saturating_mul(2).min(most).max(least))
    }

    /// As long as things take that mostly go quickly: half of all times at most `median`, all but one in a hundred at most
    /// `p99`. Never longer than an hour.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "milliseconds of an hour are exact, and a random time is as good as its neighbour"
    )]
    pub fn log_normal(&mut self, median: i64, p99: i64) -> i64 {
        const NINETY_NINE: f64 = 2.326_347_9;
        const LONGEST: f64 = 3_600_000.0;
        let mut even = || ((self.any() >> 11) as f64 + 1.0) / (1_u64 << 53) as f64;
        let (radius, angle) = ((-2.0 * even().ln()).sqrt(), std::f64::consts::TAU * even());
        let median = median.max(1) as f64;
        let spread = (p99.max(1) as f64 / median).ln().max(0.0) / NINETY_NINE;
        (median * (spread * radius * angle.cos()).exp()).min(LONGEST).round() as i64
    }

    /// Whether something happens that happens so often in 10,000 times.
    pub const fn happens(&mut self, in_ten_thousand: u32) -> bool {
        in_ten_thousand > 0 && self.any() % 10_000 < in_ten_thousand as u64
    }

    /// One of these; nothing of an empty list.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> Option<T> {
        let place = self.any() % u64::try_from(choices.len().max(1)).unwrap_or(1);
        choices.get(usize::try_from(place).unwrap_or(0)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_gives_the_same_stream_every_time() {
        let (mut one, mut two) = (Dice::new(7), Dice::new(7));
        assert!((0..100).all(|_| one.any() == two.any()));
        assert_eq!(Dice::new(0).any(), 0xe220_a839_7b1d_cdaf, "the published first number of seed 0");
    }

    #[test]
    fn numbers_stay_within_what_was_asked_for_and_reach_both_ends() {
        let mut dice = Dice::new(1);
        let drawn: Vec<i64> = (0..1_000).map(|_| dice.between(-2, 2)).collect();
        assert_eq!((drawn.iter().min(), drawn.iter().max()), (Some(&-2), Some(&2)));
        assert!((0..1_000).map(|_| dice.long_tailed(10, 5_000)).all(|number| (10..=5_000).contains(&number)));
    }

    #[test]
    fn half_of_all_times_are_below_the_median_and_one_in_a_hundred_is_above_its_limit() {
        let mut dice = Dice::new(5);
        let times: Vec<i64> = (0..100_000).map(|_| dice.log_normal(5_000, 60_000)).collect();
        let beyond = |limit: i64| times.iter().filter(|time| **time > limit).count();
        assert!((49_000..51_000).contains(&beyond(5_000)), "{}", beyond(5_000));
        assert!((900..1_100).contains(&beyond(60_000)), "{}", beyond(60_000));
    }

    #[test]
    fn what_never_happens_never_happens_and_what_always_happens_always_does() {
        let mut dice = Dice::new(3);
        assert!((0..100).all(|_| !dice.happens(0) && dice.happens(10_000)));
    }
}
