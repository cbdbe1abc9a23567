//! What a probe tells: on a terminal, as Markdown, as JSON.
//!
//! All three say the same, and none holds more than forms and counts.

mod markdown;
mod terminal;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::desk::Stopped;
use crate::evidence::Evidence;
use crate::question::{CONTENTS, Topic};
use crate::verdict::{Change, Scope, Verdict};

/// What a question came to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// Where it belongs.
    pub topic: Topic,
    /// What was asked.
    pub question: &'static str,
    /// The settings that it is about.
    pub settings: &'static [&'static str],
    /// What it comes to.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// What the verdict rests on: forms and counts.
    pub evidence: String,
}

/// What a probe found.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// When the probe began.
    pub began: DateTime<Utc>,
    /// Calls that were made.
    pub calls: usize,
    /// The tenant's name in the settings file.
    pub tenant: String,
    /// Whether the probe wrote to a test location.
    pub wrote: bool,
    /// The reference of everything that was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Why the probe ended early, and what to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Seconds by which TrackOnline's clock is ahead of this machine's, where an answer told its time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_ahead_seconds: Option<i64>,
    /// Every question, in the order of the table of assumptions.
    pub findings: Vec<Finding>,
    /// What stands in the account now that did not before.
    pub left_behind: Vec<String>,
    /// Whether a person has to put something right in the account.
    #[serde(rename = "leftToDo")]
    needs_a_person: bool,
}

impl Report {
    pub(crate) fn new(evidence: &Evidence<'_>, calls: usize) -> Self {
        let findings = CONTENTS
            .iter()
            .map(|question| {
                let judgement = (question.judge)(question, evidence);
                Finding {
                    topic: question.topic,
                    question: question.asks,
                    settings: question.settings,
                    verdict: judgement.verdict,
                    evidence: judgement.seen,
                }
            })
            .collect();
        let written = evidence.written.as_ref();
        Self {
            began: evidence.began,
            calls,
            tenant: evidence.plan.tenant.clone(),
            wrote: written.is_some_and(|written| written.posted),
            reference: written.filter(|written| written.posted).map(|written| written.reference.clone()),
            stopped: evidence.stopped.as_ref().map(words),
            clock_ahead_seconds: evidence
                .answers()
                .find_map(|(_, answer)| answer.date)
                .map(|theirs| (theirs - evidence.began).num_seconds()),
            findings,
            left_behind: written.map(|written| written.left_behind.clone()).unwrap_or_default(),
            needs_a_person: written.is_some_and(|written| written.needs_a_person),
        }
    }

    /// Every setting to change, in the order of the questions.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.findings.iter().flat_map(|finding| match &finding.verdict {
            Verdict::Refuted { changes } => changes.as_slice(),
            Verdict::Confirmed | Verdict::NotDecidable { .. } => &[],
        })
    }

    /// How many findings were confirmed, refuted, and not decidable.
    pub fn counts(&self) -> (usize, usize, usize) {
        self.findings.iter().fold((0, 0, 0), |(confirmed, refuted, open), finding| match finding.verdict {
            Verdict::Confirmed => (confirmed + 1, refuted, open),
            Verdict::Refuted { .. } => (confirmed, refuted + 1, open),
            Verdict::NotDecidable { .. } => (confirmed, refuted, open + 1),
        })
    }

    /// Whether a person has to put something right in the account: a test could not be taken back wholly, or it is not
    /// known whether it was.
    pub const fn must_be_looked_at(&self) -> bool {
        self.needs_a_person
    }

    /// The lines to paste into the settings file; empty where nothing has to be changed.
    pub fn settings_to_paste(&self) -> String {
        let mut tables = Vec::new();
        for (scope, header) in [
            (Scope::Tenant, format!("[tenants.{}]", self.tenant)),
            (Scope::Assumptions, format!("[tenants.{}.trackonline.assumptions]", self.tenant)),
        ] {
            let lines: Vec<String> =
                self.changes().filter(|change| change.scope == scope).map(Change::line).collect();
            if !lines.is_empty() {
                tables.push(format!("{header}\n{}\n", lines.join("\n")));
            }
        }
        tables.join("\n")
    }

    /// The report as JSON.
    ///
    /// # Errors
    /// Never in practice: everything in it can be written as JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        let mut json = serde_json::to_value(self)?;
        if let Some(object) = json.as_object_mut() {
            object.insert("settingsToPaste".to_owned(), self.settings_to_paste().into());
        }
        serde_json::to_string_pretty(&json)
    }

    /// What to do next, in order.
    pub fn next_steps(&self) -> Vec<String> {
        let mut steps = Vec::new();
        if let Some(stopped) = &self.stopped {
            steps.push(stopped.clone());
        }
        if self.changes().next().is_some() {
            steps.push(
                "Paste what stands under \"Settings to paste\" into the settings file and start the service anew.".to_owned(),
            );
        }
        if self.needs_a_person {
            steps.push("Put right what stands under \"Left behind by the test\".".to_owned());
        }
        if self.clock_ahead_seconds.is_some_and(|seconds| seconds.abs() > 60) {
            steps.push(
                "Set this machine's clock: it differs from TrackOnline's by more than a minute.".to_owned(),
            );
        }
        let open = |settings: &str| {
            self.findings.iter().any(|finding| {
                finding.settings.contains(&settings)
                    && matches!(finding.verdict, Verdict::NotDecidable { .. })
            })
        };
        if open("location_sign") || open("counterpart_sign") {
            steps.push(
                "Settle the signs: run it with --own and --expect LOCATION:ITEM=held:PIECES for a customer whose \
                 holdings somebody has counted."
                    .to_owned(),
            );
        }
        if open("same_number") {
            steps.push(
                "Settle how saving goes: run it with --write-to and a location that exists for tests."
                    .to_owned(),
            );
        }
        if steps.is_empty() {
            steps.push("Nothing: every setting that could be checked is right.".to_owned());
        }
        steps
    }

    fn time(&self) -> String {
        self.began.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

/// Why the probe ended early, and what to do.
fn words(stopped: &Stopped) -> String {
    match stopped {
        Stopped::CallLimit(after) => {
            let wait = after.as_deref().map_or_else(String::new, |after| format!(" (Retry-After: {after})"));
            format!(
                "TrackOnline's call limit was reached, so the probe stopped{wait}. Run it again when the limit allows, \
                 best while nobody works."
            )
        }
        Stopped::Key(status) => format!(
            "TrackOnline refuses the key (status {status}), so the probe stopped. Make a key in TrackOnline under \
             administration settings, API setting, and give that one."
        ),
        Stopped::NoConnection(why) => format!(
            "No connection could be made ({why}), so the probe stopped. Check the base address and this machine's network."
        ),
    }
}
