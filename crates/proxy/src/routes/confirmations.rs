//! `/api/v1/confirmations`: what logistics confirm, put right and decide, and what becomes of it.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use contract::{ConfirmationRequest, ConfirmationStatus, CorrectionRequest, Decision};
use uuid::Uuid;

use super::body::JsonBody;
use crate::confirming;
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;

/// `POST /`: 202 once the confirmation is on disk. The same again gets the same answer, with how far it is by now.
pub(crate) async fn accept(
    session: Session,
    State(service): State<Service>,
    JsonBody(request): JsonBody<ConfirmationRequest>,
) -> Result<(StatusCode, Json<ConfirmationStatus>), Refusal> {
    session.may_confirm()?;
    if let Some(customer) = &request.customer {
        session.may_see(customer)?;
    }
    let status = confirming::accept(service.store(), &session, request).await?;
    Ok((StatusCode::ACCEPTED, Json(status)))
}

/// `GET /{id}`.
pub(crate) async fn status(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Json<ConfirmationStatus>, Refusal> {
    session.may_read()?;
    let stored = confirming::found(service.store(), &session, identifier(&id)?).await?;
    Ok(Json(stored.status()))
}

/// `POST /{id}/corrections`: 202 once what differs is on disk.
pub(crate) async fn correct(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
    JsonBody(right): JsonBody<CorrectionRequest>,
) -> Result<(StatusCode, Json<ConfirmationStatus>), Refusal> {
    session.may_confirm()?;
    let status = confirming::correct(service.store(), &session, identifier(&id)?, &right).await?;
    Ok((StatusCode::ACCEPTED, Json(status)))
}

/// `POST /{id}/decision`: the same as before, or another one.
pub(crate) async fn decide(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
    JsonBody(decision): JsonBody<Decision>,
) -> Result<Json<ConfirmationStatus>, Refusal> {
    session.may_confirm()?;
    let status = confirming::decide(service.store(), &session, identifier(&id)?, decision.is).await?;
    Ok(Json(status))
}

fn identifier(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| confirming::unknown())
}
