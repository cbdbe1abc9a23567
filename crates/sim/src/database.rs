//! A simulated database: what `store` keeps of one tenant, transaction by transaction.

mod posting;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Effect, Phase};
use ledger::lease::{Lease, take};
use ledger::quota::{Limits, Purpose, Quota, Verdict};
use ledger::sender::{AttemptId, Queued, Work, Write};
use uuid::Uuid;

pub(crate) use posting::Posting;

/// What a process knows of the calls that were permitted.
#[derive(Debug, Clone)]
pub(crate) struct Metered {
    pub(crate) quota: Quota,
    seen: usize,
}

impl Metered {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { quota: Quota::new(limits, []), seen: 0 }
    }
}

/// Everything of a tenant.
#[derive(Debug, Clone, Default)]
pub(crate) struct Database {
    pub(crate) postings: Vec<Posting>,
    queue: BTreeSet<(DateTime<Utc>, usize)>,
    open: BTreeMap<(DateTime<Utc>, AttemptId), Attempt>,
    closed: HashMap<AttemptId, Attempt>,
    pub(crate) lease: Option<Lease>,
    paused_until: Option<DateTime<Utc>>,
    failures: u32,
    pub(crate) calls_paused_until: Option<DateTime<Utc>>,
    key_refused: bool,
    /// When each call was permitted, by the clock of who asked.
    pub(crate) permits: Vec<DateTime<Utc>>,
}

/// What became of a write, as in `store::Applied`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applied {
    Done { is_repeated: bool },
    NotBefore(DateTime<Utc>),
    Outdated,
    LeaseLost,
}

/// Which process writes, and when that is by its clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Writer {
    pub(crate) lease: Lease,
    pub(crate) lasting: TimeDelta,
    pub(crate) shown: DateTime<Utc>,
}

/// As many as `store` reads at a time.
const MOST_QUEUED: usize = 1_000;

impl Database {
    /// A posting is accepted.
    pub(crate) fn accept(&mut self, posting: Posting) {
        let (place, since, state) = (self.postings.len(), posting.since, posting.state);
        self.postings.push(posting);
        if state == PostingState::Queued {
            self.queue.insert((since, place));
        }
    }

    /// The posting with this number.
    pub(crate) fn place(&self, number: &TransactionNumber) -> Option<usize> {
        let (_, place) = number.as_str().split_once('-')?;
        let place: usize = place.parse().ok()?;
        self.postings.get(place).filter(|posting| posting.number == *number).map(|_| place)
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.queue.is_empty() && self.open.is_empty()
    }

    /// Everything that is open.
    pub(crate) fn open_work(&self) -> Work {
        let mut queued = Vec::with_capacity(self.queue.len());
        for (_, place) in self.queue.iter().take(MOST_QUEUED) {
            queued.extend(self.postings.get(*place).map(|posting| Queued {
                number: posting.number.clone(),
                confirmation: posting.confirmation,
                since: posting.since,
                accepted_at: posting.accepted_at,
                apart: posting.apart.clone(),
            }));
        }
        Work {
            queued,
            attempts: self.open.iter().map(|((_, id), attempt)| (*id, attempt.clone())).collect(),
            paused_until: self.paused_until,
            failures: self.failures,
            is_key_refused: self.key_refused,
        }
    }

    /// Takes or renews the right to send.
    pub(crate) fn take_lease(
        &mut self,
        me: Uuid,
        shown: DateTime<Utc>,
        lasting: TimeDelta,
    ) -> Result<Lease, DateTime<Utc>> {
        let lease = take(self.lease.as_ref(), me, shown, lasting)?;
        self.lease = Some(lease);
        Ok(lease)
    }

    fn is_held_by(&self, writer: &Writer) -> bool {
        self.lease
            .is_some_and(|lease| (lease.holder, lease.epoch) == (writer.lease.holder, writer.lease.epoch))
    }

    /// One transaction: all of it or nothing.
    pub(crate) fn apply(&mut self, writer: &Writer, write: &Write, metered: &mut Metered) -> Applied {
        if !self.is_held_by(writer) {
            return Applied::LeaseLost;
        }
        let stands = write.attempt.as_ref().and_then(|(id, attempt)| {
            self.open
                .get(&(attempt.sent_at, *id))
                .or_else(|| self.closed.get(id))
                .map(|stands| stands == attempt)
        });
        let is_repeated = stands == Some(true);
        let is_queued = |number: &TransactionNumber| {
            self.place(number)
                .and_then(|place| self.postings.get(place))
                .is_some_and(|posting| posting.state == PostingState::Queued)
        };
        let sent = |effect: &Effect| match effect {
            Effect::Reached(number, PostingState::Sent, _) => !is_queued(number),
            _ => false,
        };
        if !is_repeated && write.effects.iter().any(sent) {
            return Applied::Outdated;
        }
        self.lease = Some(Lease { until: writer.shown + writer.lasting, ..writer.lease });
        if let Some(purpose) = write.permit
            && let Verdict::NotBefore(moment) = self.permit(purpose, metered, writer.shown)
        {
            return Applied::NotBefore(moment);
        }
        let mark = write.attempt.as_ref().map(|(id, _)| id.0.simple().to_string());
        if let Some((id, attempt)) = &write.attempt {
            self.put_attempt(*id, attempt);
        }
        for (index, effect) in write.effects.iter().enumerate().filter(|_| !is_repeated) {
            let mark = mark.as_ref().map(|mark| format!("{mark}-{index}"));
            self.carry_out(effect, mark.as_deref(), writer.shown);
        }
        Applied::Done { is_repeated }
    }

    fn put_attempt(&mut self, id: AttemptId, attempt: &Attempt) {
        if attempt.phase == Phase::Closed {
            self.open.remove(&(attempt.sent_at, id));
            self.closed.insert(id, attempt.clone());
        } else {
            self.open.insert((attempt.sent_at, id), attempt.clone());
        }
    }

    fn carry_out(&mut self, effect: &Effect, mark: Option<&str>, shown: DateTime<Utc>) {
        match effect {
            Effect::Reached(number, state, _) => {
                if let Some(place) = self.place(number) {
                    self.reach(place, *state, shown);
                }
            }
            Effect::SendApart(numbers) => {
                for number in numbers {
                    if let Some(place) = self.place(number)
                        && let Some(posting) = self.postings.get_mut(place)
                    {
                        posting.apart = mark.map(str::to_owned);
                    }
                }
            }
            Effect::PauseSending { until, failures } => {
                self.paused_until = Some(*until);
                self.failures = *failures;
            }
            Effect::ResumeSending => {
                self.paused_until = None;
                self.failures = 0;
            }
            Effect::PauseCalls(until) => self.pause_calls(*until),
            Effect::KeyRefused => self.key_refused = true,
            Effect::KeyTaken => self.key_refused = false,
        }
    }

    /// 429: nothing at all leaves before then.
    pub(crate) fn pause_calls(&mut self, until: DateTime<Utc>) {
        self.calls_paused_until = self.calls_paused_until.max(Some(until));
    }

    /// Asks for one call, and notes it where it is granted.
    pub(crate) fn permit(
        &mut self,
        purpose: Purpose,
        metered: &mut Metered,
        shown: DateTime<Utc>,
    ) -> Verdict {
        let news = self.permits.get(metered.seen..).unwrap_or_default();
        metered.quota.count(news.iter().copied());
        metered.quota.pause(self.calls_paused_until);
        let verdict = metered.quota.ask(purpose, shown);
        if verdict == Verdict::Granted {
            self.permits.push(shown);
        }
        metered.seen = self.permits.len();
        verdict
    }

    /// Moves a posting to a state.
    pub(crate) fn reach(&mut self, place: usize, state: PostingState, shown: DateTime<Utc>) {
        let Some(posting) = self.postings.get_mut(place) else { return };
        posting.history.push((posting.state, state));
        posting.may_have_arrived |= posting.state == PostingState::Checking;
        if posting.state == PostingState::Queued {
            self.queue.remove(&(posting.since, place));
        }
        posting.state = state;
        posting.since = shown;
        if state == PostingState::Queued {
            self.queue.insert((shown, place));
        }
    }
}
