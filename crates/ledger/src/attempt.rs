//! How a batch of transactions gets into TrackOnline: never lost, and never sent blindly a second time.
//!
//! TrackOnline saves asynchronously and a network loses answers, so a batch goes through an [`Attempt`] that is stored
//! before its request leaves. [`step`] decides what an outcome means; the shell stores the decision and acts on it.
//!
//! ```text
//! Sending ──received──▶ Received ──saved / rejected rows──▶ Closed
//!    │  └─not taken: no connection, 429, key─▶ Closed (queued)  ▲
//!    └──answer lost──▶ Unknown ◀──result lost── Received        │
//!                         └──looked up: found, or not found twice past the settle time──┘
//! ```

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use serde::{Deserialize, Serialize};

/// Times and permissions that a tenant can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostingRules {
    /// How long a transaction that TrackOnline received may take to become readable. Default 120 s.
    pub settle_seconds: u32,
    /// How long to poll for a result before looking the transactions up. Default 600 s.
    pub patience_seconds: u32,
    /// Whether it is known of this administration that a refused batch (400) saved none of its rows. Default no.
    pub refusal_saves_nothing: bool,
    /// Whether it is known that a second POST of a number updates or is rejected, but never doubles. Default no.
    pub repeating_is_safe: bool,
}

impl Default for PostingRules {
    fn default() -> Self {
        Self {
            settle_seconds: 120,
            patience_seconds: 600,
            refusal_saves_nothing: false,
            repeating_is_safe: false,
        }
    }
}

/// One request to save a batch, from before it leaves until every row's fate is known or before a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// When the request was about to leave.
    pub sent_at: DateTime<Utc>,
    /// The rows whose fate is still open.
    pub numbers: Vec<TransactionNumber>,
    /// How far it is.
    pub phase: Phase,
}

/// How far an attempt is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum Phase {
    /// The request may be on its way. Found like this after a restart, its outcome is unknown.
    Sending,
    /// TrackOnline has it and is saving.
    Received {
        /// TrackOnline's identifier of the save.
        message: String,
        /// Times asked so far.
        polls: u32,
        /// When to ask next.
        next: DateTime<Utc>,
    },
    /// The outcome was lost: to be looked up by number.
    Unknown {
        /// When TrackOnline was last known to have it, or may have received it: the settle time runs from here.
        since: DateTime<Utc>,
        /// Look-ups after the settle time that did not find everything.
        misses: u32,
        /// Look-ups in a row that were not answered.
        failures: u32,
        /// When to look next.
        next: DateTime<Utc>,
        /// What TrackOnline said when it refused the batch, for whoever has to look in the end.
        words: Option<String>,
    },
    /// Nothing of it is open.
    Closed,
}

/// What happened to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Certainly nothing was taken: no connection, or refused at the door (the key, a gateway).
    NotTaken,
    /// 429: refused unread.
    Throttled {
        /// From TrackOnline's `Retry-After`, if it gave one.
        retry_after: Option<TimeDelta>,
    },
    /// It breaks a documented limit and was not sent.
    Unsendable {
        /// Which one.
        words: String,
    },
    /// 400, with TrackOnline's own words.
    Refused {
        /// Its words.
        words: String,
    },
    /// 200: received, to be asked for by this identifier.
    Received {
        /// TrackOnline's identifier of the save.
        message: String,
    },
    /// No answer, a 5xx, an unreadable answer, or a restart while it was under way.
    OutcomeLost,
    /// 202 to the question for the result.
    StillSaving,
    /// The question for the result was not answered; nothing is known, and it can be asked again.
    PollFailed {
        /// From `Retry-After`, if TrackOnline gave one.
        retry_after: Option<TimeDelta>,
    },
    /// 200 to the question for the result.
    Saved {
        /// A row per transaction that TrackOnline names, with its words where it was not saved.
        rows: Vec<(TransactionNumber, Option<String>)>,
    },
    /// 404 or 410 to the question for the result.
    ResultLost,
    /// TrackOnline was asked for open numbers.
    LookedUp {
        /// Those that are there.
        found: Vec<TransactionNumber>,
        /// Whether it was asked for all of them; else the quota ended the round early.
        is_complete: bool,
    },
}

/// What the shell has to do with an open attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A posting reached a state, perhaps with words for a person.
    Reached(TransactionNumber, PostingState, Option<String>),
    /// Nothing of this tenant is sent before this moment.
    PauseSending(DateTime<Utc>),
    /// These postings are sent in batches of their own from now on.
    SendAlone(Vec<TransactionNumber>),
}

/// The first pause after something failed; each further one in a row is twice as long.
const PAUSE: TimeDelta = TimeDelta::seconds(15);
/// An outage of a day must not spend the day's calls on asking whether it is over.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);
/// Pause after a 429 that names no time.
const THROTTLED_PAUSE: TimeDelta = TimeDelta::seconds(60);
/// No `Retry-After` is believed beyond this: the longest window that TrackOnline counts is a day.
const LONGEST_RETRY_AFTER: TimeDelta = TimeDelta::hours(24);
/// The longest pause between two questions for a result.
const LONGEST: TimeDelta = TimeDelta::seconds(30);
/// The first look-up for a lost answer; most transactions are readable by then.
const FIRST_LOOK: TimeDelta = TimeDelta::seconds(5);

impl Attempt {
    /// A batch about to be sent. To be stored before the request leaves.
    pub const fn new(numbers: Vec<TransactionNumber>, sent_at: DateTime<Utc>) -> Self {
        Self { sent_at, numbers, phase: Phase::Sending }
    }

    /// When something has to be done about it next; nothing while it is being sent or once it is closed.
    pub const fn due(&self) -> Option<DateTime<Utc>> {
        match &self.phase {
            Phase::Received { next, .. } | Phase::Unknown { next, .. } => Some(*next),
            Phase::Sending | Phase::Closed => None,
        }
    }
}

/// How long to wait after so many failures in a row: 15 s, 30 s, 1 min … 10 min.
pub fn pause_after(failures: u32) -> TimeDelta {
    (PAUSE * (1 << failures.min(6))).min(LONGEST_PAUSE)
}

/// What an event means for an attempt. `failures` counts the sends in a row that were not taken before this one. Events
/// that do not fit the attempt's phase change nothing.
pub fn step(
    mut attempt: Attempt,
    event: Event,
    rules: &PostingRules,
    failures: u32,
    now: DateTime<Utc>,
) -> (Attempt, Vec<Effect>) {
    let effects = match (attempt.phase.clone(), event) {
        (Phase::Sending, Event::NotTaken) => send_again(&mut attempt, Some(now + pause_after(failures))),
        (Phase::Sending, Event::Throttled { retry_after }) => {
            send_again(&mut attempt, Some(now + believed(retry_after).unwrap_or(THROTTLED_PAUSE)))
        }
        (Phase::Sending, Event::Unsendable { words }) => alone(&mut attempt, &words),
        (Phase::Sending, Event::Refused { words }) => refused(&mut attempt, words, rules, now),
        (Phase::Sending, Event::Received { message }) => {
            attempt.phase = Phase::Received { message, polls: 0, next: now + poll_pause(0) };
            reached(&attempt.numbers, PostingState::Accepted, None)
        }
        (Phase::Sending, Event::OutcomeLost) | (Phase::Received { .. }, Event::ResultLost) => {
            look_up(&mut attempt, None, now)
        }
        (Phase::Received { message, polls, .. }, event @ (Event::StillSaving | Event::PollFailed { .. })) => {
            still_open(&mut attempt, message, polls + 1, &event, rules, now)
        }
        (Phase::Received { .. }, Event::Saved { rows }) => saved(&mut attempt, &rows, now),
        (Phase::Unknown { since, misses, failures, words, .. }, Event::PollFailed { retry_after }) => {
            let next = now + believed(retry_after).unwrap_or_else(|| pause_after(failures));
            attempt.phase = Phase::Unknown { since, misses, failures: failures + 1, next, words };
            Vec::new()
        }
        (Phase::Unknown { since, misses, words, .. }, Event::LookedUp { found, is_complete }) => {
            let look = Look { since, misses, words };
            looked_up(&mut attempt, &found, is_complete, look, rules, now)
        }
        _ => Vec::new(),
    };
    (attempt, effects)
}

fn believed(retry_after: Option<TimeDelta>) -> Option<TimeDelta> {
    retry_after.map(|pause| pause.clamp(TimeDelta::zero(), LONGEST_RETRY_AFTER))
}

/// TrackOnline has not said what became of a batch that it received.
fn still_open(
    attempt: &mut Attempt,
    message: String,
    polls: u32,
    event: &Event,
    rules: &PostingRules,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    if now - attempt.sent_at > TimeDelta::seconds(rules.patience_seconds.into()) {
        return look_up(attempt, None, now);
    }
    let pause = match event {
        Event::PollFailed { retry_after } => {
            believed(*retry_after).unwrap_or_else(|| poll_pause(polls).max(PAUSE))
        }
        _ => poll_pause(polls),
    };
    attempt.phase = Phase::Received { message, polls, next: now + pause };
    Vec::new()
}

fn reached(numbers: &[TransactionNumber], state: PostingState, words: Option<&str>) -> Vec<Effect> {
    numbers.iter().map(|number| Effect::Reached(number.clone(), state, words.map(str::to_owned))).collect()
}

/// 0.5, 1, 2, 4 … s, at most [`LONGEST`].
fn poll_pause(polls: u32) -> TimeDelta {
    TimeDelta::milliseconds(500 << polls.min(6)).min(LONGEST)
}

/// Certainly nothing was read of it: every row goes back into the queue.
fn send_again(attempt: &mut Attempt, pause_until: Option<DateTime<Utc>>) -> Vec<Effect> {
    attempt.phase = Phase::Closed;
    let mut effects = reached(&std::mem::take(&mut attempt.numbers), PostingState::Queued, None);
    effects.extend(pause_until.map(Effect::PauseSending));
    effects
}

/// Nothing of it was sent: a single row is shown to a person, several are sent one by one to find the wrong one.
fn alone(attempt: &mut Attempt, words: &str) -> Vec<Effect> {
    if attempt.numbers.len() == 1 {
        attempt.phase = Phase::Closed;
        reached(&std::mem::take(&mut attempt.numbers), PostingState::Rejected, Some(words))
    } else {
        let numbers = attempt.numbers.clone();
        let mut effects = send_again(attempt, None);
        effects.push(Effect::SendAlone(numbers));
        effects
    }
}

fn refused(attempt: &mut Attempt, words: String, rules: &PostingRules, now: DateTime<Utc>) -> Vec<Effect> {
    if attempt.numbers.len() == 1 || rules.refusal_saves_nothing {
        alone(attempt, &words)
    } else {
        look_up(attempt, Some(words), now)
    }
}

fn look_up(attempt: &mut Attempt, words: Option<String>, now: DateTime<Utc>) -> Vec<Effect> {
    let effects = reached(&attempt.numbers, PostingState::Checking, words.as_deref());
    attempt.phase = Phase::Unknown { since: now, misses: 0, failures: 0, next: now + FIRST_LOOK, words };
    effects
}

/// Rows that TrackOnline names have a fate. That it names every row is not documented, so those it leaves out are
/// looked up.
fn saved(
    attempt: &mut Attempt,
    rows: &[(TransactionNumber, Option<String>)],
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    attempt.numbers.retain(|number| {
        let Some((_, error)) = rows.iter().find(|(named, _)| named == number) else {
            return true;
        };
        let state = if error.is_some() { PostingState::Rejected } else { PostingState::Saved };
        effects.push(Effect::Reached(number.clone(), state, error.clone()));
        false
    });
    if attempt.numbers.is_empty() {
        attempt.phase = Phase::Closed;
    } else {
        effects.extend(look_up(attempt, None, now));
    }
    effects
}

/// What is known when a look-up comes back.
struct Look {
    since: DateTime<Utc>,
    misses: u32,
    words: Option<String>,
}

fn looked_up(
    attempt: &mut Attempt,
    found: &[TransactionNumber],
    is_complete: bool,
    Look { since, misses, words }: Look,
    rules: &PostingRules,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let (there, missing): (Vec<_>, Vec<_>) =
        std::mem::take(&mut attempt.numbers).into_iter().partition(|number| found.contains(number));
    let mut effects = reached(&there, PostingState::Saved, None);
    attempt.numbers = missing;
    let settled_at = since + TimeDelta::seconds(rules.settle_seconds.into());
    let misses = if now >= settled_at && is_complete { misses + 1 } else { misses };
    if attempt.numbers.is_empty() {
        attempt.phase = Phase::Closed;
    } else if misses < 2 {
        let next = if now < settled_at { settled_at } else { now + LONGEST };
        attempt.phase = Phase::Unknown { since, misses, failures: 0, next, words };
    } else if rules.repeating_is_safe {
        effects.extend(send_again(attempt, None));
    } else {
        attempt.phase = Phase::Closed;
        let numbers = std::mem::take(&mut attempt.numbers);
        effects.extend(reached(&numbers, PostingState::Excepted, words.as_deref()));
    }
    effects
}

#[cfg(test)]
mod tests;
