//! The demo once by itself: start everything, do the main job in a browser, stop everything.

use std::{fs, path::PathBuf};

use anyhow::Context as _;

use super::{
    folder::Folder,
    ports::Ports,
    system::{Programs, System},
};
use crate::{
    build,
    progress::{self, Progress, line},
    project::Project,
    setup,
};

/// Starts everything on ports and in a folder of its own, and lets a browser do the main job; `true` when it could.
pub(crate) fn smoke(project: &Project, progress: &Progress) -> anyhow::Result<bool> {
    let (tools, node, browser) = setup::for_a_browser(project, progress)?;
    let services = build::with(project, progress, &tools)?;
    let scratch = Scratch::new(project.logs().join(format!("smoke-{}", std::process::id())))?;
    let folder = Folder::with_logs(scratch.0.clone(), project.logs().join("smoke"))?;
    let ports = Ports::free()?;
    let mut system = System::start(&Programs { project, services: &services }, &folder, &ports)?;

    let step = progress.begin("Doing the main job in a browser", "to see it work, not only start", "seconds");
    let mut script = node.command();
    script
        .arg("smoke.js")
        .current_dir(project.e2e())
        .env("FUSTLINK_ORDER_SCREEN", ports.order_screen.url())
        .env("FUSTLINK_PROXY", ports.proxy.url())
        .env("FUSTLINK_TRACKONLINE", ports.trackonline.url())
        .env("FUSTLINK_TRACKONLINE_KEY", folder.key()?)
        .env("CHROMIUM", &browser.chromium);
    let outcome = step.attempt(&mut script)?;
    // A service that ended meanwhile explains more than a page that did not answer.
    let all_alive = system.check();
    system.stop();
    let said = fs::read_to_string(&outcome.log)
        .with_context(|| format!("{} cannot be read", outcome.log.display()))?;
    line(said.trim_end());
    all_alive?;
    if outcome.success {
        step.done();
        line("All is well; everything is stopped.");
    } else {
        let logs = folder.logs().display();
        progress::failed(
            "The main job",
            format_args!("what the browser saw stands above; the services' logs are in {logs}"),
        );
    }
    Ok(outcome.success)
}

/// A folder that is gone when it is no longer used.
struct Scratch(PathBuf);

impl Scratch {
    fn new(path: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&path).with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            crate::trouble::complain(&format!("{} is left behind: {error}", self.0.display()));
        }
    }
}
