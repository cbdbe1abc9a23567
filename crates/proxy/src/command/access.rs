//! Which account to talk to, and with what key: a tenant of the settings file, or an address and a key of one's own.

use std::path::{Path, PathBuf};

use clap::Args;
use contract::Basis;
use proxy::settings::Settings;
use secrecy::{ExposeSecret, SecretString};
use trackonline::{Assumptions, Auth, Client, ClientSettings, Limits};
use url::Url;

use super::Failure;

/// The variable that may hold the key. There is no option for it: command lines are seen by everybody on a machine.
const KEY_VARIABLE: &str = "FUSTLINK_TRACKONLINE_KEY";

/// TrackOnline's production address.
const PRODUCTION: &str = "https://api.trackonline.com";

#[derive(Debug, Args)]
pub(crate) struct Access {
    /// The settings file, for --tenant [default: fustlink.toml].
    #[arg(long, env = "FUSTLINK_CONFIG", value_name = "FILE", help_heading = "Account")]
    config: Option<PathBuf>,
    /// The tenant whose address, key and assumptions are used.
    #[arg(long, value_name = "NAME", help_heading = "Account", conflicts_with_all = ["base_url", "key_file"])]
    tenant: Option<String>,
    /// Without a tenant: TrackOnline's address [default: <https://api.trackonline.com>].
    #[arg(long, value_name = "URL", help_heading = "Account")]
    base_url: Option<Url>,
    /// Without a tenant: a file that holds the key; else the variable FUSTLINK_TRACKONLINE_KEY holds it.
    #[arg(long, value_name = "FILE", help_heading = "Account")]
    key_file: Option<PathBuf>,
}

/// The account that was meant.
pub(crate) struct Account {
    pub(crate) client: Client,
    /// The tenant's name in the settings file, if it is one.
    pub(crate) tenant: Option<String>,
    /// The tenant's own location.
    pub(crate) own_location: Option<String>,
    /// How the tenant's balances are shown.
    pub(crate) basis: Option<Basis>,
}

impl Access {
    /// Opens the account; nothing is sent yet.
    pub(crate) fn open(self) -> Result<Account, Failure> {
        if let Some(tenant) = &self.tenant {
            return of_tenant(self.config.as_deref().unwrap_or(Path::new("fustlink.toml")), tenant);
        }
        let base_url = match self.base_url {
            Some(url) => url,
            None => {
                PRODUCTION.parse().map_err(|error| Failure::unusable(format!("{PRODUCTION}: {error}")))?
            }
        };
        let client = client(base_url, key(self.key_file.as_deref())?, Assumptions::default())?;
        Ok(Account { client, tenant: None, own_location: None, basis: None })
    }
}

fn of_tenant(file: &Path, name: &str) -> Result<Account, Failure> {
    let mut settings = Settings::load(file).map_err(|error| Failure::unusable(error.to_string()))?;
    let known: Vec<String> = settings.tenants.keys().map(ToString::to_string).collect();
    let id = settings.tenants.keys().find(|id| id.to_string() == name).cloned();
    let Some(tenant) = id.and_then(|id| settings.tenants.remove(&id)) else {
        return Err(Failure::unusable(format!(
            "there is no tenant {name:?} in {}; there are: {}",
            file.display(),
            known.join(", ")
        )));
    };
    let trackonline = tenant.trackonline;
    Ok(Account {
        client: client(trackonline.base_url, trackonline.api_key, trackonline.assumptions)?,
        tenant: Some(name.to_owned()),
        own_location: Some(tenant.own_location.to_string()),
        basis: Some(tenant.basis),
    })
}

fn key(file: Option<&Path>) -> Result<SecretString, Failure> {
    let text = match file {
        Some(path) => std::fs::read_to_string(path)
            .map_err(|error| Failure::unusable(format!("the key file {} cannot be read: {error}", path.display())))?,
        None => std::env::var(KEY_VARIABLE).map_err(|_| {
            Failure::unusable(format!(
                "no key was given: name a file that holds it with --key-file, set {KEY_VARIABLE}, or name a tenant of \
                 the settings file with --config and --tenant"
            ))
        })?,
    };
    let key = SecretString::from(text.trim());
    if key.expose_secret().is_empty() {
        Err(Failure::unusable("the key that was given is empty"))
    } else {
        Ok(key)
    }
}

fn client(base_url: Url, key: SecretString, assumptions: Assumptions) -> Result<Client, Failure> {
    let settings =
        ClientSettings { base_url, auth: Auth::ApiKey(key), assumptions, limits: Limits::default() };
    Client::new(settings).map_err(|error| Failure::unusable(error.to_string()))
}
