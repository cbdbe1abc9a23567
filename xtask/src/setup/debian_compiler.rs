//! Debian's compiler for the web, for machines that cannot reach rustup's server but can reach Debian's packages.
//!
//! Its packages hold a compiler that knows WebAssembly and the source of the standard library, but not the library
//! built for browsers. It is built here, once per version of the compiler, and put where that compiler looks. Nothing
//! of this touches rustup's own toolchains.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    lockfile,
    package_manager::{self, Packages},
    wasm_target::TARGET,
};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// The name under which rustup knows Debian's compiler.
pub(super) const TOOLCHAIN: &str = "debian-web";

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const RUSTLIB: &str = "/usr/lib/rustlib";

/// What to do by hand where neither way is open.
const BY_HAND: &str = "connect this machine to static.rust-lang.org and run \
                       `rustup target add wasm32-unknown-unknown`, or use a Debian machine with root rights, then \
                       run this again";

/// Whether rustup has been told about Debian's compiler.
pub(super) fn is_linked() -> bool {
    Path::new(RUSTC).is_file()
        && run::answer(run::command("rustup").args(["toolchain", "list"]))
            .is_ok_and(|list| list.lines().any(|line| line.split_whitespace().next() == Some(TOOLCHAIN)))
}

/// Installs the compiler, builds its standard library for WebAssembly, and links it to rustup.
pub(super) fn install(project: &Project, progress: &Progress) -> anyhow::Result<()> {
    if !has_compiler() {
        package_manager::install(
            progress,
            &Packages {
                what: "Debian's compiler for WebAssembly",
                why: "rustup's server cannot be reached from here",
                takes: "about half a minute",
                apt: &["rustc-web", "cargo-web", "libstd-rust-web-dev", "rust-web-src"],
                dnf: &[],
                pacman: &[],
                brew: &[],
            },
            BY_HAND,
        )?;
    }
    check_version(project)?;
    let built = build_standard_library(project, progress)?;
    put_in_place(project, &built)?;
    if !is_linked() {
        run::answer(run::command("rustup").args(["toolchain", "link", TOOLCHAIN, "/usr"]))?;
    }
    Ok(())
}

fn has_compiler() -> bool {
    let library = Path::new(RUSTLIB).join("src/rust/library/std/Cargo.toml");
    [Path::new(RUSTC), Path::new(CARGO), &library].into_iter().all(Path::is_file)
}

/// Debian moves its compiler with its updates, and an old Debian may have one that is too old for this project.
fn check_version(project: &Project) -> anyhow::Result<()> {
    let said = run::answer(run::command(RUSTC).arg("--version"))?;
    let pinned = lockfile::pinned_rust(project)?;
    if is_new_enough(&said, &pinned) {
        return Ok(());
    }
    Err(Trouble::new(format!("Debian's compiler is too old: it is {said}, and {pinned} is needed."))
        .remedy(BY_HAND)
        .into())
}

/// Patch releases change nothing that the source may use.
fn is_new_enough(said: &str, pinned: &str) -> bool {
    let release =
        |text| lockfile::version_numbers(text).map(|numbers| numbers.into_iter().take(2).collect::<Vec<_>>());
    matches!((release(said), release(pinned)), (Some(said), Some(pinned)) if said >= pinned)
}

/// Builds the standard library beside a crate with nothing in it; the answer is the folder of the libraries.
fn build_standard_library(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    let step = progress.begin(
        "Building Rust's standard library for WebAssembly",
        "Debian ships its source only",
        "under a minute on two cores",
    );
    let folder = project.logs().join("standard-library");
    if folder.exists() {
        // Libraries of an older compiler must not be taken for new ones.
        fs::remove_dir_all(&folder).with_context(|| format!("{} cannot be emptied", folder.display()))?;
    }
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("{} cannot be written", path.display()))
    };
    fs::create_dir_all(folder.join("src")).with_context(|| format!("{} cannot be made", folder.display()))?;
    write(
        "Cargo.toml",
        "[package]\nname = \"nothing\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n",
    )?;
    write("src/lib.rs", "")?;
    let mut build = run::command(CARGO);
    build
        .args(["build", "--release", "--target", TARGET, "-Zbuild-std=std,panic_abort,test,proc_macro"])
        .current_dir(&folder)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .env("RUSTC", RUSTC)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode in it, no build that optimises across crates can use the library.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes")
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env_remove("RUSTUP_TOOLCHAIN");
    step.run(&mut build, BY_HAND)?;
    step.done();
    Ok(folder.join("target").join(TARGET).join("release/deps"))
}

/// Copies the libraries to where the compiler looks, and gives it rustup's linker.
fn put_in_place(project: &Project, built: &Path) -> anyhow::Result<()> {
    let libraries: Vec<PathBuf> = fs::read_dir(built)
        .with_context(|| format!("{} cannot be read", built.display()))?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| is_library(path))
        .collect();
    let place = Path::new(RUSTLIB).join(TARGET).join("lib");
    package_manager::as_root(run::words("rm -rf").chain([place.clone().into_os_string()]), BY_HAND)?;
    package_manager::as_root(run::words("mkdir -p").chain([place.clone().into_os_string()]), BY_HAND)?;
    let from = libraries.into_iter().map(PathBuf::into_os_string);
    package_manager::as_root(run::words("cp").chain(from).chain([place.into_os_string()]), BY_HAND)?;

    let host = host()?;
    let linker = Path::new(RUSTLIB).join(&host).join("bin/rust-lld");
    // `exists` follows the link: one that leads to a toolchain that is gone is made anew.
    if !linker.exists() {
        let sysroot =
            run::answer(run::command("rustc").args(["--print", "sysroot"]).current_dir(project.root()))?;
        let pinned = Path::new(&sysroot).join("lib/rustlib").join(&host).join("bin/rust-lld");
        let folder = Path::new(RUSTLIB).join(&host).join("bin");
        package_manager::as_root(run::words("mkdir -p").chain([folder.into_os_string()]), BY_HAND)?;
        let link = run::words("ln -sfn").chain([pinned.into_os_string(), linker.into_os_string()]);
        package_manager::as_root(link, BY_HAND)?;
    }
    // What was built with the library that has just been replaced no longer finds its crates.
    let stale = project.target().join(TARGET);
    if stale.exists() {
        fs::remove_dir_all(&stale).with_context(|| format!("{} cannot be emptied", stale.display()))?;
    }
    progress::note("Debian's compiler has its standard library; rustup knows it as `debian-web`.");
    Ok(())
}

/// The libraries, without the empty crate that they were built for.
fn is_library(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "rlib")
        && !path
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.starts_with("libnothing-"))
}

fn host() -> anyhow::Result<String> {
    let said = run::answer(run::command(RUSTC).arg("-vV"))?;
    said.lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
        .context("Debian's compiler does not name its host")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_compiler_will_do_and_an_older_one_will_not() {
        assert!(is_new_enough("rustc 1.96.0 (ac68faa20 2026-05-25) (built from a source tarball)", "1.95.0"));
        assert!(is_new_enough("rustc 1.95.0", "1.95.1"));
        assert!(!is_new_enough("rustc 1.85.0", "1.95.0"));
        assert!(!is_new_enough("what?", "1.95.0"));
    }

    #[test]
    fn the_empty_crate_is_no_part_of_the_standard_library() {
        assert!(is_library(Path::new("deps/libstd-723a93f9dad40af0.rlib")));
        assert!(!is_library(Path::new("deps/libnothing-723a93f9dad40af0.rlib")));
        assert!(!is_library(Path::new("deps/libstd-723a93f9dad40af0.rmeta")));
    }
}
