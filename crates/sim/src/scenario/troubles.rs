//! What goes wrong: at any moment, and in spells.

use crate::clock::{HOUR, MINUTE, Millis, SECOND};
use crate::dice::Dice;

/// How often something goes wrong, each in ten thousand times that it could.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Troubles {
    /// A process is killed, at any step of a sender.
    pub killed: u32,
    /// A process stands still, at any step of a sender.
    pub held_up: u32,
    /// The longest that it stands still.
    pub held_up_most: Millis,
    /// The database cannot be read.
    pub unread: u32,
    /// A write fails and is not stored.
    pub unstored: u32,
    /// A write is stored and fails.
    pub untold: u32,
    /// There is no connection.
    pub no_connection: u32,
    /// A request does not arrive.
    pub request_lost: u32,
    /// An answer does not arrive.
    pub answer_lost: u32,
    /// A request arrives so late that nobody waits for its answer.
    pub late: u32,
    /// A request arrives twice.
    pub twice: u32,
    /// 5xx, nothing is done.
    pub failed_before: u32,
    /// 5xx, and it is done.
    pub failed_after: u32,
    /// 4xx of a gateway.
    pub gateway: u32,
    /// 429 out of nowhere.
    pub throttled: u32,
    /// A message ID is unknown.
    pub message_unknown: u32,
}

/// For a while, something does not work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spell {
    /// What does not work.
    pub kind: SpellKind,
    /// From when.
    pub from: Millis,
    /// Until when.
    pub until: Millis,
}

/// What does not work during a [`Spell`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpellKind {
    /// No connection.
    Down,
    /// Most answers are lost.
    Mute,
    /// Most answers are 5xx, before or after the effect.
    Failing,
    /// 429, whoever asks.
    Throttling,
    /// 401, whoever asks.
    KeyRefused,
    /// Other programs spend all calls of the administration.
    OthersGreedy,
    /// The database cannot be reached.
    DatabaseGone,
    /// Saves take longer than the settle time.
    SavesSlowly,
}

impl SpellKind {
    const ALL: [Self; 8] = [
        Self::Down,
        Self::Mute,
        Self::Failing,
        Self::Throttling,
        Self::KeyRefused,
        Self::OthersGreedy,
        Self::DatabaseGone,
        Self::SavesSlowly,
    ];
}

impl Spell {
    /// A few of them.
    pub(super) fn drawn(dice: &mut Dice, troubled: Millis) -> Vec<Self> {
        (0..dice.between(0, 6))
            .filter_map(|_| {
                let from = dice.between(0, troubled);
                let until = from + dice.long_tailed(10 * SECOND, HOUR);
                let kind = dice.one_of(&SpellKind::ALL)?;
                Some(Self { kind, from, until: until.min(troubled) })
            })
            .collect()
    }
}

impl Troubles {
    /// From hardly anything to nearly everything.
    pub(super) fn drawn(dice: &mut Dice) -> Self {
        let held_up_most = dice.long_tailed(10 * SECOND, 40 * MINUTE);
        let mut often = |most: i64| {
            let rare = dice.happens(4_000);
            u32::try_from(if rare { 0 } else { dice.long_tailed(1, most) }).unwrap_or(0)
        };
        Self {
            killed: often(150),
            held_up: often(150),
            held_up_most,
            unread: often(150),
            unstored: often(300),
            untold: often(300),
            no_connection: often(400),
            request_lost: often(400),
            answer_lost: often(600),
            late: often(300),
            twice: often(300),
            failed_before: often(300),
            failed_after: often(300),
            gateway: often(150),
            throttled: often(150),
            message_unknown: often(200),
        }
    }
}
