//! `GET /api/v1/packaging`: the kinds of packaging, and what FreshPortal's codes stand for.

use axum::Json;
use contract::Catalogue;

use crate::problem::Refusal;
use crate::reading;
use crate::session::Session;

pub(crate) async fn catalogue(session: Session) -> Result<Json<Catalogue>, Refusal> {
    session.may_read()?;
    Ok(Json(reading::catalogue(&session.tenant).await?.as_ref().clone()))
}
