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

mod look_up;
mod pauses;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use serde::{Deserialize, Serialize};

pub use look_up::{Look, Lost};
pub use pauses::{pause_after, throttled_pause};

use crate::quota::Thrift;
use pauses::{KEY_PAUSE, poll_pause};

/// Times and permissions that a tenant can set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PostingRules {
    /// How long a transaction that TrackOnline received may take to become readable. Default 120 s.
    pub settle_seconds: u32,
    /// How long to poll for a result before looking the transactions up. Default 600 s.
    pub patience_seconds: u32,
    /// How far TrackOnline's clock may be from ours. Default 600 s.
    pub clock_skew_seconds: u32,
    /// Whether it is known of this administration that a refused batch (400) saved none of its rows. Default no.
    pub refusal_saves_nothing: bool,
    /// Whether it is known that a second POST of a number updates the first and never doubles it. Default no.
    pub repeating_is_safe: bool,
}

impl Default for PostingRules {
    fn default() -> Self {
        Self {
            settle_seconds: 120,
            patience_seconds: 600,
            clock_skew_seconds: 600,
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
    /// Since when the one that waits longest was confirmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<DateTime<Utc>>,
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
    /// The outcome was lost: to be looked up.
    Unknown(Lost),
    /// Nothing of it is open.
    Closed,
}

/// What happened to an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Certainly nothing was taken: no connection, or refused at the door by a gateway.
    NotTaken,
    /// The permit ran out before the call could leave, or what was to be sent could not be read: nothing was sent.
    NotSent,
    /// 401 or 403: nothing was taken, and nothing will be before an administrator mends the key.
    KeyRefused,
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
    /// No answer, a 5xx or an unreadable answer.
    OutcomeLost,
    /// A restart or a takeover while it was under way: whether it left is not known.
    Interrupted,
    /// 202 to the question for the result.
    StillSaving,
    /// A question was not answered; nothing is known, and it can be asked again.
    Unanswered,
    /// 200 to the question for the result.
    Saved {
        /// A row per transaction that TrackOnline names, with its words where it was not saved.
        rows: Vec<(TransactionNumber, Option<String>)>,
    },
    /// 404 or 410 to the question for the result.
    ResultLost,
    /// A page of what was created since the attempt.
    CreatedRead {
        /// The open numbers that stand on it.
        found: Vec<TransactionNumber>,
        /// Whether no page follows.
        is_last: bool,
    },
    /// TrackOnline was asked for one number.
    NumberRead {
        /// Which one.
        number: TransactionNumber,
        /// Whether it is there, as we sent it.
        is_there: bool,
    },
}

/// What the shell has to store and do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// A posting reached a state, perhaps with words for a person.
    Reached(TransactionNumber, PostingState, Option<String>),
    /// Nothing of this tenant is posted before this moment, after so many failures in a row. Reading goes on.
    PauseSending {
        /// Until when.
        until: DateTime<Utc>,
        /// Sends in a row that were not taken.
        failures: u32,
    },
    /// A batch was taken again: no pause any more.
    ResumeSending,
    /// TrackOnline has said 429: nothing at all of this tenant leaves before this moment.
    PauseCalls(DateTime<Utc>),
    /// TrackOnline refuses the key: an administrator has to be told.
    KeyRefused,
    /// The key is taken again.
    KeyTaken,
    /// These postings travel together from now on, and with nothing else.
    SendApart(Vec<TransactionNumber>),
}

/// What a decision rests on besides the event.
#[derive(Debug, Clone, Copy)]
pub struct Circumstances<'a> {
    /// What is known of this administration.
    pub rules: &'a PostingRules,
    /// Sends in a row that were not taken before this one.
    pub failures: u32,
    /// How sparing to be with calls.
    pub thrift: Thrift,
    /// The time.
    pub now: DateTime<Utc>,
}

impl Attempt {
    /// A batch about to be sent. To be stored before the request leaves.
    pub const fn new(numbers: Vec<TransactionNumber>, sent_at: DateTime<Utc>) -> Self {
        Self { sent_at, numbers, phase: Phase::Sending, oldest: None }
    }

    /// When something has to be done about it next; nothing while it is being sent or once it is closed.
    pub const fn due(&self) -> Option<DateTime<Utc>> {
        match &self.phase {
            Phase::Received { next, .. } => Some(*next),
            Phase::Unknown(lost) => Some(lost.next),
            Phase::Sending | Phase::Closed => None,
        }
    }
}

/// What an event means for an attempt. Events that do not fit the attempt's phase change nothing.
pub fn step(mut attempt: Attempt, event: Event, given: &Circumstances<'_>) -> (Attempt, Vec<Effect>) {
    let effects = match attempt.phase.clone() {
        Phase::Sending => sent(&mut attempt, event, given),
        Phase::Received { message, polls, .. } => asked(&mut attempt, message, polls, event, given),
        Phase::Unknown(lost) => look_up::looked(&mut attempt, lost, event, given),
        Phase::Closed => Vec::new(),
    };
    (attempt, effects)
}

/// The answer to the POST.
fn sent(attempt: &mut Attempt, event: Event, given: &Circumstances<'_>) -> Vec<Effect> {
    let pause = |pause: TimeDelta| Effect::PauseSending {
        until: given.now + pause,
        failures: given.failures.saturating_add(1),
    };
    match event {
        Event::NotTaken | Event::NotSent => {
            let mut effects = send_again(attempt);
            effects.push(pause(pause_after(given.failures)));
            effects
        }
        Event::KeyRefused => {
            let mut effects = send_again(attempt);
            effects.extend([pause(pause_after(given.failures).max(KEY_PAUSE)), Effect::KeyRefused]);
            effects
        }
        Event::Throttled { retry_after } => {
            let mut effects = send_again(attempt);
            effects.push(Effect::PauseCalls(given.now + throttled_pause(retry_after)));
            effects
        }
        Event::Unsendable { words } => split(attempt, &words),
        Event::Refused { words } => {
            let mut effects = if attempt.numbers.len() == 1 || given.rules.refusal_saves_nothing {
                split(attempt, &words)
            } else {
                look_up::begin(attempt, Some(words), given)
            };
            effects.push(Effect::ResumeSending);
            effects
        }
        Event::Received { message } => {
            let next = given.now + poll_pause(0, given.thrift);
            attempt.phase = Phase::Received { message, polls: 0, next };
            let mut effects = reached(&attempt.numbers, PostingState::Accepted, None);
            effects.push(Effect::ResumeSending);
            effects
        }
        Event::OutcomeLost => {
            // Every further batch would have to be looked up as well.
            let mut effects = look_up::begin(attempt, None, given);
            effects.push(pause(pause_after(given.failures)));
            effects
        }
        Event::Interrupted => look_up::begin(attempt, None, given),
        _ => Vec::new(),
    }
}

/// The answer to the question for the result.
fn asked(
    attempt: &mut Attempt,
    message: String,
    polls: u32,
    event: Event,
    given: &Circumstances<'_>,
) -> Vec<Effect> {
    let is_over = given.now - attempt.sent_at > TimeDelta::seconds(given.rules.patience_seconds.into());
    let (pause, effect) = match event {
        Event::Saved { rows } => return saved(attempt, &rows, given),
        Event::ResultLost => return look_up::begin(attempt, None, given),
        Event::StillSaving | Event::Unanswered if is_over => return look_up::begin(attempt, None, given),
        Event::StillSaving => (poll_pause(polls + 1, given.thrift), None),
        Event::Unanswered => (poll_pause(polls + 1, given.thrift).max(pause_after(0)), None),
        Event::KeyRefused => (KEY_PAUSE, Some(Effect::KeyRefused)),
        Event::Throttled { retry_after } => {
            let pause = throttled_pause(retry_after);
            (pause, Some(Effect::PauseCalls(given.now + pause)))
        }
        _ => return Vec::new(),
    };
    attempt.phase = Phase::Received { message, polls: polls + 1, next: given.now + pause };
    effect.into_iter().collect()
}

fn reached(numbers: &[TransactionNumber], state: PostingState, words: Option<&str>) -> Vec<Effect> {
    numbers.iter().map(|number| Effect::Reached(number.clone(), state, words.map(str::to_owned))).collect()
}

/// Certainly nothing was read of it: every row goes back into the queue.
fn send_again(attempt: &mut Attempt) -> Vec<Effect> {
    attempt.phase = Phase::Closed;
    reached(&std::mem::take(&mut attempt.numbers), PostingState::Queued, None)
}

/// Nothing of it was saved: a single row is shown to a person, several are sent in two halves to find the wrong one.
fn split(attempt: &mut Attempt, words: &str) -> Vec<Effect> {
    if attempt.numbers.len() == 1 {
        attempt.phase = Phase::Closed;
        return reached(&std::mem::take(&mut attempt.numbers), PostingState::Rejected, Some(words));
    }
    send_in_parts(attempt)
}

/// Every row goes back into the queue, to be sent in two halves and with nothing else.
fn send_in_parts(attempt: &mut Attempt) -> Vec<Effect> {
    let mut first = attempt.numbers.clone();
    let second = first.split_off(first.len() / 2);
    let mut effects = send_again(attempt);
    effects.extend([first, second].into_iter().filter(|part| !part.is_empty()).map(Effect::SendApart));
    effects
}

/// Rows that TrackOnline names have a fate. That it names every row is not documented, so those it leaves out are
/// looked up.
fn saved(
    attempt: &mut Attempt,
    rows: &[(TransactionNumber, Option<String>)],
    given: &Circumstances<'_>,
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
        effects.extend(look_up::begin(attempt, None, given));
    }
    effects
}

#[cfg(test)]
mod tests;
