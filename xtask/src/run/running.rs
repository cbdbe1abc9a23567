//! A program at work: its output goes to a file, its last lines stay at hand, and it can be stopped with all that it
//! has started.

use std::{
    collections::VecDeque,
    fs::{self, File},
    io::{Read, Write as _},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use anyhow::Context as _;

use super::shown;
use crate::trouble::Trouble;

/// So many last lines are kept for a person to see when the program fails.
const TAIL: usize = 25;

/// How long a program is given to end by itself once it has been asked to.
const GRACE: Duration = Duration::from_secs(8);

/// How long to wait for the last output once a program has ended. Something that it left running may keep its
/// output open for ever.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// A program at work. Dropping it stops it.
pub(crate) struct Running {
    child: Child,
    ended: Option<ExitStatus>,
    log: PathBuf,
    output: Arc<Mutex<Output>>,
    readers: Vec<JoinHandle<()>>,
}

/// What the program has written so far.
struct Output {
    log: File,
    lines: VecDeque<String>,
}

impl Running {
    /// Starts the program; both its outputs go to `log`, which begins empty.
    pub(crate) fn start(command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        }
        let file = File::create(log).with_context(|| format!("{} cannot be written", log.display()))?;
        let output = Arc::new(Mutex::new(Output { log: file, lines: VecDeque::new() }));
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| Trouble::new(format!("`{}` cannot be started: {error}.", shown(command))))?;
        let mut readers = Vec::new();
        if let Some(stdout) = child.stdout.take() {
            readers.push(follow(stdout, Arc::clone(&output)));
        }
        if let Some(stderr) = child.stderr.take() {
            readers.push(follow(stderr, Arc::clone(&output)));
        }
        Ok(Self { child, ended: None, log: log.to_owned(), output, readers })
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        if self.ended.is_none() {
            self.ended = self.child.try_wait().context("a program cannot be waited for")?;
        }
        Ok(self.ended)
    }

    /// The last line it wrote that says something.
    pub(crate) fn last_line(&self) -> Option<String> {
        locked(&self.output).lines.back().cloned()
    }

    /// The last lines it wrote.
    pub(crate) fn tail(&self) -> Vec<String> {
        locked(&self.output).lines.iter().cloned().collect()
    }

    /// Where all its output stands.
    pub(crate) fn log(&self) -> &Path {
        &self.log
    }

    /// Waits until its last output has been read. Call it once the program has ended.
    pub(crate) fn hear_out(&mut self) {
        let started = Instant::now();
        while started.elapsed() < LAST_WORDS && self.readers.iter().any(|reader| !reader.is_finished()) {
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks it to end, with all that it has started, and insists if it does not.
    pub(crate) fn stop(&mut self) {
        if matches!(self.ended(), Ok(Some(_))) {
            return;
        }
        let pid = self.child.id();
        ask_to_end(pid);
        let asked = Instant::now();
        while asked.elapsed() < GRACE {
            if matches!(self.ended(), Ok(Some(_))) {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        // What is left of the group, too: a program may end before what it has started.
        insist(pid);
        if self.ended.is_none() {
            let _already_gone = self.child.kill();
            self.ended = self.child.wait().ok();
        }
        self.hear_out();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

fn locked(output: &Mutex<Output>) -> MutexGuard<'_, Output> {
    output.lock().unwrap_or_else(PoisonError::into_inner)
}

fn follow(mut stream: impl Read + Send + 'static, output: Arc<Mutex<Output>>) -> JoinHandle<()> {
    thread::spawn(move || {
        let mut buffer = [0; 8192];
        let mut unfinished = Vec::new();
        while let Ok(count @ 1..) = stream.read(&mut buffer) {
            let Some(read) = buffer.get(..count) else { break };
            let mut output = locked(&output);
            // A full disk must not stop the program; its last lines are kept all the same.
            let _not_written = output.log.write_all(read);
            for byte in read {
                // Progress bars return to the start of the line.
                if matches!(byte, b'\n' | b'\r') {
                    output.keep(&unfinished);
                    unfinished.clear();
                } else {
                    unfinished.push(*byte);
                }
            }
        }
        locked(&output).keep(&unfinished);
    })
}

impl Output {
    fn keep(&mut self, line: &[u8]) {
        let line = readable(&String::from_utf8_lossy(line));
        if !line.is_empty() {
            if self.lines.len() == TAIL {
                self.lines.pop_front();
            }
            self.lines.push_back(line);
        }
    }
}

/// The line without colours and other instructions to a terminal.
fn readable(line: &str) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // `[` and what follows up to a letter, or some signs and one more: all of it is for the terminal.
            let last = match characters.next() {
                Some('[') => '@'..='~',
                Some(' '..='/') => '0'..='~',
                _ => continue,
            };
            for parameter in characters.by_ref() {
                if last.contains(&parameter) {
                    break;
                }
            }
        } else if character == '\t' {
            kept.push(' ');
        } else if !character.is_control() {
            kept.push(character);
        }
    }
    kept.trim_end().to_owned()
}

/// The standard library can only kill; every Unix shell can also ask.
#[cfg(unix)]
fn ask_to_end(group: u32) {
    signal("TERM", group);
}

#[cfg(unix)]
fn insist(group: u32) {
    signal("KILL", group);
}

#[cfg(unix)]
fn signal(name: &str, group: u32) {
    let mut command = super::command("sh");
    super::succeeds(command.args(["-c", &format!("kill -{name} -{group}")]));
}

#[cfg(windows)]
fn ask_to_end(_group: u32) {
    // A console program on Windows can only be ended, not asked.
}

#[cfg(windows)]
fn insist(pid: u32) {
    super::succeeds(super::command("taskkill").args(["/T", "/F", "/PID", &pid.to_string()]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_kept_without_colours() {
        assert_eq!(
            readable("\u{1b}[1m\u{1b}[32m   Compiling\u{1b}(B\u{1b}[0m xtask\t1"),
            "   Compiling xtask 1"
        );
    }

    #[cfg(unix)]
    mod on_unix {
        use super::*;
        use crate::run::command;

        fn log(name: &str) -> PathBuf {
            std::env::temp_dir().join(format!("fustlink-xtask-{}-{name}.log", std::process::id()))
        }

        fn wait(running: &mut Running) -> ExitStatus {
            for _ in 0..500 {
                if let Some(status) = running.ended().expect("it can be asked") {
                    return status;
                }
                thread::sleep(Duration::from_millis(10));
            }
            panic!("the program does not end");
        }

        #[test]
        fn output_goes_to_the_log_and_its_end_stays_at_hand() {
            let log = log("output");
            let mut program = command("sh");
            program.args([
                "-c",
                "for i in $(seq 100); do echo line $i; done; printf 'last\\rword'; echo aside >&2; exit 3",
            ]);
            let mut running = Running::start(&mut program, &log).expect("sh starts");
            assert_eq!(wait(&mut running).code(), Some(3));
            running.hear_out();
            assert_eq!(running.tail().len(), TAIL);
            let log_text = fs::read_to_string(&log).expect("the log is there");
            assert!(log_text.contains("line 1\n") && log_text.contains("aside\n"), "{log_text}");
            assert!(running.tail().contains(&"word".to_owned()));
            fs::remove_file(log).expect("the log can be removed");
        }

        #[test]
        fn a_program_is_stopped_with_what_it_has_started() {
            let log = log("stop");
            let mut program = command("sh");
            program.args(["-c", "trap 'echo bye; exit 0' TERM; sleep 60 & echo ready; wait"]);
            let mut running = Running::start(&mut program, &log).expect("sh starts");
            while running.last_line().is_none() {
                thread::sleep(Duration::from_millis(10));
            }
            running.stop();
            assert!(running.tail().contains(&"bye".to_owned()), "it was asked before it was ended");
            // Its output ends only once everything that holds it has ended.
            assert!(running.readers.iter().all(JoinHandle::is_finished), "nothing of the group is left");
            fs::remove_file(log).expect("the log can be removed");
        }
    }
}
