//! Node, which runs the whole-system tests and brings `wasm-opt`.

use std::path::{Path, PathBuf};

use super::{
    cargo_tool, lockfile, npm_packages,
    package_manager::{self, Packages},
};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// The oldest major version that the packages of `e2e/` work with.
const OLDEST: u32 = 20;

/// The major version that is fetched where the system has none, or an older one.
const FETCHED: u32 = 22;

/// Node, with npm beside it or on the path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    folder: PathBuf,
}

impl Node {
    /// The folder that `node` is in.
    pub(crate) fn folder(&self) -> &PathBuf {
        &self.folder
    }
}

/// Makes ready Node and the packages of `e2e/`.
pub(super) fn with_packages(project: &Project, progress: &Progress) -> anyhow::Result<Node> {
    let node = node(progress)?;
    npm_packages::install(project, progress, &node)?;
    Ok(node)
}

fn node(progress: &Progress) -> anyhow::Result<Node> {
    let remedy = format!("install Node {OLDEST} or newer with npm (https://nodejs.org), then run this again");
    if let Some(node) = present()? {
        return Ok(node);
    }
    if run::find("npm").is_none() {
        package_manager::install(
            progress,
            &Packages {
                what: "Node and npm",
                why: "they bring wasm-opt, which makes the widget small, and run the whole-system tests",
                takes: "about half a minute",
                apt: &["nodejs", "npm"],
                dnf: &["nodejs", "npm"],
                pacman: &["nodejs", "npm"],
                brew: &["node"],
            },
            &remedy,
        )?;
        if let Some(node) = present()? {
            return Ok(node);
        }
    }
    fetch(progress, &remedy)
}

/// A Node that is new enough, the system's or one that was fetched before.
fn present() -> anyhow::Result<Option<Node>> {
    for folder in run::search_path().into_iter().chain([fetched()?.join("node_modules/node/bin")]) {
        if run::find("npm").is_some()
            && let Some(program) = run::in_folder(&folder, "node")
            && let Ok(said) = run::answer(run::command(program).arg("--version"))
            && is_new_enough(&said)
        {
            progress::ready("Node", format_args!("{said} in {}", folder.display()));
            return Ok(Some(Node { folder }));
        }
    }
    Ok(None)
}

/// Systems that are made to last have an old Node, but its npm can fetch a newer one.
fn fetch(progress: &Progress, remedy: &str) -> anyhow::Result<Node> {
    let step = progress.begin(
        &format!("Fetching Node {FETCHED}"),
        "this system's own is too old",
        "about half a minute",
    );
    let place = fetched()?;
    std::fs::create_dir_all(&place)?;
    let mut npm = run::command("npm");
    npm.args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&place)
        .arg(format!("node@{FETCHED}"));
    step.run(&mut npm, remedy)?;
    step.done();
    present()?
        .ok_or_else(|| Trouble::new("The Node that npm fetched does not run here.").remedy(remedy).into())
}

fn fetched() -> anyhow::Result<PathBuf> {
    Ok(cargo_tool::tools_folder()?.join(format!("node-{FETCHED}")))
}

fn is_new_enough(said: &str) -> bool {
    lockfile::version_numbers(said)
        .and_then(|numbers| numbers.first().copied())
        .is_some_and(|major| major >= OLDEST)
}

/// A program that npm put into this folder, run by this Node.
pub(super) fn npm_program(node: &Node, program: &Path) -> std::process::Command {
    let mut command = run::command(program);
    run::put_on_path(&mut command, std::slice::from_ref(&node.folder));
    command
}

impl Node {
    /// A program that one of the packages of `e2e/` brings, such as `playwright`.
    pub(crate) fn package_program(&self, project: &Project, program: &str) -> std::process::Command {
        let file = if cfg!(windows) { format!("{program}.cmd") } else { program.to_owned() };
        npm_program(self, &npm_packages::programs(project).join(file))
    }

    /// Node itself.
    pub(crate) fn command(&self) -> std::process::Command {
        npm_program(self, Path::new("node"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_node_will_not_do() {
        assert!(is_new_enough("v20.20.2"));
        assert!(is_new_enough("v24.1.0"));
        assert!(!is_new_enough("v18.20.4"));
        assert!(!is_new_enough(""));
    }
}
