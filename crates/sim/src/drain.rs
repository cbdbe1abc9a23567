//! How many calls and how long it takes to bring a number of movements into TrackOnline, while nothing goes wrong.

use ledger::quota::Limits;
use ledger::sender::SendingRules;

use crate::clock::{DAY, HOUR, SECOND};
use crate::scenario::{Manners, ResultForm, SaveTimes, Scenario, Second, TenantScenario, Troubles};
use crate::tenant::Figures;
use crate::world::World;

/// Movements that are all accepted at once, for one tenant with one process.
#[derive(Debug, Clone, Copy)]
pub struct Drain {
    /// How many.
    pub movements: usize,
    /// Movements to a confirmation.
    pub per_confirmation: usize,
    /// How the sender works.
    pub rules: SendingRules,
    /// What the licence allows; nothing is held back.
    pub licence: Limits,
    /// How long TrackOnline takes to save.
    pub saves: SaveTimes,
    /// What all randomness follows from.
    pub seed: u64,
}

/// A drain that did not go as it has to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotDrained(pub String);

impl Drain {
    /// Lets it happen. `saved_after` holds a time for each movement.
    ///
    /// # Errors
    /// When an invariant of the simulation does not hold.
    pub fn run(self) -> Result<Figures, NotDrained> {
        let each = self.per_confirmation.max(1);
        let whole = self.movements / each;
        let rest = self.movements % each;
        let confirmations =
            std::iter::repeat_n(each, whole).chain((rest > 0).then_some(rest)).map(|count| (SECOND, count));
        let tenant = TenantScenario {
            rules: self.rules,
            licence: self.licence,
            held_back: 0,
            manners: Manners {
                second: Second::Doubles,
                refused_batch_saves_good_rows: false,
                result: ResultForm::NamesAll,
                says_retry_after: true,
                created_at_receipt: true,
                clock_ahead: 0,
                saves: self.saves,
                slow_saves: 0,
                results_kept: HOUR,
                others_create: 0,
            },
            confirmations: confirmations.collect(),
            held: 0,
            withdrawn: 0,
            flawed: 0,
            reads_every: None,
            spells: Vec::new(),
        };
        let scenario = Scenario {
            seed: self.seed,
            tenants: vec![tenant],
            processes: 1,
            clocks_off: 0,
            lease: 60 * SECOND,
            call_timeout: 30 * SECOND,
            troubled: 4 * SECOND,
            calm: 10 * DAY,
            troubles: Troubles::default(),
        };
        let ended = World::new(scenario, false).run();
        match ended.broken {
            Some(what) => Err(NotDrained(what)),
            None => Ok(ended.figures.into_iter().next().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger::quota::Licence;

    use super::*;

    #[test]
    fn every_movement_is_saved_once_and_timed() {
        let drain = Drain {
            movements: 151,
            per_confirmation: 2,
            rules: SendingRules::default(),
            licence: Licence::Start.limits(),
            saves: SaveTimes { median: 5 * SECOND, p99: 60 * SECOND, at_once: true },
            seed: 1,
        };
        let figures = drain.run().unwrap();
        assert_eq!(figures.saved_after.len(), 151);
        assert!(figures.posts >= 4, "at most 50 to a batch");
        assert!(figures.polls >= figures.posts && figures.look_ups == 0, "{figures:?}");
    }
}
