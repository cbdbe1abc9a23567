//! `allocated NAME`: counts the bytes that each pair of a bench takes from the allocator, a line for each.

use std::alloc::System;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use bench::allocated::{count, told};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    match tell(&std::env::args().nth(1).unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_listens = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn tell(name: &str) -> Result<(), Box<dyn Error>> {
    let bench = bench::named(name).ok_or_else(|| format!("there is no bench {name:?}"))?;
    let mut out = std::io::stdout();
    for pair in (bench.pairs)()? {
        writeln!(out, "{}", told(count(&pair, ALLOCATOR)))?;
    }
    Ok(())
}
