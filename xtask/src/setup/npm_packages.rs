//! The npm packages of `e2e/`: Playwright for the whole-system tests, binaryen for `wasm-opt`, esbuild for smaller scripts.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use super::node::{self, Node};
use crate::{
    progress::{self, Progress},
    project::Project,
    run,
    trouble::Trouble,
};

/// Installs what `package-lock.json` names, unless it is all there.
pub(super) fn install(project: &Project, progress: &Progress, node: &Node) -> anyhow::Result<()> {
    const TITLE: &str = "Packages of e2e/";
    let e2e = project.e2e();
    if !e2e.join("package-lock.json").is_file() {
        return Err(Trouble::new("e2e/package-lock.json is missing.")
            .remedy("restore it with `git checkout e2e/package-lock.json`")
            .into());
    }
    if are_installed(&e2e) {
        progress::ready(TITLE, "as package-lock.json names them");
        return Ok(());
    }
    let step = progress.begin(
        "Installing the packages of e2e/",
        "Playwright drives the browser, binaryen and esbuild make the widget small",
        "about half a minute",
    );
    let npm = run::find("npm")
        .ok_or_else(|| Trouble::new("npm is missing.").remedy("install npm, then run this again"))?;
    let mut install = node::npm_program(node, &npm);
    install
        .args(["ci", "--no-audit", "--no-fund"])
        .current_dir(&e2e)
        // The browser is looked for on this machine; another one is not needed.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    step.run(&mut install, "see what npm says; `npm ci` in e2e/ by hand is as good")?;
    step.done();
    Ok(())
}

/// The folder with `wasm-opt`, if npm has installed it.
pub(super) fn wasm_opt(project: &Project) -> Option<PathBuf> {
    Some(programs(project)).filter(|folder| folder.join("wasm-opt").exists())
}

/// Where npm puts the programs of the packages.
pub(super) fn programs(project: &Project) -> PathBuf {
    project.e2e().join("node_modules/.bin")
}

/// Compares what is wanted with npm's own note of what it has installed.
fn are_installed(e2e: &Path) -> bool {
    let read = |name: &str| -> Option<Value> {
        serde_json::from_str(&fs::read_to_string(e2e.join(name)).ok()?).ok()
    };
    match (read("package-lock.json"), read("node_modules/.package-lock.json")) {
        (Some(wanted), Some(installed)) => {
            all_installed(&wanted, &installed, |package| e2e.join(package).join("package.json").is_file())
        }
        _ => false,
    }
}

/// Optional packages are for other systems than this one, so only those that are installed have to fit.
fn all_installed(wanted: &Value, installed: &Value, is_there: impl Fn(&str) -> bool) -> bool {
    let packages =
        |lock: &Value| lock.get("packages").and_then(Value::as_object).cloned().unwrap_or_default();
    let installed = packages(installed);
    packages(wanted).iter().filter(|(place, _)| !place.is_empty()).all(|(place, package)| {
        match installed.get(place) {
            Some(present) => present.get("integrity") == package.get("integrity") && is_there(place),
            None => package.get("optional") == Some(&Value::Bool(true)),
        }
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lock(integrity: &str) -> Value {
        json!({"packages": {
            "": {"name": "fustlink-e2e"},
            "node_modules/binaryen": {"version": "132.0.0", "integrity": integrity},
            "node_modules/only-for-macos": {"version": "1.0.0", "integrity": "x", "optional": true},
        }})
    }

    #[test]
    fn packages_for_other_systems_are_not_missed() {
        let installed =
            json!({"packages": {"node_modules/binaryen": {"version": "132.0.0", "integrity": "a"}}});
        assert!(all_installed(&lock("a"), &installed, |_| true));
    }

    #[test]
    fn a_package_that_changed_or_went_away_is_installed_again() {
        let installed =
            json!({"packages": {"node_modules/binaryen": {"version": "132.0.0", "integrity": "a"}}});
        assert!(!all_installed(&lock("b"), &installed, |_| true), "it changed");
        assert!(!all_installed(&lock("a"), &installed, |_| false), "its folder went away");
        assert!(!all_installed(&lock("a"), &json!({}), |_| true), "nothing was ever installed");
    }

    #[test]
    fn npm_and_trunk_toml_name_the_same_wasm_opt() {
        let project = Project::find().expect("the repository");
        let trunk: toml::Table =
            fs::read_to_string(project.path("Trunk.toml")).expect("Trunk.toml").parse().expect("TOML");
        let asked = trunk.get("tools").and_then(|tools| tools.get("wasm_opt")).and_then(toml::Value::as_str);
        let package: Value = serde_json::from_str(
            &fs::read_to_string(project.path("e2e/package.json")).expect("package.json"),
        )
        .expect("JSON");
        let binaryen =
            package.pointer("/devDependencies/binaryen").and_then(Value::as_str).expect("a version");
        let major = binaryen.split('.').next().expect("a major version");
        assert_eq!(asked, Some(format!("version_{major}").as_str()));
    }
}
