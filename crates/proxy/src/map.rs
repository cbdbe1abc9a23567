//! A router that can tell what it routes, so that the API's description can be held against it.

use axum::Router;
use axum::handler::Handler;
use axum::routing::{get, post};

use crate::service::Service;

/// One route: its method, and its path with names in braces.
pub type Route = (&'static str, String);

/// Routes below one address.
pub(crate) struct Map {
    below: &'static str,
    router: Router<Service>,
    routes: Vec<Route>,
}

impl Map {
    /// Nothing yet, below this address.
    pub(crate) fn below(address: &'static str) -> Self {
        Self { below: address, router: Router::new(), routes: Vec::new() }
    }

    /// Answers GET (and HEAD) at a path.
    pub(crate) fn get<H: Handler<T, Service>, T: 'static>(mut self, path: &str, handler: H) -> Self {
        self.routes.push(("get", format!("{}{path}", self.below)));
        self.router = self.router.route(path, get(handler));
        self
    }

    /// Answers POST at a path.
    pub(crate) fn post<H: Handler<T, Service>, T: 'static>(mut self, path: &str, handler: H) -> Self {
        self.routes.push(("post", format!("{}{path}", self.below)));
        self.router = self.router.route(path, post(handler));
        self
    }

    /// The router itself; its paths do not have the address in them.
    pub(crate) fn router(self) -> Router<Service> {
        self.router
    }

    /// What it routes.
    pub(crate) fn routes(self) -> Vec<Route> {
        self.routes
    }
}
