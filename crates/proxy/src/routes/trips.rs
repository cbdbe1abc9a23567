//! `POST /api/v1/trips`: a trip takes its next status, once, because a person said so.

use axum::Json;
use axum::extract::State;
use contract::{TripRequest, TripStep};

use super::body::JsonBody;
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;
use crate::trips;

/// 200 with what became of it. The same again is answered from the disk.
pub(crate) async fn advance(
    session: Session,
    State(service): State<Service>,
    JsonBody(request): JsonBody<TripRequest>,
) -> Result<Json<TripStep>, Refusal> {
    session.may_confirm()?;
    Ok(Json(trips::advance(service.store(), &session, request).await?))
}
