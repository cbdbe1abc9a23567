//! What each suite runs.

use std::{fs, path::Path, process::Command, time::Duration};

use anyhow::Context as _;

use super::{SuiteName, cargo_output, playwright_report, tally::Tally, webdriver};
use crate::{
    build,
    progress::{Outcome, Progress, Step},
    project::Project,
    run,
    setup::Machine,
    sim::{self, Seeds, USUAL_SEEDS},
    trouble::{Trouble, told},
};

/// No run of a suite takes this long unless it hangs.
const PATIENCE: Duration = Duration::from_mins(45);

/// How long the advisory database is given to show that it can be reached.
const ADVISORIES_PATIENCE: Duration = Duration::from_secs(10);

const ADVISORIES: &str = "https://github.com/RustSec/advisory-db";

/// What suites are run with.
pub(super) struct Bench<'a> {
    pub(super) project: &'a Project,
    pub(super) progress: &'a Progress,
    pub(super) machine: &'a Machine,
}

impl Bench<'_> {
    /// Runs a suite. An error is a suite that could not be run at all.
    pub(super) fn run(&mut self, suite: SuiteName) -> anyhow::Result<Tally> {
        match suite {
            SuiteName::Formatting => self.formatting(),
            SuiteName::Lints => self.lints(),
            SuiteName::Native => self.native(),
            SuiteName::Simulation => self.simulation(),
            SuiteName::Browser => self.browser(),
            SuiteName::WholeSystem => self.whole_system(),
        }
    }

    fn formatting(&self) -> anyhow::Result<Tally> {
        let step = self.progress.begin("Formatting", "source reads the same everywhere", "seconds");
        let all = self.cargo("fmt --all --check -- --color never");
        let mut tally = Self::check(step, all, "`cargo fmt --all` formats it")?;
        let step = self.progress.begin("Formatting of fuzz/", "it is a workspace of its own", "seconds");
        let fuzz = self.cargo("fmt --manifest-path fuzz/Cargo.toml --check -- --color never");
        tally.add(Self::check(step, fuzz, "`cargo fmt --manifest-path fuzz/Cargo.toml` formats it")?);
        Ok(tally)
    }

    fn lints(&self) -> anyhow::Result<Tally> {
        let step = self.progress.begin(
            "Clippy",
            "what a reader would stumble over",
            "a minute or two the first time",
        );
        let mut tally = Self::check(
            step,
            self.cargo("clippy --workspace --all-targets -- -D warnings"),
            "mend what clippy names",
        )?;
        tally.add(self.embed_types().unwrap_or_else(|error| Tally::one_failed(told(&error))));
        tally.add(self.dependencies().unwrap_or_else(|error| Tally::one_failed(told(&error))));
        Ok(tally)
    }

    /// The embed module's types, against a page that uses them.
    fn embed_types(&self) -> anyhow::Result<Tally> {
        let node = part(&self.machine.node)?;
        let step = self.progress.begin("Types of the embed module", "embedders rely on them", "seconds");
        let mut compiler = node.package_program(self.project, "tsc");
        compiler.args(["--project", "tsconfig.json"]).current_dir(self.project.e2e());
        Self::check(step, compiler, "make embed/fustlink.d.ts and its use in e2e/ agree")
    }

    /// Licences and sources can always be checked; known weaknesses only where their database can be fetched.
    fn dependencies(&self) -> anyhow::Result<Tally> {
        let folder = part(&self.machine.deny)?;
        let deny = |what: &str| {
            let mut deny = run::command(folder.join("cargo-deny"));
            deny.args(run::words("--workspace --locked check")).args(run::words(what));
            deny.current_dir(self.project.root());
            deny
        };
        let step =
            self.progress.begin("Dependencies", "their licences and sources are ones we accept", "seconds");
        let mut tally =
            Self::check(step, deny("bans licenses sources"), "deny.toml says what is accepted and why")?;

        let step = self.progress.begin("Advisories", "no dependency has a known weakness", "seconds");
        let mut reach = run::command("git");
        reach.args(["ls-remote", "--exit-code", ADVISORIES, "HEAD"]).env("GIT_TERMINAL_PROMPT", "0");
        if step.attempt_while(&mut reach, |elapsed| elapsed < ADVISORIES_PATIENCE)?.success {
            tally.add(Self::check(
                step,
                deny("advisories"),
                "update the crate that is named, or say in deny.toml why not",
            )?);
        } else {
            step.ended("not checked: the database of advisories cannot be reached from here");
        }
        Ok(tally)
    }

    fn native(&self) -> anyhow::Result<Tally> {
        let step = self.progress.begin(
            "Tests of the services and tools",
            "rules, arithmetic, and the proxy against its stand-ins",
            "some minutes the first time",
        );
        let services = self.cargo("test --workspace --exclude fustlink --no-fail-fast");
        let mut tally = Self::tests(step, services).unwrap_or_else(|error| Tally::one_failed(told(&error)));
        if let Err(trouble) = &self.machine.postgres {
            tally.add(Tally::one_failed(trouble.to_string()));
        }
        let step =
            self.progress.begin("The widget's tests without a browser", "its logic needs none", "a minute");
        tally.add(Self::tests(step, self.cargo("test --package fustlink --lib --no-fail-fast"))?);
        Ok(tally)
    }

    /// Two thousand seeds are one check: every invariant held in all of them, and together they left nothing out.
    fn simulation(&self) -> anyhow::Result<Tally> {
        let program = sim::build(self.project, self.progress)?;
        let step = self.progress.begin(
            "The write path, simulated",
            "whatever goes wrong, nothing is lost and nothing is doubled",
            "seconds",
        );
        let seeds = Seeds::Many { count: USUAL_SEEDS, from: 0 };
        let mut command = sim::command(&program, seeds, &sim::report(self.project));
        command.current_dir(self.project.root());
        Self::check(step, command, "`cargo xtask sim --seed` tells what happens in a seed that is named")
    }

    fn browser(&self) -> anyhow::Result<Tally> {
        let tools = part(&self.machine.widget)?;
        let browser = part(&self.machine.browser)?;
        let step = self.progress.begin(
            "The widget's parts in Chromium",
            "what people see is tested where they see it",
            "a minute or two the first time",
        );
        let mut cargo = self
            .cargo("test --package fustlink --target wasm32-unknown-unknown --lib --tests --no-fail-fast");
        tools.compiler.choose(&mut cargo);
        cargo
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", tools.bindgen.join("wasm-bindgen-test-runner"))
            .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", webdriver::settings(self.project, &browser.chromium)?)
            .env("WASM_BINDGEN_USE_BROWSER", "1")
            // The runner's own limits are for machines with nothing else to do.
            .env("WASM_BINDGEN_TEST_TIMEOUT", "180")
            .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60")
            .env("CHROMEDRIVER", &browser.chromedriver);
        Self::tests(step, cargo)
    }

    fn whole_system(&self) -> anyhow::Result<Tally> {
        let tools = part(&self.machine.widget)?;
        let node = part(&self.machine.node)?;
        let browser = part(&self.machine.browser)?;
        let services = build::with(self.project, self.progress, tools)?;
        let step = self.progress.begin(
            "Everything together",
            "the stories that people live through",
            "a minute or two",
        );
        let report = self.project.logs().join("playwright.json");
        if report.exists() {
            // An old report must not be taken for the result of a run that wrote none.
            fs::remove_file(&report).with_context(|| format!("{} cannot be removed", report.display()))?;
        }
        let mut playwright = node.package_program(self.project, "playwright");
        playwright
            .args(["test", "--reporter=list,json"])
            .current_dir(self.project.e2e())
            .env("PLAYWRIGHT_JSON_OUTPUT_FILE", &report)
            .env("FUSTLINK_BIN", &services.fustlink)
            .env("FUSTLINK_SANDBOX_BIN", &services.sandbox)
            .env("FUSTLINK_ROOT", self.project.root())
            .env("CHROMIUM", &browser.chromium);
        let outcome = Self::watch(&step, &mut playwright)?;
        let tally = match fs::read_to_string(&report) {
            Ok(report) => playwright_report::read(&report)?,
            Err(_) => Tally::default(),
        };
        Ok(judged(step, outcome, tally, "mend what Playwright names"))
    }

    /// One check: a program that says whether all is well.
    fn check(step: Step<'_>, mut command: Command, remedy: &str) -> anyhow::Result<Tally> {
        let outcome = Self::watch(&step, &mut command)?;
        let tally = if outcome.success { Tally::one_passed() } else { Tally::default() };
        Ok(judged(step, outcome, tally, remedy))
    }

    /// Tests that cargo runs.
    fn tests(step: Step<'_>, mut command: Command) -> anyhow::Result<Tally> {
        let outcome = Self::watch(&step, &mut command)?;
        let tally = cargo_output::read(&read(&outcome.log)?);
        Ok(judged(step, outcome, tally, "mend what the tests or the compiler name"))
    }

    fn watch(step: &Step<'_>, command: &mut Command) -> anyhow::Result<Outcome> {
        // The output is read by this program, which knows words, not colours.
        command.env("CARGO_TERM_COLOR", "never").env("NO_COLOR", "1").env_remove("FORCE_COLOR");
        step.attempt_while(command, |elapsed| elapsed < PATIENCE)
    }

    fn cargo(&self, line: &str) -> Command {
        let mut cargo = run::command("cargo");
        cargo.args(run::words(line)).current_dir(self.project.root());
        cargo
    }
}

/// Ends the step: what was counted, and what the program said at its end if it failed.
fn judged(step: Step<'_>, outcome: Outcome, tally: Tally, remedy: &str) -> Tally {
    if outcome.success {
        step.done();
        return tally;
    }
    let mut trouble = step.failure(outcome, remedy).to_string();
    step.ended("failed");
    let counted = tally.failed;
    let mut tally = tally.of_a_failure(|| std::mem::take(&mut trouble));
    if counted > 0 {
        tally.failures.push(trouble);
    }
    tally
}

/// A part of the set-up, or why it is not there.
fn part<T>(part: &Result<T, Trouble>) -> anyhow::Result<&T> {
    part.as_ref().map_err(|trouble| trouble.clone().into())
}

fn read(log: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(log).with_context(|| format!("{} cannot be read", log.display()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_that_is_not_there_says_why() {
        let missing: Result<(), Trouble> = Err(Trouble::new("No browser.").remedy("install one"));
        assert_eq!(
            part(&missing).expect_err("it is missing").to_string(),
            "No browser.\n  what to do: install one"
        );
    }
}
