//! Measuring: building for speed, and handing on the tables that the measuring program prints.

use std::{env::consts::EXE_SUFFIX, fs};

use anyhow::Context as _;

pub(crate) use self::bench_name::BenchName;
use crate::{
    progress::{Progress, line},
    project::Project,
    run,
};

mod bench_name;

/// The profile in Cargo.toml; its folder in the target folder has the same name.
const PROFILE: &str = "measured";

/// Builds, measures, and prints what was measured.
pub(crate) fn run(project: &Project, progress: &Progress, bench: BenchName) -> anyhow::Result<()> {
    let step = progress.begin(
        "Building what measures",
        "with every optimisation, as a figure of a slow build means nothing",
        "some minutes on two cores the first time, then seconds",
    );
    let mut cargo = run::command("cargo");
    cargo.args(["build", "--profile", PROFILE, "--package", "bench", "--bins"]).current_dir(project.root());
    step.run(&mut cargo, "mend what the compiler names")?;
    step.done();

    let step = progress.begin(&format!("Measuring {}", bench.word()), bench.what(), bench.takes());
    let program = project.target().join(PROFILE).join(format!("bench{EXE_SUFFIX}"));
    let outcome = step.run(
        run::command(program).arg(bench.word()).current_dir(project.root()),
        "see what the measuring program says",
    )?;
    step.done();
    let said = fs::read_to_string(&outcome.log)
        .with_context(|| format!("{} cannot be read", outcome.log.display()))?;
    line(format_args!("\n{}", said.trim_end()));
    Ok(())
}
