//! Our side: confirmations, as the service has them stored.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::{Accepted, NewConfirmation, Store, TenantId};

use super::clients::Client;
use super::confirmation::confirmation;
use crate::{Failure, Unfit};

/// Somebody who confirms.
#[derive(Debug)]
pub(super) struct Accepting {
    store: Store,
    tenant: TenantId,
    orders: Arc<AtomicUsize>,
    waiting: Vec<NewConfirmation>,
}

/// So many, all at one tenant.
pub(super) fn clients(store: &Store, clients: usize) -> Result<Vec<Accepting>, Failure> {
    let orders = Arc::new(AtomicUsize::new(0));
    let tenant = TenantId::new("bench")?;
    let client = |_| Accepting {
        store: store.clone(),
        tenant: tenant.clone(),
        orders: Arc::clone(&orders),
        waiting: Vec::new(),
    };
    Ok((0..clients).map(client).collect())
}

impl Client for Accepting {
    fn prepare(&mut self, times: usize) -> Result<(), Failure> {
        let orders = self.orders.fetch_add(times, Ordering::Relaxed);
        self.waiting = (orders..orders + times).map(confirmation).collect::<Result<_, _>>()?;
        Ok(())
    }

    async fn write(&mut self) -> Result<(), Failure> {
        let new = self.waiting.pop().ok_or("no confirmation is left")?;
        match self.store.accept(&self.tenant, new).await? {
            Accepted::Now(stored) if stored.held.is_none() && stored.postings.len() == 2 => Ok(()),
            other => Err(Unfit { what: "accepting", why: format!("it became {other:?}") }.into()),
        }
    }
}
