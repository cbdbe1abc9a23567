//! Starting and stopping: socket, database, tenants, senders.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ledger::egress::Egress;
use ledger::quota::MINUTE;
use secrecy::ExposeSecret;
use store::{Store, StoreError, TenantId};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::clock;
use crate::confirming::{self, Holder};
use crate::news;
use crate::page::{Page, PageError};
use crate::router;
use crate::service::Service;
use crate::settings::Settings;
use crate::tenant::{Tenant, TenantError};

/// One call to TrackOnline ends within its time limits before this.
const LONGEST_FAREWELL: Duration = Duration::from_secs(70);
const BETWEEN_TIDYING: Duration = Duration::from_hours(1);
const PAUSE_BEFORE_RESTART: Duration = Duration::from_secs(2);

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
    let egress = egress(&store, &settings).await?;
    let mut tenants = BTreeMap::new();
    for (id, tenant) in settings.tenants {
        let tenant = Tenant::new(id.clone(), tenant, &store, http.clone(), Arc::clone(&egress))
            .await
            .map_err(|error| ServeError::Tenant { tenant: id.clone(), error })?;
        tenants.insert(id, Arc::new(tenant));
    }
    let (close_streams, closing) = watch::channel(false);
    let service = Service::new(store, tenants, page, closing.clone());

    let holder = Holder { id: Uuid::new_v4(), lease: settings.lease };
    let (stop_senders, stopping) = watch::channel(false);
    let mut senders = JoinSet::new();
    for tenant in service.tenants() {
        senders.spawn(keep_sending(service.store().clone(), Arc::clone(tenant), holder, stopping.clone()));
    }
    let mut tellers = JoinSet::new();
    for tenant in service.tenants() {
        tellers.spawn(news::tell(service.store().clone(), Arc::clone(tenant), closing.clone()));
    }
    tellers.spawn(tidy(service.clone()));
    // A connection with an open stream on it would never be finished by itself.
    let stopped = async move {
        stopped.await;
        close_streams.send_replace(true);
    };
    tracing::info!(address = %settings.listen, tenants = service.tenants().count(), "serving");
    axum::serve(listener, router::router(service))
        .with_graceful_shutdown(stopped)
        .await
        .map_err(ServeError::Serving)?;
    // A batch that is being sent is finished. What is still open then stands in the database, and the next start looks it
    // up before anything is sent again.
    stop_senders.send_replace(true);
    if tokio::time::timeout(LONGEST_FAREWELL, async { while senders.join_next().await.is_some() {} })
        .await
        .is_err()
    {
        tracing::warn!("a batch was still being sent; it is looked up at the next start");
    }
    tracing::info!("stopped");
    Ok(())
}

/// The calls that left through this machine's address in the last minute, whoever they were for.
async fn egress(store: &Store, settings: &Settings) -> Result<Arc<Mutex<Egress<TenantId>>>, StoreError> {
    let mut calls = Vec::new();
    for tenant in settings.tenants.keys() {
        calls.extend(store.permits_since(tenant, clock::now() - MINUTE).await?);
    }
    Ok(Arc::new(Mutex::new(Egress::new(settings.egress_calls_per_minute, calls))))
}

/// What no window and nobody needs any more is forgotten, hour by hour.
async fn tidy(service: Service) {
    loop {
        tokio::time::sleep(BETWEEN_TIDYING).await;
        for tenant in service.tenants() {
            if let Err(error) = service.store().forget(&tenant.id, clock::now()).await {
                tracing::warn!(tenant = %tenant.id, %error, "old permits and attempts could not be deleted");
            }
        }
    }
}

/// A sender that fails by a mistake of ours is started again: postings must not stand still unseen.
async fn keep_sending(store: Store, tenant: Arc<Tenant>, holder: Holder, stopping: watch::Receiver<bool>) {
    loop {
        let sender =
            tokio::spawn(confirming::send(store.clone(), Arc::clone(&tenant), holder, stopping.clone()));
        match sender.await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(tenant = %tenant.id, %error, "the sender failed and is started again");
            }
        }
        tokio::time::sleep(PAUSE_BEFORE_RESTART).await;
    }
}
