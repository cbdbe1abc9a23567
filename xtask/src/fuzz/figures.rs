//! What libFuzzer says at the end of a run.

/// The figures of one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    /// Inputs that were tried.
    pub(super) executions: u64,
    /// Inputs that were tried per second.
    pub(super) per_second: u64,
    /// Branches of the code that any input reached.
    pub(super) branches: u64,
    /// Branches, told apart by how often and after which others they were reached.
    pub(super) features: u64,
    /// Inputs that are kept, as each reaches something that the others do not.
    pub(super) kept: u64,
}

/// Reads the figures out of all that a run wrote; none where it did not get as far as telling them.
pub(super) fn read(output: &str) -> Option<Figures> {
    let told = |name: &str| {
        output.lines().rev().find_map(|line| {
            line.trim().strip_prefix("stat::")?.strip_prefix(name)?.strip_prefix(':')?.trim().parse().ok()
        })
    };
    let state = output.lines().rev().find(|line| line.starts_with('#') && line.contains(" cov: "))?;
    let after = |name: &str| {
        let mut words = state.split_whitespace().skip_while(|word| *word != name);
        words.nth(1)?.split('/').next()?.parse().ok()
    };
    Some(Figures {
        executions: told("number_of_executed_units")?,
        per_second: told("average_exec_per_sec")?,
        branches: after("cov:")?,
        features: after("ft:")?,
        kept: after("corp:")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: &str = "\
INFO: Seed: 3290152478
#7\tINITED cov: 1203 ft: 1204 corp: 7/900b exec/s: 0 rss: 40Mb
#8192\tpulse  cov: 2950 ft: 9011 corp: 411/30Kb lim: 1200 exec/s: 4096 rss: 60Mb
#91234\tDONE   cov: 3012 ft: 9970 corp: 612/48Kb lim: 4096 exec/s: 1495 rss: 71Mb
Done 91234 runs in 61 second(s)
stat::number_of_executed_units: 91234
stat::average_exec_per_sec:     1495
stat::new_units_added:          731
";

    #[test]
    fn the_last_state_counts() {
        let figures =
            Figures { executions: 91_234, per_second: 1_495, branches: 3_012, features: 9_970, kept: 612 };
        assert_eq!(read(SAID), Some(figures));
    }

    #[test]
    fn a_run_that_told_nothing_has_no_figures() {
        assert_eq!(read("error: could not compile"), None);
        assert_eq!(read(""), None);
    }
}
