//! A compiler that can build for WebAssembly: rustup's own where its server can be reached, else Debian's.
//!
//! Whether a compiler can do it is found out by letting it build two small programs, one as the widget is built and
//! one as its tests are. So a standard library that is missing, incomplete, or left over from another version of the
//! compiler shows at once, whoever installed it.

use std::{env, fs, path::PathBuf, process::Command, time::Duration};

use anyhow::Context as _;

use super::{debian_compiler, lockfile};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// The target that browsers run.
pub(super) const TARGET: &str = "wasm32-unknown-unknown";

/// Where rustup's server cannot be reached, rustup waits for it without end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Which compiler builds for WebAssembly.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum WasmCompiler {
    /// The one that builds everything else, too.
    Pinned,
    /// Debian's, known to rustup by the name [`debian_compiler::TOOLCHAIN`].
    Debian,
}

impl WasmCompiler {
    /// Lets the program use this compiler whenever it calls `cargo` or `rustc`.
    pub(crate) fn choose(&self, command: &mut Command) {
        match self {
            Self::Pinned => {}
            Self::Debian => {
                command.env("RUSTUP_TOOLCHAIN", debian_compiler::TOOLCHAIN);
            }
        }
    }

    /// What the compiler says of itself, with its version.
    pub(crate) fn version(&self, project: &Project) -> anyhow::Result<String> {
        let mut rustc = run::command("rustc");
        rustc.arg("--version").current_dir(project.root());
        self.choose(&mut rustc);
        run::answer(&mut rustc)
    }
}

/// Makes ready a compiler for WebAssembly.
pub(super) fn compiler(project: &Project, progress: &Progress) -> anyhow::Result<WasmCompiler> {
    const TITLE: &str = "WebAssembly compiler";
    if builds(project, &WasmCompiler::Pinned) {
        progress::ready(TITLE, "the pinned Rust has the target");
        return Ok(WasmCompiler::Pinned);
    }
    if debian_compiler::is_linked() && builds(project, &WasmCompiler::Debian) {
        progress::ready(TITLE, "Debian's, which stands beside the pinned Rust");
        return Ok(WasmCompiler::Debian);
    }
    if run::find("rustup").is_none() {
        return Err(Trouble::new(format!(
            "The compiler on this machine cannot build for WebAssembly ({TARGET})."
        ))
        .remedy("install rustup (https://rustup.rs), then run this again")
        .into());
    }
    if ask_rustup(project, progress)? {
        return Ok(WasmCompiler::Pinned);
    }
    debian_compiler::install(project, progress)?;
    if let Err(said) = try_building(project, &WasmCompiler::Debian) {
        return Err(Trouble::new(format!(
            "Debian's compiler was set up and still cannot build for WebAssembly: {said}"
        ))
        .remedy(
            "delete /usr/lib/rustlib/wasm32-unknown-unknown and run `cargo xtask setup` again, or run \
                 `rustup target add wasm32-unknown-unknown` with a connection to static.rust-lang.org",
        )
        .into());
    }
    Ok(WasmCompiler::Debian)
}

/// The ordinary way. `false` where rustup does not get it.
fn ask_rustup(project: &Project, progress: &Progress) -> anyhow::Result<bool> {
    let step = progress.begin(
        "Adding the WebAssembly target with rustup",
        "the widget runs in the browser as WebAssembly",
        "seconds, and given up when nothing arrives for 20 s",
    );
    let mut add = run::command("rustup");
    add.args(["target", "add", TARGET, "--toolchain", &lockfile::pinned_rust(project)?])
        .current_dir(project.root());
    let downloads = rustup_home().map(|home| home.join("downloads"));
    let mut arrived = 0;
    let mut last_arrival = Duration::ZERO;
    let outcome = step.attempt_while(&mut add, |elapsed| {
        let now = downloads.as_deref().map_or(0, bytes_in);
        if now != arrived {
            arrived = now;
            last_arrival = elapsed;
        }
        elapsed.saturating_sub(last_arrival) < PATIENCE
    })?;
    if outcome.success {
        if let Err(said) = try_building(project, &WasmCompiler::Pinned) {
            return Err(Trouble::new(format!(
                "rustup added the target, yet the compiler does not build for it: {said}"
            ))
            .remedy("reinstall the toolchain that rust-toolchain.toml names")
            .into());
        }
        step.done();
        return Ok(true);
    }
    step.ended(if outcome.stuck {
        "its server does not answer, so another way is taken".to_owned()
    } else {
        format!(
            "rustup says “{}”, so another way is taken",
            outcome.tail.last().map_or("nothing", String::as_str)
        )
    });
    Ok(false)
}

fn rustup_home() -> Option<PathBuf> {
    env::var_os("RUSTUP_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".rustup")))
}

fn bytes_in(folder: &std::path::Path) -> u64 {
    fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.metadata().ok())
        .map(|metadata| metadata.len())
        .sum()
}

fn builds(project: &Project, compiler: &WasmCompiler) -> bool {
    try_building(project, compiler).is_ok()
}

/// Builds and links a small program as the widget is built, then one as its tests are built. The error is what the
/// compiler says.
fn try_building(project: &Project, compiler: &WasmCompiler) -> anyhow::Result<()> {
    let folder = project.logs().join("probe");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let source = folder.join("probe.rs");
    let program = "fn main() {\n    println!(\"{:?}\", std::env::args().collect::<Vec<_>>());\n}\n";
    fs::write(&source, program).with_context(|| format!("{} cannot be written", source.display()))?;
    let as_the_widget: &[&str] = &["-Clto=fat", "-Copt-level=z", "-Cpanic=abort"];
    for (name, options) in [("widget.wasm", as_the_widget), ("tests.wasm", &["--test"])] {
        let mut rustc = run::command("rustc");
        rustc
            .args(["--edition", "2024", "--crate-name", "probe", "--target", TARGET])
            .args(options)
            .arg("-o")
            .arg(folder.join(name))
            .arg(&source)
            .current_dir(project.root());
        compiler.choose(&mut rustc);
        run::answer(&mut rustc)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debians_compiler_is_chosen_by_name_and_the_pinned_one_by_leaving_things_alone() {
        let chosen = |compiler: &WasmCompiler| {
            let mut command = Command::new("cargo");
            compiler.choose(&mut command);
            command.get_envs().any(|(name, _)| name == "RUSTUP_TOOLCHAIN")
        };
        assert!(chosen(&WasmCompiler::Debian));
        assert!(!chosen(&WasmCompiler::Pinned));
    }

    #[test]
    fn bytes_of_a_folder_that_is_not_there_are_none() {
        assert_eq!(bytes_in(std::path::Path::new("/no/such/folder")), 0);
    }
}
