//! The house that is shaken: the stand-in and the proxies, as processes, with their state in a scratch folder.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use tempfile::TempDir;
use toml::{Table, Value};

use crate::book::Book;
use crate::clerk::Clerk;
use crate::counter::{AUDIENCE, Counter, ISSUER, SECRET, TENANT};
use crate::kind::{OWN_LOCATION, WRITTEN_OFF};
use crate::plan::Numbers;
use crate::program::Program;
use crate::stand_in::StandIn;

const KEY: &str = "crash.trackonline.key";
/// Rounds are short and many, so that no quota would last for them; 429 is among the faults.
const CALLS: i64 = 10_000_000;
/// How long a program may take until it answers.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a proxy that is asked to end may finish what it does.
const FAREWELL: Duration = Duration::from_secs(2);
const LOOK: Duration = Duration::from_millis(5);

/// The programs that are killed.
#[derive(Debug, Clone)]
pub(crate) struct Binaries {
    /// The proxy, built with its feature `failpoints`.
    pub(crate) fustlink: PathBuf,
    /// The stand-in.
    pub(crate) sandbox: PathBuf,
}

/// The stand-in and the proxies.
#[derive(Debug)]
pub(crate) struct House {
    pub(crate) counter: Counter,
    pub(crate) stand_in: StandIn,
    binaries: Binaries,
    trackonline: (SocketAddr, Option<Program>),
    proxies: Vec<Proxy>,
    pub(crate) numbers: Numbers,
    /// Where one clerk works at a time.
    office: Arc<tokio::sync::Mutex<()>>,
    /// Names the logs.
    round: u32,
    folder: TempDir,
}

/// A place for a proxy, and the proxy when it is running.
#[derive(Debug)]
struct Proxy {
    name: &'static str,
    address: SocketAddr,
    settings: PathBuf,
    program: Option<Program>,
}

impl Proxy {
    fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl House {
    /// Builds the house with room for so many proxies; nothing is running yet.
    pub(crate) fn build(
        binaries: Binaries,
        database_url: Option<String>,
        proxies: usize,
        numbers: Numbers,
    ) -> anyhow::Result<Self> {
        let folder =
            tempfile::Builder::new().prefix("fustlink-crash-").tempdir().context("no scratch folder")?;
        for (name, text) in [
            (
                "index.html",
                r#"<meta name="fustlink-hosts" content=""><meta name="fustlink-tenant" content="">"#,
            ),
            ("fustlink.js", "export {};"),
            ("key", KEY),
        ] {
            fs::write(folder.path().join(name), text).context("the scratch folder cannot be written")?;
        }
        fs::create_dir(folder.path().join("logs")).context("the scratch folder cannot be written")?;
        let addresses = free_addresses(proxies + 1)?;
        let [trackonline, addresses @ ..] = addresses.as_slice() else { anyhow::bail!("no address is free") };
        let database = database_url
            .unwrap_or_else(|| format!("sqlite://{}?mode=rwc", folder.path().join("fustlink.db").display()));
        let proxies = ["proxy-a", "proxy-b"]
            .into_iter()
            .zip(addresses)
            .map(|(name, address)| {
                let file = folder.path().join(name).with_extension("toml");
                fs::write(&file, settings(*address, *trackonline, &database, numbers).to_string())
                    .context("the scratch folder cannot be written")?;
                Ok(Proxy { name, address: *address, settings: file, program: None })
            })
            .collect::<anyhow::Result<_>>()?;
        let counter = Counter::open()?;
        let stand_in = StandIn::at(counter.http().clone(), format!("http://{trackonline}"));
        let trackonline = (*trackonline, None);
        Ok(Self {
            counter,
            stand_in,
            binaries,
            trackonline,
            proxies,
            numbers,
            office: Arc::default(),
            round: 0,
            folder,
        })
    }

    /// The scratch folder, with a log of each program for each round.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Leaves the folder where it is, for a person to look at.
    pub(crate) fn keep_folder(&mut self) {
        self.folder.disable_cleanup(true);
    }

    /// From now on logs are this round's.
    pub(crate) fn begin_round(&mut self, round: u32) {
        self.round = round;
    }

    /// Where the proxies are to be asked, whether they are running or not.
    pub(crate) fn proxy_urls(&self) -> Vec<String> {
        self.proxies.iter().map(Proxy::url).collect()
    }

    /// Somebody who settles exceptions.
    pub(crate) fn clerk(&self, book: &Book, is_calm: bool) -> Clerk {
        Clerk {
            proxies: self
                .proxies
                .iter()
                .filter(|proxy| !is_calm || proxy.program.is_some())
                .map(Proxy::url)
                .collect(),
            counter: self.counter.clone(),
            stand_in: self.stand_in.clone(),
            book: book.clone(),
            numbers: self.numbers,
            office: self.office.clone(),
            is_calm,
        }
    }

    /// The address of a proxy that is running.
    pub(crate) fn running_proxy(&self) -> Option<String> {
        let running = self.proxies.iter().find(|proxy| proxy.program.is_some())?;
        Some(running.url())
    }

    /// Starts the stand-in if it is not running, and waits until it answers.
    pub(crate) async fn start_stand_in(&mut self) -> anyhow::Result<()> {
        let (address, running) = &mut self.trackonline;
        if running.is_some() {
            return Ok(());
        }
        let mut command = Command::new(&self.binaries.sandbox);
        command
            .args(["trackonline", "--listen", &address.to_string(), "--key", KEY, "--licence", "enterprise"])
            .args(["--calls-per-minute", &CALLS.to_string(), "--calls-per-day", &CALLS.to_string()])
            .args(["--behaviour", self.numbers.behaviour(), "--state"])
            .arg(self.folder.path().join("trackonline"))
            .current_dir(self.folder.path());
        let log = self.folder.path().join(format!("logs/{:04}-trackonline.log", self.round));
        let program = running.insert(Program::start("the stand-in", &mut command, &log)?);
        let begun = Instant::now();
        while self.stand_in.has_saved_all().await.is_err() {
            if let Some(status) = program.ended()? {
                return Err(program.unwanted_end(status));
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "the stand-in does not become ready");
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    pub(crate) fn kill_stand_in(&mut self) -> anyhow::Result<()> {
        self.trackonline.1.take().map_or(Ok(()), Program::kill)
    }

    /// Starts the proxy of this place if it is not running, and waits until it is ready or a failpoint has ended it.
    pub(crate) async fn start_proxy(&mut self, place: usize, failpoint: Option<&str>) -> anyhow::Result<()> {
        let log_folder = self.folder.path().join("logs");
        let Some(proxy) = self.proxies.get_mut(place).filter(|proxy| proxy.program.is_none()) else {
            return Ok(());
        };
        let mut command = Command::new(&self.binaries.fustlink);
        command.args(["serve", "--config"]).arg(&proxy.settings).current_dir(self.folder.path());
        command.env_remove("FUSTLINK_FAILPOINT");
        command.envs(failpoint.map(|failpoint| ("FUSTLINK_FAILPOINT", failpoint)));
        let log = log_folder.join(format!("{:04}-{}.log", self.round, proxy.name));
        let program = proxy.program.insert(Program::start(proxy.name, &mut command, &log)?);
        let url = format!("http://{}", proxy.address);
        let begun = Instant::now();
        while !self.counter.is_ready(&url).await {
            if let Some(status) = program.ended()? {
                let name = failpoint.and_then(|failpoint| failpoint.split(':').next());
                if name.is_some_and(|name| program.ended_at(name)) {
                    return Ok(());
                }
                return Err(program.unwanted_end(status));
            }
            anyhow::ensure!(begun.elapsed() < PATIENCE, "{} does not become ready", proxy.name);
            tokio::time::sleep(LOOK).await;
        }
        Ok(())
    }

    /// Asks every proxy to end.
    pub(crate) async fn stop_proxies(&mut self) -> anyhow::Result<()> {
        for proxy in &mut self.proxies {
            if let Some(program) = proxy.program.take() {
                program.stop(FAREWELL).await?;
            }
        }
        Ok(())
    }

    pub(crate) fn kill_proxy(&mut self, place: usize) -> anyhow::Result<()> {
        self.proxy(place)?.program.take().map_or(Ok(()), Program::kill)
    }

    /// Waits until the proxy of this place has ended at its failpoint; `false` when it has not by then.
    pub(crate) async fn ends_at(
        &mut self,
        place: usize,
        failpoint: &str,
        time: Duration,
    ) -> anyhow::Result<bool> {
        let program = &mut self.proxy(place)?.program;
        let Some(running) = program else { return Ok(false) };
        if !running.ends_within(time).await? {
            return Ok(false);
        }
        if let (false, Some(status)) = (running.ended_at(failpoint), running.ended()?) {
            return Err(running.unwanted_end(status));
        }
        *program = None;
        Ok(true)
    }

    /// Sends the proxy of this place a signal.
    pub(crate) fn signal_proxy(&mut self, place: usize, signal: &str) -> anyhow::Result<()> {
        self.proxy(place)?.program.as_ref().map_or(Ok(()), |program| program.signal(signal))
    }

    /// Fails when one of the programs has ended by itself.
    pub(crate) fn all_are_well(&mut self) -> anyhow::Result<()> {
        let programs = self.proxies.iter_mut().map(|proxy| &mut proxy.program);
        for program in programs.chain([&mut self.trackonline.1]).flatten() {
            if let Some(status) = program.ended()? {
                return Err(program.unwanted_end(status));
            }
        }
        Ok(())
    }

    fn proxy(&mut self, place: usize) -> anyhow::Result<&mut Proxy> {
        self.proxies.get_mut(place).context("the house has no such proxy")
    }
}

/// The settings of a proxy.
fn settings(listen: SocketAddr, trackonline: SocketAddr, database: &str, numbers: Numbers) -> Table {
    let mut assumptions = table([("settle_seconds", 1.into())]);
    if numbers == Numbers::Update {
        assumptions.insert("same_number".into(), "updates".into());
    }
    let account = table([
        ("base_url", format!("http://{trackonline}").into()),
        ("api_key_file", "key".into()),
        ("licence", "enterprise".into()),
        ("calls_per_minute", CALLS.into()),
        ("calls_per_day", CALLS.into()),
        ("assumptions", assumptions.into()),
    ]);
    let token = table([
        ("algorithm", "HS256".into()),
        ("issuer", ISSUER.into()),
        ("audience", AUDIENCE.into()),
        ("secret", SECRET.into()),
    ]);
    let tenant = table([
        ("name", "Crash".into()),
        ("host_origins", Value::Array(vec![ISSUER.into()])),
        ("own_location", OWN_LOCATION.into()),
        ("written_off", table(WRITTEN_OFF.map(|(setting, place)| (setting, place.into()))).into()),
        ("trackonline", account.into()),
        ("token", token.into()),
    ]);
    table([
        ("listen", listen.to_string().into()),
        ("database_url", database.into()),
        // Whoever takes over from a proxy that was killed waits no longer than that.
        ("lease_seconds", 1.into()),
        ("widget_dir", ".".into()),
        ("embed_dir", ".".into()),
        ("tenants", table([(TENANT, tenant.into())]).into()),
    ])
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Addresses on this machine that nobody uses now; all are held before one is let go, so that they differ.
fn free_addresses(count: usize) -> anyhow::Result<Vec<SocketAddr>> {
    let held: Vec<TcpListener> = (0..count)
        .map(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))
        .collect::<Result<_, _>>()
        .context("no port on this machine is free")?;
    held.iter().map(TcpListener::local_addr).collect::<Result<_, _>>().context("a port has no number")
}
