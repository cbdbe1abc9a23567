//! Every developer command of Fustlink: `cargo xtask help` lists them.
//!
//! `cli` says what was asked, `setup` makes this machine ready, `build` makes the widget and the services, and
//! `demo`, `test` and `size` use them. `bench`, `fuzz`, `sim` and `crash` build and run programs of their own. `run` starts other
//! programs, `progress` shows what they are doing.

use std::process::ExitCode;

use crate::{
    cli::Request,
    progress::{Progress, line},
    project::Project,
};

mod bench;
mod build;
mod cli;
mod crash;
mod demo;
mod fuzz;
mod interrupt;
mod progress;
mod project;
mod run;
mod setup;
mod sim;
mod size;
mod test;
mod trouble;

fn main() -> ExitCode {
    let request = match cli::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(sentence) => {
            trouble::complain(&sentence);
            return ExitCode::from(2);
        }
    };
    match perform(&request) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) if interrupt::requested() => {
            line(format_args!("{error}"));
            ExitCode::from(130)
        }
        Err(error) => {
            trouble::complain(&trouble::told(&error));
            ExitCode::FAILURE
        }
    }
}

/// Does what was asked; `false` means that it was done and the answer is "no" (a test failed, a budget is exceeded).
fn perform(request: &Request) -> anyhow::Result<bool> {
    if let Request::Help(topic) = request {
        line(cli::help(*topic));
        return Ok(true);
    }
    interrupt::listen()?;
    let project = Project::find()?;
    let progress = Progress::new(project.logs())?;
    match request {
        Request::Help(_) => Ok(true),
        Request::Setup => Ok(setup::everything(&project, &progress).report()),
        Request::Build => build::everything(&project, &progress).map(|_| true),
        Request::Demo { port_base } => demo::show(&project, &progress, *port_base).map(|()| true),
        Request::Smoke => demo::smoke(&project, &progress),
        Request::Test { suites } => test::run(&project, &progress, suites),
        Request::Size => size::report(&project, &progress),
        Request::Bench { bench } => bench::run(&project, &progress, *bench).map(|()| true),
        Request::Fuzz { targets, time } => fuzz::run(&project, &progress, targets, *time),
        Request::Replay { input } => fuzz::replay(&project, &progress, input),
        Request::Crash { rounds } => crash::run(&project, &progress, *rounds),
        Request::Sim { seeds } => sim::run(&project, &progress, *seeds),
    }
}
