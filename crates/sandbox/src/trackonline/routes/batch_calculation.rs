//! `GET /api/v1/batchcalculation` and its downloads: the monthly settlements, worked out when their month was over.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

use super::passes;
use crate::trackonline::files::{Account, File, row};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::world::settlement::{OutputType, Settlement};

/// Which settlements a search is for.
struct Search<'query> {
    ids: Vec<Uuid>,
    numbers: Vec<&'query str>,
    page: usize,
}

impl<'query> Search<'query> {
    fn read(query: &'query Query) -> Result<Self, Refusal> {
        Ok(Self { ids: query.guids("id")?, numbers: query.all("number"), page: query.page()? })
    }

    fn finds(&self, settlement: &Settlement) -> bool {
        passes(&self.ids, &settlement.id) && passes(&self.numbers, &settlement.number.as_str())
    }
}

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let search = Search::read(&query)?;
    let forms = office.forms();
    Ok(office.read(|books| {
        let found = books.settlements.iter().filter(|settlement| search.finds(settlement));
        forms.page(found, search.page, |settlement| row(&Account::new(settlement, books), forms))
    }))
}

pub(super) async fn download(
    State(office): State<Arc<Office>>,
    Path(id): Path<String>,
    query: Query,
) -> Result<Response, Refusal> {
    let kinds = query.codes("outputType", OutputType::read)?;
    let kind = kinds.first().and_then(|code| OutputType::from_code(*code)).unwrap_or(OutputType::Json);
    let forms = office.forms();
    office.read(|books| {
        let found =
            books.settlements.iter().find(|settlement| settlement.id.to_string() == id.to_lowercase());
        found
            .map(|settlement| handed_out(Account::new(settlement, books).file(kind, forms)))
            .ok_or(Refusal::NotThere)
    })
}

/// The papers of the settlements that are searched for: `id` and `number` are those of the settlements.
pub(super) async fn documents(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let search = Search::read(&query)?;
    let forms = office.forms();
    Ok(office.read(|books| {
        let found = books.settlements.iter().filter(|settlement| search.finds(settlement));
        forms.page(found, search.page, |settlement| {
            json!({
                "id": settlement.document,
                "batchCalculationId": settlement.id,
                "batchCalculationNumber": settlement.number,
                "fileName": Account::new(settlement, books).paper_name(),
                "contentType": "application/pdf",
                "createdOn": forms.moment(settlement.calculated),
            })
        })
    }))
}

pub(super) async fn download_document(
    State(office): State<Arc<Office>>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    office.read(|books| {
        let found =
            books.settlements.iter().find(|settlement| settlement.document.to_string() == id.to_lowercase());
        found.map(|settlement| handed_out(Account::new(settlement, books).paper())).ok_or(Refusal::NotThere)
    })
}

/// A file as an answer.
fn handed_out(file: File) -> Response {
    let mut response = file.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", file.name)) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
