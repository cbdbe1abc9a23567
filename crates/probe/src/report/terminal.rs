//! The report for a person at a terminal: aligned, without colours.

use std::fmt::{self, Display, Formatter};

use super::Report;
use crate::budget::MOST_CALLS;
use crate::verdict::Verdict;

/// The widest line.
const WIDTH: usize = 110;
/// Where the words begin.
const INDENT: usize = 16;

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (confirmed, refuted, open) = self.counts();
        writeln!(f, "Probe of {}, {} of at most {MOST_CALLS} calls made", self.time(), self.calls)?;
        writeln!(f, "{confirmed} confirmed, {refuted} refuted, {open} not decidable")?;
        let mut topic = None;
        for finding in &self.findings {
            if topic != Some(finding.topic) {
                topic = Some(finding.topic);
                writeln!(f, "\n{}", finding.topic.name())?;
            }
            let verdict = match &finding.verdict {
                Verdict::Confirmed => "confirmed",
                Verdict::Refuted { .. } => "REFUTED",
                Verdict::NotDecidable { .. } => "not decidable",
            };
            let settings = match finding.settings {
                [] => String::new(),
                settings => format!(" ({})", settings.join(", ")),
            };
            write!(f, "  {verdict:<width$}", width = INDENT - 2)?;
            wrapped(f, &format!("{}{settings}", finding.question), true)?;
            wrapped(f, &finding.evidence, false)?;
            match &finding.verdict {
                Verdict::Confirmed => {}
                Verdict::Refuted { changes } => {
                    for change in changes {
                        wrapped(f, &format!("set: {}", change.line()), false)?;
                    }
                }
                Verdict::NotDecidable { learned } => wrapped(f, &format!("learned: {learned}"), false)?,
            }
        }
        let paste = self.settings_to_paste();
        if !paste.is_empty() {
            write!(f, "\nSettings to paste\n{}", indented(&paste))?;
        }
        if !self.left_behind.is_empty() {
            writeln!(f, "\nLeft behind by the test")?;
            for left in &self.left_behind {
                writeln!(f, "  - {left}")?;
            }
        }
        writeln!(f, "\nWhat to do next")?;
        for (step, place) in self.next_steps().iter().zip(1..) {
            writeln!(f, "  {place}. {step}")?;
        }
        Ok(())
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| if line.is_empty() { "\n".to_owned() } else { format!("  {line}\n") }).collect()
}

/// Words in lines that begin where the others do; the first one may have begun already.
fn wrapped(f: &mut Formatter<'_>, words: &str, mut begun: bool) -> fmt::Result {
    let mut column = INDENT;
    if !begun {
        write!(f, "{:INDENT$}", "")?;
    }
    begun = false;
    for word in words.split_whitespace() {
        let length = word.chars().count();
        if begun && column + 1 + length > WIDTH {
            write!(f, "\n{:INDENT$}", "")?;
            column = INDENT;
        } else if begun {
            f.write_str(" ")?;
            column += 1;
        }
        f.write_str(word)?;
        column += length;
        begun = true;
    }
    writeln!(f)
}
