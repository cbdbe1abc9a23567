//! `bench NAME`: times a bench, with the bytes that `allocated` counts beside it.

use std::io::Write;
use std::process::ExitCode;

use bench::{Bench, Failure, How, allocated, rounds, table};

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

fn measure(bench: Bench) -> Result<(), Failure> {
    let mut out = std::io::stdout();
    writeln!(out, "{}: {}\n", bench.name, bench.what)?;
    let pairs = match bench.how {
        How::Pairs(pairs) => pairs()?,
        How::ByItself(measure) => return measure(&mut out),
    };
    let bytes = allocated::ask(&std::env::current_exe()?, bench.name)?;
    for (pair, bytes) in pairs.iter().zip(bytes) {
        if let Some((ours, peer)) = rounds::time(pair) {
            writeln!(out, "{}", table::table(pair, &table::Figures { ours, peer, bytes }))?;
        }
    }
    Ok(())
}
