//! What went wrong, said once, with what to do about it.

use std::{
    error::Error,
    fmt,
    io::Write as _,
    path::{Path, PathBuf},
};

/// Something that a person has to know: what happened, the last lines of the program that failed, and the remedy.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trouble {
    what: String,
    tail: Vec<String>,
    log: Option<PathBuf>,
    remedy: Option<String>,
}

impl Trouble {
    /// Names what happened, in one sentence.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), ..Self::default() }
    }

    /// Adds what the person can do about it, in one sentence or one command.
    pub(crate) fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Adds the last lines of the program that failed, and where all of them stand.
    pub(crate) fn output(mut self, tail: Vec<String>, log: &Path) -> Self {
        self.tail = tail;
        self.log = Some(log.to_owned());
        self
    }
}

impl Error for Trouble {}

impl fmt::Display for Trouble {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        for line in &self.tail {
            write!(out, "\n  | {line}")?;
        }
        if let Some(log) = &self.log {
            write!(out, "\n  all of it: {}", log.display())?;
        }
        if let Some(remedy) = &self.remedy {
            write!(out, "\n  what to do: {remedy}")?;
        }
        Ok(())
    }
}

/// The error with its causes, outermost first.
pub(crate) fn told(error: &anyhow::Error) -> String {
    format!("{error:#}")
}

/// Says it on standard error. A closed standard error leaves nobody to tell.
pub(crate) fn complain(sentence: &str) {
    let _nobody_listens = writeln!(std::io::stderr(), "{sentence}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_remedy_is_said_last() {
        let trouble = Trouble::new("Port 7400 is taken.")
            .remedy("stop that program")
            .output(vec!["bind failed".to_owned()], Path::new("target/xtask/x.log"));
        assert_eq!(
            trouble.to_string(),
            "Port 7400 is taken.\n  | bind failed\n  all of it: target/xtask/x.log\n  what to do: stop that program"
        );
    }
}
