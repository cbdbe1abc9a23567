//! The one door to TrackOnline: no call leaves without a permit, and the permit is stored first.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::ProblemCode;
use ledger::attempt::throttled_pause;
use ledger::egress::Egress;
use ledger::quota::{GOOD_FOR, Limits, Purpose, Thrift, Verdict};
use ledger::sender::Write;
use store::{Applied, Metered, Store, StoreError, TenantId, Turn};
use tokio::sync::Mutex;
use trackonline::{Client, Error, NextStep, Permit};

use crate::clock;
use crate::problem::Refusal;

/// The way to one administration.
#[derive(Debug)]
pub struct Upstream {
    client: Client,
    tenant: TenantId,
    store: Store,
    limits: Limits,
    metered: Mutex<Metered>,
    /// What leaves through this machine's address, for all tenants together.
    egress: Arc<std::sync::Mutex<Egress<TenantId>>>,
}

/// Why no call may leave now.
#[derive(Debug)]
pub enum NoPermit {
    /// The quota allows the next one at this time.
    NotBefore(DateTime<Utc>),
    /// The permit could not be stored.
    Store(StoreError),
}

/// A read from TrackOnline that brought nothing.
#[derive(Debug)]
pub enum Unread {
    /// It did not leave.
    NoPermit(NoPermit),
    /// It left, or would not have been taken.
    Failed(Error),
}

impl From<NoPermit> for Unread {
    fn from(reason: NoPermit) -> Self {
        Self::NoPermit(reason)
    }
}

impl From<Error> for Unread {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl Upstream {
    /// The way for a tenant; the calls of the last day stand in the database.
    pub(crate) async fn open(
        client: Client,
        tenant: TenantId,
        store: Store,
        limits: Limits,
        egress: Arc<std::sync::Mutex<Egress<TenantId>>>,
    ) -> Result<Self, StoreError> {
        store.forget(&tenant, clock::now()).await?;
        Ok(Self { client, tenant, store, limits, metered: Mutex::new(Metered::new(limits)), egress })
    }

    /// The client. Its calls take what [`Upstream::permit`] gives, or what [`Upstream::apply`] stored.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The right to make one call, stored. To be used at once.
    ///
    /// # Errors
    /// When the quota is spent for now, or the permit cannot be stored.
    pub async fn permit(&self, purpose: Purpose) -> Result<Permit, NoPermit> {
        let asked_at = clock::now();
        if let Verdict::NotBefore(moment) = self.address().ask(purpose, asked_at) {
            return Err(NoPermit::NotBefore(moment));
        }
        let mut metered = self.metered.lock().await;
        let seen = std::mem::replace(&mut *metered, Metered::new(self.limits));
        let (verdict, seen) =
            self.store.permit(&self.tenant, purpose, seen, asked_at).await.map_err(NoPermit::Store)?;
        *metered = seen;
        drop(metered);
        match verdict {
            // The windows are counted with this much to spare, and no more.
            Verdict::Granted if clock::now() > asked_at + GOOD_FOR => Err(NoPermit::NotBefore(clock::now())),
            Verdict::Granted => {
                self.address().count(asked_at);
                Ok(Permit::granted())
            }
            Verdict::NotBefore(moment) => Err(NoPermit::NotBefore(moment)),
        }
    }

    /// Stores what the sender decided; a call that it holds a permit for may leave after this. What a failed write may
    /// have counted is read again from the database.
    pub(crate) async fn apply(&self, turn: Turn, write: Write) -> Result<Applied, StoreError> {
        let (asked_at, permit) = (clock::now(), write.permit);
        if let Some(purpose) = permit
            && let Verdict::NotBefore(moment) = self.address().ask(purpose, asked_at)
        {
            return Ok(Applied::NotBefore(moment, Metered::new(self.limits)));
        }
        let mut metered = self.metered.lock().await;
        let seen = std::mem::replace(&mut *metered, Metered::new(self.limits));
        let applied = self.store.apply(&self.tenant, turn, write, seen, asked_at).await?;
        if let Applied::Done(seen) | Applied::NotBefore(_, seen) = &applied {
            *metered = seen.clone();
        }
        if permit.is_some() && matches!(applied, Applied::Done(_)) {
            self.address().count(asked_at);
        }
        Ok(applied)
    }

    /// How sparing to be with calls, by what this process knows of them.
    pub(crate) async fn thrift(&self) -> Thrift {
        self.metered.lock().await.quota().thrift(clock::now())
    }

    /// Takes to heart what an error says about the quota.
    pub async fn heed(&self, error: &Error) {
        if let Error::RetryAfter { after } = error {
            let pause = throttled_pause(after.and_then(|after| TimeDelta::from_std(after).ok()));
            tracing::warn!(tenant = %self.tenant, seconds = pause.num_seconds(), "TrackOnline's call limit is reached");
            let now = clock::now();
            self.refused(now + pause);
            if let Err(error) = self.store.pause_calls(&self.tenant, now + pause, now).await {
                tracing::error!(tenant = %self.tenant, %error, "TrackOnline's wish for a pause could not be stored");
            }
        }
    }

    /// A 429 until then: it may be meant for everybody at this address.
    pub(crate) fn refused(&self, until: DateTime<Utc>) {
        if let Some(per_minute) = self.address().refused(&self.tenant, until, clock::now()) {
            tracing::warn!(
                per_minute,
                "TrackOnline refuses several tenants at once: calls from this address are held to what went well, for an \
                 hour. Set egress_calls_per_minute if its limit is known."
            );
        }
    }

    fn address(&self) -> std::sync::MutexGuard<'_, Egress<TenantId>> {
        self.egress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One reading call: permit, call, and what its error says about the quota.
    ///
    /// # Errors
    /// When it may not leave, or brings nothing.
    pub async fn read<'a, T, F>(&'a self, call: impl FnOnce(&'a Client, Permit) -> F) -> Result<T, Unread>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let permit = self.permit(Purpose::Reading).await?;
        match call(&self.client, permit).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                self.heed(&error).await;
                tracing::warn!(tenant = %self.tenant, %error, "TrackOnline could not be read");
                Err(error.into())
            }
        }
    }
}

impl From<Unread> for Refusal {
    fn from(unread: Unread) -> Self {
        let limit = |pause: Option<Duration>| {
            let refusal = Self::new(
                ProblemCode::TrackOnlineLimit,
                "TrackOnline allows no more calls for the moment. It is tried again by itself; confirmations can go on.",
            );
            refusal.after(pause.unwrap_or(Duration::from_mins(1)))
        };
        match unread {
            Unread::NoPermit(NoPermit::Store(error)) => error.into(),
            Unread::NoPermit(NoPermit::NotBefore(moment)) => limit((moment - clock::now()).to_std().ok()),
            Unread::Failed(Error::RetryAfter { after }) => limit(after),
            Unread::Failed(error) => match error.next_step() {
                NextStep::CheckKey => Self::new(
                    ProblemCode::TrackOnlineKey,
                    "TrackOnline refuses the key. An administrator has to check it in Fustlink's settings.",
                ),
                NextStep::CheckAssumptions | NextStep::MendRequest => Self::new(
                    ProblemCode::TrackOnlineAnswer,
                    "TrackOnline answered in a way that Fustlink does not understand. Tell your administrator; the log has the details.",
                ),
                NextStep::SendAgain { .. } | NextStep::FindOut => Self::new(
                    ProblemCode::TrackOnlineUnreachable,
                    "TrackOnline does not answer. Try again in a minute; confirmations can go on and are sent later.",
                )
                .after(Duration::from_secs(15)),
            },
        }
    }
}
