//! Real kills: building what is killed, and handing on what the rounds found.

use std::{
    env::{self, consts::EXE_SUFFIX},
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

pub(crate) use self::database::Database;
use crate::{
    progress::{Progress, line},
    project::Project,
    run,
};

mod database;

/// As many rounds as a change of the write path has to survive.
pub(crate) const USUAL_ROUNDS: u32 = 200;

/// Where cargo's `dev` profile puts what it builds.
const BUILT: &str = "debug";

/// Proxy and stand-in may be named, as for the whole-system tests, instead of being built.
const NAMED: [&str; 2] = ["FUSTLINK_BIN", "FUSTLINK_SANDBOX_BIN"];

/// Which rounds are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounds {
    /// How many.
    pub(crate) count: u32,
    /// The first, from 1.
    pub(crate) from: u32,
    /// What the proxy keeps its state in.
    pub(crate) database: Database,
    /// What every round follows from; any when it is not given.
    pub(crate) seed: Option<u32>,
}

/// Builds, plays the rounds, and prints what was found; `true` when nothing was lost and nothing doubled.
pub(crate) fn run(project: &Project, progress: &Progress, rounds: Rounds) -> anyhow::Result<bool> {
    let [crash, fustlink, sandbox] = programs(project, progress)?;
    let folder = project.logs().join("crash");
    let report = folder.join("report.txt");
    forget(&report)?;

    let step = progress.begin(
        &format!("{} rounds on {}", rounds.count, rounds.database.word()),
        "the proxy and the stand-in are killed in the middle of their work",
        "about two seconds a round",
    );
    let mut command = run::command(crash);
    command.arg("--fustlink").arg(fustlink).arg("--sandbox").arg(sandbox).arg("--report").arg(&report);
    command.args(["--database", rounds.database.word()]);
    command.args(["--rounds", &rounds.count.to_string(), "--from", &rounds.from.to_string()]);
    if let Some(seed) = rounds.seed {
        command.args(["--seed", &seed.to_string()]);
    }
    let outcome = step.attempt(command.current_dir(project.root()))?;
    let Ok(found) = fs::read_to_string(&report) else {
        return Err(step
            .failure(outcome, "see what was said last; the logs of every round are named there")
            .into());
    };
    if outcome.success {
        step.done();
    } else {
        step.ended("something is not as it was acknowledged");
    }
    line(found.trim_end());
    if !outcome.success {
        line(format_args!("All of it, and where the logs of every round are: {}", outcome.log.display()));
    }
    Ok(outcome.success)
}

/// The program that plays the rounds, the proxy and the stand-in, as copies: a build meanwhile must not replace them.
fn programs(project: &Project, progress: &Progress) -> anyhow::Result<[PathBuf; 3]> {
    let named = NAMED.map(env::var_os);
    let step = progress.begin(
        "Building what is killed",
        "the proxy with its failpoints, the stand-in, and what kills them",
        "about two minutes on two cores the first time, then seconds",
    );
    let mut cargo = run::command("cargo");
    cargo.args(["build", "--package", "crash", "--bins"]).current_dir(project.root());
    if named.iter().any(Option::is_none) {
        cargo.args(["--package", "proxy", "--package", "sandbox", "--features", "proxy/failpoints"]);
    }
    step.run(&mut cargo, "mend what the compiler names")?;
    step.done();

    let folder = project.logs().join("crash");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let [fustlink, sandbox] = named;
    let copy = |name: &str, named: Option<OsString>| {
        let file = format!("{name}{EXE_SUFFIX}");
        let from = named.map_or_else(|| project.target().join(BUILT).join(&file), PathBuf::from);
        let to = folder.join(file);
        forget(&to)?;
        fs::copy(&from, &to).with_context(|| format!("{} cannot be copied", from.display()))?;
        Ok::<_, anyhow::Error>(to)
    };
    Ok([copy("crash", None)?, copy("fustlink", fustlink)?, copy("sandbox", sandbox)?])
}

/// Takes a file of an earlier run away. A program that is still running keeps its own.
fn forget(file: &Path) -> anyhow::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be taken away", file.display()))
        }
        _ => Ok(()),
    }
}
