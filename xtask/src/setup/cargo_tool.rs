//! Tools that come from the Rust crate registry, each in a folder of its own per version, outside `~/.cargo/bin`:
//! another project may want another version.

use std::{
    env,
    path::{Path, PathBuf},
};

use super::lockfile;
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// The newest Trunk that the pinned Rust can build. Trunk.toml asks for the same.
const TRUNK: &str = "0.21.14";

/// The cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "0.20.2";

/// The cargo-fuzz that fuzz/Cargo.toml is written for.
const CARGO_FUZZ: &str = "0.13.2";

/// Built to be ready soon, not to run fast: these tools work for seconds.
const QUICK_BUILD: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// A crate that is a program.
struct CargoTool<'a> {
    name: &'a str,
    version: &'a str,
    /// The programs that are used of it.
    programs: &'a [&'a str],
    /// Whether the versions that its author tested are taken.
    locked: bool,
    why: &'a str,
    takes: &'a str,
}

/// Makes ready `wasm-bindgen` and `wasm-bindgen-test-runner`; the answer is their folder.
pub(super) fn wasm_bindgen(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    let version = lockfile::locked(project, "wasm-bindgen")?;
    CargoTool {
        name: "wasm-bindgen-cli",
        version: &version,
        programs: &["wasm-bindgen", "wasm-bindgen-test-runner"],
        // Its own lock file can name versions that the registry no longer lists.
        locked: false,
        why: "it makes the JavaScript around the widget, and must be of the version in Cargo.lock",
        takes: "about a minute on two cores",
    }
    .ready(project, progress)
}

/// Makes ready `trunk`; the answer is its folder.
pub(super) fn trunk(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    CargoTool {
        name: "trunk",
        version: TRUNK,
        programs: &["trunk"],
        locked: true,
        why: "it bundles the widget's page",
        takes: "about three minutes on two cores",
    }
    .ready(project, progress)
}

/// Makes ready `cargo-deny`; the answer is its folder.
pub(super) fn deny(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    CargoTool {
        name: "cargo-deny",
        version: CARGO_DENY,
        programs: &["cargo-deny"],
        locked: true,
        why: "it checks the licences and sources of all dependencies",
        takes: "about a minute and a half on two cores",
    }
    .ready(project, progress)
}

/// Makes ready `cargo-fuzz`; the answer is its folder.
pub(super) fn fuzz(project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
    CargoTool {
        name: "cargo-fuzz",
        version: CARGO_FUZZ,
        programs: &["cargo-fuzz"],
        locked: true,
        why: "it builds programs that try inputs and see which code these reach",
        takes: "less than a minute on two cores",
    }
    .ready(project, progress)
}

impl CargoTool<'_> {
    fn ready(&self, project: &Project, progress: &Progress) -> anyhow::Result<PathBuf> {
        let title = format!("{} {}", self.name, self.version);
        let own = tools_folder()?.join(format!("{}-{}", self.name, self.version));
        let own_programs = own.join("bin");
        if self.all_in(&own_programs) {
            progress::ready(&title, own_programs.display());
            return Ok(own_programs);
        }
        if let Some(folder) = run::search_path().into_iter().find(|folder| self.all_in(folder)) {
            progress::ready(&title, folder.display());
            return Ok(folder);
        }
        let step = progress.begin(&format!("Installing {title}"), self.why, self.takes);
        let mut install = run::command("cargo");
        install.args(["install", self.name, "--version", self.version, "--force", "--root"]).arg(&own);
        if self.locked {
            install.arg("--locked");
        }
        install.envs(QUICK_BUILD).current_dir(project.root());
        step.run(
            &mut install,
            &format!(
                "see what the compiler says; `cargo install {} --version {}` by hand is as good",
                self.name, self.version
            ),
        )?;
        if !self.all_in(&own_programs) {
            return Err(Trouble::new(format!(
                "{title} was installed in {} and does not run from there.",
                own.display()
            ))
            .remedy(format!("delete {} and run `cargo xtask setup` again", own.display()))
            .into());
        }
        step.done();
        Ok(own_programs)
    }

    /// Whether the folder holds all its programs and they say that they are of this version.
    fn all_in(&self, folder: &Path) -> bool {
        self.programs.iter().all(|program| {
            run::in_folder(folder, program).is_some_and(|path| {
                run::answer(run::command(path).arg("--version"))
                    .is_ok_and(|said| said.split_whitespace().nth(1) == Some(self.version))
            })
        })
    }
}

/// Where this project's tools are kept for this user.
pub(super) fn tools_folder() -> anyhow::Result<PathBuf> {
    tools_folder_among(
        |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from),
        env::home_dir(),
    )
    .ok_or_else(|| {
        Trouble::new("There is no place to keep tools: this user has no home folder.")
            .remedy("name a folder in FUSTLINK_TOOLS")
            .into()
    })
}

fn tools_folder_among(variable: impl Fn(&str) -> Option<PathBuf>, home: Option<PathBuf>) -> Option<PathBuf> {
    if let Some(chosen) = variable("FUSTLINK_TOOLS") {
        return std::path::absolute(chosen).ok();
    }
    let cache = if cfg!(target_os = "macos") {
        home.map(|home| home.join("Library/Caches"))
    } else if cfg!(windows) {
        variable("LOCALAPPDATA")
    } else {
        variable("XDG_CACHE_HOME")
            .filter(|folder| folder.is_absolute())
            .or_else(|| home.map(|home| home.join(".cache")))
    };
    cache.map(|cache| cache.join("fustlink").join("tools"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(variables: &[(&str, &str)], home: Option<&str>) -> Option<PathBuf> {
        tools_folder_among(
            |name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| PathBuf::from(value)),
            home.map(PathBuf::from),
        )
    }

    #[test]
    fn a_folder_that_was_named_wins() {
        assert_eq!(
            folder(&[("FUSTLINK_TOOLS", "/opt/tools"), ("XDG_CACHE_HOME", "/cache")], Some("/home/x")),
            Some("/opt/tools".into())
        );
    }

    #[cfg(all(unix, not(target_os = "macos")))]
    #[test]
    fn otherwise_it_is_in_the_users_cache_folder() {
        assert_eq!(
            folder(&[("XDG_CACHE_HOME", "/cache")], Some("/home/x")),
            Some("/cache/fustlink/tools".into())
        );
        assert_eq!(folder(&[], Some("/home/x")), Some("/home/x/.cache/fustlink/tools".into()));
        assert_eq!(folder(&[("XDG_CACHE_HOME", "relative")], None), None);
    }

    #[test]
    fn trunk_is_the_one_that_trunk_toml_asks_for() {
        let project = Project::find().expect("the repository");
        let text = std::fs::read_to_string(project.path("Trunk.toml")).expect("Trunk.toml");
        let asked: toml::Table = text.parse().expect("TOML");
        let asked = asked.get("trunk-version").and_then(toml::Value::as_str).expect("a version");
        assert!(TRUNK.starts_with(&format!("{asked}.")), "Trunk.toml asks for {asked}, we install {TRUNK}");
    }

    #[test]
    fn a_tool_of_another_version_is_not_taken() {
        let cargo = run::find("cargo").expect("cargo is there");
        let folder = cargo.parent().expect("in a folder");
        let said = run::answer(run::command("cargo").arg("--version")).expect("cargo answers");
        let version = said.split_whitespace().nth(1).expect("cargo names its version");
        let tool = |version| CargoTool {
            name: "cargo",
            version,
            programs: &["cargo"],
            locked: true,
            why: "",
            takes: "",
        };
        assert!(tool(version).all_in(folder));
        assert!(!tool("0.0.1").all_in(folder));
    }
}
