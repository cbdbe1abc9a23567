//! `sim`: many seeds on all cores, or one seed told line by line.

use std::io::{self, Write};
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
}

/// Seeds that a thread takes at a time.
const HANDFUL: u64 = 25;

fn main() -> ExitCode {
    let asked = Asked::parse();
    let told = match asked.seed {
        Some(seed) => tell(seed),
        None => many(asked.from, asked.seeds),
    };
    match told {
        Ok(true) => ExitCode::SUCCESS,
        // Nobody listens any more, or something is broken.
        Ok(false) | Err(_) => ExitCode::FAILURE,
    }
}

fn tell(seed: u64) -> io::Result<bool> {
    let ended = simulate(seed, true);
    let mut out = io::stdout().lock();
    for line in &ended.trace {
        writeln!(out, "{line}")?;
    }
    match &ended.broken {
        Some(what) => writeln!(out, "seed {seed} breaks an invariant: {what}")?,
        None => writeln!(out, "seed {seed}: every invariant held after every step")?,
    }
    Ok(ended.broken.is_none())
}

fn many(from: u64, seeds: u64) -> io::Result<bool> {
    let started = Instant::now();
    let next = AtomicU64::new(0);
    let threads = thread::available_parallelism().map_or(1, usize::from);
    let run = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| work(from, seeds, &next))).collect();
        let (progress, mut run) = (Instant::now(), Run::default());
        while workers.iter().any(|worker| !worker.is_finished()) {
            thread::sleep(Duration::from_millis(100));
            if progress.elapsed().as_millis() % 5_000 < 100 {
                let done = next.load(Ordering::Relaxed).min(seeds);
                let _nobody_listens = writeln!(io::stderr(), "{done} of {seeds} seeds");
            }
        }
        for worker in workers {
            match worker.join() {
                Ok(part) => run.add(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        run
    });
    io::stdout().write_all(run.table(started.elapsed()).as_bytes())?;
    Ok(run.is_good())
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
