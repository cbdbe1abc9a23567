//! `GET /api/v1/events`: what changes, as it changes.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::Event;
use contract::{FieldProblem, ProblemCode};
use futures::Stream;
use std::convert::Infallible;

use crate::news;
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;

/// Server-sent events until the token's right ends. `Last-Event-ID` goes on behind that event.
pub(crate) async fn stream(
    session: Session,
    State(service): State<Service>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Refusal> {
    session.may_read()?;
    let heard = heard(&headers)?;
    let stream = news::open(service.store(), session, heard, service.closing()).await?;
    Ok(Sse::new(stream.events()))
}

fn heard(headers: &HeaderMap) -> Result<Option<i64>, Refusal> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let id = value.to_str().ok().and_then(|text| text.parse().ok());
    id.map(Some).ok_or_else(|| {
        let detail = "is not the id of an event of this stream; leave it out to begin now";
        let problem = FieldProblem { field: "Last-Event-ID".to_owned(), detail: detail.to_owned() };
        Refusal::of_fields(ProblemCode::InvalidField, format!("Last-Event-ID {detail}."), vec![problem])
    })
}
