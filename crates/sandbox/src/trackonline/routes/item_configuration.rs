//! `GET /api/v1/itemconfiguration`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::has_part;
use crate::trackonline::master::{Master, whole};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let name = query.one("Name");
    let page = query.page()?;
    let forms = office.forms();
    Ok(office.read(|books| {
        let found = books.records(Master::ItemConfiguration).iter().filter(|configuration| {
            id.is_none_or(|id| configuration.id == id)
                && name.is_none_or(|part| has_part(configuration.text("name"), part))
        });
        forms.page(found, page, |row| whole(Master::ItemConfiguration, row, books, forms).into())
    }))
}
