//! `bench NAME`: times a bench, with the bytes that `allocated` counts beside it.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use bench::{Bench, allocated, rounds, table};

fn main() -> ExitCode {
    let name = std::env::args().nth(1);
    let done = match name.as_deref().map(bench::named) {
        Some(Some(bench)) => measure(bench),
        Some(None) | None => list().map_err(Into::into),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _nobody_listens = writeln!(std::io::stderr(), "{error}");
            ExitCode::FAILURE
        }
    }
}

fn list() -> std::io::Result<()> {
    let mut out = std::io::stdout();
    for bench in bench::ALL {
        writeln!(out, "{:<8} {}", bench.name, bench.what)?;
    }
    Ok(())
}

fn measure(bench: Bench) -> Result<(), Box<dyn Error>> {
    let pairs = (bench.pairs)()?;
    let bytes = allocated::ask(&std::env::current_exe()?, bench.name)?;
    let mut out = std::io::stdout();
    writeln!(out, "{}: {}\n", bench.name, bench.what)?;
    for (pair, bytes) in pairs.iter().zip(bytes) {
        if let Some((ours, peer)) = rounds::time(pair) {
            writeln!(out, "{}", table::table(pair, &table::Figures { ours, peer, bytes }))?;
        }
    }
    Ok(())
}
