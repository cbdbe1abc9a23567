//! The one door to TrackOnline: no call leaves without a permit, and the permit is stored first.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use contract::ProblemCode;
use ledger::quota::{Limits, Purpose, Quota, Verdict};
use store::{Store, StoreError, TenantId};
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
    quota: Mutex<Quota>,
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

/// Where TrackOnline says 429 without a readable time.
const PAUSE_WITHOUT_A_TIME: TimeDelta = TimeDelta::seconds(60);

impl Upstream {
    /// Picks up the quota where an earlier process stood.
    pub(crate) async fn open(
        client: Client,
        tenant: TenantId,
        store: Store,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let yesterday = clock::now() - TimeDelta::hours(24);
        store.forget_permits_before(&tenant, yesterday).await?;
        let calls = store.permits_since(&tenant, yesterday).await?;
        Ok(Self { client, tenant, store, quota: Mutex::new(Quota::new(limits, calls)) })
    }

    /// The client. Its calls take what [`Upstream::permit`] gives.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The right to make one call, stored.
    ///
    /// # Errors
    /// When the quota is spent for now, or the permit cannot be stored.
    pub async fn permit(&self, purpose: Purpose) -> Result<Permit, NoPermit> {
        let now = clock::now();
        let mut quota = self.quota.lock().await;
        match quota.ask(purpose, now) {
            Verdict::NotBefore(moment) => Err(NoPermit::NotBefore(moment)),
            Verdict::Granted => {
                // A permit that cannot be stored stays counted: rather one call too few than one too many.
                self.store.permit(&self.tenant, purpose, now).await.map_err(NoPermit::Store)?;
                Ok(Permit::granted())
            }
        }
    }

    /// Takes to heart what an error says about the quota.
    pub async fn heed(&self, error: &Error) {
        if let Error::RetryAfter { after } = error {
            let pause =
                after.and_then(|after| TimeDelta::from_std(after).ok()).unwrap_or(PAUSE_WITHOUT_A_TIME);
            tracing::warn!(tenant = %self.tenant, seconds = pause.num_seconds(), "TrackOnline's call limit is reached");
            self.quota.lock().await.pause(clock::now() + pause);
        }
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
