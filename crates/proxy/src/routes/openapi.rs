//! `GET /api/v1/openapi.json`: the API's own description.

use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use contract::ProblemCode;

use crate::openapi;
use crate::problem::Refusal;

pub(crate) async fn document() -> Result<impl IntoResponse, Refusal> {
    let text = openapi::text().map_err(|misfit| {
        tracing::error!(%misfit, "the API's description cannot be written");
        Refusal::new(ProblemCode::Internal, "The description cannot be written. Tell your administrator.")
    })?;
    Ok(([(CONTENT_TYPE, "application/json")], text))
}
