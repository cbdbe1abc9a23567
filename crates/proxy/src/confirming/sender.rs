//! One sender per tenant: takes the steps that [`ledger::sender`] names.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::PostingState;
use ledger::attempt::{Effect, Event};
use ledger::sender::{AttemptId, Call, Outcome, Sender, SendingRules, Step, Write};
use store::{Applied, Store, StoreError, Turn};
use tokio::sync::watch;
use trackonline::{RefusedBatch, SameNumber};
use uuid::Uuid;

use super::asking;
use crate::clock;
use crate::failpoint;
use crate::tenant::Tenant;
use crate::trips;

/// A database that failed is given this long.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_secs(2);

/// Who sends, and for how long without renewing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Holder {
    /// This process.
    pub(crate) id: Uuid,
    /// How long its lease lasts; it is renewed three times as often.
    pub(crate) lease: TimeDelta,
}

/// Sends for one tenant until the service stops, whenever no other process does; a call that is under way then is
/// finished first. Whatever is open stands in the database.
pub(crate) async fn send(
    store: Store,
    tenant: Arc<Tenant>,
    holder: Holder,
    mut stopping: watch::Receiver<bool>,
) {
    while !*stopping.borrow() {
        let pause = match store.take_lease(&tenant.id, holder.id, holder.lease, clock::now()).await {
            Ok(Ok(turn)) => {
                failpoint::reach("lease-taken");
                tracing::info!(tenant = %tenant.id, epoch = turn.epoch.0, "this process sends");
                Shift { store: &store, tenant: &tenant, turn }.work(&mut stopping).await;
                if *stopping.borrow()
                    && let Err(error) = store.give_lease_back(&tenant.id, turn, clock::now()).await
                {
                    tracing::warn!(tenant = %tenant.id, %error, "the next process waits until the lease has run out");
                }
                Duration::ZERO
            }
            Ok(Err(until)) => until_then(until).max(Duration::from_millis(100)),
            Err(error) => {
                tracing::error!(tenant = %tenant.id, %error, "the sender waits for the database");
                PAUSE_AFTER_FAILURE
            }
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopping.changed() => {}
        }
    }
}

/// What is known about this administration, as the sender needs it.
fn rules(tenant: &Tenant) -> SendingRules {
    let assumptions = &tenant.settings.trackonline.assumptions;
    let mut rules =
        SendingRules { longest_linger: tenant.settings.longest_linger, ..SendingRules::default() };
    rules.posting.settle_seconds = u32::try_from(assumptions.settle_seconds).unwrap_or(u32::MAX);
    rules.posting.refusal_saves_nothing = assumptions.refused_batch == RefusedBatch::SavesNothing;
    // A second one that is rejected says nothing about the first, so only an update is harmless.
    rules.posting.repeating_is_safe = assumptions.same_number == SameNumber::Updates;
    rules
}

/// A process while it holds the lease.
struct Shift<'a> {
    store: &'a Store,
    tenant: &'a Tenant,
    turn: Turn,
}

impl Shift<'_> {
    /// Takes step after step until the lease is lost or the service stops.
    async fn work(&self, stopping: &mut watch::Receiver<bool>) {
        let mut sender = Sender::new(rules(self.tenant));
        let mut renewal = clock::now() + self.turn.lasting / 3;
        loop {
            let thrift = self.tenant.upstream.thrift().await;
            let step = sender.next(clock::now(), thrift, AttemptId(Uuid::new_v4()));
            // What was permitted is carried out, and what came of it is stored, before the service stops.
            if *stopping.borrow() && matches!(step, Step::Load | Step::Sleep(_)) {
                return;
            }
            let outcome = match step {
                Step::Load => self.load().await,
                Step::Store(write) => self.store(write).await,
                Step::Call { call, not_after } => self.call(&call, not_after).await,
                Step::Sleep(until) => {
                    tokio::select! {
                        () = self.tenant.bell.notified() => {}
                        () = tokio::time::sleep(until_then(until.min(renewal))) => {}
                        _ = stopping.changed() => {}
                    }
                    if clock::now() < renewal {
                        Outcome::Woken
                    } else if self.renew().await {
                        renewal = clock::now() + self.turn.lasting / 3;
                        trips::find_interrupted(self.store, self.tenant).await;
                        Outcome::Woken
                    } else {
                        Outcome::LeaseLost
                    }
                }
            };
            let is_lost = outcome == Outcome::LeaseLost;
            sender.done(outcome, clock::now(), thrift);
            if is_lost {
                tracing::warn!(tenant = %self.tenant.id, "another process sends now");
                return;
            }
        }
    }

    async fn load(&self) -> Outcome {
        match self.store.open_work(&self.tenant.id).await {
            Ok(work) => {
                failpoint::reach("sender-after-load");
                Outcome::Loaded(work)
            }
            Err(error) => self.failed(&error),
        }
    }

    async fn store(&self, write: Write) -> Outcome {
        failpoint::reach("sender-before-store");
        let effects = write.effects.clone();
        match self.tenant.upstream.apply(self.turn, write).await {
            Ok(Applied::Done(_)) => {
                failpoint::reach("sender-after-store");
                self.tell(&effects).await;
                Outcome::Stored
            }
            Ok(Applied::NotBefore(moment, _)) => Outcome::NotBefore(moment),
            Ok(Applied::Outdated) => Outcome::Outdated,
            Ok(Applied::LeaseLost) => Outcome::LeaseLost,
            Err(error) => self.failed(&error),
        }
    }

    fn failed(&self, error: &StoreError) -> Outcome {
        tracing::error!(tenant = %self.tenant.id, %error, "the sender waits for the database");
        Outcome::Failed
    }

    /// Makes a call whose permit is stored, and keeps the lease meanwhile.
    async fn call(&self, call: &Call, not_after: DateTime<Utc>) -> Outcome {
        // Whoever was held up this long may have been replaced: what it was about to send is looked up by now.
        if clock::now() > not_after {
            return Outcome::Answered(Event::NotSent);
        }
        let event = self.renewing(asking::ask(self.store, self.tenant, call, not_after)).await;
        failpoint::reach(match call {
            Call::Post(_) => "call-after-post",
            Call::Poll { .. } => "call-after-poll",
            Call::Created { .. } | Call::Number(_) => "call-after-look-up",
        });
        Outcome::Answered(event)
    }

    /// Renews the lease while something takes its time. A lease that is lost meanwhile shows at the next write.
    async fn renewing<T>(&self, work: impl Future<Output = T>) -> T {
        let pause = (self.turn.lasting / 3).to_std().unwrap_or(PAUSE_AFTER_FAILURE);
        tokio::pin!(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(pause) => { self.renew().await; }
            }
        }
    }

    /// Renews the lease; `false` once another process has it.
    async fn renew(&self) -> bool {
        let Turn { holder, epoch, lasting } = self.turn;
        match self.store.take_lease(&self.tenant.id, holder, lasting, clock::now()).await {
            Ok(Ok(turn)) => turn.epoch == epoch,
            Ok(Err(_)) => false,
            Err(error) => {
                tracing::warn!(tenant = %self.tenant.id, %error, "the lease could not be renewed");
                true
            }
        }
    }

    /// Numbers on screens, the log and whoever watches are told what was stored.
    async fn tell(&self, effects: &[Effect]) {
        for effect in effects {
            match effect {
                Effect::Reached(number, PostingState::Saved, _) => {
                    if let Ok(Some(posting)) = self.store.posting(&self.tenant.id, number).await {
                        let order = posting.transaction.reference.as_ref();
                        self.tenant.shelf.expire(&posting.location, order);
                    }
                }
                Effect::Reached(number, state, words) if state.is_settled() => {
                    tracing::error!(tenant = %self.tenant.id, %number, ?state, ?words, "a person has to look");
                }
                Effect::PauseCalls(until) => {
                    tracing::warn!(tenant = %self.tenant.id, %until, "TrackOnline's call limit is reached");
                    self.tenant.upstream.refused(*until);
                }
                Effect::KeyRefused => {
                    tracing::error!(tenant = %self.tenant.id, "TrackOnline refuses the key: nothing is sent until it is mended");
                }
                Effect::KeyTaken => {
                    tracing::info!(tenant = %self.tenant.id, "TrackOnline takes the key again");
                }
                _ => {}
            }
        }
        if !effects.is_empty() {
            self.tenant.changed.notify_one();
        }
    }
}

fn until_then(moment: DateTime<Utc>) -> Duration {
    (moment - clock::now()).to_std().unwrap_or_default()
}
