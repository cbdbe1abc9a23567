//! Finding out what became of a batch whose answer was lost.
//!
//! A round reads what was created since the attempt: one page usually names every row of the batch. Before the settle
//! time that is all there is to a round, and only what it finds counts. After it, one round that reads everything and
//! finds nothing is the first miss; the second round asks for each missing number by itself, which needs no clock and no
//! date of TrackOnline's. What neither of them finds is decided.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use serde::{Deserialize, Serialize};

use super::pauses::{KEY_PAUSE, pause_after, throttled_pause};
use super::{Attempt, Circumstances, Effect, Event, Phase, reached, send_again, send_in_parts};

/// A batch whose answer was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// When TrackOnline was last known to have it, or may have received it: the settle time runs from here.
    pub since: DateTime<Utc>,
    /// Rounds begun after the settle time that did not find everything.
    pub misses: u32,
    /// Questions in a row that were not answered.
    pub failures: u32,
    /// When to ask next.
    pub next: DateTime<Utc>,
    /// What TrackOnline said when it refused the batch, for whoever has to look in the end.
    pub words: Option<String>,
    /// Whether TrackOnline is known to have received it. What is not there in the end, TrackOnline did not save, and would
    /// not if it were sent again.
    #[serde(default)]
    pub was_received: bool,
    /// What is asked next.
    #[serde(default)]
    pub look: Look,
    /// When the round under way began.
    #[serde(default)]
    pub began: Option<DateTime<Utc>>,
}

/// What is asked for next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Look {
    /// What was created since the attempt, page by page, from 1.
    Created {
        /// Which page.
        page: u32,
    },
    /// These numbers, one by one.
    Numbers {
        /// Those not asked for yet in this round.
        rest: Vec<TransactionNumber>,
    },
}

impl Default for Look {
    fn default() -> Self {
        Self::Created { page: 1 }
    }
}

/// The first look-up for a lost answer; most transactions are readable by then.
const FIRST_LOOK: TimeDelta = TimeDelta::seconds(5);
/// Between the two rounds after the settle time.
const BETWEEN_ROUNDS: TimeDelta = TimeDelta::seconds(30);
/// What is sent again and again is lost again and again: after this long a person has to look.
const REPEATED_FOR: TimeDelta = TimeDelta::hours(24);
/// An administration that others write into has many rows in the window; beyond this, and beyond as many pages as numbers
/// are missing, numbers are asked one by one.
const MOST_PAGES: usize = 20;

/// A window that cannot be read after so many times in a row is given up for numbers.
const MOST_PAGE_FAILURES: u32 = 3;
/// Nothing was answered for about a day: a person has to look.
const MOST_FAILURES: u32 = 150;

/// The outcome is lost from now on.
pub(super) fn begin(attempt: &mut Attempt, words: Option<String>, given: &Circumstances<'_>) -> Vec<Effect> {
    let effects = reached(&attempt.numbers, PostingState::Checking, words.as_deref());
    let was_received = matches!(attempt.phase, Phase::Received { .. });
    attempt.phase = Phase::Unknown(Lost {
        since: given.now,
        misses: 0,
        failures: 0,
        next: given.now + FIRST_LOOK,
        words,
        was_received,
        look: Look::default(),
        began: None,
    });
    effects
}

/// The answer to a question of a round.
pub(super) fn looked(
    attempt: &mut Attempt,
    mut lost: Lost,
    event: Event,
    given: &Circumstances<'_>,
) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event {
        Event::CreatedRead { found, is_last } => {
            let Look::Created { page } = lost.look else { return effects };
            lost.failures = 0;
            lost.began.get_or_insert(given.now);
            effects.extend(found_saved(attempt, &found));
            if attempt.numbers.is_empty() {
                attempt.phase = Phase::Closed;
                return effects;
            }
            if is_last {
                end_of_window(attempt, &mut lost, true, given);
            } else if u32::try_from(attempt.numbers.len().min(MOST_PAGES)).is_ok_and(|most| page < most) {
                lost.look = Look::Created { page: page + 1 };
                lost.next = given.now;
            } else {
                end_of_window(attempt, &mut lost, false, given);
            }
        }
        Event::NumberRead { number, is_there } => {
            let Look::Numbers { rest } = &mut lost.look else { return effects };
            lost.failures = 0;
            rest.retain(|other| *other != number);
            lost.next = given.now;
            let is_done = rest.is_empty();
            if is_there {
                effects.extend(found_saved(attempt, &[number]));
            }
            if attempt.numbers.is_empty() {
                attempt.phase = Phase::Closed;
                return effects;
            }
            if is_done {
                let is_settled = lost.began.is_some_and(|began| began >= settled_at(&lost, given));
                lost.misses += u32::from(is_settled);
                if lost.misses >= 2 {
                    effects.extend(decide(attempt, &lost, given));
                    return effects;
                }
                next_round(attempt, &mut lost, given);
            }
        }
        Event::Unanswered => {
            lost.next = given.now + pause_after(lost.failures);
            lost.failures = lost.failures.saturating_add(1);
            if lost.failures >= MOST_FAILURES {
                attempt.phase = Phase::Closed;
                let numbers = std::mem::take(&mut attempt.numbers);
                return reached(&numbers, PostingState::Excepted, lost.words.as_deref());
            }
            // One row that cannot be read spoils a page for good, but not the others' numbers.
            if lost.failures >= MOST_PAGE_FAILURES && matches!(lost.look, Look::Created { .. }) {
                lost.began.get_or_insert(lost.next);
                lost.look = Look::Numbers { rest: attempt.numbers.clone() };
            }
        }
        Event::Throttled { retry_after } => {
            let until = given.now + throttled_pause(retry_after);
            lost.next = until;
            effects.push(Effect::PauseCalls(until));
        }
        Event::KeyRefused => {
            lost.next = given.now + KEY_PAUSE;
            effects.push(Effect::KeyRefused);
        }
        _ => return effects,
    }
    attempt.phase = Phase::Unknown(lost);
    effects
}

fn found_saved(attempt: &mut Attempt, found: &[TransactionNumber]) -> Vec<Effect> {
    let (there, missing): (Vec<_>, Vec<_>) =
        std::mem::take(&mut attempt.numbers).into_iter().partition(|number| found.contains(number));
    attempt.numbers = missing;
    reached(&there, PostingState::Saved, None)
}

fn settled_at(lost: &Lost, given: &Circumstances<'_>) -> DateTime<Utc> {
    lost.since + TimeDelta::seconds(given.rules.settle_seconds.into())
}

/// The window was read to its end, or is too long to be read.
fn end_of_window(attempt: &Attempt, lost: &mut Lost, is_whole: bool, given: &Circumstances<'_>) {
    let is_settled = lost.began.is_some_and(|began| began >= settled_at(lost, given));
    if !is_whole {
        lost.look = Look::Numbers { rest: attempt.numbers.clone() };
        lost.next = given.now;
        return;
    }
    lost.misses += u32::from(is_settled);
    next_round(attempt, lost, given);
}

/// The round found something missing: the next one looks again, by number once nothing but that can tell.
fn next_round(attempt: &Attempt, lost: &mut Lost, given: &Circumstances<'_>) {
    let settled_at = settled_at(lost, given);
    lost.began = None;
    lost.next = if given.now < settled_at { settled_at } else { given.now + BETWEEN_ROUNDS };
    lost.look = if lost.misses == 0 {
        Look::default()
    } else {
        lost.began = Some(lost.next);
        Look::Numbers { rest: attempt.numbers.clone() }
    };
}

/// Not found twice past the settle time.
fn decide(attempt: &mut Attempt, lost: &Lost, given: &Circumstances<'_>) -> Vec<Effect> {
    let is_hopeless = attempt.oldest.is_some_and(|oldest| given.now - oldest > REPEATED_FOR);
    if given.rules.repeating_is_safe && !lost.was_received && !is_hopeless {
        // Refused as it was, it would be refused again: smaller, the wrong row is found.
        return if lost.words.is_some() { send_in_parts(attempt) } else { send_again(attempt) };
    }
    attempt.phase = Phase::Closed;
    reached(&std::mem::take(&mut attempt.numbers), PostingState::Excepted, lost.words.as_deref())
}
