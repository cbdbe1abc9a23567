//! The system's package manager, and the right to use it.

use std::{ffi::OsString, process::Command, sync::OnceLock};

use crate::{
    progress::{self, Outcome, Progress},
    run,
    trouble::Trouble,
};

/// What is wanted, under the names that each package manager gives it. An empty list: it has none.
pub(super) struct Packages {
    /// What it is, for a person.
    pub(super) what: &'static str,
    /// Why it is wanted.
    pub(super) why: &'static str,
    /// How long it may take.
    pub(super) takes: &'static str,
    /// Debian and its kin.
    pub(super) apt: &'static [&'static str],
    /// Fedora and its kin.
    pub(super) dnf: &'static [&'static str],
    /// Arch and its kin.
    pub(super) pacman: &'static [&'static str],
    /// Homebrew.
    pub(super) brew: &'static [&'static str],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manager {
    Apt,
    Dnf,
    Pacman,
    Brew,
}

impl Manager {
    const ALL: [Self; 4] = [Self::Apt, Self::Dnf, Self::Pacman, Self::Brew];

    fn program(self) -> &'static str {
        match self {
            Self::Apt => "apt-get",
            Self::Dnf => "dnf",
            Self::Pacman => "pacman",
            Self::Brew => "brew",
        }
    }

    fn names(self, packages: &Packages) -> &'static [&'static str] {
        match self {
            Self::Apt => packages.apt,
            Self::Dnf => packages.dnf,
            Self::Pacman => packages.pacman,
            Self::Brew => packages.brew,
        }
    }

    fn install_words(self) -> &'static str {
        match self {
            Self::Apt => "apt-get install -y --no-install-recommends",
            Self::Dnf => "dnf install -y",
            Self::Pacman => "pacman -Sy --needed --noconfirm",
            Self::Brew => "brew install",
        }
    }
}

/// Installs the packages, or says what to do where that cannot be done.
pub(super) fn install(progress: &Progress, packages: &Packages, remedy: &str) -> anyhow::Result<()> {
    let manager = Manager::ALL
        .into_iter()
        .find(|manager| !manager.names(packages).is_empty() && run::find(manager.program()).is_some());
    let Some(manager) = manager else {
        return Err(Trouble::new(format!(
            "{} is missing, and no package manager here has it.",
            packages.what
        ))
        .remedy(remedy)
        .into());
    };
    let line = format!("{} {}", manager.install_words(), manager.names(packages).join(" "));
    // Homebrew refuses root; all others need it.
    let rights = if manager == Manager::Brew { Rights::Enough } else { rights() };
    let Some(mut command) = rights.command(run::words(&line)) else {
        return Err(Trouble::new(format!(
            "{} is missing, and installing it needs root rights.",
            packages.what
        ))
        .remedy(by_hand(manager, &line))
        .into());
    };
    let step = progress.begin(&format!("Installing {}", packages.what), packages.why, packages.takes);
    if manager == Manager::Apt
        && let Some(mut update) = rights.command(run::words("apt-get update"))
    {
        // One unreachable source among several must not keep the others from being used.
        let outcome: Outcome = step.attempt(&mut update)?;
        if !outcome.success {
            progress::note("Not all of apt's sources could be updated.");
        }
    }
    step.run(&mut command, &format!("{remedy} (tried: {line})"))?;
    step.done();
    Ok(())
}

fn by_hand(manager: Manager, line: &str) -> String {
    let update = if manager == Manager::Apt { "sudo apt-get update && " } else { "" };
    format!("run `{update}sudo {line}`, then this again")
}

/// Does a small thing that only root may do.
pub(super) fn as_root(words: impl IntoIterator<Item = OsString>, remedy: &str) -> anyhow::Result<()> {
    let words: Vec<OsString> = words.into_iter().collect();
    let shown = words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    let Some(mut command) = rights().command(words) else {
        return Err(Trouble::new(format!("`{shown}` needs root rights."))
            .remedy(format!("run `sudo {shown}`, then this again; or {remedy}"))
            .into());
    };
    run::answer(&mut command).map(drop)
}

/// What this user may do to the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rights {
    /// This user may do it.
    Enough,
    /// `sudo` lets this user do it without a password.
    ThroughSudo,
    /// Only with a password, which is not asked for in the middle of other work.
    None,
}

impl Rights {
    fn command(self, words: impl IntoIterator<Item = OsString>) -> Option<Command> {
        let mut words = words.into_iter();
        let mut command = match self {
            Self::Enough => run::command(words.next()?),
            Self::ThroughSudo => {
                let mut sudo = run::command("sudo");
                // sudo forgets the environment, so it is told on its own command line.
                sudo.args(["-n", "env", "DEBIAN_FRONTEND=noninteractive"]);
                sudo
            }
            Self::None => return None,
        };
        command.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        Some(command)
    }
}

fn rights() -> Rights {
    static RIGHTS: OnceLock<Rights> = OnceLock::new();
    *RIGHTS.get_or_init(|| {
        if run::answer(run::command("id").arg("-u")).is_ok_and(|user| user == "0") {
            Rights::Enough
        } else if run::succeeds(run::command("sudo").args(["-n", "true"])) {
            Rights::ThroughSudo
        } else {
            Rights::None
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(rights: Rights) -> Option<String> {
        rights.command(run::words("apt-get install -y chromium")).map(|command| run::shown(&command))
    }

    #[test]
    fn root_installs_directly_and_others_through_sudo() {
        assert_eq!(line(Rights::Enough).as_deref(), Some("apt-get install -y chromium"));
        assert_eq!(
            line(Rights::ThroughSudo).as_deref(),
            Some("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get install -y chromium")
        );
        assert_eq!(line(Rights::None), None);
    }

    #[test]
    fn who_may_not_install_is_given_the_whole_line() {
        assert_eq!(
            by_hand(Manager::Apt, "apt-get install -y chromium"),
            "run `sudo apt-get update && sudo apt-get install -y chromium`, then this again"
        );
    }
}
