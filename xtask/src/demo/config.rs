//! The proxy's configuration for the demo, written anew at each start: the ports may differ.

use std::path::Path;

use toml::{Table, Value};

use super::{folder::Folder, ports::Ports};
use crate::project::Project;

/// The one customer of Fustlink that the demo has.
pub(super) const TENANT: &str = "demo";

/// What TrackOnline's stand-in and the proxy believe to have been bought: the widest quota.
pub(super) const LICENCE: &str = "enterprise";

/// The number of the stand-in's main dock, where its orders leave (`crates/sandbox/src/world`).
const OWN_LOCATION: &str = "0001";

/// The text of the proxy's configuration file.
pub(super) fn proxy(project: &Project, folder: &Folder, ports: &Ports) -> String {
    let database = folder.inside("fustlink.db");
    let mut tenant = Table::new();
    tenant.insert("name".into(), "Demo flower wholesale".into());
    tenant.insert("host_origins".into(), Value::Array(vec![ports.order_screen.url().into()]));
    tenant.insert("basis".into(), "location".into());
    tenant.insert("own_location".into(), OWN_LOCATION.into());
    tenant.insert("mapping_file".into(), text(&project.path("crates/sandbox/assets/mapping.toml")));
    tenant.insert(
        "trackonline".into(),
        nested([
            ("base_url", ports.trackonline.url().into()),
            ("api_key_file", text(&folder.key_file())),
            ("licence", LICENCE.into()),
        ]),
    );
    tenant.insert(
        "token".into(),
        nested([
            ("algorithm", "EdDSA".into()),
            ("issuer", ports.order_screen.url().into()),
            ("audience", "fustlink".into()),
            ("key_set", format!("{}/.well-known/jwks.json", ports.order_screen.url()).into()),
        ]),
    );
    let config = table([
        ("listen", ports.proxy.to_string().into()),
        ("database_url", format!("sqlite://{}?mode=rwc", database.display()).into()),
        ("widget_dir", text(&project.dist())),
        ("embed_dir", text(&project.path("embed"))),
        ("tenants", nested([(TENANT, Value::Table(tenant))])),
    ]);
    format!("# Written at each start of the demo.\n{config}")
}

fn table<const N: usize>(entries: [(&str, Value); N]) -> Table {
    entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn nested<const N: usize>(entries: [(&str, Value); N]) -> Value {
    Value::Table(table(entries))
}

fn text(path: &Path) -> Value {
    path.display().to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_configuration_is_toml_with_every_address_in_its_place() {
        let project = Project::find().expect("the repository");
        let path = std::env::temp_dir().join(format!("fustlink-demo-config-{}", std::process::id()));
        let folder = Folder::at(path.clone()).expect("a folder");
        let ports = Ports::free().expect("three ports");
        let written: Table = proxy(&project, &folder, &ports).parse().expect("TOML");
        let at = |names: &[&str]| {
            let mut value = Value::Table(written.clone());
            for name in names {
                value = value.get(name).unwrap_or_else(|| panic!("no {name}")).clone();
            }
            value
        };
        assert_eq!(at(&["listen"]), Value::from(ports.proxy.to_string()));
        assert_eq!(at(&["tenants", "demo", "trackonline", "base_url"]), Value::from(ports.trackonline.url()));
        assert_eq!(at(&["tenants", "demo", "token", "issuer"]), Value::from(ports.order_screen.url()));
        assert_eq!(
            at(&["tenants", "demo", "host_origins"]),
            Value::Array(vec![ports.order_screen.url().into()])
        );
        std::fs::remove_dir_all(path).expect("the folder can be removed");
    }
}
