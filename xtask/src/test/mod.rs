//! Every check and test, suite by suite, with one count at the end.

use std::time::Instant;

pub(crate) use self::suite_name::SuiteName;
use self::{suites::Bench, tally::Tally};
use crate::{
    interrupt,
    progress::{self, Progress, line, spoken},
    project::Project,
    setup,
    trouble::told,
};

mod cargo_output;
mod playwright_report;
mod suite_name;
mod suites;
mod tally;
mod webdriver;

/// Sets up and runs the suites; `true` when nothing failed. The last line says how many passed and failed.
pub(crate) fn run(project: &Project, progress: &Progress, suites: &[SuiteName]) -> anyhow::Result<bool> {
    // What could not be set up fails the suites that need it, and only those.
    let machine = setup::everything(project, progress);
    let mut bench = Bench { project, progress, machine: &machine };
    let mut lines = Vec::new();
    let mut total = Tally::default();
    for suite in suites {
        interrupt::check()?;
        line(format_args!("\n== {}", suite.title()));
        let started = Instant::now();
        let tally = bench.run(*suite).unwrap_or_else(|error| Tally::one_failed(told(&error)));
        // Ctrl-C fails the suite at work; that is no result.
        interrupt::check()?;
        let tally = tally.that_ran();
        for failure in &tally.failures {
            progress::failed(suite.title(), failure);
        }
        let time = spoken(started.elapsed());
        lines.push(format!(
            "{:<20} {:>5} passed {:>5} failed   {time}",
            suite.title(),
            tally.passed,
            tally.failed
        ));
        total.add(tally);
    }
    line("");
    for summary in lines {
        line(summary);
    }
    line(format_args!("{} passed, {} failed", total.passed, total.failed));
    Ok(total.failed == 0)
}
