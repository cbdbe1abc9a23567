//! The server: its start, its databases, its end.

use std::{
    fs,
    io::Read as _,
    net::{Ipv4Addr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicU32, Ordering},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{
    account::Account,
    error::ScratchError,
    programs::{program_in, programs_folder},
};

/// Starts the server and ends it with this process.
const GUARD: &str = include_str!("guard.sh");

/// The server's superuser.
const USER: &str = "scratch";

/// Making a cluster takes a second or two, and many times that on a machine with much else to do.
const PATIENCE: Duration = Duration::from_mins(2);

/// How often the server is looked at while it starts.
const LOOK: Duration = Duration::from_millis(20);

/// A port that was free may be taken before the server takes it; then another is tried.
const ATTEMPTS: u32 = 4;

/// What a commit is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It need not survive this machine's end, so that tests are quick.
    Fast,
    /// It is on disk when it is answered, as in production: for benches and crash rounds.
    Durable,
}

impl Durability {
    fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Fast => &["fsync=off", "synchronous_commit=off", "full_page_writes=off"],
            Self::Durable => &["fsync=on", "synchronous_commit=on", "full_page_writes=on"],
        }
    }
}

/// A running PostgreSQL that nobody else uses. Dropping it stops it at once and removes its data.
#[derive(Debug)]
pub struct ScratchPostgres {
    /// The guard; closing its standard input ends it and the server.
    guard: Child,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
    password: String,
    databases: AtomicU32,
}

impl ScratchPostgres {
    /// Makes a cluster and starts its server; when this returns, it takes connections. That takes a second or two.
    ///
    /// # Errors
    /// When PostgreSQL's programs are not on this machine, or the server does not start; the error holds what it said.
    pub fn start(durability: Durability) -> Result<Self, ScratchError> {
        let programs = programs_folder().ok_or(ScratchError::NotInstalled)?;
        let mut attempt = 1;
        loop {
            let started = Self::guarded(&programs, durability, free_port()?).and_then(Self::once_ready);
            match started {
                Err(ScratchError::Ended(said)) if attempt < ATTEMPTS && is_about_the_port(&said) => {
                    attempt += 1;
                }
                started => return started,
            }
        }
    }

    fn guarded(programs: &Path, durability: Durability, port: u16) -> Result<Self, ScratchError> {
        let (folder, account) = folder()?;
        let password = password()?;
        let password_file = folder.path().join("password");
        fs::write(&password_file, &password)?;
        account.own(&password_file)?;
        account.own(folder.path())?;

        let mut guard = Command::new("sh");
        guard.args(["-c", GUARD, "scratch-postgres"]).arg(folder.path()).arg(programs);
        guard.arg("-k").arg(folder.path()).args(["-h", "127.0.0.1", "-p", &port.to_string()]);
        for setting in durability.settings().iter().chain(&["max_connections=200", "timezone=UTC"]) {
            guard.args(["-c", setting]);
        }
        account.run(&mut guard);
        let guard = guard
            .env_clear()
            // Its words are read by this program, and its variables must not reach another server.
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("LC_ALL", "C")
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| ScratchError::Program { program: "sh".to_owned(), reason: error.to_string() })?;
        Ok(Self {
            guard,
            programs: programs.to_owned(),
            // From here on the guard removes it.
            folder: folder.keep(),
            port,
            password,
            databases: AtomicU32::new(0),
        })
    }

    /// Waits until the server takes connections.
    fn once_ready(mut self) -> Result<Self, ScratchError> {
        let started = Instant::now();
        loop {
            if self.takes_connections() {
                return Ok(self);
            }
            if self.folder.join("ended").exists()
                || self.guard.try_wait().is_ok_and(|status| status.is_some())
            {
                return Err(ScratchError::Ended(self.said()));
            }
            if started.elapsed() > PATIENCE {
                return Err(ScratchError::Silent { waited: PATIENCE, said: self.said() });
            }
            thread::sleep(LOOK);
        }
    }

    /// The server notes its state in the eighth line of this file: the one that `pg_ctl` waits for, too.
    fn takes_connections(&self) -> bool {
        fs::read_to_string(self.folder.join("data/postmaster.pid"))
            .is_ok_and(|noted| noted.lines().nth(7).is_some_and(|state| state.trim() == "ready"))
    }

    /// The last lines of the server's log.
    fn said(&self) -> String {
        let log = fs::read(self.folder.join("log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().collect();
        lines.get(lines.len().saturating_sub(20)..).unwrap_or_default().join("\n")
    }

    /// Makes an empty database, whose name begins with `name`, and returns its address, `postgres://…`. Every call
    /// makes another one.
    ///
    /// # Errors
    /// When the server does not make it; the error holds what it said.
    pub fn database(&self, name: &str) -> Result<String, ScratchError> {
        let name = format!("{}_{}", plain(name), self.databases.fetch_add(1, Ordering::Relaxed));
        let program = program_in(&self.programs, "createdb");
        let made = Command::new(&program)
            .args(["--host=127.0.0.1", "--no-password", &format!("--port={}", self.port)])
            .args([&format!("--username={USER}"), &name])
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("LC_ALL", "C")
            .env("PGPASSWORD", &self.password)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| ScratchError::Program {
                program: program.display().to_string(),
                reason: error.to_string(),
            })?;
        if !made.status.success() {
            let said = String::from_utf8_lossy(&made.stderr).trim().to_owned();
            return Err(ScratchError::Database { name, said });
        }
        Ok(format!("postgres://{USER}:{}@127.0.0.1:{}/{name}", self.password, self.port))
    }
}

impl Drop for ScratchPostgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ended = self.guard.wait();
    }
}

/// A folder that the server's account can reach, and that account.
fn folder() -> Result<(TempDir, Account), ScratchError> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("scratch-postgres-");
    let own = builder.tempdir()?;
    match Account::for_maker_of(own.path())? {
        Account::Own => Ok((own, Account::Own)),
        // Root's own temporary folder may be closed to others; this one never is.
        other @ Account::Other(..) => Ok((builder.tempdir_in("/tmp")?, other)),
    }
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

/// On a machine with several users, the server's superuser is only for those who know this.
fn password() -> std::io::Result<String> {
    let mut bytes = [0_u8; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(format!("{:032x}", u128::from_ne_bytes(bytes)))
}

fn is_about_the_port(said: &str) -> bool {
    said.contains("could not bind") || said.contains("could not create any TCP/IP sockets")
}

/// A name that needs no quoting and leaves room for a number.
fn plain(name: &str) -> String {
    let name: String = name
        .chars()
        .take(40)
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' })
        .collect();
    format!("scratch_{name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_name_becomes_one_that_needs_no_quoting() {
        assert_eq!(plain("Two devices: at once"), "scratch_two_devices__at_once");
        assert!(plain(&"x".repeat(200)).len() < 60);
    }

    #[test]
    fn a_server_whose_port_is_taken_ends_and_says_so() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = taken.local_addr().unwrap().port();
        let programs = programs_folder().expect("PostgreSQL's server is installed");
        let server = ScratchPostgres::guarded(&programs, Durability::Fast, port).unwrap();
        let folder = server.folder.clone();
        let ended = server.once_ready().expect_err("its port is taken");
        assert!(matches!(&ended, ScratchError::Ended(said) if is_about_the_port(said)), "{ended}");
        assert!(!folder.exists());
    }

    #[test]
    fn other_trouble_is_not_taken_for_a_taken_port() {
        assert!(!is_about_the_port("FATAL:  could not map anonymous shared memory"));
    }
}
