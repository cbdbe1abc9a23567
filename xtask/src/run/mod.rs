//! Starting other programs: short questions, and long work whose output is kept in a file.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

pub(crate) use self::running::Running;
use crate::trouble::Trouble;

mod running;

/// A program that reads nothing, stands in a process group of its own, and sees the environment as if this
/// program had not been started by cargo.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.stdin(Stdio::null());
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(set_by_cargo) {
            command.env_remove(name);
        }
    }
    for name in ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"] {
        if let Some(value) = env::var_os(name) {
            // Cargo puts the compiler's libraries there; another compiler must not find them.
            match env::join_paths(env::split_paths(&value).filter(|folder| !is_cargos(folder))) {
                Ok(kept) if !kept.is_empty() => command.env(name, kept),
                Ok(_) | Err(_) => command.env_remove(name),
            };
        }
    }
    put_on_path(&mut command, &[]);
    own_group(&mut command);
    command
}

/// What cargo tells a program that it runs about that program's own package. A nested cargo would take it for a
/// change of the environment and build again.
fn set_by_cargo(name: &str) -> bool {
    name.starts_with("CARGO_PKG_")
        || name.starts_with("CARGO_MANIFEST_")
        || matches!(
            name,
            "CARGO" | "CARGO_BIN_NAME" | "CARGO_CRATE_NAME" | "CARGO_PRIMARY_PACKAGE" | "OUT_DIR"
        )
}

fn is_cargos(folder: &Path) -> bool {
    folder
        .components()
        .any(|part| matches!(part.as_os_str().to_str(), Some("toolchains" | "rustlib" | "target")))
}

/// Makes the program find what is in `folders` before anything else, except that rustup's `cargo` and `rustc` are
/// never hidden: a folder such as `/usr/bin` may hold Node and another Rust.
pub(crate) fn put_on_path(command: &mut Command, folders: &[PathBuf]) {
    let (shared, own): (Vec<PathBuf>, Vec<PathBuf>) =
        folders.iter().cloned().partition(|folder| holds_rust(folder));
    let usual = search_path();
    let (rustups, others) = usual.split_at(usual.len().min(1));
    let path = own.iter().chain(rustups).chain(&shared).chain(others);
    if let Ok(path) = env::join_paths(path) {
        command.env("PATH", path);
    }
}

fn holds_rust(folder: &Path) -> bool {
    ["cargo", "rustc"].into_iter().any(|program| in_folder(folder, program).is_some())
}

/// Where programs are looked for: rustup's `cargo` and `rustc` before any that the system brings.
pub(crate) fn search_path() -> Vec<PathBuf> {
    let cargo_home = env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let usual = env::var_os("PATH").unwrap_or_default();
    cargo_home.map(|home| home.join("bin")).into_iter().chain(env::split_paths(&usual)).collect()
}

/// Where a program of this name is found.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    search_path().iter().find_map(|folder| in_folder(folder, program))
}

/// The program of this name in this folder.
pub(crate) fn in_folder(folder: &Path, program: &str) -> Option<PathBuf> {
    let path = folder.join(format!("{program}{}", env::consts::EXE_SUFFIX));
    path.is_file().then_some(path)
}

/// Asks something that is answered at once; the answer is what the program writes.
pub(crate) fn answer(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .map_err(|error| Trouble::new(format!("`{}` cannot be started: {error}.", shown(command))))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Trouble::new(format!("`{}` failed: {}", shown(command), said.trim())).into())
}

/// Whether something that is answered at once goes well.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    std::iter::once(program)
        .chain(command.get_args())
        .map(OsStr::to_string_lossy)
        .collect::<Vec<_>>()
        .join(" ")
}

/// The words of a command line.
pub(crate) fn words(line: &str) -> impl Iterator<Item = OsString> {
    line.split_whitespace().map(OsString::from)
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    std::os::unix::process::CommandExt::process_group(command, 0);
}

#[cfg(windows)]
fn own_group(command: &mut Command) {
    const CREATE_NEW_PROCESS_GROUP: u32 = 0x0000_0200;
    std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_what_the_program_writes() {
        assert!(answer(command("rustc").arg("--version")).expect("rustc answers").starts_with("rustc "));
    }

    #[test]
    fn a_program_that_fails_is_named_with_its_words() {
        let error = answer(command("rustc").arg("--no-such-option")).expect_err("rustc refuses");
        assert!(error.to_string().starts_with("`rustc --no-such-option` failed: "), "{error}");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let error = answer(&mut command("no-such-program-of-ours")).expect_err("there is none");
        assert!(error.to_string().contains("no-such-program-of-ours"), "{error}");
    }

    #[test]
    fn a_nested_cargo_does_not_see_our_own_package() {
        let variables = command("cargo");
        let removed: Vec<_> =
            variables.get_envs().filter(|(_, value)| value.is_none()).map(|(name, _)| name).collect();
        assert!(removed.contains(&OsStr::new("CARGO_PKG_NAME")));
        assert!(removed.contains(&OsStr::new("CARGO_MANIFEST_DIR")));
    }

    #[test]
    fn a_folder_with_another_rust_does_not_hide_rustups() {
        let folder = env::temp_dir().join(format!("fustlink-path-{}", std::process::id()));
        let (tools, system) = (folder.join("tools"), folder.join("system"));
        for (folder, program) in [(&tools, "trunk"), (&system, "node"), (&system, "cargo")] {
            std::fs::create_dir_all(folder).expect("a folder");
            std::fs::write(folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)), "").expect("a file");
        }
        let mut command = Command::new("cargo");
        put_on_path(&mut command, &[system.clone(), tools.clone()]);
        let path = command.get_envs().find_map(|(name, value)| (name == "PATH").then_some(value)).flatten();
        let path: Vec<PathBuf> = env::split_paths(path.expect("a path")).collect();
        let rustups = search_path().first().cloned().expect("rustup's folder");
        assert_eq!(path.get(..3), Some(&[tools, rustups, system][..]));
        std::fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn only_cargos_library_folders_are_taken_out() {
        assert!(is_cargos(Path::new("/home/x/.rustup/toolchains/stable/lib")));
        assert!(is_cargos(Path::new("/home/x/project/target/debug/deps")));
        assert!(!is_cargos(Path::new("/opt/oracle/lib")));
    }
}
