//! A program at work, which can be killed as the system kills, or be stood still.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// How often a program that is to end is looked at.
const LOOK: Duration = Duration::from_millis(5);

/// So many last lines are shown when a program ends by itself.
const LAST_WORDS: usize = 15;

/// A program at work. Dropping it kills it.
#[derive(Debug)]
pub(crate) struct Program {
    name: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it; what it says is added to `log`.
    pub(crate) fn start(name: &str, command: &mut Command, log: &Path) -> anyhow::Result<Self> {
        let file = File::options()
            .create(true)
            .append(true)
            .open(log)
            .with_context(|| format!("{} cannot be written", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file.try_clone().context("a log cannot be shared")?)
            .stderr(file)
            .spawn()
            .with_context(|| format!("{} cannot be started", command.get_program().display()))?;
        Ok(Self { name: name.to_owned(), child, log: log.to_owned() })
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&mut self) -> anyhow::Result<Option<ExitStatus>> {
        self.child.try_wait().with_context(|| format!("{} cannot be waited for", self.name))
    }

    /// Waits until it has ended by itself; `false` when it has not by then.
    pub(crate) async fn ends_within(&mut self, time: Duration) -> anyhow::Result<bool> {
        let begun = Instant::now();
        loop {
            if self.ended()?.is_some() {
                return Ok(true);
            }
            if begun.elapsed() >= time {
                return Ok(false);
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Ends it at once, whatever it is doing.
    pub(crate) fn kill(mut self) -> anyhow::Result<()> {
        self.child
            .kill()
            .and_then(|()| self.child.wait())
            .with_context(|| format!("{} lives on", self.name))?;
        Ok(())
    }

    /// Asks it to end, and insists if it takes too long.
    pub(crate) async fn stop(mut self, patience: Duration) -> anyhow::Result<()> {
        self.signal("TERM")?;
        if self.ends_within(patience).await? { Ok(()) } else { self.kill() }
    }

    /// Sends it a signal.
    pub(crate) fn signal(&self, name: &str) -> anyhow::Result<()> {
        let status = Command::new("kill")
            .args([format!("-{name}"), self.child.id().to_string()])
            .status()
            .context("`kill` cannot be started")?;
        anyhow::ensure!(status.success(), "{} cannot be sent {name}: {status}", self.name);
        Ok(())
    }

    /// Whether it said that it ends at this failpoint, as one of the last things: its other threads may have had a word
    /// after that.
    pub(crate) fn ended_at(&self, failpoint: &str) -> bool {
        self.last_words().contains(&format!("failpoint {failpoint}"))
    }

    /// An error that tells of its end, which nobody wanted.
    pub(crate) fn unwanted_end(&self, status: ExitStatus) -> anyhow::Error {
        anyhow::anyhow!(
            "{} ended by itself ({status}). Its last words, from {}:\n{}",
            self.name,
            self.log.display(),
            self.last_words().join("\n")
        )
    }

    fn last_words(&self) -> Vec<String> {
        let bytes = fs::read(&self.log).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes);
        let mut lines: Vec<_> = text.lines().rev().take(LAST_WORDS).map(str::to_owned).collect();
        lines.reverse();
        lines
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It may be gone already, and there is nothing left to do if it cannot be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> anyhow::Result<(Program, tempfile::TempDir)> {
        let folder = tempfile::tempdir()?;
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let program = Program::start("sh", &mut command, &folder.path().join("log"))?;
        Ok((program, folder))
    }

    #[tokio::test]
    async fn the_failpoint_that_ended_it_is_among_its_last_words() {
        let (mut program, _folder) =
            shell("echo begun; echo failpoint here >&2; echo too late; exit 1").expect("sh starts");
        assert!(program.ends_within(Duration::from_secs(5)).await.expect("it can be asked"));
        assert!(program.ended_at("here"));
        assert!(!program.ended_at("there"));
    }

    #[tokio::test]
    async fn one_that_stands_still_can_be_killed() {
        let (mut program, _folder) = shell("sleep 60").expect("sh starts");
        program.signal("STOP").expect("it can be stopped");
        assert!(!program.ends_within(Duration::from_millis(50)).await.expect("it can be asked"));
        program.kill().expect("it can be killed");
    }

    #[tokio::test]
    async fn one_that_does_not_heed_is_killed() {
        let (program, _folder) = shell("trap '' TERM; while :; do sleep 0.05; done").expect("sh starts");
        tokio::time::sleep(Duration::from_millis(100)).await;
        program.stop(Duration::from_millis(100)).await.expect("it can be killed");
    }
}
