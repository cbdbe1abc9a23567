//! The outcome of a run, as a person reads it.

use std::fmt;
use std::time::Duration;

use crate::fate::Fate;
use crate::judgement::Judgement;
use crate::plan::{Database, Numbers};
use crate::tally::Tally;

/// So many findings are told one by one.
const SHOWN: usize = 8;

/// The outcome of a run.
pub(crate) struct Report<'a> {
    pub(crate) database: Database,
    pub(crate) seed: u32,
    pub(crate) numbers: Numbers,
    /// How many were played.
    pub(crate) rounds: u32,
    pub(crate) time: Duration,
    pub(crate) tally: &'a Tally,
    pub(crate) judgement: &'a Judgement,
}

impl Report<'_> {
    /// Plays the round of a finding again, with the ones beside it: a confirmation may live through several.
    fn repetition(&self, round: u32) -> String {
        let from = round.saturating_sub(1).max(1);
        format!(
            "cargo xtask crash --database {} --seed {} --from {from} --rounds 4",
            self.database.word(),
            self.seed
        )
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let judgement = self.judgement;
        writeln!(out, "\n{}", self.tally.table())?;
        writeln!(out, "{:<36} {:>6} {:>13}", "what people did", "sent", "acknowledged")?;
        for (name, [sent, acknowledged]) in &judgement.doings {
            writeln!(out, "  {name:<34} {sent:>6} {acknowledged:>13}")?;
        }
        writeln!(out, "\n{:<36} {:>6}", "confirmations and corrections sent", judgement.sent)?;
        writeln!(out, "  {:<34} {:>6}", "acknowledged", judgement.acknowledged)?;
        writeln!(out, "  {:<34} {:>6}", "refused", judgement.refused)?;
        let unheard = judgement.sent.saturating_sub(judgement.acknowledged + judgement.refused);
        writeln!(out, "  {:<34} {unheard:>6}", "never answered")?;
        writeln!(out, "\n{:<36} {:>6}", "movements", judgement.movements.values().sum::<usize>())?;
        for fate in Fate::ALL {
            let count = judgement.movements.get(&fate).copied().unwrap_or_default();
            writeln!(out, "  {:<34} {count:>6}", fate.words())?;
        }
        writeln!(out, "\n{:<36} {:>6}", "corrected confirmations added up", judgement.sums)?;
        let [open, settled] = judgement.exceptions;
        writeln!(out, "{:<36} {open:>6}", "exceptions open in the end")?;
        writeln!(out, "{:<36} {settled:>6}", "exceptions settled, with their name")?;
        for finding in judgement.findings.iter().take(SHOWN) {
            writeln!(out, "\n{}", finding.what)?;
            if let Some(round) = finding.round {
                writeln!(out, "  first sent in round {round}; again: {}", self.repetition(round))?;
            }
        }
        if judgement.findings.len() > SHOWN {
            writeln!(out, "\n… and {} more.", judgement.findings.len() - SHOWN)?;
        }
        let seconds = self.time.as_secs_f64();
        write!(
            out,
            "\n{} rounds on {}, {}, in {seconds:.0} s, {:.1} a minute, seed {}: {}.",
            self.rounds,
            self.database.word(),
            self.numbers.words(),
            f64::from(self.rounds) * 60.0 / seconds.max(1.0),
            self.seed,
            if judgement.is_good() {
                "nothing lost, nothing doubled".to_owned()
            } else {
                format!("{} findings", judgement.findings.len())
            }
        )
    }
}
