//! Makes the calls: counts each, tells of it before it leaves, and stops when it is told to.

use chrono::{DateTime, Utc};
use trackonline::{Client, Error, RawCall};

use crate::Clock;
use crate::answer::Answer;
use crate::budget::{Budget, MOST_CALLS, Progress};
use crate::evidence::{Evidence, Outcome};
use crate::reading::Reading;

/// Why the probe ended before its last question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stopped {
    /// 429, with `Retry-After` as it was written.
    CallLimit(Option<String>),
    /// 401 or 403.
    Key(u16),
    /// No connection can be made.
    NoConnection(String),
}

/// Why a call brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoAnswer {
    /// No call is left for it.
    NoCallLeft,
    /// The probe has stopped.
    Stopped,
    /// The call left, and no answer came.
    Lost(String),
}

pub(crate) struct Desk<'a> {
    client: &'a Client,
    clock: Clock<'a>,
    progress: &'a mut (dyn FnMut(&Progress<'_>) + Send),
    budget: Budget,
    stopped: Option<Stopped>,
}

impl<'a> Desk<'a> {
    pub(crate) fn new(
        client: &'a Client,
        clock: Clock<'a>,
        progress: &'a mut (dyn FnMut(&Progress<'_>) + Send),
    ) -> Self {
        Self { client, clock, progress, budget: Budget::default(), stopped: None }
    }

    pub(crate) const fn made(&self) -> usize {
        self.budget.made()
    }

    pub(crate) fn stopped(&self) -> Option<Stopped> {
        self.stopped.clone()
    }

    pub(crate) const fn budget(&mut self) -> &mut Budget {
        &mut self.budget
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.clock)()
    }

    /// Makes one reading, if the evidence so far asks for it.
    pub(crate) async fn read(&mut self, reading: Reading, evidence: &mut Evidence<'_>) {
        let Some(call) = reading.call(evidence) else { return };
        let outcome = match self.ask(&format!("reading {}", reading.what()), &call).await {
            Ok(answer) => Outcome::Answered(Box::new(answer)),
            Err(NoAnswer::Lost(why)) => Outcome::Lost(why),
            Err(NoAnswer::NoCallLeft) => Outcome::NoCallLeft,
            Err(NoAnswer::Stopped) => Outcome::Stopped,
        };
        evidence.enter(reading, outcome);
    }

    /// Makes one call.
    pub(crate) async fn ask(&mut self, doing: &str, call: &RawCall) -> Result<Answer, NoAnswer> {
        if self.stopped.is_some() {
            return Err(NoAnswer::Stopped);
        }
        let Some(permit) = self.budget.take() else { return Err(NoAnswer::NoCallLeft) };
        (self.progress)(&Progress { call: self.budget.made(), most: MOST_CALLS, doing });
        let stopped = match self.client.raw(permit, call).await {
            Ok(answer) => match answer.status {
                429 => Stopped::CallLimit(answer.retry_after),
                status @ (401 | 403) => Stopped::Key(status),
                _ => return Ok(answer.into()),
            },
            Err(Error::Key { status }) => Stopped::Key(status),
            Err(Error::NotSent { why }) => Stopped::NoConnection(why),
            Err(error) => return Err(NoAnswer::Lost(error.to_string())),
        };
        self.stopped = Some(stopped);
        Err(NoAnswer::Stopped)
    }
}
