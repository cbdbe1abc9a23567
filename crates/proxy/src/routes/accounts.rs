//! `GET /api/v1/customers/{customer}/account?order={reference}`: what a customer holds.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use contract::{Account, CustomerNumber, FieldProblem, OrderReference, ProblemCode};
use serde::Deserialize;

use crate::problem::Refusal;
use crate::reading;
use crate::service::Service;
use crate::session::Session;

#[derive(Debug, Deserialize)]
pub(crate) struct Question {
    order: Option<String>,
}

pub(crate) async fn account(
    session: Session,
    State(service): State<Service>,
    customer: Result<Path<String>, PathRejection>,
    question: Result<Query<Question>, QueryRejection>,
) -> Result<Json<Account>, Refusal> {
    let Path(customer) = customer.map_err(|error| invalid("customer", &error))?;
    let Query(question) = question.map_err(|error| invalid("order", &error))?;
    let customer = CustomerNumber::new(customer).map_err(|error| invalid("customer", &error))?;
    let order =
        question.order.map(OrderReference::new).transpose().map_err(|error| invalid("order", &error))?;
    session.may_read()?;
    session.may_see(&customer)?;
    Ok(Json(reading::account(service.store(), &session.tenant, customer, order).await?))
}

fn invalid(field: &str, error: &impl ToString) -> Refusal {
    let problem = FieldProblem { field: field.to_owned(), detail: error.to_string() };
    Refusal::of_fields(ProblemCode::InvalidField, error.to_string(), vec![problem])
}
