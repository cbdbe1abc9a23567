//! Where things are in this repository.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::run;

/// The repository and the folder that cargo builds in.
#[derive(Clone, Debug)]
pub(crate) struct Project {
    root: PathBuf,
    target: PathBuf,
}

impl Project {
    /// The repository that this program belongs to.
    pub(crate) fn find() -> anyhow::Result<Self> {
        // Cargo names the folder when it starts us; a copy of the repository must not build the original.
        let manifest_dir =
            std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        let root =
            Path::new(&manifest_dir).parent().context("xtask does not stand in a repository")?.to_owned();
        let mut metadata = run::command("cargo");
        metadata.args(["metadata", "--no-deps", "--offline", "--format-version", "1"]).current_dir(&root);
        let answer = run::answer(&mut metadata)?;
        let answer: serde_json::Value =
            serde_json::from_str(&answer).context("`cargo metadata` answered something else than JSON")?;
        let target = answer
            .get("target_directory")
            .and_then(serde_json::Value::as_str)
            .context("`cargo metadata` named no target folder")?
            .into();
        Ok(Self { root, target })
    }

    /// The repository's root.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A path inside the repository.
    pub(crate) fn path(&self, inside: &str) -> PathBuf {
        self.root.join(inside)
    }

    /// Where cargo builds.
    pub(crate) fn target(&self) -> &Path {
        &self.target
    }

    /// Where this program keeps logs and notes.
    pub(crate) fn logs(&self) -> PathBuf {
        self.target.join("xtask")
    }

    /// The widget as the proxy serves it.
    pub(crate) fn dist(&self) -> PathBuf {
        self.path("dist")
    }

    /// The whole-system tests and their npm packages.
    pub(crate) fn e2e(&self) -> PathBuf {
        self.path("e2e")
    }
}
