//! What every handler can reach: tenants, database, page.

use std::collections::BTreeMap;
use std::sync::Arc;

use store::{Store, TenantId};
use tokio::sync::watch;

use crate::page::Page;
use crate::tenant::Tenant;

/// What every handler can reach. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Service {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    store: Store,
    tenants: BTreeMap<TenantId, Arc<Tenant>>,
    page: Page,
    closing: watch::Receiver<bool>,
}

impl Service {
    pub(crate) fn new(
        store: Store,
        tenants: BTreeMap<TenantId, Arc<Tenant>>,
        page: Page,
        closing: watch::Receiver<bool>,
    ) -> Self {
        Self { inner: Arc::new(Inner { store, tenants, page, closing }) }
    }

    /// Turns true when the service stops: what has no end of its own ends then.
    pub(crate) fn closing(&self) -> watch::Receiver<bool> {
        self.inner.closing.clone()
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// A tenant that is served here.
    pub fn tenant(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        self.inner.tenants.get(id).cloned()
    }

    pub(crate) fn tenants(&self) -> impl Iterator<Item = &Arc<Tenant>> {
        self.inner.tenants.values()
    }

    pub(crate) fn page(&self) -> &Page {
        &self.inner.page
    }
}
