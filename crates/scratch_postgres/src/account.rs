//! As whom the server runs. PostgreSQL refuses root.

use std::{path::Path, process::Command};

use crate::error::ScratchError;

/// The account of the server: this process's own, or another when this process is root's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Account {
    /// Whoever runs this process.
    Own,
    /// Another user, by user and group number.
    Other(u32, u32),
}

#[cfg(unix)]
impl Account {
    /// Who may run the server, judged by a folder that this process has just made.
    pub(crate) fn for_maker_of(folder: &Path) -> Result<Self, ScratchError> {
        use std::os::unix::fs::MetadataExt as _;

        if folder.metadata()?.uid() != 0 {
            return Ok(Self::Own);
        }
        ["postgres", "nobody"]
            .into_iter()
            .find_map(|name| Some(Self::Other(number("-u", name)?, number("-g", name)?)))
            .ok_or(ScratchError::NobodyToRunAs)
    }

    /// Gives a folder or a file to the account.
    pub(crate) fn own(self, path: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other(user, group) => std::os::unix::fs::chown(path, Some(user), Some(group)),
        }
    }

    /// Makes a program run as the account, in a process group of its own: what is typed at or sent to this process's
    /// group is not meant for it.
    pub(crate) fn run(self, command: &mut Command) {
        use std::os::unix::process::CommandExt as _;

        if let Self::Other(user, group) = self {
            command.uid(user).gid(group);
        }
        command.process_group(0);
    }
}

#[cfg(unix)]
fn number(which: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([which, name]).output().ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

#[cfg(not(unix))]
impl Account {
    /// There is no root here.
    pub(crate) fn for_maker_of(_folder: &Path) -> Result<Self, ScratchError> {
        Ok(Self::Own)
    }

    /// It is the account's already.
    pub(crate) fn own(self, _path: &Path) -> std::io::Result<()> {
        Ok(())
    }

    /// It runs as it is.
    pub(crate) fn run(self, _command: &mut Command) {}
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn root_has_a_number_and_a_user_that_is_not_there_has_none() {
        assert_eq!(number("-u", "root"), Some(0));
        assert_eq!(number("-u", "no-such-user-of-ours"), None);
    }
}
