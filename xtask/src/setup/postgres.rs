//! PostgreSQL's programs, with which tests start servers of their own.

use std::path::PathBuf;

use super::package_manager::{self, Packages};
use crate::{
    progress::{self, Progress},
    run,
    trouble::{Trouble, told},
};

/// On Debian, installing the server also makes a cluster that starts with the machine, unless a file here says
/// otherwise. Nobody has asked for that one.
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/fustlink-tests.conf";

/// Makes ready PostgreSQL's programs; the answer is their folder. No server is started and none is set up.
pub(super) fn programs(progress: &Progress) -> anyhow::Result<PathBuf> {
    if let Some(folder) = scratch_postgres::programs_folder() {
        progress::ready("PostgreSQL", folder.display());
        return Ok(folder);
    }
    let remedy =
        "install PostgreSQL's server so that `initdb` and `postgres` are on the path, then run this again";
    let without_cluster = WithoutCluster::begin();
    let installed = package_manager::install(
        progress,
        &Packages {
            what: "PostgreSQL",
            why: "the database's tests run on SQLite and on it, each on a server of its own",
            takes: "under a minute",
            apt: &["postgresql"],
            dnf: &["postgresql-server", "postgresql"],
            pacman: &["postgresql"],
            brew: &["postgresql"],
        },
        remedy,
    );
    drop(without_cluster);
    installed?;
    scratch_postgres::programs_folder().ok_or_else(|| {
        Trouble::new("PostgreSQL was installed, and its programs are not found.").remedy(remedy).into()
    })
}

/// While this lives, Debian's packages make no cluster. Without the right to see to that, they cannot be installed
/// either, and the installation says what to do.
struct WithoutCluster;

impl WithoutCluster {
    fn begin() -> Option<Self> {
        run::find("apt-get")?;
        let note = r#"mkdir -p "${1%/*}" && echo "create_main_cluster = false" >"$1""#;
        let words = ["sh", "-c", note, "sh", NO_CLUSTER].map(Into::into);
        package_manager::as_root(words, "install PostgreSQL by hand").ok().map(|()| Self)
    }
}

impl Drop for WithoutCluster {
    fn drop(&mut self) {
        if let Err(error) = package_manager::as_root(["rm", "-f", NO_CLUSTER].map(Into::into), "leave it") {
            progress::note(format_args!("{NO_CLUSTER} was left behind: {}", told(&error)));
        }
    }
}
