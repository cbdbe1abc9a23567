//! `fustlink probe`: how an account settles what the document leaves open.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use contract::Basis;
use probe::{Expectation, Plan, Report};

use super::access::Access;
use super::{Exit, Failure, complain, say};

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    access: Access,
    /// A balance that you know: LOCATION:ITEM=held:42, or =owed:3 where more came back than went out. Repeatable.
    #[arg(long, value_name = "LOCATION:ITEM=held:42")]
    expect: Vec<Expectation>,
    /// Your own location's number [default: the tenant's].
    #[arg(long, value_name = "LOCATION")]
    own: Option<String>,
    /// Move single pieces to this location, which should exist for tests, and take them back.
    #[arg(long, value_name = "LOCATION")]
    write_to: Option<String>,
    /// With --write-to: the item that is moved [default: one of the account's latest transactions].
    #[arg(long, value_name = "ITEM", requires = "write_to")]
    item: Option<String>,
    /// Write fustlink-probe.md and fustlink-probe.json to this folder.
    #[arg(long, value_name = "DIR")]
    report: Option<PathBuf>,
    /// Print the report as JSON.
    #[arg(long)]
    json: bool,
    /// Print what would be asked, with the readings that each question needs, and make no call.
    #[arg(long)]
    contents: bool,
}

pub(crate) async fn run(options: Options) -> ExitCode {
    if options.contents {
        say(&contents());
        return ExitCode::SUCCESS;
    }
    match probed(options).await {
        Ok(report) => ending(&report),
        Err(failure) => failure.told(),
    }
}

async fn probed(options: Options) -> Result<Report, Failure> {
    let account = options.access.open()?;
    let mut plan = Plan {
        expectations: options.expect,
        own_location: options.own.or(account.own_location),
        basis: account.basis.map(|basis| match basis {
            Basis::Location => "location".to_owned(),
            Basis::Counterpart => "counterpart".to_owned(),
        }),
        write_to: options.write_to,
        item: options.item,
        ..Plan::default()
    };
    if let Some(tenant) = account.tenant {
        plan.tenant = tenant;
    }
    plan.check().map_err(|error| Failure::unusable(error.to_string()))?;
    if let Some(folder) = &options.report {
        // Before a call is spent on a report that could not be written.
        std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    }
    let report = probe::run(&account.client, &plan, &proxy::clock::now, &mut |progress| {
        complain(&format!("call {} of at most {}: {}…", progress.call, progress.most, progress.doing));
    })
    .await;
    let json = report.to_json().map_err(|error| Failure::unusable(error.to_string()))?;
    say(&if options.json { json.clone() } else { format!("\n{report}") });
    if let Some(folder) = options.report {
        for (name, text) in [("fustlink-probe.md", report.to_markdown()), ("fustlink-probe.json", json)] {
            let path = folder.join(name);
            std::fs::write(&path, text).map_err(|error| unwritable(&path, &error))?;
            complain(&format!("written: {}", path.display()));
        }
    }
    Ok(report)
}

fn unwritable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::unusable(format!("{} cannot be written: {error}", path.display()))
}

fn ending(report: &Report) -> ExitCode {
    let (_, refuted, _) = report.counts();
    if report.must_be_looked_at() {
        Exit::Unknown.into()
    } else if report.stopped.is_some() {
        Exit::Stopped.into()
    } else if refuted > 0 {
        Exit::Refuted.into()
    } else {
        ExitCode::SUCCESS
    }
}

fn contents() -> String {
    let mut lines = vec![format!(
        "At most {} calls are made. Readings are made once and shared; the last ones are left out where calls run out.",
        probe::MOST_CALLS
    )];
    let mut topic = None;
    for planned in probe::contents() {
        if topic != Some(planned.topic) {
            topic = Some(planned.topic);
            lines.push(format!("\n{}", planned.topic.name()));
        }
        let needs = match (planned.readings, planned.writes) {
            (_, true) => "--write-to".to_owned(),
            (0, false) => "no call".to_owned(),
            (1, false) => "1 reading".to_owned(),
            (readings, false) => format!("{readings} readings"),
        };
        let settings = if planned.settings.is_empty() {
            String::new()
        } else {
            format!(" ({})", planned.settings.join(", "))
        };
        lines.push(format!("  {needs:<12}{}{settings}", planned.question));
    }
    lines.join("\n")
}
