//! The services, built as the tests build them: what was compiled once serves both.

use std::{env::consts::EXE_SUFFIX, path::Path};

use super::Services;
use crate::{progress::Progress, project::Project, run, trouble::Trouble};

/// Where cargo's `dev` profile puts what it builds. A loopback demo needs no faster one, and a first start is minutes
/// shorter without it.
const FOLDER: &str = "debug";

/// Builds the proxy and the stand-ins.
pub(super) fn build(project: &Project, progress: &Progress) -> anyhow::Result<Services> {
    let step = progress.begin(
        "Building the services",
        "the proxy, and the stand-ins for TrackOnline and the order screen",
        "about two minutes on two cores the first time, then seconds",
    );
    let mut cargo = run::command("cargo");
    cargo.args(["build", "--package", "proxy", "--package", "sandbox", "--bins"]).current_dir(project.root());
    step.run(
        &mut cargo,
        "mend what the compiler names; a missing `cc` or linker comes with your system's build tools",
    )?;
    let folder = project.target().join(FOLDER);
    let services = Services {
        fustlink: folder.join(format!("fustlink{EXE_SUFFIX}")),
        sandbox: folder.join(format!("sandbox{EXE_SUFFIX}")),
    };
    must_be_there(&services.fustlink)?;
    must_be_there(&services.sandbox)?;
    step.done();
    Ok(services)
}

fn must_be_there(program: &Path) -> anyhow::Result<()> {
    if program.is_file() {
        return Ok(());
    }
    Err(Trouble::new(format!("The build went well and left no {}.", program.display()))
        .remedy("see whether a setting of cargo (build.target, build.target-dir) moves what is built, and unset it")
        .into())
}
