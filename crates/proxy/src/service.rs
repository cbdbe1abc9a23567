//! The running service: its tenants, its database, its socket.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use store::{Store, StoreError, TenantId};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::confirming;
use crate::router;
use crate::routes::page::{Page, PageError};
use crate::settings::Settings;
use crate::tenant::{Tenant, TenantError};

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
}

impl Service {
    /// The database.
    pub fn store(&self) -> &Store {
        &self.inner.store
    }

    /// A tenant that is served here.
    pub fn tenant(&self, id: &TenantId) -> Option<Arc<Tenant>> {
        self.inner.tenants.get(id).cloned()
    }

    pub(crate) fn page(&self) -> &Page {
        &self.inner.page
    }
}

/// Why the service could not start or had to stop.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error("the database cannot be used: {0}")]
    Store(#[from] StoreError),
    /// A tenant's settings that only showed to be wrong when used.
    #[error("tenant {tenant}: {error}")]
    Tenant {
        /// Whose.
        tenant: TenantId,
        /// What.
        error: TenantError,
    },
    /// The built widget.
    #[error("the widget cannot be served: {0}")]
    Page(#[from] PageError),
    /// The address.
    #[error(
        "cannot listen on {address}: {error}. Set `listen` to a free address, or stop what listens there."
    )]
    Listen {
        /// As set.
        address: std::net::SocketAddr,
        /// What the system says.
        error: std::io::Error,
    },
    /// The HTTP client for key sets.
    #[error("no HTTP client: {0}")]
    Http(#[from] reqwest::Error),
    /// The socket broke.
    #[error("serving failed: {0}")]
    Serving(std::io::Error),
}

/// Serves until `stopped`, then finishes what is under way.
///
/// # Errors
/// When it cannot start, or the socket breaks.
pub async fn serve(
    settings: Settings,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let listener = TcpListener::bind(settings.listen)
        .await
        .map_err(|error| ServeError::Listen { address: settings.listen, error })?;
    serve_on(listener, settings, stopped).await
}

/// As [`serve`], on a socket that is open already.
///
/// # Errors
/// When it cannot start, or the socket breaks.
pub async fn serve_on(
    listener: TcpListener,
    settings: Settings,
    stopped: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let store = Store::connect(settings.database_url.expose_secret()).await?;
    let page = Page::load(&settings.widget_dir, &settings.embed_dir)?;
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .timeout(Duration::from_secs(10))
        .build()?;
    let mut tenants = BTreeMap::new();
    for (id, tenant) in settings.tenants {
        let tenant = Tenant::new(id.clone(), tenant, &store, http.clone())
            .await
            .map_err(|error| ServeError::Tenant { tenant: id.clone(), error })?;
        tenants.insert(id, Arc::new(tenant));
    }
    let service = Service { inner: Arc::new(Inner { store, tenants, page }) };

    let mut senders = JoinSet::new();
    for tenant in service.inner.tenants.values() {
        senders.spawn(confirming::send(service.store().clone(), Arc::clone(tenant)));
    }
    tracing::info!(address = %settings.listen, tenants = service.inner.tenants.len(), "serving");
    axum::serve(listener, router::router(service))
        .with_graceful_shutdown(stopped)
        .await
        .map_err(ServeError::Serving)?;
    // What a sender leaves open stands in the database; the next start looks it up before anything is sent again.
    senders.shutdown().await;
    tracing::info!("stopped");
    Ok(())
}
