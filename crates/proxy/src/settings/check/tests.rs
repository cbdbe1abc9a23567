use std::path::Path;

use chrono::TimeDelta;
use ledger::movement::WrittenOff;
use tempfile::TempDir;

use super::*;

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for file in ["index.html", "fustlink.js"] {
        std::fs::write(folder.path().join(file), "").unwrap();
    }
    std::fs::write(folder.path().join("key"), "secret-key\n").unwrap();
    folder
}

const GOOD: &str = r#"
    listen = "127.0.0.1:7401"
    database_url = "sqlite://fustlink.db"
    widget_dir = "."
    embed_dir = "."
    [tenants.demo]
    name = "Demo"
    host_origins = ["http://127.0.0.1:7400", "https://erp.example"]
    own_location = "DOCK"
    [tenants.demo.trackonline]
    base_url = "https://api.trackonline.com"
    api_key_file = "key"
    licence = "pro-plus"
    [tenants.demo.token]
    algorithm = "EdDSA"
    issuer = "https://erp.example"
    audience = "fustlink"
    key_set = "https://erp.example/.well-known/jwks.json"
"#;

fn load(text: &str, folder: &Path) -> Result<Settings, SettingsError> {
    std::fs::write(folder.join("fustlink.toml"), text).unwrap();
    Settings::load(&folder.join("fustlink.toml"))
}

fn complaints(text: &str) -> Vec<String> {
    match load(text, folder().path()) {
        Ok(_) => Vec::new(),
        Err(SettingsError::Wrong(lines) | SettingsError::Unreadable(lines)) => lines,
        Err(other) => vec![other.to_string()],
    }
}

#[test]
fn good_settings_are_taken_and_defaults_are_the_documented_ones() {
    let folder = folder();
    let settings = load(GOOD, folder.path()).unwrap();
    let demo = &settings.tenants[&TenantId::new("demo").unwrap()];
    assert_eq!(demo.trackonline.api_key.expose_secret(), "secret-key");
    assert_eq!(demo.trackonline.limits, Limits { per_minute: 60, per_day: 5_000 });
    assert_eq!(demo.basis, contract::Basis::Location);
    assert_eq!(demo.trackonline.held_back_percent, 10);
    assert_eq!((demo.movements.counted_status, demo.movements.planned_status), (16, 5));
    assert_eq!(demo.second_within, Some(TimeDelta::hours(12)));
    assert_eq!(demo.longest_linger, TimeDelta::minutes(5));
    assert!(demo.difference_reason_required);
    assert!(!demo.trips);
    assert_eq!(demo.written_off, WrittenOff::default());
    assert_eq!(settings.egress_calls_per_minute, None);
    assert!(!format!("{settings:?}").contains("secret-key"));
}

#[test]
fn everything_that_is_wrong_is_named_in_one_go() {
    let lines = complaints(
        r#"
        listen = "here"
        database_url = "mysql://x"
        widget_dir = "nowhere"
        [tenants.demo]
        host_origins = ["https://erp.example/path"]
        own_location = ""
        [tenants.demo.trackonline]
        base_url = "http://api.trackonline.com"
        [tenants.demo.token]
        algorithm = "none"
        issuer = "x"
        audience = "y"
        [tenants.Demo_2]
        "#,
    );
    for setting in [
        "listen",
        "database_url",
        "widget_dir",
        "embed_dir",
        "tenants.demo.name",
        "tenants.demo.host_origins",
        "tenants.demo.own_location",
        "tenants.demo.trackonline.base_url",
        "tenants.demo.trackonline",
        "tenants.demo.token.algorithm",
        "tenants.Demo_2",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(&format!("{setting}:"))), "{setting} in {lines:#?}");
    }
}

#[test]
fn a_misspelt_setting_is_named() {
    let lines = complaints(&GOOD.replace("licence =", "license ="));
    assert!(lines[0].contains("license"), "{lines:?}");
}

#[test]
fn a_shared_secret_belongs_to_hs256_and_is_long_enough() {
    let hs = GOOD.replace("EdDSA", "HS256");
    assert!(complaints(&hs)[0].contains("HS256 needs secret"));
    let short = hs.replace("key_set = \"https://erp.example/.well-known/jwks.json\"", "secret = \"short\"");
    assert!(complaints(&short)[0].contains("32 characters"));
}

#[test]
fn what_can_be_read_but_cannot_be_meant_is_named() {
    let with =
        |tenant: &str| GOOD.replace("own_location = \"DOCK\"", &format!("own_location = \"DOCK\"\n{tenant}"));
    for (text, names) in [
        (GOOD.replace("sqlite://fustlink.db", "sqlite::memory:"), "database_url"),
        (GOOD.replace("https://erp.example\"]", "https://*.erp.example\"]"), "tenants.demo.host_origins"),
        (
            GOOD.replace("https://erp.example/.well-known/jwks.json", "missing.json"),
            "tenants.demo.token.key_set",
        ),
        (with("movements = { delivered_type = 80 }"), "tenants.demo.movements.delivered_type"),
        (with("balance_seconds = 0"), "tenants.demo.balance_seconds"),
        (with("movements = { lost_type = 16 }"), "tenants.demo.movements.lost_type"),
        (with("movements = { planned_status = 16 }"), "tenants.demo.movements.planned_status"),
        (with("movements = { counted_status = 5 }"), "tenants.demo.movements.counted_status"),
        (with("written_off = { lost = '' }"), "tenants.demo.written_off.lost"),
        (with("written_off = { found = 'DOCK' }"), "tenants.demo.written_off.found"),
        (with("second_confirmation_hours = 169"), "tenants.demo.second_confirmation_hours"),
        (with("longest_linger_seconds = 3601"), "tenants.demo.longest_linger_seconds"),
        (
            GOOD.replace("licence =", "held_back_percent = 91\nlicence ="),
            "tenants.demo.trackonline.held_back_percent",
        ),
        (format!("egress_calls_per_minute = 4\n{GOOD}"), "egress_calls_per_minute"),
    ] {
        let lines = complaints(&text);
        assert!(lines.iter().any(|line| line.starts_with(names)), "{names} in {lines:?}");
    }
}

#[test]
fn what_an_administrator_may_set_is_taken_as_it_is() {
    let folder = folder();
    let text = GOOD.replace(
        "own_location = \"DOCK\"",
        r#"own_location = "DOCK"
        movements = { counted_status = 35, damaged_type = 20 }
        written_off = { damaged = "REPAIR", lost = "GONE" }
        second_confirmation_hours = 0
        difference_reason_required = false
        longest_linger_seconds = 0
        trips = true"#,
    );
    let settings = load(&format!("egress_calls_per_minute = 60\n{text}"), folder.path()).unwrap();
    let demo = &settings.tenants[&TenantId::new("demo").unwrap()];
    assert_eq!((demo.movements.counted_status, demo.movements.damaged_type), (35, 20));
    assert_eq!(demo.places().own_location.as_str(), "DOCK");
    assert_eq!(demo.written_off.damaged.as_ref().map(LocationNumber::as_str), Some("REPAIR"));
    assert_eq!(demo.written_off.scrapped, None);
    assert_eq!(demo.second_within, None);
    assert!(!demo.difference_reason_required);
    assert_eq!(demo.longest_linger, TimeDelta::zero());
    assert!(demo.trips);
    assert_eq!(settings.egress_calls_per_minute, Some(60));
}
