//! `allocated NAME`: counts the bytes that each pair of a bench takes from the allocator, a line for each.

use std::alloc::System;
use std::io::Write;
use std::process::ExitCode;

use bench::allocated::{count, told};
use bench::{Failure, How};
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

fn tell(name: &str) -> Result<(), Failure> {
    let bench = bench::named(name).ok_or_else(|| format!("there is no bench {name:?}"))?;
    let How::Pairs(pairs) = bench.how else {
        return Err(format!("the bench {name:?} counts no bytes").into());
    };
    let mut out = std::io::stdout();
    for pair in pairs()? {
        writeln!(out, "{}", told(count(&pair, ALLOCATOR)))?;
    }
    Ok(())
}
