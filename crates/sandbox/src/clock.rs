//! Where time comes from: the machine's clock, or one that a test drives.

use std::pin::Pin;
use std::time::Duration;

use chrono::{DateTime, Utc};
use tokio::sync::watch;

/// A wait that ends at a moment of some clock.
pub type Wait<'clock> = Pin<Box<dyn Future<Output = ()> + Send + 'clock>>;

/// Tells the time, and waits for it.
pub trait Clock: Send + Sync + 'static {
    /// The present moment.
    fn now(&self) -> DateTime<Utc>;

    /// Ends once the clock shows `moment` or later.
    fn wait_until(&self, moment: DateTime<Utc>) -> Wait<'_>;

    /// The means to move it on, when it is one that is driven.
    fn driven(&self) -> Option<&DrivenClock> {
        None
    }
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct MachineClock;

impl Clock for MachineClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
    fn now(&self) -> DateTime<Utc> {
        std::time::SystemTime::now().into()
    }

    fn wait_until(&self, moment: DateTime<Utc>) -> Wait<'_> {
        Box::pin(async move {
            while let Some(left) = (moment - self.now()).to_std().ok().filter(|left| !left.is_zero()) {
                tokio::time::sleep(left).await;
            }
        })
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct DrivenClock(watch::Sender<DateTime<Utc>>);

impl DrivenClock {
    /// A clock that shows `now`.
    pub fn at(now: DateTime<Utc>) -> Self {
        Self(watch::Sender::new(now))
    }

    /// Moves it on; whoever waited for a moment that has now come goes on.
    pub fn advance(&self, by: Duration) {
        self.0.send_modify(|now| *now += by);
    }
}

impl Clock for DrivenClock {
    fn now(&self) -> DateTime<Utc> {
        *self.0.borrow()
    }

    fn wait_until(&self, moment: DateTime<Utc>) -> Wait<'_> {
        let mut shown = self.0.subscribe();
        Box::pin(async move {
            // The sender is `self`, which outlives this wait, so the channel cannot close under it.
            let _ = shown.wait_for(|now| *now >= moment).await;
        })
    }

    fn driven(&self) -> Option<&Self> {
        Some(self)
    }
}
