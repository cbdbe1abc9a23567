//! FreshPortal's order screen, as a wholesaler's people use it all day, with Fustlink embedded as any integrator would:
//! by the public embed module from another origin, and by tokens that this server signs.
//!
//! Nothing public describes how FreshPortal would embed a widget, so all of this is ours to define.

mod api;
mod book;
mod key;
mod order;
mod page;
mod people;
mod preferences;
mod refusal;
mod token;

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::IntoResponse;
use axum::routing::get;
use chrono::{DateTime, Utc};
use tokio::net::TcpListener;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use url::Url;

use crate::clock::{Clock, MachineClock};
use book::Book;
use key::{KeyError, SigningKey};

/// How an order screen is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// Where browsers find the screen; its tokens' issuer. By default `http://` and the address that is listened on.
    pub public_url: Option<Url>,
    /// Fustlink's proxy, from which the embed module and the widget come.
    pub proxy: Url,
    /// The wholesaler's tenant at the proxy.
    pub tenant: String,
    /// Where the signing key and what people changed are kept. Made if it does not exist.
    pub state_dir: PathBuf,
}

/// Why the screen could not be started, or stopped by itself.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The folder or a file in it cannot be used.
    #[error("cannot use {}: {source}", path.display())]
    State {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What an earlier run wrote cannot be read.
    #[error("{} does not hold what this program writes there ({source}); move it away to start afresh", path.display())]
    Changes {
        /// The file.
        path: PathBuf,
        /// Where it stopped making sense.
        source: serde_json::Error,
    },
    /// No signing key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The proxy's address cannot be put into a page.
    #[error("{0} is not the address of a proxy: give one that begins with http:// or https://")]
    Proxy(Url),
    /// The network failed while serving.
    #[error("stopped serving: {0}")]
    Stopped(io::Error),
}

/// Serves the order screen until `shutdown` completes.
pub async fn serve(
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = settings.listen;
    let listener =
        TcpListener::bind(address).await.map_err(|source| ServeError::Listen { address, source })?;
    serve_on(listener, settings, shutdown).await
}

/// Serves the order screen on a socket that already listens, until `shutdown` completes.
pub async fn serve_on(
    listener: TcpListener,
    settings: Settings,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    let address = listener.local_addr().map_err(ServeError::Stopped)?;
    let screen = Arc::new(Screen::open(settings, address).await?);
    tracing::info!(%address, issuer = screen.issuer, proxy = screen.proxy, "order screen listens");
    axum::serve(listener, routes(screen)).with_graceful_shutdown(shutdown).await.map_err(ServeError::Stopped)
}

/// What every request needs.
struct Screen {
    /// The screen's own address without a slash at the end: `iss` of its tokens.
    issuer: String,
    /// The proxy's origin.
    proxy: String,
    tenant: String,
    book: Book,
    key: SigningKey,
}

impl Screen {
    async fn open(settings: Settings, address: SocketAddr) -> Result<Self, ServeError> {
        let Settings { public_url, proxy, tenant, state_dir, .. } = settings;
        if !matches!(proxy.scheme(), "http" | "https") {
            return Err(ServeError::Proxy(proxy));
        }
        tokio::fs::create_dir_all(&state_dir)
            .await
            .map_err(|source| ServeError::State { path: state_dir.clone(), source })?;
        Ok(Self {
            issuer: public_url.map_or_else(
                || format!("http://{address}"),
                |url| url.as_str().trim_end_matches('/').to_owned(),
            ),
            proxy: proxy.origin().ascii_serialization(),
            tenant,
            book: Book::open(state_dir.join("orders.json")).await?,
            key: SigningKey::open(&state_dir.join("signing-key.der"))?,
        })
    }
}

fn routes(screen: Arc<Screen>) -> Router {
    let policy = format!(
        "default-src 'none'; script-src 'self' {proxy}; frame-src {proxy}; style-src 'self'; img-src 'self'; \
         connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        proxy = screen.proxy
    );
    let header = |name: HeaderName, value: &str| {
        HeaderValue::from_str(value).map(|value| SetResponseHeaderLayer::if_not_present(name, value)).ok()
    };
    let router = Router::new()
        .route("/", get(page::index))
        .route("/orders/{reference}", get(page::order))
        .route("/api/orders", get(api::list))
        .route("/api/orders/{reference}", get(api::show).patch(api::change))
        .route("/packaging-token", get(token::issue))
        .route("/.well-known/jwks.json", get(key_set))
        .route("/health", get(async || "up\n"))
        .route("/assets/screen.js", get(async || asset("text/javascript", page::SCREEN_JS)))
        .route("/assets/screen.css", get(async || asset("text/css", page::SCREEN_CSS)))
        .route("/assets/mark.svg", get(async || asset("image/svg+xml", page::MARK_SVG)))
        .fallback(page::nothing_here)
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(TraceLayer::new_for_http())
        .with_state(screen);
    [
        header(header::CONTENT_SECURITY_POLICY, &policy),
        header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        header(header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
        header(header::CACHE_CONTROL, "no-store"),
    ]
    .into_iter()
    .flatten()
    .fold(router, Router::layer)
}

fn asset(kind: &'static str, body: &'static str) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-cache")], body)
}

/// The public half of the signing key, as the proxy fetches it.
async fn key_set(State(screen): State<Arc<Screen>>) -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "public, max-age=60")], axum::Json(screen.key.public().clone()))
}

/// The present moment, for the edge of this server; the world below is handed a date.
fn now() -> DateTime<Utc> {
    MachineClock.now()
}
