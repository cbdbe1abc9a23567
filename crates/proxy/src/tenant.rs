//! One wholesaler, served.

use std::sync::{Arc, Mutex};

use ledger::egress::Egress;
use store::{Store, StoreError, TenantId};
use tokio::sync::Notify;
use trackonline::{Auth, Client, ClientSettings, Limits, SettingsError};

use crate::news::Board;
use crate::reading::Shelf;
use crate::session::Keys;
use crate::settings::TenantSettings;
use crate::upstream::Upstream;

/// One wholesaler: settings, keys, the door to its TrackOnline administration, and what was read through it.
#[derive(Debug)]
pub struct Tenant {
    /// Its name in tokens and rows.
    pub id: TenantId,
    /// As the operator set them.
    pub settings: TenantSettings,
    /// The keys its host signs with.
    pub keys: Keys,
    /// The one way to its TrackOnline administration.
    pub upstream: Upstream,
    /// What was read from TrackOnline.
    pub shelf: Shelf,
    /// Rung when there is something to post.
    pub bell: Notify,
    /// Rung when something was stored that screens show.
    pub changed: Notify,
    /// What its open screens are told.
    pub board: Board,
}

/// Why a tenant cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum TenantError {
    /// The stored permits.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The client for TrackOnline.
    #[error(transparent)]
    Client(#[from] SettingsError),
}

impl Tenant {
    /// Something was stored that is to be posted, and that screens show.
    pub(crate) fn written(&self) {
        self.bell.notify_one();
        self.changed.notify_one();
    }

    pub(crate) async fn new(
        id: TenantId,
        settings: TenantSettings,
        store: &Store,
        http: reqwest::Client,
        egress: Arc<Mutex<Egress<TenantId>>>,
    ) -> Result<Self, TenantError> {
        let client = Client::new(ClientSettings {
            base_url: settings.trackonline.base_url.clone(),
            auth: Auth::ApiKey(settings.trackonline.api_key.clone()),
            assumptions: settings.trackonline.assumptions.clone(),
            limits: Limits::default(),
        })?;
        let calls = &settings.trackonline;
        let limits = calls.limits.without(calls.held_back_percent);
        let upstream = Upstream::open(client, id.clone(), store.clone(), limits, egress).await?;
        let shelf = Shelf::new(&settings);
        let keys = Keys::new(settings.token.key.clone(), http);
        Ok(Self {
            id,
            settings,
            keys,
            upstream,
            shelf,
            bell: Notify::new(),
            changed: Notify::new(),
            board: Board::new(),
        })
    }
}
