//! Which files the widget is built from.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::fingerprint::files_in;
use crate::project::Project;

/// Folders of the root package that the widget's page is never built from. A folder that is not named here counts.
const OTHER_FOLDERS: [&str; 9] =
    ["crates", "dist", "docs", "e2e", "embed", "node_modules", "target", "tests", "xtask"];

/// Where this program's own steps of the build stand.
const STEPS: &str = "xtask/src/build";

/// Every file that the widget may be built from.
pub(super) fn files(project: &Project) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let root = project.root();
    for entry in fs::read_dir(root).with_context(|| format!("{} cannot be read", root.display()))? {
        let path = entry.with_context(|| format!("{} cannot be read", root.display()))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let counts =
                name == ".cargo" || !(name.starts_with('.') || OTHER_FOLDERS.contains(&name.as_str()));
            if counts && path != project.target() {
                files.append(&mut files_in(&path)?);
            }
        } else if is_read_by_a_build(&path) {
            files.insert(path);
        }
    }
    for folder in own_crates(root, &root.join("Cargo.toml"))? {
        files.append(&mut files_in(&folder)?);
    }
    // What is done to it after the compiler and Trunk.
    files.append(&mut files_in(&root.join(STEPS))?);
    Ok(files)
}

/// Files in the root: cargo's and Trunk's. Prose, and what other tools read, does not count.
fn is_read_by_a_build(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name == "rust-toolchain.toml"
        || name == "Trunk.toml"
        || name.starts_with("Cargo.")
        || name == "build.rs"
        || name.ends_with(".html")
}

/// The folders of the crates of this workspace that a crate needs, and that those need.
fn own_crates(root: &Path, manifest: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let read = |path: &Path| -> anyhow::Result<toml::Table> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        text.parse().with_context(|| format!("{} is not TOML", path.display()))
    };
    let workspace = read(&root.join("Cargo.toml"))?;
    let table = workspace
        .get("workspace")
        .and_then(|workspace| workspace.get("dependencies"))
        .and_then(toml::Value::as_table)
        .cloned()
        .unwrap_or_default();
    let mut found = BTreeSet::new();
    let mut manifests = vec![manifest.to_owned()];
    while let Some(manifest) = manifests.pop() {
        for name in needed(&read(&manifest)?) {
            let path = table.get(&name).and_then(|entry| entry.get("path")).and_then(toml::Value::as_str);
            if let Some(path) = path
                && found.insert(root.join(path))
            {
                manifests.push(root.join(path).join("Cargo.toml"));
            }
        }
    }
    Ok(found)
}

/// The names of what a manifest needs to be built, by the names of the workspace's table.
fn needed(manifest: &toml::Table) -> Vec<String> {
    ["dependencies", "build-dependencies"]
        .into_iter()
        .filter_map(|section| manifest.get(section).and_then(toml::Value::as_table))
        .flat_map(|table| table.keys().cloned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widget_is_built_from_its_own_source_and_from_the_crates_that_it_needs() {
        let project = Project::find().expect("the repository");
        let files = files(&project).expect("its files");
        for inside in [
            "src/main.rs",
            "Cargo.toml",
            "Cargo.lock",
            "Trunk.toml",
            "crates/contract/Cargo.toml",
            "xtask/src/build/seam.rs",
        ] {
            assert!(files.contains(&project.path(inside)), "{inside}");
        }
        for outside in ["xtask/src/main.rs", "crates/proxy/Cargo.toml", "LICENSE-MIT", "clippy.toml"] {
            assert!(!files.contains(&project.path(outside)), "{outside}");
        }
    }
}
