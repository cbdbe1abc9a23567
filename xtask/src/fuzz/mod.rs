//! Trying inputs that nobody thought of on what reads TrackOnline's answers.
//!
//! The programs in `fuzz/` are built without a sanitizer: nothing of ours is `unsafe`, and what they look for are
//! panics, broken promises, endless loops and memory without end, which show without one, and twice as soon.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use anyhow::Context as _;

use self::figures::Figures;
pub(crate) use self::fuzz_target::FuzzTarget;
use crate::{
    interrupt,
    progress::{self, Progress, line},
    project::Project,
    setup::{self, Fuzzer},
    trouble::Trouble,
};

mod figures;
mod fuzz_target;

/// How long each target is at work, unless `--seconds` says otherwise.
pub(crate) const USUAL_TIME: Duration = Duration::from_mins(1);

/// Longest input, in bytes: room for a few rows with all their fields.
const LONGEST_INPUT: u32 = 8_192;

/// An input that takes this many seconds has found an endless loop, or nearly one.
const ENDLESS: u32 = 10;

/// An input that takes this much memory, in megabytes, has found a leak or a bomb.
const MEMORY: u32 = 1_024;

/// Builds the targets and runs each; `true` when no input broke anything.
pub(crate) fn run(
    project: &Project,
    progress: &Progress,
    targets: &[FuzzTarget],
    time: Duration,
) -> anyhow::Result<bool> {
    let fuzzer = setup::fuzzer(project, progress)?;
    let bench = Bench { project, progress, fuzzer };
    bench.build()?;
    let mut lines = Vec::new();
    let mut broken = 0;
    for target in targets {
        interrupt::check()?;
        match bench.fuzz(*target, time)? {
            Ok(figures) => lines.push(row(*target, &figures)),
            Err(trouble) => {
                broken += 1;
                progress::failed(target.word(), trouble);
            }
        }
    }
    line(format_args!(
        "\n{:<12} {:>12} {:>12} {:>10} {:>10} {:>12}",
        "target", "executions", "per second", "branches", "features", "inputs kept"
    ));
    lines.iter().for_each(line);
    if broken > 0 {
        line(format_args!("{broken} of {} targets were broken by an input.", targets.len()));
    }
    Ok(broken == 0)
}

/// Gives an input to its target once more; `true` when nothing breaks.
pub(crate) fn replay(project: &Project, progress: &Progress, input: &Path) -> anyhow::Result<bool> {
    let target = FuzzTarget::of_input(input).ok_or_else(|| {
        Trouble::new(format!("{} does not stand in a folder named after a fuzz target.", input.display()))
            .remedy(format!("put it into one of the folders {}", FuzzTarget::all_words().join(", ")))
    })?;
    let input = fs::canonicalize(input).with_context(|| format!("{} cannot be read", input.display()))?;
    let fuzzer = setup::fuzzer(project, progress)?;
    let bench = Bench { project, progress, fuzzer };
    bench.build()?;
    let step =
        progress.begin(&format!("Replaying on {}", target.word()), "whether it still breaks", "seconds");
    let outcome = step.attempt(bench.command("run", target).arg(&input))?;
    let sound = outcome.success;
    if sound {
        step.done();
        line("Nothing breaks.");
    } else {
        line(step.failure(outcome, "mend what the message names, then move the input to fuzz/seeds/"));
    }
    Ok(sound)
}

fn row(target: FuzzTarget, figures: &Figures) -> String {
    format!(
        "{:<12} {:>12} {:>12} {:>10} {:>10} {:>12}",
        target.word(),
        figures.executions,
        figures.per_second,
        figures.branches,
        figures.features,
        figures.kept
    )
}

/// What targets are run with.
struct Bench<'a> {
    project: &'a Project,
    progress: &'a Progress,
    fuzzer: Fuzzer,
}

impl Bench<'_> {
    fn build(&self) -> anyhow::Result<()> {
        let step = self.progress.begin(
            "Building the fuzz targets",
            "with counters at every branch",
            "some minutes on two cores the first time, then seconds",
        );
        let mut build = self.fuzzer.command(self.project);
        build.arg("build").args(self.options());
        step.run(&mut build, "mend what the compiler names")?;
        step.done();
        Ok(())
    }

    fn options(&self) -> Vec<PathBuf> {
        vec!["--sanitizer=none".into(), "--target-dir".into(), self.project.target().join("fuzz")]
    }

    /// `cargo fuzz` at work on a target.
    fn command(&self, what: &str, target: FuzzTarget) -> Command {
        let mut command = self.fuzzer.command(self.project);
        command.arg(what).args(self.options()).arg(target.word());
        command
    }

    /// Runs a target for a time: its figures, or the input that broke it.
    fn fuzz(&self, target: FuzzTarget, time: Duration) -> anyhow::Result<Result<Figures, Trouble>> {
        let (corpus, artifacts) = (self.folder("corpus", target)?, self.folder("artifacts", target)?);
        let step = self.progress.begin(
            &format!("Fuzzing {}", target.word()),
            "inputs that nobody thought of",
            &progress::spoken(time),
        );
        let before = inputs(&artifacts)?;
        let mut command = self.command("run", target);
        command.arg(corpus).arg(self.project.path("fuzz/seeds").join(target.word()));
        command.args([
            "--".to_owned(),
            format!("-max_total_time={}", time.as_secs()),
            format!("-max_len={LONGEST_INPUT}"),
            format!("-timeout={ENDLESS}"),
            format!("-rss_limit_mb={MEMORY}"),
            "-print_final_stats=1".to_owned(),
        ]);
        let outcome = step.attempt(&mut command)?;
        if outcome.success {
            let said = fs::read(&outcome.log)
                .with_context(|| format!("{} cannot be read", outcome.log.display()))?;
            let figures = figures::read(&String::from_utf8_lossy(&said))
                .with_context(|| format!("{} tells no figures", outcome.log.display()))?;
            step.done();
            return Ok(Ok(figures));
        }
        let found = inputs(&artifacts)?.into_iter().find(|input| !before.contains(input));
        let remedy = match found {
            Some(input) => {
                let input = input.strip_prefix(self.project.root()).unwrap_or(&input).display().to_string();
                format!("replay the input {input}: `cargo xtask fuzz --replay {input}`")
            }
            None => "see what libFuzzer says".to_owned(),
        };
        let trouble = step.failure(outcome, &remedy);
        step.ended("broken");
        Ok(Err(trouble))
    }

    /// A folder of a target, made where it is not there.
    fn folder(&self, kind: &str, target: FuzzTarget) -> anyhow::Result<PathBuf> {
        let folder = self.project.path("fuzz").join(kind).join(target.word());
        fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(folder)
    }
}

/// The files in a folder.
fn inputs(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("{} cannot be read", folder.display()))
}
