//! Scripts and styles without what only people read. Trunk's own minifier does not understand them all.

use std::{collections::BTreeSet, path::PathBuf};

use crate::{progress::Step, project::Project, setup::WidgetTools};

/// Makes the scripts and styles smaller, in place, where esbuild is there. Without it they are served as they are: larger,
/// and as good.
pub(super) fn in_place(
    project: &Project,
    tools: &WidgetTools,
    files: &BTreeSet<PathBuf>,
    step: &Step<'_>,
) -> anyhow::Result<()> {
    for (kind, arguments) in [("js", &["--format=esm", "--target=es2022"][..]), ("css", &[])] {
        let of_kind: Vec<_> =
            files.iter().filter(|file| file.extension().is_some_and(|extension| extension == kind)).collect();
        let Some(mut esbuild) = tools.esbuild() else { return Ok(()) };
        if of_kind.is_empty() {
            continue;
        }
        esbuild
            .current_dir(project.root())
            .args(["--minify", "--allow-overwrite", "--log-level=warning"])
            .args(arguments)
            .arg(format!("--outdir={}", project.dist().display()))
            .args(of_kind);
        step.run(&mut esbuild, "see what esbuild names; its version stands in e2e/package.json")?;
    }
    Ok(())
}
