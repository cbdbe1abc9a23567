//! One sender per tenant: sends what is queued, asks what became of it, looks up what was lost.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Effect, Event, Phase, PostingRules, step};
use ledger::quota::Purpose;
use store::{AttemptId, FrozenBatch, Store, StoreError};
use tokio::sync::watch;
use trackonline::{
    Batch, MessageId, PageNumber, Permit, RefusedBatch, SameNumber, Transaction, TransactionFilter,
};
use uuid::Uuid;

use super::{answers, wire};
use crate::clock;
use crate::tenant::Tenant;
use crate::upstream::NoPermit;

/// TrackOnline saves at most this many transactions at once.
const BATCH: u64 = 50;
/// Nothing to do for longer than this is looked at again all the same.
const LONGEST_SLEEP: Duration = Duration::from_secs(30);
/// A database that failed is given this long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Sends for one tenant until the service stops; what is being sent then is finished first. Whatever is open stands in
/// the database.
pub(crate) async fn send(store: Store, tenant: Arc<Tenant>, mut stopping: watch::Receiver<bool>) {
    let mut sender = Sender { rules: rules(&tenant), store, tenant, paused_until: None, failures: 0 };
    while !*stopping.borrow() {
        let pause = match sender.work(&stopping).await {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(tenant = %sender.tenant.id, %error, "the sender waits for the database");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = sender.tenant.bell.notified() => {}
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// What is known about this administration, as the state machine needs it.
fn rules(tenant: &Tenant) -> PostingRules {
    let assumptions = &tenant.settings.trackonline.assumptions;
    PostingRules {
        settle_seconds: u32::try_from(assumptions.settle_seconds).unwrap_or(u32::MAX),
        refusal_saves_nothing: assumptions.refused_batch == RefusedBatch::SavesNothing,
        // A second one that is rejected says nothing about the first, so only an update is harmless.
        repeating_is_safe: assumptions.same_number == SameNumber::Updates,
        ..PostingRules::default()
    }
}

struct Sender {
    store: Store,
    tenant: Arc<Tenant>,
    rules: PostingRules,
    paused_until: Option<DateTime<Utc>>,
    /// Batches in a row that were not taken.
    failures: u32,
}

impl Sender {
    /// Does everything that is due, and says how long nothing will be.
    async fn work(&mut self, stopping: &watch::Receiver<bool>) -> Result<Duration, StoreError> {
        let mut next = clock::now() + TimeDelta::seconds(30);
        for (id, attempt) in self.store.open_attempts(&self.tenant.id).await? {
            if *stopping.borrow() {
                return Ok(Duration::ZERO);
            }
            if let Some(due) = self.follow(id, attempt).await? {
                next = next.min(due);
            }
        }
        while self.paused_until.is_none_or(|until| until <= clock::now()) && !*stopping.borrow() {
            match self.send_batch().await? {
                Sent::Batch(due) => next = next.min(due.unwrap_or(next)),
                Sent::Nothing => break,
                Sent::NotBefore(moment) => {
                    self.paused_until = Some(moment);
                }
            }
        }
        if let Some(until) = self.paused_until.filter(|until| *until > clock::now()) {
            next = next.min(until);
        }
        Ok((next - clock::now()).to_std().unwrap_or_default().min(LONGEST_SLEEP))
    }

    /// Asks about an open attempt if it is due; answers when to look at it again.
    async fn follow(&mut self, id: AttemptId, attempt: Attempt) -> Result<Option<DateTime<Utc>>, StoreError> {
        let event = match &attempt.phase {
            // Nothing is being sent at this moment, so this one was interrupted: by a stop, a crash, or a database that
            // could not store the answer.
            Phase::Sending => Ok(Event::OutcomeLost),
            Phase::Received { next, .. } | Phase::Unknown { next, .. } if *next > clock::now() => {
                return Ok(Some(*next));
            }
            Phase::Received { message, .. } => self.poll(message, &attempt.numbers).await,
            Phase::Unknown { .. } => self.look_up(&attempt.numbers).await,
            Phase::Closed => return Ok(None),
        };
        match event {
            Ok(event) => Ok(self.happened(id, attempt, event).await?.due()),
            Err(NoPermit::NotBefore(moment)) => Ok(Some(moment)),
            Err(NoPermit::Store(error)) => Err(error),
        }
    }

    async fn poll(&self, message: &str, numbers: &[TransactionNumber]) -> Result<Event, NoPermit> {
        let Ok(message) = MessageId::new(message) else { return Ok(Event::ResultLost) };
        let permit = self.tenant.upstream.permit(Purpose::Posting).await?;
        let answer = self.tenant.upstream.client().transaction_result(permit, &message).await;
        if let Err(error) = &answer {
            self.tenant.upstream.heed(error).await;
        }
        Ok(answers::to_polling(answer, numbers))
    }

    /// Asks TrackOnline for every open number, over all dates. What was found before the quota or the line ended the
    /// round is kept.
    async fn look_up(&self, numbers: &[TransactionNumber]) -> Result<Event, NoPermit> {
        let mut found = Vec::new();
        for number in numbers {
            let permit = match self.tenant.upstream.permit(Purpose::Posting).await {
                Ok(permit) => permit,
                Err(_) if !found.is_empty() => return Ok(Event::LookedUp { found, is_complete: false }),
                Err(reason) => return Err(reason),
            };
            let filter = TransactionFilter::by_number(number.as_str());
            match self.tenant.upstream.client().transactions(permit, &filter, PageNumber::FIRST).await {
                Ok(page) => {
                    let is_it = |row: &Transaction| {
                        row.transaction_number.as_deref() == Some(number.as_str())
                            && row.is_deleted != Some(true)
                    };
                    if page.rows.iter().any(is_it) {
                        found.push(number.clone());
                    }
                }
                Err(error) => {
                    self.tenant.upstream.heed(&error).await;
                    tracing::warn!(tenant = %self.tenant.id, %error, "a posting cannot be looked up yet");
                    return Ok(if found.is_empty() {
                        answers::failed(&error)
                    } else {
                        Event::LookedUp { found, is_complete: false }
                    });
                }
            }
        }
        Ok(Event::LookedUp { found, is_complete: true })
    }

    async fn send_batch(&mut self) -> Result<Sent, StoreError> {
        if !self.store.has_queued(&self.tenant.id).await? {
            return Ok(Sent::Nothing);
        }
        // The permit first: a batch that is frozen without one would look as if it may have been sent.
        let permit = match self.tenant.upstream.permit(Purpose::Posting).await {
            Ok(permit) => permit,
            Err(NoPermit::NotBefore(moment)) => return Ok(Sent::NotBefore(moment)),
            Err(NoPermit::Store(error)) => return Err(error),
        };
        let id = AttemptId(Uuid::new_v4());
        // While nothing is taken, one posting is enough to find out whether it would be again.
        let size = if self.failures == 0 { BATCH } else { 1 };
        let Some(batch) = self.store.freeze_batch(&self.tenant.id, id, size, clock::now()).await? else {
            return Ok(Sent::Nothing);
        };
        let event = self.post(permit, &batch).await;
        let attempt = self.happened(id, batch.attempt, event).await?;
        Ok(Sent::Batch(attempt.due()))
    }

    async fn post(&self, permit: Permit, batch: &FrozenBatch) -> Event {
        let rows = batch.transactions.iter().map(wire::transaction).collect();
        let answer = match Batch::new(rows) {
            Ok(rows) => self.tenant.upstream.client().post_transactions(permit, &rows).await,
            Err(violations) => Err(trackonline::Error::Limit(violations)),
        };
        if let Err(error) = &answer {
            self.tenant.upstream.heed(error).await;
            tracing::warn!(tenant = %self.tenant.id, %error, "a batch was not taken");
        }
        answers::to_posting(answer)
    }

    /// Decides, stores, and acts.
    async fn happened(
        &mut self,
        id: AttemptId,
        attempt: Attempt,
        event: Event,
    ) -> Result<Attempt, StoreError> {
        let now = clock::now();
        let (was_sending, was_taken) = (attempt.phase == Phase::Sending, event != Event::NotTaken);
        let (attempt, effects) = step(attempt, event, &self.rules, self.failures, now);
        if was_sending {
            self.failures = if was_taken { 0 } else { self.failures.saturating_add(1) };
        }
        self.store.record(&self.tenant.id, id, &attempt, &effects, now).await?;
        for effect in effects {
            match effect {
                Effect::PauseSending(until) => {
                    self.paused_until = Some(self.paused_until.map_or(until, |earlier| earlier.max(until)));
                }
                Effect::Reached(number, PostingState::Saved, _) => {
                    if let Some(posting) = self.store.posting(&self.tenant.id, &number).await? {
                        let order = posting.transaction.reference.as_ref();
                        self.tenant.shelf.expire(&posting.location, order);
                    }
                }
                Effect::Reached(number, state, words) if state.is_settled() => {
                    tracing::error!(tenant = %self.tenant.id, %number, ?state, ?words, "a person has to look");
                }
                Effect::Reached(..) | Effect::SendAlone(_) => {}
            }
        }
        Ok(attempt)
    }
}

enum Sent {
    Batch(Option<DateTime<Utc>>),
    Nothing,
    NotBefore(DateTime<Utc>),
}
