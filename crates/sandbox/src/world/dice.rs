//! The chance in the made-up data: a small generator of our own (SplitMix64), because the state on disk relies on the
//! same seed giving the same world for good, which no library's generator promises across versions.

use uuid::{Builder, Uuid};

/// A stream of numbers that is fixed by a seed and a topic.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream for one topic, independent of every other topic's.
    pub(crate) fn new(seed: u64, topic: &str) -> Self {
        let mixed = topic.bytes().fold(0xcbf2_9ce4_8422_2325_u64 ^ seed, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let mut dice = Self(mixed);
        dice.roll();
        dice
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i64, high: i64) -> i64 {
        let span = high.abs_diff(low) + 1;
        low.saturating_add_unsigned(self.roll() % span)
    }

    /// The same for counts.
    pub(crate) fn count(&mut self, low: u32, high: u32) -> u32 {
        u32::try_from(self.between(low.into(), high.into())).unwrap_or(low)
    }

    /// True so many times in a hundred.
    pub(crate) fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// One of a list that is not empty.
    pub(crate) fn pick<'list, T>(&mut self, list: &'list [T]) -> &'list T {
        let place = self.roll() % list.len() as u64;
        &list[usize::try_from(place).unwrap_or(0)]
    }

    /// An identifier in the form that TrackOnline gives out.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let bytes = (u128::from(self.roll()) << 64) | u128::from(self.roll());
        Builder::from_random_bytes(bytes.to_be_bytes()).into_uuid()
    }
}
