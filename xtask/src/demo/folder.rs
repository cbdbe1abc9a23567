//! The demo's own folder: its databases, its logs, its configuration and the key of its stand-in.

use std::{
    collections::hash_map::RandomState,
    fs,
    hash::{BuildHasher as _, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// A folder that holds all that a running demo keeps.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    logs: PathBuf,
}

impl Folder {
    /// The folder at this place, made if it is not there; its logs are in it, too.
    pub(super) fn at(path: PathBuf) -> anyhow::Result<Self> {
        let logs = path.join("logs");
        Self::with_logs(path, logs)
    }

    /// The folder at this place, with logs that outlive it.
    pub(super) fn with_logs(path: PathBuf, logs: PathBuf) -> anyhow::Result<Self> {
        for folder in [&path, &logs] {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        Ok(Self { path, logs })
    }

    /// Something in the folder.
    pub(super) fn inside(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// The folder itself.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Where each service's log is.
    pub(super) fn logs(&self) -> &Path {
        &self.logs
    }

    /// Where the key to the stand-in for TrackOnline is kept.
    pub(super) fn key_file(&self) -> PathBuf {
        self.inside("trackonline.key")
    }

    /// The key to the stand-in for TrackOnline, made once for this folder.
    pub(super) fn key(&self) -> anyhow::Result<String> {
        let file = self.key_file();
        if let Ok(key) = fs::read_to_string(&file)
            && !key.trim().is_empty()
        {
            return Ok(key.trim().to_owned());
        }
        let key = new_key();
        write_for_this_user(&file, &key).with_context(|| format!("{} cannot be written", file.display()))?;
        Ok(key)
    }
}

/// 128 bits of chance from the operating system, by the one way to it that the standard library has. Enough for the
/// key to a stand-in that only this machine can reach.
fn new_key() -> String {
    let chance = || RandomState::new().build_hasher().finish();
    format!("demo-{:016x}{:016x}", chance(), chance())
}

fn write_for_this_user(file: &Path, text: &str) -> std::io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    std::io::Write::write_all(&mut options.open(file)?, text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_is_made_once_and_kept() {
        let path = std::env::temp_dir().join(format!("fustlink-demo-folder-{}", std::process::id()));
        let folder = Folder::at(path.clone()).expect("a folder");
        let key = folder.key().expect("a key");
        assert_eq!(folder.key().expect("a key"), key);
        assert_eq!(fs::read_to_string(folder.key_file()).expect("its file"), key);
        fs::remove_dir_all(path).expect("the folder can be removed");
    }

    #[test]
    fn keys_differ() {
        assert_ne!(new_key(), new_key());
    }
}
