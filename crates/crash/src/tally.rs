//! What was done to the house, counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::plan::FAILPOINTS;

/// What was done to the house.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// Kills and other strikes that need no place to be reached.
    strikes: BTreeMap<&'static str, u32>,
    /// By place: the rounds that named it, and those in which it was reached.
    failpoints: BTreeMap<&'static str, (u32, u32)>,
    faults: BTreeMap<&'static str, u32>,
}

impl Tally {
    pub(crate) fn struck(&mut self, what: &'static str) {
        *self.strikes.entry(what).or_default() += 1;
    }

    pub(crate) fn failpoint(&mut self, name: &'static str, is_reached: bool) {
        let (named, reached) = self.failpoints.entry(name).or_default();
        *named += 1;
        *reached += u32::from(is_reached);
    }

    pub(crate) fn fault(&mut self, name: &'static str) {
        *self.faults.entry(name).or_default() += 1;
    }

    /// A line for each.
    pub(crate) fn table(&self) -> String {
        let mut text = String::from("killed or stopped                     times\n");
        for (what, times) in &self.strikes {
            let _always_fits = writeln!(text, "  {what:<34} {times:>6}");
        }
        text.push_str("\nkilled at a failpoint                reached  of rounds\n");
        for name in FAILPOINTS {
            let (named, reached) = self.failpoints.get(name).copied().unwrap_or_default();
            let _always_fits = writeln!(text, "  {name:<34} {reached:>7} {named:>10}");
        }
        text.push_str("\nfault of TrackOnline                  rounds\n");
        for (name, times) in &self.faults {
            let _always_fits = writeln!(text, "  {name:<34} {times:>6}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failpoint_that_was_never_named_is_in_the_table_all_the_same() {
        let mut tally = Tally::default();
        tally.failpoint("lease-taken", true);
        tally.failpoint("lease-taken", false);
        tally.struck("proxy, at a random moment");
        let table = tally.table();
        let line = |name: &str| {
            let line = table.lines().find(|line| line.trim_start().starts_with(name)).expect("a line");
            line.split_whitespace().rev().take(2).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(line("lease-taken"), ["2", "1"]);
        assert_eq!(line("call-after-post"), ["0", "0"]);
        assert_eq!(line("proxy, at a random moment")[0], "1");
    }
}
