//! The built widget, read once: its page with the places that are filled in for each tenant, and the files beside it.

use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use url::Url;

use crate::tenant::Tenant;

/// The widget's page, read once, with the places that are filled in for each tenant.
#[derive(Debug)]
pub(crate) struct Page {
    html: String,
    /// `'sha256-…'` of every inline script: the policy allows these and no others.
    script_hashes: String,
    /// The files beside it, by name: what was not there at the start is not served.
    pub(crate) assets: Vec<PathBuf>,
    /// The module that host pages include, and its types.
    pub(crate) embed_dir: PathBuf,
}

/// The built widget is not as it should be.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// It cannot be read.
    #[error("{path} cannot be read: {error}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A place to fill in is missing: the page and this service are of different releases.
    #[error("{path} has no {place}; build the widget of this release")]
    NoPlace {
        /// Which file.
        path: PathBuf,
        /// What is missing.
        place: &'static str,
    },
}

const HOSTS: &str = r#"name="fustlink-hosts" content="""#;
const TENANT: &str = r#"name="fustlink-tenant" content="""#;

impl Page {
    pub(crate) fn load(widget_dir: &Path, embed_dir: &Path) -> Result<Self, PageError> {
        let path = widget_dir.join("index.html");
        let html = std::fs::read_to_string(&path)
            .map_err(|error| PageError::Unreadable { path: path.clone(), error })?;
        for place in [HOSTS, TENANT] {
            if !html.contains(place) {
                return Err(PageError::NoPlace { path, place });
            }
        }
        let script_hashes = inline_scripts(&html)
            .map(|script| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(script.as_bytes()))))
            .collect::<Vec<_>>()
            .join(" ");
        let assets = assets_in(widget_dir)
            .map_err(|error| PageError::Unreadable { path: widget_dir.to_owned(), error })?;
        Ok(Self { html, script_hashes, assets, embed_dir: embed_dir.to_owned() })
    }

    /// The page of a tenant, and the policy that goes with it.
    pub(crate) fn of(&self, tenant: &Tenant) -> (String, String) {
        let hosts = origins(&tenant.settings.host_origins);
        let html = self
            .html
            .replace(HOSTS, &format!(r#"name="fustlink-hosts" content="{hosts}""#))
            .replace(TENANT, &format!(r#"name="fustlink-tenant" content="{}""#, tenant.id));
        let policy = format!(
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {}; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors {hosts}",
            self.script_hashes
        );
        (html, policy)
    }
}

/// Origins in the browser's own spelling: no default port, no path.
fn origins(urls: &[Url]) -> String {
    urls.iter().map(|url| url.origin().ascii_serialization()).collect::<Vec<_>>().join(" ")
}

/// What stands between the tags of scripts without a `src`.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.split("<script").skip(1).filter_map(|rest| {
        let (attributes, rest) = rest.split_once('>')?;
        let (script, _) = rest.split_once("</script>")?;
        (!attributes.contains("src=") && !script.is_empty()).then_some(script)
    })
}

/// What a browser loads beside the page.
const KINDS: [&str; 4] = ["css", "js", "wasm", "svg"];

fn assets_in(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut assets = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let kind = path.extension().and_then(|kind| kind.to_str()).unwrap_or_default();
        if path.is_file() && KINDS.contains(&kind) {
            assets.push(path);
        }
    }
    Ok(assets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_scripts_without_a_source_are_hashed() {
        let html =
            r#"<script src="/a.js"></script><script type="module">one()</script><script>two()</script>"#;
        assert_eq!(inline_scripts(html).collect::<Vec<_>>(), ["one()", "two()"]);
    }

    #[test]
    fn origins_are_spelled_as_a_browser_does() {
        let urls = ["https://erp.example:443/", "http://127.0.0.1:7400"].map(|text| text.parse().unwrap());
        assert_eq!(origins(&urls), "https://erp.example http://127.0.0.1:7400");
    }
}
