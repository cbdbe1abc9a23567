//! The widget's page and files, and the module that host pages include.

use axum::Router;
use axum::extract::{Path as UrlPath, State};
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use contract::ProblemCode;
use store::TenantId;
use tower_http::compression::CompressionLayer;
use tower_http::services::ServeFile;
use tower_http::set_header::SetResponseHeaderLayer;

use crate::page::Page;
use crate::problem::Refusal;
use crate::service::Service;

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
