//! The widget's page and files, and the module that host pages include.

use std::path::{Path, PathBuf};

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contract::ProblemCode;
use sha2::{Digest, Sha256};
use store::TenantId;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;
use tower_http::set_header::SetResponseHeaderLayer;
use url::Url;

use crate::problem::Refusal;
use crate::service::Service;
use crate::tenant::Tenant;

/// The widget's page, read once, with the places that are filled in for each tenant.
#[derive(Debug)]
pub(crate) struct Page {
    html: String,
    /// `'sha256-…'` of every inline script: the policy allows these and no others.
    script_hashes: String,
    /// The files beside it, by name: what was not there at the start is not served.
    assets: Vec<PathBuf>,
    embed_dir: PathBuf,
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

    fn of(&self, tenant: &Tenant) -> (String, String) {
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

/// `GET /widget/{tenant}/`
pub(crate) async fn widget(State(service): State<Service>, UrlPath(tenant): UrlPath<String>) -> Response {
    let Some(tenant) = TenantId::new(&tenant).ok().and_then(|id| service.tenant(&id)) else {
        return Refusal::new(
            ProblemCode::NotFound,
            "No such tenant. Check the `tenant` of the embedding element.",
        )
        .into_response();
    };
    let (html, policy) = service.page().of(&tenant);
    let Ok(policy) = HeaderValue::from_str(&policy) else {
        return Refusal::new(ProblemCode::Internal, "The tenant's host origins cannot stand in a header.")
            .into_response();
    };
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        (CONTENT_SECURITY_POLICY, policy),
        (
            HeaderName::from_static("permissions-policy"),
            HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=()"),
        ),
    ];
    (headers, html).into_response()
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

/// The widget's hashed files, compressed ahead of time: a name stands for its contents for ever.
pub(crate) fn assets(page: &Page) -> Router {
    let mut router = Router::new();
    for path in &page.assets {
        if let Some(name) = path.file_name().and_then(|name| name.to_str()) {
            router = router.route_service(&format!("/{name}"), ServeFile::new(path).precompressed_br());
        }
    }
    router.fallback(async || Refusal::new(ProblemCode::NotFound, "The widget has no such file.")).layer(
        map_response(async |mut response: Response| {
            if response.status().is_success() {
                response
                    .headers_mut()
                    .insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
            }
            response
        }),
    )
}

/// What a host page includes, from whatever origin it is.
pub(crate) fn embed(page: &Page) -> Router {
    Router::new()
        .route_service("/fustlink.js", ServeFile::new(page.embed_dir.join("fustlink.js")))
        .route_service("/fustlink.d.ts", ServeFile::new(page.embed_dir.join("fustlink.d.ts")))
        .fallback(async || Refusal::new(ProblemCode::NotFound, "The embed module is /embed/fustlink.js."))
        .layer(CompressionLayer::new())
        .layer(SetResponseHeaderLayer::overriding(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")))
        .layer(SetResponseHeaderLayer::overriding(
            HeaderName::from_static("cross-origin-resource-policy"),
            HeaderValue::from_static("cross-origin"),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            CACHE_CONTROL,
            HeaderValue::from_static("public, max-age=300"),
        ))
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
