//! What an operator sets, by file and environment.
//!
//! The file is TOML; `FUSTLINK_` variables override it, with `__` between levels
//! (`FUSTLINK_TENANTS__DEMO__TRACKONLINE__API_KEY`). What cannot be read is named first; then everything that is missing or cannot be meant, at
//! once: see [`check`].

mod check;
mod mapping_file;
mod raw;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use contract::{Basis, LocationNumber};
use figment::Figment;
use figment::providers::{Env, Format, Toml};
use jsonwebtoken::Algorithm;
use ledger::movement::{MovementRules, Places, WrittenOff};
use ledger::quota::Limits;
use secrecy::SecretString;
use store::TenantId;
use trackonline::{Assumptions, SameNumber};
use url::Url;

pub use check::SettingsError;
pub use mapping_file::{MappingFile, MappingFileError};

/// Everything the service needs to know, checked.
#[derive(Debug)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// `sqlite://…` or `postgres://…`.
    pub database_url: SecretString,
    /// The built widget: `index.html` and its hashed files.
    pub widget_dir: PathBuf,
    /// The embed module and its types.
    pub embed_dir: PathBuf,
    /// Calls per minute that TrackOnline takes from this machine for all tenants together; none: not known.
    pub egress_calls_per_minute: Option<usize>,
    /// How long a process that has died keeps another from sending; renewed three times as often while it lives.
    pub lease: TimeDelta,
    /// The wholesalers served.
    pub tenants: BTreeMap<TenantId, TenantSettings>,
}

/// One wholesaler.
#[derive(Debug)]
pub struct TenantSettings {
    /// For people.
    pub name: String,
    /// Origins of the pages that may embed the widget.
    pub host_origins: Vec<Url>,
    /// How balances are shown.
    pub basis: Basis,
    /// Our own location that goods leave from and come back to.
    pub own_location: LocationNumber,
    /// Customers and packaging codes that TrackOnline's external numbers do not link.
    pub mapping: MappingFile,
    /// How long a balance is shown before it is asked for again.
    pub balance_lifetime: Duration,
    /// How long locations and item definitions are used before they are asked for again.
    pub master_data_lifetime: Duration,
    /// Type and status of what is posted.
    pub movements: MovementRules,
    /// What stands in TrackOnline for packaging that is nowhere any more.
    pub written_off: WrittenOff,
    /// A second confirmation of the same within this time is held; none: never.
    pub second_within: Option<TimeDelta>,
    /// Whether a count that differs from its plan needs a reason.
    pub difference_reason_required: bool,
    /// How long a posting may wait for company where every call counts.
    pub longest_linger: TimeDelta,
    /// Whether trips may be set to their next status.
    pub trips: bool,
    /// The connection to TrackOnline.
    pub trackonline: TrackOnlineSettings,
    /// Whose tokens are believed.
    pub token: TokenSettings,
}

/// The connection to one TrackOnline administration.
#[derive(Debug)]
pub struct TrackOnlineSettings {
    /// Usually `https://api.trackonline.com`.
    pub base_url: Url,
    /// The administration's key.
    pub api_key: SecretString,
    /// Calls allowed, by licence or as set, the share of others included.
    pub limits: Limits,
    /// How many of a hundred calls are left to other integrations on the same administration.
    pub held_back_percent: u8,
    /// What the public document leaves open.
    pub assumptions: Assumptions,
}

/// Whose tokens are believed, and how they are checked.
#[derive(Debug)]
pub struct TokenSettings {
    /// The one algorithm that is accepted.
    pub algorithm: Algorithm,
    /// The `iss` that is accepted.
    pub issuer: String,
    /// The `aud` that is accepted.
    pub audience: String,
    /// Where the key comes from.
    pub key: KeySettings,
}

/// Where the key that checks a token comes from.
#[derive(Debug, Clone)]
pub enum KeySettings {
    /// A secret shared with the host (HS256).
    Secret(SecretString),
    /// A key set (JWKS) in a file.
    File(PathBuf),
    /// A key set (JWKS) at an address.
    Address(Url),
}

impl TenantSettings {
    /// The sides of movements that a confirmation does not name itself.
    pub fn places(&self) -> Places {
        Places { own_location: self.own_location.clone(), written_off: self.written_off.clone() }
    }

    /// Whether a planned transaction can be changed by saving its number again.
    pub fn can_update_plans(&self) -> bool {
        self.trackonline.assumptions.same_number == SameNumber::Updates
    }
}

impl Settings {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// When the file cannot be read, or with everything that is wrong in it.
    pub fn load(file: &Path) -> Result<Self, SettingsError> {
        if !file.is_file() {
            return Err(SettingsError::NoFile(file.to_owned()));
        }
        let variables = Env::prefixed("FUSTLINK_").split("__").filter(|variable| {
            let setting = variable.as_str().split('.').next().unwrap_or_default();
            raw::Settings::NAMES.iter().any(|name| setting.eq_ignore_ascii_case(name))
        });
        let figment = Figment::new().merge(Toml::file_exact(file)).merge(variables);
        let raw: raw::Settings = figment.extract().map_err(SettingsError::unreadable)?;
        check::check(raw, file.parent().unwrap_or(Path::new(".")))
    }
}
