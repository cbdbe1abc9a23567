//! Versions that are settled elsewhere, read from where they are settled.

use std::fs;

use anyhow::Context as _;

use crate::project::Project;

/// The version of a crate that `Cargo.lock` holds.
pub(super) fn locked(project: &Project, crate_name: &str) -> anyhow::Result<String> {
    let text = fs::read_to_string(project.path("Cargo.lock")).context("Cargo.lock cannot be read")?;
    version_in(&text, crate_name)?.with_context(|| format!("Cargo.lock names no {crate_name}"))
}

fn version_in(lock: &str, crate_name: &str) -> anyhow::Result<Option<String>> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML")?;
    Ok(lock
        .get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(toml::Value::as_str) == Some(crate_name))
        .and_then(|package| package.get("version").and_then(toml::Value::as_str))
        .map(str::to_owned))
}

/// The toolchain that `rust-toolchain.toml` pins.
pub(super) fn pinned_rust(project: &Project) -> anyhow::Result<String> {
    let text = fs::read_to_string(project.path("rust-toolchain.toml"))
        .context("rust-toolchain.toml cannot be read")?;
    let table: toml::Table = text.parse().context("rust-toolchain.toml is not TOML")?;
    table
        .get("toolchain")
        .and_then(|toolchain| toolchain.get("channel"))
        .and_then(toml::Value::as_str)
        .map(str::to_owned)
        .context("rust-toolchain.toml pins no channel")
}

/// The numbers of the first version in a text such as `rustc 1.95.0 (59807616e 2026-04-14)`.
pub(super) fn version_numbers(text: &str) -> Option<Vec<u32>> {
    text.split(|character: char| character.is_whitespace() || character == 'v')
        .filter(|word| word.starts_with(|first: char| first.is_ascii_digit()))
        .find_map(|word| {
            let plain = word.split(['-', '+']).next().unwrap_or_default();
            let numbers: Option<Vec<u32>> = plain.split('.').map(|part| part.parse().ok()).collect();
            numbers.filter(|numbers| numbers.len() > 1)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "\
version = 4

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"

[[package]]
name = \"wasm-bindgen-futures\"
version = \"0.4.80\"
";

    #[test]
    fn a_crates_version_is_the_one_of_its_own_entry() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").expect("TOML"), Some("0.2.130".to_owned()));
        assert_eq!(version_in(LOCK, "wasm").expect("TOML"), None);
    }

    #[test]
    fn versions_are_read_from_what_programs_say_of_themselves() {
        for (said, numbers) in [
            ("rustc 1.95.0 (59807616e 2026-04-14)", vec![1, 95, 0]),
            ("v20.20.2", vec![20, 20, 2]),
            ("wasm-bindgen 0.2.130", vec![0, 2, 130]),
            ("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)", vec![156, 0, 8078, 79]),
            ("trunk 0.21.14", vec![0, 21, 14]),
            ("rustc 1.97.0-nightly (abc 2026-06-01)", vec![1, 97, 0]),
        ] {
            assert_eq!(version_numbers(said), Some(numbers), "{said}");
        }
        assert_eq!(version_numbers("no version here"), None);
    }

    #[test]
    fn this_repository_says_which_versions_it_wants() {
        let project = Project::find().expect("the repository");
        assert!(version_numbers(&pinned_rust(&project).expect("a pinned toolchain")).is_some());
        assert!(version_numbers(&locked(&project, "wasm-bindgen").expect("a locked version")).is_some());
    }
}
