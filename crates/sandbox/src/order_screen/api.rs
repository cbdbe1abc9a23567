//! The order API that the screen's own script uses.

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};

use super::book::Patch;
use super::order::Order;
use super::refusal::Refusal;
use super::{Screen, now};

/// `GET /api/orders`
pub(super) async fn list(State(screen): State<Arc<Screen>>) -> Json<Vec<Order>> {
    Json(screen.book.orders(now().date_naive()).await)
}

/// `GET /api/orders/{reference}`
pub(super) async fn show(
    State(screen): State<Arc<Screen>>,
    Path(reference): Path<String>,
) -> Result<Json<Order>, Refusal> {
    let order = screen.book.order(&reference, now().date_naive()).await;
    order.map(Json).ok_or(Refusal::OrderUnknown(reference))
}

/// `PATCH /api/orders/{reference}`: answers the order as it is now.
pub(super) async fn change(
    State(screen): State<Arc<Screen>>,
    Path(reference): Path<String>,
    patch: Result<Json<Patch>, JsonRejection>,
) -> Result<Json<Order>, Refusal> {
    let Json(patch) = patch?;
    screen.book.change(&reference, patch, now().date_naive()).await.map(Json)
}
