//! `POST /api/v1/disputes`: the other side counts otherwise.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use contract::{DisputeRequest, Exception};

use super::body::JsonBody;
use crate::exceptions;
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;

/// 201 with the exception that it becomes; the same again is answered 200 with how it stands by now.
pub(crate) async fn raise(
    session: Session,
    State(service): State<Service>,
    JsonBody(request): JsonBody<DisputeRequest>,
) -> Result<(StatusCode, Json<Exception>), Refusal> {
    session.may_read()?;
    session.may_see(&request.customer)?;
    let (is_new, exception) = exceptions::dispute(service.store(), &session, request).await?;
    Ok((if is_new { StatusCode::CREATED } else { StatusCode::OK }, Json(exception)))
}
