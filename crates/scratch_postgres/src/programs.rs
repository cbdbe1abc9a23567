//! Where PostgreSQL's programs stand.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// What a scratch server is made, run and asked with.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "createdb"];

/// Where systems keep one folder per version: what comes before the version, and what comes after it.
const VERSIONED: [(&str, &str, &str); 5] = [
    // Debian and Ubuntu
    ("/usr/lib/postgresql", "", "bin"),
    // PostgreSQL's own packages for Fedora and its kin
    ("/usr", "pgsql-", "bin"),
    // Homebrew on Apple's processors, on Intel's, and on Linux
    ("/opt/homebrew/opt", "postgresql@", "bin"),
    ("/usr/local/opt", "postgresql@", "bin"),
    ("/home/linuxbrew/.linuxbrew/opt", "postgresql@", "bin"),
];

/// Whether this machine has what a scratch PostgreSQL needs.
pub fn available() -> bool {
    programs_folder().is_some()
}

/// The folder with the server's programs: the newest of the system's versions, else whatever the search path has.
pub fn programs_folder() -> Option<PathBuf> {
    let debian = VERSIONED.iter().take(1).flat_map(newest_first);
    let search_path = env::var_os("PATH").unwrap_or_default();
    let others = VERSIONED.iter().skip(1).flat_map(newest_first);
    debian.chain(env::split_paths(&search_path)).chain(others).find(|folder| is_complete(folder))
}

fn is_complete(folder: &Path) -> bool {
    PROGRAMS.into_iter().all(|program| program_in(folder, program).is_file())
}

/// The path of a program in the folder that was found.
pub(crate) fn program_in(folder: &Path, program: &str) -> PathBuf {
    folder.join(format!("{program}{}", env::consts::EXE_SUFFIX))
}

fn newest_first((parent, before, inside): &(&str, &str, &str)) -> Vec<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.strip_prefix(before)?.parse().ok()?;
            Some((version, entry.path().join(inside)))
        })
        .collect();
    versions.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    versions.into_iter().map(|(_, folder)| folder).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_and_nine_is_older_than_fifteen() {
        let folder = tempfile::tempdir().unwrap();
        for version in ["v9", "v15", "v13", "current", "15"] {
            fs::create_dir(folder.path().join(version)).unwrap();
        }
        let place = folder.path().to_str().unwrap();
        let found = newest_first(&(place, "v", "bin"));
        assert_eq!(found, ["v15", "v13", "v9"].map(|version| folder.path().join(version).join("bin")));
    }

    #[test]
    fn a_folder_that_lacks_a_program_will_not_do() {
        let folder = tempfile::tempdir().unwrap();
        for program in ["initdb", "postgres"] {
            fs::write(program_in(folder.path(), program), "").unwrap();
        }
        assert!(!is_complete(folder.path()));
        fs::write(program_in(folder.path(), "createdb"), "").unwrap();
        assert!(is_complete(folder.path()));
    }
}
