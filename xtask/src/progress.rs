//! What a person sees while this program works: what is being done, why, how long it may take, and that it is alive.

use std::{
    cell::Cell,
    fmt, fs,
    io::{IsTerminal as _, Write as _},
    path::PathBuf,
    process::Command,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context as _;

use crate::{interrupt, run::Running, trouble::Trouble};

/// Without a terminal, a line is written this often while a step is at work.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// How often a program at work is looked at.
const LOOK: Duration = Duration::from_millis(80);

/// The turning sign before a step at work.
const SPINNER: [&str; 8] = ["⠋", "⠙", "⠸", "⠴", "⠦", "⠇", "⠏", "⠹"];

/// Where steps are shown and where their output is kept.
pub(crate) struct Progress {
    terminal: bool,
    logs: PathBuf,
    steps: Cell<u32>,
}

/// One piece of work, announced when it begins.
pub(crate) struct Step<'a> {
    progress: &'a Progress,
    what: String,
    started: Instant,
    log: PathBuf,
}

/// How a program's work ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Whether the program said that all was well.
    pub(crate) success: bool,
    /// Whether it was stopped because it did not get on.
    pub(crate) stuck: bool,
    /// Its last lines.
    pub(crate) tail: Vec<String>,
    /// Where all its output stands.
    pub(crate) log: PathBuf,
}

/// Writes a line. A closed standard output leaves nobody to tell.
pub(crate) fn line(text: impl fmt::Display) {
    let _nobody_listens = writeln!(std::io::stdout(), "{text}");
}

/// Says that something needs no work.
pub(crate) fn ready(what: &str, how: impl fmt::Display) {
    line(format_args!("✓ {what}: {how}"));
}

/// Says something that is good to know.
pub(crate) fn note(text: impl fmt::Display) {
    line(format_args!("  {text}"));
}

/// Says that something did not work out.
pub(crate) fn failed(what: &str, why: impl fmt::Display) {
    line(format_args!("✗ {what}: {why}"));
}

/// A stretch of time as a person says it.
pub(crate) fn spoken(time: Duration) -> String {
    match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        seconds @ 1..60 => format!("{seconds} s"),
        seconds => format!("{} min {:02} s", seconds / 60, seconds % 60),
    }
}

impl Progress {
    /// Shows on standard output and keeps the output of steps in `logs`.
    pub(crate) fn new(logs: PathBuf) -> anyhow::Result<Self> {
        fs::create_dir_all(&logs).with_context(|| format!("{} cannot be made", logs.display()))?;
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Ok(Self { terminal: std::io::stdout().is_terminal() && !dumb, logs, steps: Cell::new(0) })
    }

    /// Begins a piece of work: what is done, why, and how long it may take.
    pub(crate) fn begin(&self, what: &str, why: &str, takes: &str) -> Step<'_> {
        self.steps.set(self.steps.get() + 1);
        line(format_args!("• {what}: {why} ({takes})"));
        Step {
            progress: self,
            what: what.to_owned(),
            started: Instant::now(),
            log: self.logs.join(format!("{:02}-{}.log", self.steps.get(), file_name(what))),
        }
    }
}

impl Step<'_> {
    /// Runs a program to its end; whether it succeeded is for the caller to judge.
    pub(crate) fn attempt(&self, command: &mut Command) -> anyhow::Result<Outcome> {
        self.attempt_while(command, |_| true)
    }

    /// Runs a program to its end and takes its failure for ours.
    pub(crate) fn run(&self, command: &mut Command, remedy: &str) -> anyhow::Result<Outcome> {
        let outcome = self.attempt(command)?;
        if outcome.success { Ok(outcome) } else { Err(self.failure(outcome, remedy).into()) }
    }

    /// Runs a program for as long as `getting_on` (asked with the time it has run) says so.
    pub(crate) fn attempt_while(
        &self,
        command: &mut Command,
        mut getting_on: impl FnMut(Duration) -> bool,
    ) -> anyhow::Result<Outcome> {
        let mut running = Running::start(command, &self.log)?;
        let started = Instant::now();
        let mut heard = Instant::now();
        let mut stuck = false;
        let status = loop {
            if let Some(status) = running.ended()? {
                break Some(status);
            }
            if interrupt::requested() {
                running.stop();
                self.clear();
                return Err(Trouble::new(format!("Stopped while at work on: {}.", self.what)).into());
            }
            if !getting_on(started.elapsed()) {
                stuck = true;
                running.stop();
                break None;
            }
            if self.progress.terminal {
                self.turn(running.last_line().as_deref());
            } else if heard.elapsed() >= HEARTBEAT {
                heard = Instant::now();
                let last = running.last_line().unwrap_or_default();
                line(format_args!("    {} so far; {}", spoken(self.started.elapsed()), last.trim_start()));
            }
            thread::sleep(LOOK);
        };
        running.hear_out();
        self.clear();
        Ok(Outcome {
            success: status.is_some_and(|status| status.success()),
            stuck,
            tail: running.tail(),
            log: running.log().to_owned(),
        })
    }

    /// The failure of a program in this step.
    pub(crate) fn failure(&self, outcome: Outcome, remedy: &str) -> Trouble {
        if no_network(&outcome.tail) {
            return Trouble::new(format!("No network: “{}” needs to fetch something and cannot.", self.what))
                .output(Vec::new(), &outcome.log)
                .remedy(
                    "connect this machine to the internet and run the command again; what is done stays done",
                );
        }
        Trouble::new(format!("This did not work: {}.", self.what))
            .output(outcome.tail, &outcome.log)
            .remedy(remedy)
    }

    /// Says that the work is done.
    pub(crate) fn done(self) {
        self.clear();
        line(format_args!("✓ {} ({})", self.what, spoken(self.started.elapsed())));
    }

    /// Says that the work is done, and what came out of it.
    pub(crate) fn ended(self, how: impl fmt::Display) {
        self.clear();
        line(format_args!("  {} after {}: {how}", self.what, spoken(self.started.elapsed())));
    }

    fn turn(&self, last: Option<&str>) {
        let elapsed = self.started.elapsed();
        let turn = usize::try_from(elapsed.as_millis() / 100).unwrap_or_default() % SPINNER.len();
        let sign = SPINNER.get(turn).copied().unwrap_or_default();
        let last = last.unwrap_or_default().trim_start();
        // Without wrapping, the terminal cuts the line at its edge.
        let text = format!("\r\x1b[2K\x1b[?7l{sign} {} · {last}\x1b[?7h", spoken(elapsed));
        let mut out = std::io::stdout();
        let _nobody_listens = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    }

    fn clear(&self) {
        if self.progress.terminal {
            let mut out = std::io::stdout();
            let _nobody_listens = out.write_all(b"\r\x1b[2K").and_then(|()| out.flush());
        }
    }
}

/// The words of a step as the name of its log.
fn file_name(what: &str) -> String {
    let mut name = String::new();
    for character in what.chars() {
        if character.is_ascii_alphanumeric() {
            name.push(character.to_ascii_lowercase());
        } else if !name.ends_with('-') {
            name.push('-');
        }
    }
    name.trim_matches('-').chars().take(60).collect()
}

/// Whether the last lines of cargo, npm, a package manager or rustup complain of a missing network.
fn no_network(tail: &[String]) -> bool {
    const SIGNS: [&str; 14] = [
        "could not resolve host",
        "could not resolve",
        "temporary failure resolving",
        "temporary failure in name resolution",
        "failed to lookup address",
        "dns error",
        "enotfound",
        "eai_again",
        "enetunreach",
        "etimedout",
        "network is unreachable",
        "failed to connect to",
        "could not connect to server",
        "couldn't connect to server",
    ];
    tail.iter().any(|line| {
        let line = line.to_lowercase();
        SIGNS.iter().any(|sign| line.contains(sign))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_as_people_say_it() {
        assert_eq!(spoken(Duration::from_millis(340)), "340 ms");
        assert_eq!(spoken(Duration::from_secs(59)), "59 s");
        assert_eq!(spoken(Duration::from_secs(172)), "2 min 52 s");
    }

    #[test]
    fn a_steps_log_is_named_after_it() {
        assert_eq!(file_name("Trunk 0.21.14, from source"), "trunk-0-21-14-from-source");
    }

    #[test]
    fn a_missing_network_is_told_from_other_failures() {
        let says = |line: &str| no_network(&["first".to_owned(), line.to_owned()]);
        assert!(says("  [6] Could not resolve hostname (Could not resolve host: index.crates.io)"));
        assert!(says("npm error code EAI_AGAIN"));
        assert!(says("Temporary failure resolving 'deb.debian.org'"));
        assert!(!says("error[E0463]: can't find crate for `std`"));
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use crate::run::command;

        fn progress(name: &str) -> (Progress, PathBuf) {
            let logs = std::env::temp_dir().join(format!("fustlink-progress-{}-{name}", std::process::id()));
            (Progress::new(logs.clone()).expect("a folder can be made"), logs)
        }

        #[test]
        fn a_failure_carries_the_last_lines_and_the_remedy() {
            let (progress, logs) = progress("failure");
            let step = progress.begin("Baking", "bread is wanted", "seconds");
            let error = step
                .run(command("sh").args(["-c", "echo no flour; exit 1"]), "buy flour")
                .expect_err("there is no flour");
            let told = error.to_string();
            assert!(told.contains("| no flour") && told.ends_with("what to do: buy flour"), "{told}");
            fs::remove_dir_all(logs).expect("the logs can be removed");
        }

        #[test]
        fn a_program_that_does_not_get_on_is_stopped() {
            let (progress, logs) = progress("stuck");
            let step = progress.begin("Waiting", "to be stopped", "no time");
            let started = Instant::now();
            let limit = Duration::from_millis(200);
            let outcome = step
                .attempt_while(command("sleep").arg("60"), |elapsed| elapsed < limit)
                .expect("it can be run");
            assert!(outcome.stuck && !outcome.success);
            assert!(started.elapsed() < Duration::from_secs(10));
            fs::remove_dir_all(logs).expect("the logs can be removed");
        }
    }
}
