//! One run: the sender, a disk that never fails, and a TrackOnline without trouble, in simulated time.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Effect, Event, Phase};
use ledger::quota::{Limits, Quota, Thrift, Verdict};
use ledger::sender::{AttemptId, Call, Outcome, Queued, Sender, SendingRules, Step, Work, Write};
use uuid::Uuid;

use super::chance::Chance;
use super::trackonline::{Saves, TrackOnline};
use crate::Unfit;
use crate::spread::Spread;

/// Movements to a confirmation: one there, one back.
pub(super) const MOVEMENTS: usize = 2;
/// How long a call takes, there and back.
pub(super) const CALL: TimeDelta = TimeDelta::milliseconds(150);
/// As many waiting movements as the database tells the sender of.
const MOST_QUEUED: usize = 1_000;
/// What is not through by then never will be.
const PATIENCE: TimeDelta = TimeDelta::days(30);

/// What is run.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// When each confirmation is accepted, earliest first.
    pub(super) accepted: Vec<DateTime<Utc>>,
    /// How the sender works.
    pub(super) rules: SendingRules,
    /// Whether it becomes sparing where calls become short.
    pub(super) is_thrifty: bool,
    /// What TrackOnline allows.
    pub(super) licence: Limits,
    /// What of it is ours.
    pub(super) ours: Limits,
    /// What takes its time while TrackOnline saves.
    pub(super) saves: Saves,
}

/// What came of it.
#[derive(Debug, Clone)]
pub(super) struct Drained {
    /// Batches sent.
    pub(super) posts: usize,
    /// Questions for a result.
    pub(super) polls: usize,
    /// From accepted to sent, a time per movement.
    pub(super) to_sent: Spread,
    /// From accepted to saved, a time per movement.
    pub(super) to_saved: Spread,
}

struct Posting {
    number: TransactionNumber,
    confirmation: Uuid,
    accepted_at: DateTime<Utc>,
    state: PostingState,
    sent_at: Option<DateTime<Utc>>,
    saved_at: Option<DateTime<Utc>>,
}

/// What a database would hold.
struct Disk {
    postings: Vec<Posting>,
    places: HashMap<TransactionNumber, usize>,
    attempts: Vec<(AttemptId, Attempt)>,
    quota: Quota,
}

/// Lets everything through.
///
/// # Errors
/// When the sender does what it should not: exceed TrackOnline's limits, or not come to an end.
pub(super) fn run(plan: &Plan, chance: Chance) -> Result<Drained, Unfit> {
    let mut trackonline = TrackOnline::new(plan.saves, plan.licence, chance);
    let mut disk = Disk::new(plan)?;
    let mut sender = Sender::new(plan.rules);
    let mut now = plan.accepted.first().copied().unwrap_or_default();
    let give_up = now + PATIENCE;
    let mut attempts = 0_u128..;
    while disk.is_open() {
        let thrift = if plan.is_thrifty { disk.quota.thrift(now) } else { Thrift::NONE };
        let fresh = AttemptId(Uuid::from_u128(attempts.next().unwrap_or_default()));
        let outcome = match sender.next(now, thrift, fresh) {
            Step::Load => Outcome::Loaded(disk.open_work(now)),
            Step::Store(write) => disk.store(&write, now)?,
            Step::Call { call, .. } => {
                let event = call_out(&mut trackonline, &call, now + CALL / 2)?;
                now += CALL;
                Outcome::Answered(event)
            }
            Step::Sleep(until) => {
                now = disk.next_accepted(now).map_or(until, |moment| until.min(moment));
                Outcome::Woken
            }
        };
        sender.done(outcome, now, thrift);
        if now > give_up {
            return Err(unfit("something is not saved after a month".to_owned()));
        }
    }
    let since_accepted = |moment: fn(&Posting) -> Option<DateTime<Utc>>| {
        let time =
            |posting: &Posting| Some((moment(posting)? - posting.accepted_at).to_std().unwrap_or_default());
        Spread::of(disk.postings.iter().filter_map(time).collect::<Vec<Duration>>())
    };
    Ok(Drained {
        posts: trackonline.posts,
        polls: trackonline.polls,
        to_sent: since_accepted(|posting| posting.sent_at),
        to_saved: since_accepted(|posting| posting.saved_at),
    })
}

fn call_out(trackonline: &mut TrackOnline, call: &Call, now: DateTime<Utc>) -> Result<Event, Unfit> {
    match call {
        Call::Post(numbers) => trackonline.post(numbers, now),
        Call::Poll { message, numbers } => trackonline.poll(message, numbers, now),
        Call::Created { .. } | Call::Number(_) => Err(unfit("it looks up what was never lost".to_owned())),
    }
}

fn unfit(why: String) -> Unfit {
    Unfit { what: "sending", why }
}

impl Disk {
    fn new(plan: &Plan) -> Result<Self, Unfit> {
        let mut postings = Vec::new();
        for (index, accepted_at) in plan.accepted.iter().enumerate() {
            for movement in 0..MOVEMENTS {
                let number = TransactionNumber::new(format!("FL-{index}-{movement}"))
                    .map_err(|error| unfit(error.to_string()))?;
                postings.push(Posting {
                    number,
                    confirmation: Uuid::from_u128(u128::try_from(index).unwrap_or_default()),
                    accepted_at: *accepted_at,
                    state: PostingState::Queued,
                    sent_at: None,
                    saved_at: None,
                });
            }
        }
        let places =
            postings.iter().enumerate().map(|(place, posting)| (posting.number.clone(), place)).collect();
        Ok(Self { postings, places, attempts: Vec::new(), quota: Quota::new(plan.ours, []) })
    }

    fn is_open(&self) -> bool {
        self.postings.iter().any(|posting| posting.state != PostingState::Saved)
    }

    fn next_accepted(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let place = self.postings.partition_point(|posting| posting.accepted_at <= now);
        self.postings.get(place).map(|posting| posting.accepted_at)
    }

    fn open_work(&self, now: DateTime<Utc>) -> Work {
        let queued = self
            .postings
            .iter()
            .take_while(|posting| posting.accepted_at <= now)
            .filter(|posting| posting.state == PostingState::Queued)
            .take(MOST_QUEUED)
            .map(|posting| Queued {
                number: posting.number.clone(),
                confirmation: posting.confirmation,
                since: posting.accepted_at,
                accepted_at: posting.accepted_at,
                apart: None,
            })
            .collect();
        Work { queued, attempts: self.attempts.clone(), ..Work::default() }
    }

    fn store(&mut self, write: &Write, now: DateTime<Utc>) -> Result<Outcome, Unfit> {
        if let Some(purpose) = write.permit
            && let Verdict::NotBefore(moment) = self.quota.ask(purpose, now)
        {
            return Ok(Outcome::NotBefore(moment));
        }
        if let Some((id, attempt)) = &write.attempt {
            self.attempts.retain(|(other, _)| other != id);
            if attempt.phase != Phase::Closed {
                self.attempts.push((*id, attempt.clone()));
            }
        }
        for effect in &write.effects {
            self.carry_out(effect, now)?;
        }
        Ok(Outcome::Stored)
    }

    fn carry_out(&mut self, effect: &Effect, now: DateTime<Utc>) -> Result<(), Unfit> {
        match effect {
            Effect::Reached(number, state, _) => {
                let posting = self.places.get(number).and_then(|place| self.postings.get_mut(*place));
                let posting = posting.ok_or_else(|| unfit(format!("{number} was never accepted")))?;
                posting.state = *state;
                match state {
                    PostingState::Sent => posting.sent_at = Some(now),
                    PostingState::Saved => posting.saved_at = Some(now),
                    _ => {}
                }
                Ok(())
            }
            // Nothing is ever paused.
            Effect::ResumeSending => Ok(()),
            other => Err(unfit(format!("without any trouble, {other:?}"))),
        }
    }
}
