//! `POST /api/v1/confirmations` and `GET /api/v1/confirmations/{id}`: what logistics confirm, and what becomes of it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use contract::{ConfirmationRequest, ConfirmationStatus, ProblemCode};
use uuid::Uuid;

use super::body::JsonBody;
use crate::confirming;
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;

/// 202 once the confirmation is on disk. The same again gets the same answer, with how far it is by now.
pub(crate) async fn accept(
    session: Session,
    State(service): State<Service>,
    JsonBody(request): JsonBody<ConfirmationRequest>,
) -> Result<(StatusCode, Json<ConfirmationStatus>), Refusal> {
    session.may_confirm()?;
    session.may_see(&request.customer)?;
    let status = confirming::accept(service.store(), &session, request).await?;
    Ok((StatusCode::ACCEPTED, Json(status)))
}

pub(crate) async fn status(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Json<ConfirmationStatus>, Refusal> {
    let unknown = || Refusal::new(ProblemCode::ConfirmationUnknown, "No confirmation has this identifier.");
    session.may_read()?;
    let id: Uuid = id.parse().map_err(|_| unknown())?;
    let stored = service.store().confirmation(&session.tenant.id, id).await?.ok_or_else(unknown)?;
    session.may_see(&stored.request.customer)?;
    Ok(Json(stored.status()))
}
