//! Real kills: the proxy and the TrackOnline stand-in run as processes and are killed in the middle of their work, round
//! after round. In the end, what was acknowledged is compared with what the stand-in holds.
//!
//! ```text
//! plan (from the seed) ──▶ round: clients, a clerk ──▶ proxy ──▶ stand-in     book: what was acknowledged
//!                            └─ faults, kills ────────┴──────────┘                │
//!      calm: all settles ─▶ judgement; a clerk settles exceptions ─▶ judgement ◀──┘
//! ```
//!
//! Nothing here comes from the proxy's own crates: it is judged by what it says and by what TrackOnline has.

mod book;
mod calm;
mod clerk;
mod client;
mod clock;
mod confirmation;
mod correction;
mod counter;
mod fate;
mod fault;
mod house;
mod judgement;
mod kind;
mod person;
mod plan;
mod program;
mod report;
mod round;
mod stand_in;
mod tally;

use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::Context as _;
use clap::Parser;
use scratch_postgres::{Durability, ScratchPostgres};
use tokio::task::JoinSet;

use crate::book::Book;
use crate::house::{Binaries, House};
use crate::judgement::Judgement;
use crate::plan::{Database, Numbers, Plan};
use crate::report::Report;
use crate::tally::Tally;

/// After so many rounds there is calm, and everything is judged.
const CALM_EVERY: u32 = 40;

/// Kills the proxy and the TrackOnline stand-in over and over, and looks for what is lost or doubled.
#[derive(Debug, Parser)]
struct Options {
    /// The proxy, built with its feature `failpoints`.
    #[arg(long)]
    fustlink: PathBuf,
    /// The stand-in.
    #[arg(long)]
    sandbox: PathBuf,
    /// What the proxy keeps its state in.
    #[arg(long, value_enum, default_value = "sqlite")]
    database: Database,
    /// How many rounds.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..))]
    rounds: u32,
    /// The first round, to repeat some of an earlier run.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    from: u32,
    /// What every round follows from; any when it is not given. With an even one, TrackOnline doubles a number that it is
    /// sent twice; with an odd one it updates it, the proxy knows, and there are plans.
    #[arg(long)]
    seed: Option<u32>,
    /// Where the report is written to, beside the standard output.
    #[arg(long)]
    report: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(Options::parse()).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _nobody_listens = writeln!(std::io::stderr(), "{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Plays all rounds; `true` when nothing was lost, doubled or told otherwise than it is.
async fn run(options: Options) -> anyhow::Result<bool> {
    let Options { fustlink, sandbox, database, rounds, from, seed, report } = options;
    let seed = seed.unwrap_or_else(rand::random);
    let numbers = Numbers::of(seed.into());
    let server = match database {
        Database::Sqlite => None,
        Database::Postgres => Some(ScratchPostgres::start(Durability::Durable)?),
    };
    let database_url = server.as_ref().map(|server| server.database("crash")).transpose()?;
    let mut house = House::build(Binaries { fustlink, sandbox }, database_url, database.proxies(), numbers)?;
    say(format_args!(
        "{}, {}, seed {seed}, in {}",
        database.word(),
        numbers.words(),
        house.folder().display()
    ));
    let mut game = Game::begin(&mut house, seed.into(), database).await?;
    let judgement = match game.play(from, rounds).await {
        Ok(judgement) => judgement,
        Err(error) => {
            let error = error.context(format!("seed {seed}, round {}", game.round));
            let folder = house.folder().to_owned();
            house.keep_folder();
            return Err(error.context(format!("the logs are in {}", folder.display())));
        }
    };
    let text = Report {
        database,
        seed,
        numbers,
        rounds: game.played,
        time: game.begun.elapsed(),
        tally: &game.tally,
        judgement: &judgement,
    }
    .to_string();
    say(&text);
    if let Some(report) = report {
        std::fs::write(&report, &text).with_context(|| format!("{} cannot be written", report.display()))?;
    }
    if !judgement.is_good() {
        house.keep_folder();
        say(format_args!("The logs of every round are in {}.", house.folder().display()));
    }
    Ok(judgement.is_good())
}

/// A run from its first round to its last.
struct Game<'a> {
    house: &'a mut House,
    seed: u64,
    database: Database,
    begun: Instant,
    /// The round that is played, and how many have been.
    round: u32,
    played: u32,
    book: Book,
    tally: Tally,
    clients: JoinSet<anyhow::Result<()>>,
    /// Numbers of the transactions that the stand-in held before.
    before: BTreeSet<String>,
}

impl<'a> Game<'a> {
    async fn begin(house: &'a mut House, seed: u64, database: Database) -> anyhow::Result<Self> {
        house.start_stand_in().await?;
        let before =
            house.stand_in.record().await?.into_iter().map(|transaction| transaction.number).collect();
        Ok(Self {
            house,
            seed,
            database,
            begun: Instant::now(),
            round: 0,
            played: 0,
            book: Book::default(),
            tally: Tally::default(),
            clients: JoinSet::new(),
            before,
        })
    }

    /// Plays these rounds, with calm now and then. Ends early when something was found: what comes after it would only
    /// hide it.
    async fn play(&mut self, from: u32, rounds: u32) -> anyhow::Result<Judgement> {
        for round in from..from.saturating_add(rounds) {
            self.round = round;
            let plan = Plan::of(self.seed, round, self.database, clock::now());
            say(format_args!("round {round}: {}", plan.strike));
            round::play(plan, self.house, &mut self.clients, &self.book, &mut self.tally).await?;
            self.played += 1;
            if self.played.is_multiple_of(CALM_EVERY) && self.played < rounds {
                let judgement = self.calm().await?;
                if !judgement.is_good() {
                    return Ok(judgement);
                }
            }
        }
        self.calm().await
    }

    async fn calm(&mut self) -> anyhow::Result<Judgement> {
        let begun = Instant::now();
        let judgement = calm::judge(self.house, &mut self.clients, &self.book, &self.before)
            .await
            .context("in the calm")?;
        say(format_args!(
            "calm after round {}: {} acknowledged, {} findings, settled in {} s",
            self.round,
            judgement.acknowledged,
            judgement.findings.len(),
            begun.elapsed().as_secs()
        ));
        Ok(judgement)
    }
}

/// Says a line on standard output. A closed one leaves nobody to tell.
pub(crate) fn say(text: impl Display) {
    let _nobody_listens = writeln!(std::io::stdout(), "{text}");
}
