//! The report as Markdown, to send to somebody.

use std::fmt::{self, Write};

use super::Report;
use crate::budget::MOST_CALLS;
use crate::verdict::Verdict;

impl Report {
    /// The report as Markdown.
    pub fn to_markdown(&self) -> String {
        let mut text = String::new();
        // Writing to a text cannot fail.
        let _ = self.write_markdown(&mut text);
        text
    }

    fn write_markdown(&self, text: &mut String) -> fmt::Result {
        let (confirmed, refuted, open) = self.counts();
        writeln!(text, "# Fustlink's probe of a TrackOnline account\n")?;
        writeln!(
            text,
            "{}, {} of at most {MOST_CALLS} calls made: {confirmed} confirmed, {refuted} refuted, {open} not decidable.",
            self.time(),
            self.calls
        )?;
        let how = match &self.reference {
            Some(reference) => format!("It wrote to a test location, under the reference `{reference}`."),
            None => "It only read.".to_owned(),
        };
        writeln!(text, "{how} This report holds forms and counts, no key and no names.\n")?;
        writeln!(text, "## What to do next\n")?;
        for (step, place) in self.next_steps().iter().zip(1..) {
            writeln!(text, "{place}. {step}")?;
        }
        let paste = self.settings_to_paste();
        if !paste.is_empty() {
            writeln!(text, "\n## Settings to paste\n\n```toml\n{paste}```")?;
        }
        if !self.left_behind.is_empty() {
            writeln!(text, "\n## Left behind by the test\n")?;
            for left in &self.left_behind {
                writeln!(text, "- {left}")?;
            }
        }
        let mut topic = None;
        for finding in &self.findings {
            if topic != Some(finding.topic) {
                topic = Some(finding.topic);
                writeln!(
                    text,
                    "\n## {}\n\n| Question | Setting | Verdict | Evidence |\n|---|---|---|---|",
                    finding.topic.name()
                )?;
            }
            let settings: Vec<String> =
                finding.settings.iter().map(|setting| format!("`{setting}`")).collect();
            let (verdict, more) = match &finding.verdict {
                Verdict::Confirmed => ("confirmed", String::new()),
                Verdict::Refuted { changes } => {
                    let set: Vec<String> =
                        changes.iter().map(|change| format!("; set `{}`", change.line())).collect();
                    ("**refuted**", set.concat())
                }
                Verdict::NotDecidable { learned } => ("not decidable", format!("; learned: {learned}")),
            };
            let settings = settings.join(", ");
            writeln!(
                text,
                "| {} | {settings} | {verdict} | {} |",
                finding.question,
                cell(&format!("{}{more}", finding.evidence))
            )?;
        }
        Ok(())
    }
}

/// A text in a table's cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
