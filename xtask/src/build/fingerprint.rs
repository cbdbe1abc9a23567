//! Whether files are still what they were. Only ever compared with what stood there before, so it needs to be quick, not
//! secret.

use std::{
    collections::BTreeSet,
    fs,
    hash::{DefaultHasher, Hasher as _},
    path::{Path, PathBuf},
};

use anyhow::Context as _;

/// A number that changes when one of the files, or the set of them, changes. `also` is what else matters.
pub(super) fn of(files: &BTreeSet<PathBuf>, also: &str) -> anyhow::Result<String> {
    let mut hasher = DefaultHasher::new();
    let mut add = |bytes: &[u8]| {
        // The length keeps two neighbours from being taken for one.
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    };
    add(also.as_bytes());
    for file in files {
        add(file.as_os_str().as_encoded_bytes());
        add(&fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?);
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// A number that stands for these bytes.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

/// All files in a folder and the folders in it; none where there is no such folder.
pub(super) fn files_in(folder: &Path) -> anyhow::Result<BTreeSet<PathBuf>> {
    let mut files = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.is_dir() {
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
            let path = entry.with_context(|| format!("{} cannot be read", folder.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(path);
            }
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_change_changes_it() {
        let folder = std::env::temp_dir().join(format!("fustlink-fingerprint-{}", std::process::id()));
        fs::create_dir_all(folder.join("inner")).expect("a folder can be made");
        fs::write(folder.join("a"), "one").expect("a file can be written");
        fs::write(folder.join("inner/b"), "two").expect("a file can be written");
        let now = |also: &str| of(&files_in(&folder).expect("files"), also).expect("a fingerprint");

        let before = now("1.95");
        assert_eq!(now("1.95"), before, "nothing changed");
        assert_ne!(now("1.96"), before, "the compiler changed");
        fs::write(folder.join("inner/b"), "twp").expect("a file can be written");
        let changed = now("1.95");
        assert_ne!(changed, before, "a file changed");
        fs::rename(folder.join("a"), folder.join("c")).expect("a file can be renamed");
        assert_ne!(now("1.95"), changed, "a name changed");
        fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn a_folder_that_is_not_there_has_no_files() {
        assert_eq!(files_in(Path::new("/no/such/folder")).expect("no error"), BTreeSet::new());
    }
}
