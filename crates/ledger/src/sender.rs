//! What a tenant's sender does next.
//!
//! [`Sender`] decides, the shell acts: [`Sender::next`] names one [`Step`], the shell takes it and tells the
//! [`Outcome`] to [`Sender::done`]. Nothing here waits, reads a clock or touches a disk, so the whole of it runs under a
//! simulated clock, network, disk and crash, exactly as it runs in the service.
//!
//! A call is always preceded by a write that holds its permit and, for a POST, the attempt: after a crash, what may have
//! left is known. Everything that must survive stands in the database; a `Sender` can be dropped at any moment.

mod batch;
mod work;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use uuid::Uuid;

pub use work::{AttemptId, Queued, Work};

use crate::attempt::{Attempt, Circumstances, Effect, Event, Look, Phase, PostingRules, step};
use crate::quota::{GOOD_FOR, Purpose, Thrift};

/// Times and sizes of one tenant's sending.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendingRules {
    /// What is known of the administration.
    pub posting: PostingRules,
    /// How long a posting may wait for company where every call counts. Default five minutes.
    pub longest_linger: TimeDelta,
    /// Most transactions in one POST. TrackOnline takes 50.
    pub batch: usize,
}

impl Default for SendingRules {
    fn default() -> Self {
        Self { posting: PostingRules::default(), longest_linger: TimeDelta::minutes(5), batch: 50 }
    }
}

/// One thing for the shell to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Read the tenant's open work: answer [`Outcome::Loaded`] or [`Outcome::Failed`].
    Load,
    /// Store this in one transaction: answer [`Outcome::Stored`], [`Outcome::NotBefore`], [`Outcome::Outdated`],
    /// [`Outcome::LeaseLost`] or [`Outcome::Failed`]. Storing the same again has to be harmless.
    Store(Write),
    /// Make this call now, unless `not_after` has passed: answer [`Outcome::Answered`].
    Call {
        /// What to ask.
        call: Call,
        /// When its permit runs out.
        not_after: DateTime<Utc>,
    },
    /// Nothing to do until then, or until something new is accepted: answer [`Outcome::Woken`].
    Sleep(DateTime<Utc>),
}

/// What is stored together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Write {
    /// A call that leaves after this: refused while the quota does not allow it.
    pub permit: Option<Purpose>,
    /// An attempt as it stands from now on.
    pub attempt: Option<(AttemptId, Attempt)>,
    /// What becomes of its postings, and what follows. A posting reaches `Sent` only from `Queued`; where one is not
    /// queued any more, nothing at all is stored. Where the attempt stands exactly so already, this was stored before and
    /// is not done again: a person may have acted on it since.
    pub effects: Vec<Effect>,
}

/// A call to TrackOnline. Its permit is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Call {
    /// Save these transactions.
    Post(Vec<TransactionNumber>),
    /// Ask for the result of a save of these transactions.
    Poll {
        /// TrackOnline's identifier of the save.
        message: String,
        /// Whose fate is open.
        numbers: Vec<TransactionNumber>,
    },
    /// Read a page of what was created in this time, over all dates of transactions.
    Created {
        /// From when.
        from: DateTime<Utc>,
        /// Until when.
        to: DateTime<Utc>,
        /// Which page, from 1.
        page: u32,
        /// What to look for on it.
        numbers: Vec<TransactionNumber>,
    },
    /// Ask for one number, over all dates.
    Number(TransactionNumber),
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The open work.
    Loaded(Work),
    /// It is on disk.
    Stored,
    /// The quota does not allow the call before this moment; nothing was stored.
    NotBefore(DateTime<Utc>),
    /// A posting was taken out of the queue meanwhile; nothing was stored.
    Outdated,
    /// Another process sends now; nothing was stored.
    LeaseLost,
    /// The database failed; it may be stored or not.
    Failed,
    /// What the call brought.
    Answered(Event),
    /// The time has come, or something was accepted.
    Woken,
}

/// A tenant's sender.
#[derive(Debug, Clone)]
pub struct Sender {
    rules: SendingRules,
    state: State,
    /// When the step that is under way was named: however long it takes, a permit that it stores counts from then.
    named_at: DateTime<Utc>,
    /// Whether the write under way was tried before and may be on disk.
    is_uncertain: bool,
    /// The quota allows no call for this purpose before this moment.
    blocked: Vec<(Purpose, DateTime<Utc>)>,
}

#[derive(Debug, Clone)]
enum State {
    /// What is open has to be read.
    Unread,
    /// What is open, as just read.
    Read(Work),
    /// Being stored, and what follows.
    Storing(Write, Then),
    /// As above, after the database failed: not before this moment.
    StoringAgain(Write, Then, DateTime<Utc>),
    /// Being asked, for an attempt as it stands.
    Calling(Box<Asking>, DateTime<Utc>),
    /// Nothing to do before this moment.
    Waiting(DateTime<Utc>),
}

#[derive(Debug, Clone)]
enum Then {
    Nothing,
    Call(Box<Asking>),
}

/// An attempt that is open.
type Open = (AttemptId, Attempt);

/// A call, and what its answer is held against.
#[derive(Debug, Clone)]
struct Asking {
    call: Call,
    purpose: Purpose,
    id: AttemptId,
    attempt: Attempt,
    failures: u32,
    is_key_refused: bool,
    ahead: usize,
}

/// A database that failed is given this long.
const PAUSE_AFTER_FAILURE: TimeDelta = TimeDelta::seconds(2);
/// Nothing to do for longer than this is looked at again all the same.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(30);

impl Sender {
    /// One that knows nothing yet: its first step is to read what is open.
    pub const fn new(rules: SendingRules) -> Self {
        Self {
            rules,
            state: State::Unread,
            named_at: DateTime::UNIX_EPOCH,
            is_uncertain: false,
            blocked: Vec::new(),
        }
    }

    /// What to do now. `fresh` names a new attempt, should there be one.
    pub fn next(&mut self, now: DateTime<Utc>, thrift: Thrift, fresh: AttemptId) -> Step {
        if let State::Read(work) = &self.state {
            self.state = self.decide(work, now, thrift, fresh);
        }
        self.named_at = now;
        match &self.state {
            State::Unread | State::Read(_) => Step::Load,
            State::Storing(write, _) => Step::Store(write.clone()),
            State::StoringAgain(.., until) | State::Waiting(until) => Step::Sleep(*until),
            State::Calling(asking, not_after) => {
                Step::Call { call: asking.call.clone(), not_after: *not_after }
            }
        }
    }

    /// What came of the step that [`Self::next`] named.
    pub fn done(&mut self, outcome: Outcome, now: DateTime<Utc>, thrift: Thrift) {
        let state = std::mem::replace(&mut self.state, State::Unread);
        let was_uncertain = self.is_uncertain;
        self.is_uncertain = was_uncertain && matches!(outcome, Outcome::Woken | Outcome::NotBefore(_));
        self.state = match (state, outcome) {
            (State::Unread, Outcome::Loaded(work)) => State::Read(work),
            (State::Storing(_, Then::Call(asking)), Outcome::Stored) => {
                State::Calling(asking, self.named_at + GOOD_FOR)
            }
            // It may be on disk since it was first tried, and has to be known to be before anything else.
            (State::Storing(write, then), Outcome::NotBefore(moment))
                if self.is_uncertain && write.attempt.is_some() =>
            {
                State::StoringAgain(write, then, moment.min(now + LONGEST_SLEEP))
            }
            (State::Storing(write, Then::Call(_)), Outcome::NotBefore(moment)) => {
                if let Some(purpose) = write.permit {
                    self.blocked.retain(|(other, _)| *other != purpose);
                    // Asked again now and then all the same: a person may end a long pause.
                    self.blocked.push((purpose, moment.min(now + LONGEST_SLEEP)));
                }
                State::Unread
            }
            (State::Storing(write, then), Outcome::Failed) => {
                self.is_uncertain = true;
                State::StoringAgain(write, then, now + PAUSE_AFTER_FAILURE)
            }
            (State::StoringAgain(write, then, until), Outcome::Woken) => {
                if now >= until {
                    State::Storing(write, then)
                } else {
                    State::StoringAgain(write, then, until)
                }
            }
            (State::Calling(asking, _), Outcome::Answered(event)) => {
                self.answered(*asking, event, now, thrift)
            }
            (_, Outcome::Failed) => State::Waiting(now + PAUSE_AFTER_FAILURE),
            _ => State::Unread,
        };
    }

    /// What is most due.
    fn decide(&self, work: &Work, now: DateTime<Utc>, thrift: Thrift, fresh: AttemptId) -> State {
        let ahead = work.calls_ahead(self.rules.batch);
        let thrift = thrift.ahead(ahead);
        let given = Circumstances { rules: &self.rules.posting, failures: work.failures, thrift, now };
        // Nothing is being sent at this moment, so whatever stands as being sent was interrupted.
        if let Some((id, attempt)) = work.attempts.iter().find(|(_, attempt)| attempt.phase == Phase::Sending)
        {
            let (attempt, effects) = step(attempt.clone(), Event::Interrupted, &given);
            let write = Write { permit: None, attempt: Some((*id, attempt)), effects };
            return State::Storing(write, Then::Nothing);
        }
        let batch = batch::next(work, &self.rules, thrift);
        let mut wake = now + LONGEST_SLEEP;
        let mut most_due: Option<(Purpose, DateTime<Utc>, Option<&Open>)> = None;
        let asked = work.attempts.iter().filter_map(|open| {
            let purpose = match open.1.phase {
                Phase::Received { .. } => Purpose::Posting,
                _ => Purpose::Reconciling,
            };
            Some((purpose, open.1.due()?, Some(open)))
        });
        let sent = batch.iter().map(|batch| (Purpose::Posting, batch.ready_at, None));
        for (purpose, due, what) in asked.chain(sent) {
            let due = self.blocked_until(purpose).map_or(due, |moment| due.max(moment));
            if due > now {
                wake = wake.min(due);
            } else if most_due.is_none_or(|(other, since, _)| (purpose, due) < (other, since)) {
                most_due = Some((purpose, due, what));
            }
        }
        let asking = |id, attempt, call, purpose| {
            Box::new(Asking {
                call,
                purpose,
                id,
                attempt,
                failures: work.failures,
                is_key_refused: work.is_key_refused,
                ahead,
            })
        };
        match (most_due, batch) {
            (Some((purpose, _, Some((id, attempt)))), _) => match self.question(attempt, now) {
                Some(call) => {
                    let write = Write { permit: Some(purpose), attempt: None, effects: Vec::new() };
                    State::Storing(write, Then::Call(asking(*id, attempt.clone(), call, purpose)))
                }
                None => State::Waiting(wake),
            },
            (Some((purpose, _, None)), Some(batch)) => {
                let attempt = Attempt { oldest: batch.oldest, ..Attempt::new(batch.numbers.clone(), now) };
                let sent =
                    |number: &TransactionNumber| Effect::Reached(number.clone(), PostingState::Sent, None);
                let write = Write {
                    permit: Some(purpose),
                    attempt: Some((fresh, attempt.clone())),
                    effects: batch.numbers.iter().map(sent).collect(),
                };
                State::Storing(write, Then::Call(asking(fresh, attempt, Call::Post(batch.numbers), purpose)))
            }
            _ => State::Waiting(wake),
        }
    }

    fn blocked_until(&self, purpose: Purpose) -> Option<DateTime<Utc>> {
        // What is closed to posting is closed to everything.
        self.blocked.iter().filter(|(other, _)| *other <= purpose).map(|(_, moment)| *moment).max()
    }

    /// What to ask about an attempt that is due.
    fn question(&self, attempt: &Attempt, now: DateTime<Utc>) -> Option<Call> {
        match &attempt.phase {
            Phase::Received { message, .. } => {
                Some(Call::Poll { message: message.clone(), numbers: attempt.numbers.clone() })
            }
            Phase::Unknown(lost) => match &lost.look {
                Look::Created { page } => {
                    let skew = TimeDelta::seconds(self.rules.posting.clock_skew_seconds.into());
                    Some(Call::Created {
                        from: attempt.sent_at - skew,
                        to: now + skew,
                        page: *page,
                        numbers: attempt.numbers.clone(),
                    })
                }
                Look::Numbers { rest } => {
                    rest.first().or_else(|| attempt.numbers.first()).cloned().map(Call::Number)
                }
            },
            Phase::Sending | Phase::Closed => None,
        }
    }

    fn answered(&mut self, asking: Asking, event: Event, now: DateTime<Utc>, thrift: Thrift) -> State {
        let Asking { call, purpose, id, attempt, failures, is_key_refused, ahead } = asking;
        self.blocked.retain(|(other, _)| *other > purpose);
        let is_post = matches!(call, Call::Post(_));
        if event == Event::NotSent && !is_post {
            return State::Waiting(now + PAUSE_AFTER_FAILURE);
        }
        let is_key_taken = !matches!(
            event,
            Event::KeyRefused
                | Event::NotSent
                | Event::NotTaken
                | Event::Unsendable { .. }
                | Event::OutcomeLost
                | Event::Unanswered
                | Event::Throttled { .. }
        );
        let thrift = thrift.ahead(ahead);
        let given = Circumstances { rules: &self.rules.posting, failures, thrift, now };
        let (attempt, mut effects) = step(attempt, event, &given);
        if is_key_refused && is_key_taken {
            effects.push(Effect::KeyTaken);
        }
        State::Storing(Write { permit: None, attempt: Some((id, attempt)), effects }, Then::Nothing)
    }
}

/// Names an attempt from any identifier; the shell draws a random one.
impl From<Uuid> for AttemptId {
    fn from(id: Uuid) -> Self {
        Self(id)
    }
}

#[cfg(test)]
mod tests;
