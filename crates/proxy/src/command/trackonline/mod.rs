//! `fustlink trackonline`: one question to TrackOnline, with the service's own client, for whoever helps a customer.

mod balance;
mod item;
mod location;
mod post;
mod result;
mod status;
mod table;
mod transaction;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;
use trackonline::{Client, Error, NextStep, PageNumber, Permit};

use super::access::Access;
use super::{Exit, Failure, complain, say};

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    question: Question,
}

#[derive(Debug, Subcommand)]
enum Question {
    /// Whether TrackOnline is up and takes the key.
    Status(Asked<status::Which>),
    /// The balance of a location, or what it has with another one.
    Balance(Asked<balance::Which>),
    /// Transactions by number, reference or identifier, whenever they were.
    Transaction(Asked<transaction::Which>),
    /// Locations by number or part of a name.
    Location(Asked<location::Which>),
    /// Item definitions by number or part of a name.
    Item(Asked<item::Which>),
    /// What became of a save.
    Result(Asked<result::Which>),
    /// Check transactions against every documented limit, show what would be sent, and send them with --yes.
    Post(Asked<post::Which>),
}

/// What is asked, of whom, and in which form it is told.
#[derive(Debug, Args)]
struct Asked<W: Args> {
    #[command(flatten)]
    which: W,
    #[command(flatten)]
    access: Access,
    /// Print everything as JSON.
    #[arg(long, global = true)]
    json: bool,
}

/// A page of a listing.
#[derive(Debug, Clone, Copy, Args)]
struct OnPage {
    /// The page, of 50 rows each.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    page: u32,
}

impl OnPage {
    fn number(self) -> PageNumber {
        PageNumber::new(self.page).unwrap_or(PageNumber::FIRST)
    }

    /// What to say after a page.
    fn more(self, is_last: bool) -> String {
        if is_last {
            String::new()
        } else {
            format!("\nThere may be more: --page {}", self.page.saturating_add(1))
        }
    }
}

/// The client, with every call counted.
struct Line {
    client: Client,
    calls: usize,
}

impl Line {
    /// Counts a call and grants it. A command makes one or two, which a person has asked for.
    const fn permit(&mut self) -> Permit {
        self.calls += 1;
        Permit::granted()
    }
}

/// An answer in both of its forms.
struct Told {
    words: String,
    json: serde_json::Value,
}

impl Told {
    fn new(words: impl Into<String>, json: &impl Serialize) -> Result<Self, Failure> {
        let json = serde_json::to_value(json).map_err(|error| Failure::unusable(error.to_string()))?;
        Ok(Self { words: words.into(), json })
    }
}

/// A question that can be asked.
trait Ask: Args {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure>;

    /// What can be told without asking anybody; then no key is needed.
    fn told_at_once(&self) -> Option<Result<Told, Failure>> {
        None
    }
}

pub(crate) async fn run(options: Options) -> ExitCode {
    let told = match options.question {
        Question::Status(asked) => ask(asked).await,
        Question::Balance(asked) => ask(asked).await,
        Question::Transaction(asked) => ask(asked).await,
        Question::Location(asked) => ask(asked).await,
        Question::Item(asked) => ask(asked).await,
        Question::Result(asked) => ask(asked).await,
        Question::Post(asked) => ask(asked).await,
    };
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.told(),
    }
}

async fn ask<W: Ask>(asked: Asked<W>) -> Result<(), Failure> {
    let Asked { which, access, json } = asked;
    let told = if let Some(told) = which.told_at_once() {
        told?
    } else {
        let mut line = Line { client: access.open()?.client, calls: 0 };
        let told = which.ask(&mut line).await;
        if line.calls > 0 {
            complain(&format!("{} call(s) made", line.calls));
        }
        told?
    };
    say(&if json { format!("{:#}", told.json) } else { told.words });
    Ok(())
}

impl From<Error> for Failure {
    /// What went wrong, and what to do about it.
    fn from(error: Error) -> Self {
        let (exit, advice) = match error.next_step() {
            NextStep::MendRequest => {
                (Exit::NoAnswer, "Mend what was asked; sent as it is, it will be refused again.")
            }
            NextStep::SendAgain { .. } => (Exit::NoAnswer, "Nothing was changed: try again later."),
            NextStep::CheckKey => (
                Exit::NoAnswer,
                "Check the key: it is made in TrackOnline under administration settings, API setting.",
            ),
            NextStep::FindOut => (
                Exit::Unknown,
                "Look it up before anything else: fustlink trackonline transaction --number … shows whether it was saved.",
            ),
            NextStep::CheckAssumptions => {
                (Exit::NoAnswer, "Run fustlink probe: it says which assumption about this account is wrong.")
            }
        };
        Self { exit, words: format!("{error}\n{advice}") }
    }
}
