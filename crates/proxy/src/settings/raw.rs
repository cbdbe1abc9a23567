//! The settings as written, before they are checked. Fields are optional so that all that are missing can be named.

use std::collections::BTreeMap;
use std::path::PathBuf;

use ledger::movement::MovementRules;
use ledger::quota::Licence;
use secrecy::SecretString;
use serde::Deserialize;
use trackonline::Assumptions;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Settings {
    pub(super) listen: Option<String>,
    pub(super) database_url: Option<SecretString>,
    pub(super) widget_dir: Option<PathBuf>,
    pub(super) embed_dir: Option<PathBuf>,
    pub(super) egress_calls_per_minute: Option<usize>,
    pub(super) lease_seconds: Option<u32>,
    #[serde(default)]
    pub(super) tenants: BTreeMap<String, Tenant>,
}

impl Settings {
    /// The settings that a variable may name; other `FUSTLINK_` variables belong to somebody else.
    pub(super) const NAMES: [&str; 7] = [
        "listen",
        "database_url",
        "widget_dir",
        "embed_dir",
        "egress_calls_per_minute",
        "lease_seconds",
        "tenants",
    ];
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tenant {
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) host_origins: Vec<String>,
    #[serde(default)]
    pub(super) basis: contract::Basis,
    pub(super) own_location: Option<String>,
    pub(super) mapping_file: Option<PathBuf>,
    pub(super) balance_seconds: Option<u64>,
    pub(super) master_data_seconds: Option<u64>,
    #[serde(default)]
    pub(super) movements: MovementRules,
    #[serde(default)]
    pub(super) written_off: WrittenOff,
    pub(super) second_confirmation_hours: Option<u32>,
    pub(super) difference_reason_required: Option<bool>,
    pub(super) longest_linger_seconds: Option<u32>,
    #[serde(default)]
    pub(super) trips: bool,
    pub(super) trackonline: Option<TrackOnline>,
    pub(super) token: Option<Token>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct WrittenOff {
    pub(super) damaged: Option<String>,
    pub(super) scrapped: Option<String>,
    pub(super) lost: Option<String>,
    pub(super) found: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrackOnline {
    pub(super) base_url: Option<String>,
    pub(super) api_key: Option<SecretString>,
    pub(super) api_key_file: Option<PathBuf>,
    pub(super) licence: Option<Licence>,
    pub(super) calls_per_minute: Option<usize>,
    pub(super) calls_per_day: Option<usize>,
    pub(super) held_back_percent: Option<u32>,
    #[serde(default)]
    pub(super) assumptions: Assumptions,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Token {
    pub(super) algorithm: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) audience: Option<String>,
    pub(super) key_set: Option<String>,
    pub(super) secret: Option<SecretString>,
}
