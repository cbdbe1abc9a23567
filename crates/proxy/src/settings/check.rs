//! From the settings as written to settings that can be relied on, with everything that is wrong named at once.

mod movements;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use contract::LocationNumber;
use jsonwebtoken::Algorithm;
use ledger::quota::{Licence, Limits};
use secrecy::{ExposeSecret, SecretString};
use store::TenantId;
use url::Url;

use super::raw;
use super::{KeySettings, MappingFile, Settings, TenantSettings, TokenSettings, TrackOnlineSettings};

/// Settings that the service cannot start with.
#[derive(Debug)]
pub enum SettingsError {
    /// The file is not there.
    NoFile(PathBuf),
    /// The file is not TOML, or a value is of the wrong kind.
    Unreadable(Vec<String>),
    /// Everything that is wrong.
    Wrong(Vec<String>),
}

impl SettingsError {
    pub(super) fn unreadable(error: figment::Error) -> Self {
        Self::Unreadable(error.into_iter().map(|error| error.to_string()).collect())
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wrong = match self {
            Self::NoFile(path) => {
                return write!(f, "there is no settings file at {}: name one with --config", path.display());
            }
            Self::Unreadable(wrong) | Self::Wrong(wrong) => wrong,
        };
        writeln!(
            f,
            "the settings cannot be used; mend {}:",
            if wrong.len() == 1 { "this" } else { "these" }
        )?;
        wrong.iter().try_for_each(|line| writeln!(f, "  - {line}"))
    }
}

impl std::error::Error for SettingsError {}

/// Collects what is wrong, each with the setting's full name.
struct Wrong<'a> {
    folder: &'a Path,
    lines: Vec<String>,
}

impl Wrong<'_> {
    fn say(&mut self, setting: &str, what: impl fmt::Display) {
        self.lines.push(format!("{setting}: {what}"));
    }

    /// A text that says something.
    fn text(&mut self, setting: &str, value: Option<String>) -> Option<String> {
        self.need(setting, value.filter(|text| !text.trim().is_empty()))
    }

    fn need<T>(&mut self, setting: &str, value: Option<T>) -> Option<T> {
        if value.is_none() {
            self.say(setting, "is missing");
        }
        value
    }

    fn parse<T: FromStr<Err: fmt::Display>>(&mut self, setting: &str, text: &str) -> Option<T> {
        text.parse().map_err(|error| self.say(setting, format_args!("{text:?} cannot be read: {error}"))).ok()
    }

    fn location(&mut self, setting: &str, number: &str) -> Option<LocationNumber> {
        LocationNumber::new(number).map_err(|error| self.say(setting, error)).ok()
    }

    /// A path relative to the settings file.
    fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    fn file(&mut self, setting: &str, path: &Path) -> Option<String> {
        let path = self.path(path);
        std::fs::read_to_string(&path)
            .map_err(|error| self.say(setting, format_args!("{} cannot be read: {error}", path.display())))
            .ok()
    }

    fn folder(&mut self, setting: &str, path: Option<PathBuf>, holds: &str) -> Option<PathBuf> {
        let path = self.need(setting, path).map(|path| self.path(&path))?;
        if path.join(holds).is_file() {
            Some(path)
        } else {
            self.say(setting, format_args!("there is no {holds} in {}", path.display()));
            None
        }
    }
}

pub(super) fn check(raw: raw::Settings, folder: &Path) -> Result<Settings, SettingsError> {
    let mut wrong = Wrong { folder, lines: Vec::new() };
    let listen = wrong.need("listen", raw.listen).and_then(|text| wrong.parse("listen", &text));
    let database_url = wrong.need("database_url", raw.database_url).filter(|url| {
        let known =
            ["sqlite:", "postgres:", "postgresql:"].iter().any(|kind| url.expose_secret().starts_with(kind));
        if !known {
            wrong.say("database_url", "starts with neither sqlite: nor postgres:");
        }
        let vanishes = url.expose_secret().contains(":memory:");
        if vanishes {
            wrong.say(
                "database_url",
                "is kept in memory only; what was acknowledged would be gone after a stop",
            );
        }
        known && !vanishes
    });
    let widget_dir = wrong.folder("widget_dir", raw.widget_dir, "index.html");
    let embed_dir = wrong.folder("embed_dir", raw.embed_dir, "fustlink.js");
    if raw.tenants.is_empty() {
        wrong.say("tenants", "none is set; give at least one [tenants.<name>]");
    }
    if raw.egress_calls_per_minute.is_some_and(|calls| calls < 5) {
        wrong.say(
            "egress_calls_per_minute",
            "is below 5 and leaves nothing to work with; leave it out where no limit of this machine's address is known",
        );
    }
    let lease = raw.lease_seconds.unwrap_or(10);
    if !(1..=300).contains(&lease) {
        wrong.say("lease_seconds", "is not between 1 and 300; leave it out for 10");
    }
    let mut tenants = BTreeMap::new();
    for (name, raw) in raw.tenants {
        let setting = format!("tenants.{name}");
        match TenantId::new(&name) {
            Ok(id) => {
                if let Some(tenant) = tenant(raw, &setting, &mut wrong) {
                    tenants.insert(id, tenant);
                }
            }
            Err(error) => wrong.say(&setting, error),
        }
    }
    match (listen, database_url, widget_dir, embed_dir) {
        (Some(listen), Some(database_url), Some(widget_dir), Some(embed_dir)) if wrong.lines.is_empty() => {
            let egress_calls_per_minute = raw.egress_calls_per_minute;
            let lease = chrono::TimeDelta::seconds(lease.into());
            Ok(Settings {
                listen,
                database_url,
                widget_dir,
                embed_dir,
                egress_calls_per_minute,
                lease,
                tenants,
            })
        }
        _ => Err(SettingsError::Wrong(wrong.lines)),
    }
}

fn tenant(raw: raw::Tenant, at: &str, wrong: &mut Wrong<'_>) -> Option<TenantSettings> {
    let name = wrong.text(&format!("{at}.name"), raw.name);
    let setting = format!("{at}.own_location");
    let own_location =
        wrong.need(&setting, raw.own_location).and_then(|number| wrong.location(&setting, &number));
    let host_origins = host_origins(&raw.host_origins, &format!("{at}.host_origins"), wrong);
    let mapping = match raw.mapping_file {
        None => Some(MappingFile::default()),
        Some(path) => {
            let setting = format!("{at}.mapping_file");
            let text = wrong.file(&setting, &path);
            text.and_then(|text| MappingFile::parse(&text).map_err(|error| wrong.say(&setting, error)).ok())
        }
    };
    let trackonline = wrong
        .need(&format!("{at}.trackonline"), raw.trackonline)
        .and_then(|raw| trackonline(raw, &format!("{at}.trackonline"), wrong));
    let token = wrong
        .need(&format!("{at}.token"), raw.token)
        .and_then(|raw| token(raw, &format!("{at}.token"), wrong));
    movements::check_codes(&raw.movements, &format!("{at}.movements"), wrong);
    let written_off =
        movements::written_off(raw.written_off, own_location.as_ref(), &format!("{at}.written_off"), wrong);
    let second_within = movements::second_within(raw.second_confirmation_hours, at, wrong);
    let longest_linger = movements::longest_linger(raw.longest_linger_seconds, at, wrong);
    for (name, seconds) in
        [("balance_seconds", raw.balance_seconds), ("master_data_seconds", raw.master_data_seconds)]
    {
        if seconds.is_some_and(|seconds| seconds < 5) {
            wrong
                .say(&format!("{at}.{name}"), "is below 5 and would spend TrackOnline's calls on every view");
        }
    }
    Some(TenantSettings {
        name: name?,
        host_origins,
        basis: raw.basis,
        own_location: own_location?,
        mapping: mapping?,
        balance_lifetime: Duration::from_secs(raw.balance_seconds.unwrap_or(60)),
        master_data_lifetime: Duration::from_secs(raw.master_data_seconds.unwrap_or(4 * 3600)),
        movements: raw.movements,
        written_off,
        second_within,
        difference_reason_required: raw.difference_reason_required.unwrap_or(true),
        longest_linger,
        trips: raw.trips,
        trackonline: trackonline?,
        token: token?,
    })
}

fn host_origins(texts: &[String], setting: &str, wrong: &mut Wrong<'_>) -> Vec<Url> {
    if texts.is_empty() {
        wrong.say(
            setting,
            "is empty; name the origin of the page that embeds the widget, such as https://erp.example",
        );
    }
    let mut origins = Vec::new();
    for text in texts {
        let Some(url) = wrong.parse::<Url>(setting, text) else { continue };
        let is_bare =
            url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !text.contains('*');
        if url.has_host() && is_bare && is_encrypted_or_local(&url) {
            origins.push(url);
        } else {
            wrong.say(setting, format_args!("{text:?} is no origin: give https://host[:port] without a path (http only on this machine)"));
        }
    }
    origins
}

fn trackonline(raw: raw::TrackOnline, at: &str, wrong: &mut Wrong<'_>) -> Option<TrackOnlineSettings> {
    let base_url = encrypted(&format!("{at}.base_url"), raw.base_url, wrong);
    let api_key = match (raw.api_key, raw.api_key_file) {
        (Some(key), None) => Some(key),
        (None, Some(path)) => wrong
            .file(&format!("{at}.api_key_file"), &path)
            .map(|text| SecretString::from(text.trim().to_owned())),
        (None, None) => {
            wrong.say(at, "neither api_key nor api_key_file is set");
            None
        }
        (Some(_), Some(_)) => {
            wrong.say(at, "both api_key and api_key_file are set; keep one");
            None
        }
    };
    if api_key.as_ref().is_some_and(|key| key.expose_secret().is_empty()) {
        wrong.say(at, "the API key is empty");
    }
    let documented = raw.licence.unwrap_or(Licence::Start).limits();
    let limits = Limits {
        per_minute: raw.calls_per_minute.unwrap_or(documented.per_minute),
        per_day: raw.calls_per_day.unwrap_or(documented.per_day),
    };
    if limits.per_minute < 5 || limits.per_day < 5 {
        wrong.say(at, "calls_per_minute and calls_per_day below 5 leave nothing to work with");
    }
    let held_back = raw.held_back_percent.unwrap_or(10);
    let held_back_percent = u8::try_from(held_back).ok().filter(|percent| *percent <= 90);
    if held_back_percent.is_none() {
        wrong.say(
            &format!("{at}.held_back_percent"),
            format_args!(
                "{held_back} is more than 90 and leaves nothing to work with; give 0 where nothing else uses this \
                 administration"
            ),
        );
    }
    Some(TrackOnlineSettings {
        base_url: base_url?,
        api_key: api_key?,
        limits,
        held_back_percent: held_back_percent?,
        assumptions: raw.assumptions,
    })
}

fn token(raw: raw::Token, at: &str, wrong: &mut Wrong<'_>) -> Option<TokenSettings> {
    let algorithm =
        wrong.need(&format!("{at}.algorithm"), raw.algorithm).and_then(|text| match text.as_str() {
            "EdDSA" => Some(Algorithm::EdDSA),
            "RS256" => Some(Algorithm::RS256),
            "HS256" => Some(Algorithm::HS256),
            other => {
                wrong.say(
                    &format!("{at}.algorithm"),
                    format_args!("{other:?} is not one of EdDSA, RS256, HS256"),
                );
                None
            }
        });
    let issuer = wrong.text(&format!("{at}.issuer"), raw.issuer);
    let audience = wrong.text(&format!("{at}.audience"), raw.audience);
    let key = match (algorithm?, raw.key_set, raw.secret) {
        (Algorithm::HS256, None, Some(secret)) => {
            if secret.expose_secret().len() < 32 {
                wrong.say(&format!("{at}.secret"), "is shorter than 32 characters, which HS256 needs");
            }
            Some(KeySettings::Secret(secret))
        }
        (Algorithm::HS256, _, _) => {
            wrong.say(at, "HS256 needs secret, and no key_set");
            None
        }
        (_, Some(place), None) if place.starts_with("http:") || place.starts_with("https:") => {
            encrypted(&format!("{at}.key_set"), Some(place), wrong).map(KeySettings::Address)
        }
        (_, Some(place), None) => wrong
            .file(&format!("{at}.key_set"), Path::new(&place))
            .map(|_| KeySettings::File(wrong.path(Path::new(&place)))),
        (_, _, _) => {
            wrong.say(at, "EdDSA and RS256 need key_set (an address or a file), and no secret");
            None
        }
    };
    Some(TokenSettings { algorithm: algorithm?, issuer: issuer?, audience: audience?, key: key? })
}

/// An address that a key or a token's trust travels to: encrypted, or on this machine.
fn encrypted(setting: &str, text: Option<String>, wrong: &mut Wrong<'_>) -> Option<Url> {
    let text = wrong.need(setting, text)?;
    let url = wrong.parse::<Url>(setting, &text)?;
    if url.has_host() && is_encrypted_or_local(&url) {
        Some(url)
    } else {
        wrong.say(setting, format_args!("{text:?} must start with https:// (http only on this machine)"));
        None
    }
}

fn is_encrypted_or_local(url: &Url) -> bool {
    let local = match url.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost",
        None => false,
    };
    url.scheme() == "https" || (url.scheme() == "http" && local)
}

#[cfg(test)]
mod tests;
