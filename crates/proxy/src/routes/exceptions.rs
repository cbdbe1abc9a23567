//! `/api/v1/exceptions`: what stands before a person, and what they do about it.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use contract::{
    CustomerNumber, Exception, ExceptionList, ExceptionState, FieldProblem, ProblemCode, SettlementRequest,
};
use serde::Deserialize;
use uuid::Uuid;

use super::body::JsonBody;
use crate::exceptions::{self, Question};
use crate::problem::Refusal;
use crate::service::Service;
use crate::session::Session;

#[derive(Debug, Deserialize)]
pub(crate) struct Asked {
    customer: Option<String>,
    state: Option<String>,
    before: Option<String>,
}

impl Asked {
    fn question(self) -> Result<Question, Refusal> {
        let state = match self.state.as_deref() {
            None => None,
            Some("open") => Some(ExceptionState::Open),
            Some("settled") => Some(ExceptionState::Settled),
            Some(_) => return Err(invalid("state", &"is neither open nor settled")),
        };
        Ok(Question {
            customer: self
                .customer
                .map(CustomerNumber::new)
                .transpose()
                .map_err(|error| invalid("customer", &error))?,
            state,
            before: self
                .before
                .map(|id| id.parse())
                .transpose()
                .map_err(|error: uuid::Error| invalid("before", &error))?,
        })
    }
}

/// `GET /?customer=&state=&before=`: newest first, 50 at a time.
pub(crate) async fn list(
    session: Session,
    State(service): State<Service>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<ExceptionList>, Refusal> {
    session.may_read()?;
    let Query(asked) = asked.map_err(|error| invalid("query", &error.body_text()))?;
    Ok(Json(exceptions::list(service.store(), &session, asked.question()?).await?))
}

/// `GET /{id}`: with its history.
pub(crate) async fn detail(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
) -> Result<Json<Exception>, Refusal> {
    session.may_read()?;
    Ok(Json(exceptions::found(service.store(), &session, identifier(&id)?).await?))
}

/// `POST /{id}/settlement`: 200 with the exception as it stands then.
pub(crate) async fn settle(
    session: Session,
    State(service): State<Service>,
    Path(id): Path<String>,
    JsonBody(request): JsonBody<SettlementRequest>,
) -> Result<Json<Exception>, Refusal> {
    session.may_settle()?;
    Ok(Json(exceptions::settle(service.store(), &session, identifier(&id)?, request).await?))
}

fn identifier(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| exceptions::unknown())
}

fn invalid(field: &str, error: &impl ToString) -> Refusal {
    let problem = FieldProblem { field: field.to_owned(), detail: error.to_string() };
    Refusal::of_fields(ProblemCode::InvalidField, format!("{field}: {}", error.to_string()), vec![problem])
}
