//! The write path simulated: building the simulation for speed, and handing on what its seeds found.

use std::{
    env::consts::EXE_SUFFIX,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Context as _;

use crate::{
    progress::{Progress, line},
    project::Project,
    run,
};

/// As many seeds as every change is tried with; in these, everything that can happen has to.
pub(crate) const USUAL_SEEDS: u64 = 2_000;

/// The profile in Cargo.toml; its folder in the target folder has the same name.
const PROFILE: &str = "measured";

/// Which seeds are simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seeds {
    /// So many, from one on.
    Many {
        /// How many.
        count: u64,
        /// The first.
        from: u64,
    },
    /// One, and what happens in it line by line.
    One(u64),
}

/// Builds, simulates, and prints what was found; `true` when every invariant held and everything was exercised.
pub(crate) fn run(project: &Project, progress: &Progress, seeds: Seeds) -> anyhow::Result<bool> {
    let program = build(project, progress)?;
    let (what, takes) = match seeds {
        Seeds::Many { count, .. } => (format!("Simulating {count} seeds"), "some hundred seeds a second"),
        Seeds::One(seed) => (format!("Simulating seed {seed}"), "no time"),
    };
    let step = progress.begin(&what, "whatever goes wrong, nothing is lost and nothing is doubled", takes);
    let report = report(project);
    forget(&report)?;
    let outcome = step.attempt(command(&program, seeds, &report).current_dir(project.root()))?;
    let Ok(found) = fs::read_to_string(&report) else {
        return Err(step.failure(outcome, "see what the simulation says").into());
    };
    if outcome.success {
        step.done();
    } else {
        step.ended("not as it has to be");
    }
    line(found.trim_end());
    Ok(outcome.success)
}

/// Builds the simulation.
pub(crate) fn build(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    let step = progress.begin(
        "Building the simulation",
        "with every optimisation: many seeds find more",
        "a minute on two cores the first time, then seconds",
    );
    let mut cargo = run::command("cargo");
    cargo.args(["build", "--profile", PROFILE, "--package", "sim", "--bins"]).current_dir(project.root());
    step.run(&mut cargo, "mend what the compiler names")?;
    step.done();
    Ok(project.target().join(PROFILE).join(format!("sim{EXE_SUFFIX}")))
}

/// The command that simulates these seeds, and writes what it found into `report`.
pub(crate) fn command(program: &Path, seeds: Seeds, report: &Path) -> Command {
    let mut command = run::command(program);
    command.arg("--report").arg(report);
    match seeds {
        Seeds::Many { count, from } => {
            command.args(["--seeds", &count.to_string(), "--from", &from.to_string()]);
        }
        Seeds::One(seed) => {
            command.args(["--seed", &seed.to_string()]);
        }
    }
    command
}

/// Where the simulation says what it found.
pub(crate) fn report(project: &Project) -> PathBuf {
    project.logs().join("simulation.txt")
}

/// What an earlier run found must not be taken for what this one finds.
fn forget(report: &Path) -> anyhow::Result<()> {
    match fs::remove_file(report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be taken away", report.display()))
        }
        _ => Ok(()),
    }
}
