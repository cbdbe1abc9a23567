//! The widget: Trunk makes `dist/`, and every file in it gets its compressed form beside it.

use std::{collections::BTreeSet, fs, path::PathBuf};

use anyhow::Context as _;

use super::{
    compress,
    fingerprint::{self, files_in},
    minify, naming, seam, stylesheet, widget_inputs,
};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    setup::WidgetTools,
    trouble::Trouble,
};

/// Builds the widget unless `dist/` is what this very source makes.
pub(super) fn build(project: &Project, progress: &Progress, tools: &WidgetTools) -> anyhow::Result<()> {
    let compiler = tools.compiler.version(project)?;
    let source = fingerprint::of(&widget_inputs::files(project)?, &compiler)?;
    let note = project.logs().join("widget-built");
    if fs::read_to_string(&note).is_ok_and(|built| is_still(project, &source, &built)) {
        progress::ready("Widget", "dist/ is built from this source");
        return Ok(());
    }
    fetch_crates(project, progress, tools)?;
    let step = progress.begin(
        "Building the widget",
        "as customers get it: optimised for size",
        "about three minutes on two cores the first time",
    );
    let mut trunk = tools.trunk();
    trunk.current_dir(project.root());
    step.run(&mut trunk, "mend what the compiler or Trunk names")?;
    stylesheet::join(&project.dist())?;
    seam::tighten(project, tools, &step)?;
    minify::in_place(project, tools, &outputs(project)?, &step)?;
    naming::by_content(&project.dist())?;
    step.done();
    let step = progress.begin("Compressing the widget", "so that it is served small without work", "seconds");
    for file in outputs(project)? {
        compress::compress_beside(&file)?;
    }
    step.done();
    // Built from what was there when the build began: a change meanwhile makes the next run build again.
    let built = format!("{source}\n{}\n", result(project)?);
    fs::write(&note, built).with_context(|| format!("{} cannot be written", note.display()))
}

/// Fetches what Cargo.lock names and this machine has not got yet: without the network, Trunk builds from what is
/// there.
fn fetch_crates(project: &Project, progress: &Progress, tools: &WidgetTools) -> anyhow::Result<()> {
    let fetch = |offline: bool| {
        let mut fetch = run::command("cargo");
        fetch.args(["fetch", "--locked", "--target", "wasm32-unknown-unknown"]).current_dir(project.root());
        if offline {
            fetch.arg("--offline");
        }
        tools.compiler.choose(&mut fetch);
        fetch
    };
    if run::succeeds(&mut fetch(true)) {
        return Ok(());
    }
    let step = progress.begin("Fetching crates", "the widget is built from them", "seconds");
    step.run(
        &mut fetch(false),
        "see what cargo says; where Cargo.lock is out of date, `cargo update --workspace` mends it",
    )?;
    step.done();
    Ok(())
}

/// Whether a note of an earlier build is of this source and of what stands in `dist/`.
fn is_still(project: &Project, source: &str, note: &str) -> bool {
    let mut lines = note.lines();
    lines.next() == Some(source) && result(project).is_ok_and(|result| lines.next() == Some(&result))
}

/// The fingerprint of everything in `dist/`, compressed forms too.
fn result(project: &Project) -> anyhow::Result<String> {
    let files = files_in(&project.dist())?;
    if files.is_empty() {
        return Err(Trouble::new("dist/ is empty.").into());
    }
    fingerprint::of(&files, "")
}

/// The files that Trunk made.
fn outputs(project: &Project) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = files_in(&project.dist())?;
    files.retain(|file| file.extension().is_none_or(|extension| extension != "br"));
    Ok(files)
}
