//! `sim`: many seeds on all cores, or one seed told line by line.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use sim::report::Run;
use sim::simulate;

/// Simulates the write path: everything that can go wrong, from one seed.
#[derive(Parser)]
struct Asked {
    /// How many seeds.
    #[arg(long, default_value_t = 2_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Only this one, and what happens in it.
    #[arg(long, conflicts_with_all = ["seeds", "from"])]
    seed: Option<u64>,
    /// Where to write what was found, too.
    #[arg(long)]
    report: Option<PathBuf>,
}

/// How often somebody who waits is told how far it is.
const GLANCE: Duration = Duration::from_millis(250);
/// Seeds that a thread takes at a time.
const HANDFUL: u64 = 25;

fn main() -> ExitCode {
    let asked = Asked::parse();
    let (found, is_good) = match asked.seed {
        Some(seed) => tell(seed),
        None => many(asked.from, asked.seeds),
    };
    let written = asked.report.map_or(Ok(()), |report| fs::write(report, &found));
    match written.and_then(|()| io::stdout().write_all(found.as_bytes())) {
        Ok(()) if is_good => ExitCode::SUCCESS,
        Ok(()) => ExitCode::FAILURE,
        Err(error) => {
            let _nobody_listens = writeln!(io::stderr(), "what was found cannot be written: {error}");
            ExitCode::FAILURE
        }
    }
}

fn tell(seed: u64) -> (String, bool) {
    let ended = simulate(seed, true);
    let verdict = match &ended.broken {
        Some(what) => format!("seed {seed} breaks an invariant: {what}\n"),
        None => format!("seed {seed}: every invariant held after every step\n"),
    };
    (ended.trace.join("\n") + "\n" + &verdict, ended.broken.is_none())
}

fn many(from: u64, seeds: u64) -> (String, bool) {
    let started = Instant::now();
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let run = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(from, seeds, &next))).collect();
        let mut run = Run::default();
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(GLANCE);
            let done = next.load(Ordering::Relaxed).min(seeds);
            let _nobody_listens = writeln!(io::stderr(), "{done} of {seeds} seeds");
        }
        for worker in workers {
            match worker.join() {
                Ok(part) => run.add(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        run
    });
    (run.table(started.elapsed()), run.is_good())
}

/// A thread's share. Each seed is simulated by one thread alone.
fn work(from: u64, seeds: u64, next: &AtomicU64) -> Run {
    let mut run = Run::default();
    loop {
        let first = next.fetch_add(HANDFUL, Ordering::Relaxed);
        if first >= seeds {
            return run;
        }
        for seed in (first..seeds.min(first + HANDFUL)).map(|seed| from.saturating_add(seed)) {
            let ended = simulate(seed, false);
            let broken = ended.broken.map(|what| (seed, what)).into_iter().collect();
            run.add(Run { seeds: 1, simulated: ended.simulated, seen: ended.seen, broken });
        }
    }
}
