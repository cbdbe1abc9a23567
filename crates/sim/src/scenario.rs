//! What is simulated: how many tenants and processes, what kind of TrackOnline each has, and what goes wrong.

mod troubles;

use chrono::TimeDelta;
use ledger::attempt::PostingRules;
use ledger::quota::Limits;
use ledger::sender::SendingRules;

pub use troubles::{Spell, SpellKind, Troubles};

use crate::clock::{HOUR, MINUTE, Millis, SECOND};
use crate::dice::Dice;

/// One simulation.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What all randomness in it follows from.
    pub seed: u64,
    /// Each with an administration of its own.
    pub tenants: Vec<TenantScenario>,
    /// Processes that compete for every tenant's lease: one or two.
    pub processes: usize,
    /// How far their clocks may be from the right time.
    pub clocks_off: Millis,
    /// How long a lease lasts.
    pub lease: Millis,
    /// How long a call may take before its answer is given up.
    pub call_timeout: Millis,
    /// How long things go wrong. What comes after it is calm.
    pub troubled: Millis,
    /// How long it may take after that until everything is settled.
    pub calm: Millis,
    /// What goes wrong.
    pub troubles: Troubles,
}

/// A tenant and its administration.
#[derive(Debug, Clone)]
pub struct TenantScenario {
    /// How its sender works.
    pub rules: SendingRules,
    /// What the licence allows.
    pub licence: Limits,
    /// So many calls in a hundred are for other programs.
    pub held_back: u8,
    /// How its TrackOnline is.
    pub manners: Manners,
    /// Confirmations, at these times, with so many postings each.
    pub confirmations: Vec<(Millis, usize)>,
    /// So many in ten thousand are held at first.
    pub held: u32,
    /// So many in ten thousand are taken out of the queue at the worst moment.
    pub withdrawn: u32,
    /// So many in ten thousand postings are wrong in some way, for each of the ways of [`crate::tenant::Flaw`].
    pub flawed: u32,
    /// How often somebody reads, if at all.
    pub reads_every: Option<Millis>,
    /// Spells in which its administration or database does not work as it should.
    pub spells: Vec<Spell>,
}

/// How a TrackOnline administration is, where the document leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// What a second transaction with the same number does.
    pub second: Second,
    /// Whether a batch that is answered with 400 has its good rows saved all the same.
    pub refused_batch_saves_good_rows: bool,
    /// What a result says.
    pub result: ResultForm,
    /// Whether a 429 says how long to wait.
    pub says_retry_after: bool,
    /// Whether a row counts as created when it is received, else when it is saved.
    pub created_at_receipt: bool,
    /// How far its clock is ahead.
    pub clock_ahead: Millis,
    /// How long saves take.
    pub saves: SaveTimes,
    /// Of so many rows in ten thousand the save takes ten times as long.
    pub slow_saves: u32,
    /// How long a result is kept once the save is done.
    pub results_kept: Millis,
    /// Transactions that others create, each hour.
    pub others_create: usize,
}

/// How long saves take: a log-normal distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SaveTimes {
    /// Every second save is done by then.
    pub median: Millis,
    /// All but one in a hundred are done by then.
    pub p99: Millis,
    /// Whether all rows of a batch are saved at once, else each in its own time.
    pub at_once: bool,
}

/// What a second transaction with the same number does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Second {
    /// It takes the place of the first.
    Updates,
    /// It is not saved, and the result says so.
    IsRejected,
    /// It is saved as well.
    Doubles,
}

/// What the result of a save says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultForm {
    /// A row for each transaction, with its number.
    NamesAll,
    /// A row for each transaction, in order, without its number.
    InOrder,
    /// Rows with numbers for what was not saved.
    NamesErrors,
    /// Nothing at all.
    NamesNothing,
}

/// Two processes that stand still for a moment keep this.
pub(crate) const LONG_LEASE: Millis = 90 * SECOND;

impl Scenario {
    /// What a seed stands for.
    pub fn from_seed(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        // A short lease is lost easily where clocks differ and processes stand still.
        let is_short = dice.happens(1_500);
        let troubled = match dice.between(0, 39) {
            _ if is_short => dice.between(HOUR / 2, HOUR),
            0 => dice.between(24 * HOUR, 30 * HOUR),
            _ => dice.between(HOUR / 2, 3 * HOUR),
        };
        let count = dice.one_of(&[1, 1, 2, 3]).unwrap_or(1);
        let tenants = (0..count).map(|_| TenantScenario::drawn(&mut dice, troubled)).collect();
        let most_off = 2 * SECOND + SECOND / 2;
        let mut wrong = Troubles::drawn(&mut dice);
        if is_short {
            wrong.held_up = wrong.held_up.max(600);
        }
        Self {
            seed,
            tenants,
            processes: if is_short || dice.happens(7_000) { 2 } else { 1 },
            clocks_off: if is_short { most_off } else { dice.between(0, most_off) },
            lease: if is_short { dice.between(5 * SECOND, 7 * SECOND) } else { LONG_LEASE },
            call_timeout: dice.between(10 * SECOND, 40 * SECOND),
            troubled,
            calm: 240 * HOUR,
            troubles: wrong,
        }
    }
}

impl TenantScenario {
    fn drawn(dice: &mut Dice, troubled: Millis) -> Self {
        let manners = Manners::drawn(dice);
        let settle = dice.long_tailed(20, 600);
        let posting = PostingRules {
            settle_seconds: u32::try_from(settle).unwrap_or(120),
            patience_seconds: u32::try_from(dice.between(120, 900)).unwrap_or(600),
            refusal_saves_nothing: !manners.refused_batch_saves_good_rows && dice.happens(6_000),
            repeating_is_safe: manners.second == Second::Updates && dice.happens(6_000),
            ..PostingRules::default()
        };
        let is_small = dice.happens(5_000);
        let licence = if is_small {
            let per_minute = usize::try_from(dice.between(8, 25)).unwrap_or(8);
            let per_day = if dice.happens(2_000) { dice.between(200, 600) } else { 1_000 };
            Limits { per_minute, per_day: usize::try_from(per_day).unwrap_or(1_000) }
        } else {
            Limits { per_minute: 60, per_day: 1_000 }
        };
        let reads_every = dice.happens(2_500).then(|| dice.long_tailed(2 * SECOND, 20 * MINUTE));
        Self {
            rules: SendingRules {
                posting,
                longest_linger: TimeDelta::seconds(dice.between(0, 400)),
                batch: usize::try_from(dice.one_of(&[1, 2, 7, 50, 50, 50]).unwrap_or(50)).unwrap_or(50),
            },
            licence,
            held_back: u8::try_from(dice.one_of(&[0, 10, 10, 25, 50]).unwrap_or(0)).unwrap_or(0),
            manners,
            confirmations: confirmations(dice, troubled, if is_small { 25 } else { 60 }),
            held: dice.one_of(&[0, 300, 1_500]).unwrap_or(0),
            withdrawn: dice.one_of(&[0, 0, 100, 600]).unwrap_or(0),
            flawed: dice.one_of(&[0, 100, 400]).unwrap_or(0),
            reads_every,
            spells: Spell::drawn(dice, troubled),
        }
    }
}

/// One now and then, some at once; at times a hundred together.
fn confirmations(dice: &mut Dice, troubled: Millis, most: i64) -> Vec<(Millis, usize)> {
    let count = dice.between(5, most);
    let mut accepted: Vec<(Millis, usize)> = Vec::new();
    for _ in 0..count {
        let at = dice.between(0, troubled * 9 / 10);
        for _ in 0..dice.one_of(&[1, 1, 1, 2, 5]).unwrap_or(1) {
            accepted.push((at + dice.between(0, 2 * SECOND), usize::from(dice.happens(5_000)) + 1));
        }
    }
    if dice.happens(1_000) {
        let at = dice.between(0, troubled * 9 / 10);
        accepted.extend((0..100).map(|_| (at, 1)));
    }
    accepted.sort_unstable();
    accepted
}

impl Manners {
    fn drawn(dice: &mut Dice) -> Self {
        let forms = [
            ResultForm::NamesAll,
            ResultForm::NamesAll,
            ResultForm::InOrder,
            ResultForm::NamesErrors,
            ResultForm::NamesNothing,
        ];
        let median = dice.long_tailed(200, 10 * SECOND);
        Self {
            second: dice
                .one_of(&[Second::Updates, Second::IsRejected, Second::Doubles])
                .unwrap_or(Second::Doubles),
            refused_batch_saves_good_rows: dice.happens(5_000),
            result: dice.one_of(&forms).unwrap_or(ResultForm::NamesAll),
            says_retry_after: dice.happens(6_000),
            created_at_receipt: dice.happens(5_000),
            clock_ahead: dice.between(-9 * MINUTE, 9 * MINUTE),
            saves: SaveTimes {
                median,
                p99: dice.long_tailed(median * 2, 3 * MINUTE),
                at_once: dice.happens(5_000),
            },
            slow_saves: dice.one_of(&[0, 50, 300]).unwrap_or(0),
            results_kept: dice.long_tailed(5 * SECOND, 6 * HOUR),
            others_create: usize::try_from(dice.one_of(&[0, 20, 300, 4_000]).unwrap_or(0)).unwrap_or(0),
        }
    }
}
