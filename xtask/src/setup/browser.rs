//! Chromium, or a browser made of it, with the driver of the same version.

use std::{
    env, fs,
    path::{Path, PathBuf},
};

use super::{
    lockfile,
    package_manager::{self, Packages},
};
use crate::{
    progress::{self, Progress},
    run,
    trouble::Trouble,
};

/// A browser with its driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Browser {
    /// Chromium, or Chrome.
    pub(crate) chromium: PathBuf,
    /// The driver that understands this browser.
    pub(crate) chromedriver: PathBuf,
}

/// Makes ready a browser and its driver.
pub(super) fn browser(progress: &Progress) -> anyhow::Result<Browser> {
    let remedy = "install Chromium or Chrome with the chromedriver of the same version, or name them in CHROMIUM and \
                  CHROMEDRIVER, then run this again";
    if let Some(browser) = present() {
        return Ok(browser);
    }
    package_manager::install(
        progress,
        &Packages {
            what: "Chromium and its driver",
            why: "the widget is tested in a real browser",
            takes: "under a minute",
            apt: &["chromium", "chromium-driver"],
            dnf: &["chromium", "chromedriver"],
            pacman: &["chromium"],
            brew: &["--cask", "chromium", "chromedriver"],
        },
        remedy,
    )?;
    present().ok_or_else(|| {
        Trouble::new("Chromium was installed, and no browser with a driver of its version is found.")
            .remedy(remedy)
            .into()
    })
}

fn present() -> Option<Browser> {
    let drivers: Vec<(PathBuf, u32)> = with_major(driver_places());
    for (chromium, major) in with_major(browser_places()) {
        if let Some((chromedriver, _)) = drivers.iter().find(|(_, other)| *other == major) {
            progress::ready("Browser", format_args!("{} {major}, with its driver", chromium.display()));
            return Some(Browser { chromium, chromedriver: chromedriver.clone() });
        }
    }
    None
}

/// The programs that are there and say their version.
fn with_major(places: Vec<PathBuf>) -> Vec<(PathBuf, u32)> {
    places.into_iter().filter_map(|place| major_version(&place).map(|major| (place, major))).collect()
}

/// A browser and a driver understand each other when their major versions are the same.
fn major_version(program: &Path) -> Option<u32> {
    if !program.is_file() {
        return None;
    }
    let said = run::answer(run::command(program).arg("--version")).ok()?;
    lockfile::version_numbers(&said)?.first().copied()
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn browser_places() -> Vec<PathBuf> {
    if let Some(chosen) = named("CHROMIUM") {
        return vec![chosen];
    }
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let mut places: Vec<PathBuf> = names.into_iter().filter_map(run::find).collect();
    if cfg!(target_os = "macos") {
        for application in [
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        ] {
            places.push(application.into());
        }
    }
    for folder in ["ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA"].into_iter().filter_map(named) {
        places.push(folder.join("Google/Chrome/Application/chrome.exe"));
    }
    places.extend(playwrights_places());
    places
}

fn driver_places() -> Vec<PathBuf> {
    if let Some(chosen) = named("CHROMEDRIVER") {
        return vec![chosen];
    }
    run::find("chromedriver")
        .into_iter()
        .chain(
            [
                "/usr/lib/chromium/chromedriver",
                "/usr/lib/chromium-browser/chromedriver",
                "/snap/bin/chromium.chromedriver",
            ]
            .map(PathBuf::from),
        )
        .collect()
}

/// The browsers that Playwright keeps for this user, newest first.
fn playwrights_places() -> Vec<PathBuf> {
    let Some(home) = env::home_dir() else { return Vec::new() };
    let cache = named("PLAYWRIGHT_BROWSERS_PATH").unwrap_or_else(|| {
        if cfg!(target_os = "macos") {
            home.join("Library/Caches/ms-playwright")
        } else if cfg!(windows) {
            home.join("AppData/Local/ms-playwright")
        } else {
            home.join(".cache/ms-playwright")
        }
    });
    let mut editions: Vec<PathBuf> = fs::read_dir(cache)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("chromium-")))
        .collect();
    editions.sort();
    editions
        .into_iter()
        .rev()
        .flat_map(|edition| {
            [
                "chrome-linux/chrome",
                "chrome-linux64/chrome",
                "chrome-mac/Chromium.app/Contents/MacOS/Chromium",
                "chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing",
                "chrome-win/chrome.exe",
            ]
            .map(|inside| edition.join(inside))
        })
        .collect()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_programs_major_version_is_read_from_what_it_says() {
        let path = env::temp_dir().join(format!("fustlink-browser-{}", std::process::id()));
        fs::write(&path, "#!/bin/sh\necho noise >&2\necho 'ChromeDriver 156.0.8078.79 (a21ce95c24ce)'\n")
            .expect("a script can be written");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("it can be made runnable");
        assert_eq!(major_version(&path), Some(156));
        fs::remove_file(&path).expect("the script can be removed");
        assert_eq!(major_version(&path), None);
    }
}
