//! What fuzzing needs: a nightly Rust, as coverage of inputs is not in the stable one, and cargo-fuzz.

use std::{path::PathBuf, process::Command};

use super::cargo_tool;
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// Any nightly will do.
const TOOLCHAIN: &str = "nightly";

/// cargo-fuzz with the toolchain that it needs.
#[derive(Clone, Debug)]
pub(crate) struct Fuzzer {
    /// The folder with `cargo-fuzz`.
    programs: PathBuf,
}

impl Fuzzer {
    /// `cargo fuzz`, to be told what to do.
    pub(crate) fn command(&self, project: &Project) -> Command {
        let mut command = run::command(self.programs.join("cargo-fuzz"));
        command.arg("fuzz").current_dir(project.root()).env("RUSTUP_TOOLCHAIN", TOOLCHAIN);
        command
    }
}

/// Makes ready a nightly Rust and cargo-fuzz.
pub(super) fn fuzzer(project: &Project, progress: &Progress) -> anyhow::Result<Fuzzer> {
    nightly(project, progress)?;
    Ok(Fuzzer { programs: cargo_tool::fuzz(project, progress)? })
}

fn nightly(project: &Project, progress: &Progress) -> anyhow::Result<()> {
    let mut rustc = run::command("rustup");
    rustc.args(["run", TOOLCHAIN, "rustc", "--version"]).current_dir(project.root());
    if let Ok(version) = run::answer(&mut rustc) {
        progress::ready("Nightly Rust", version);
        return Ok(());
    }
    if run::find("rustup").is_none() {
        return Err(Trouble::new("Fuzzing needs a nightly Rust, and rustup is not on this machine.")
            .remedy("install rustup (https://rustup.rs), then run this again")
            .into());
    }
    let step = progress.begin(
        "Installing a nightly Rust",
        "only a nightly can say which code an input reaches",
        "a minute",
    );
    let mut install = run::command("rustup");
    install.args(["toolchain", "install", TOOLCHAIN, "--profile", "minimal", "--no-self-update"]);
    step.run(
        install.current_dir(project.root()),
        "run `rustup toolchain install nightly` with a connection to static.rust-lang.org",
    )?;
    step.done();
    Ok(())
}
