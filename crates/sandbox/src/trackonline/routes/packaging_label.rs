//! `GET /api/v1/packaginglabel`.
//!
//! The table says that `Number` is the exact number, an example that it may be a part of it; the example shows what a
//! caller sees, so a part is enough. A label that has expired is inactive, like one that was disabled.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{has_part, passes};
use crate::trackonline::master::{Master, whole};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::trackonline::saving::is_active;
use crate::world::label::PackagingLabelType;

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let kinds = query.codes("TypeCodes", PackagingLabelType::read)?;
    let inactive_too = query.flag("IncludeInactive")?.unwrap_or(false);
    let number = query.one("Number");
    let page = query.page()?;
    let (forms, at) = (office.forms(), office.shown());
    Ok(office.read(|books| {
        let found = books.records(Master::PackagingLabel).iter().filter(|label| {
            (inactive_too || is_active(label, at))
                && id.is_none_or(|id| label.id == id)
                && passes(&kinds, &label.code("type"))
                && number.is_none_or(|part| has_part(label.number(), part))
        });
        forms.page(found, page, |row| whole(Master::PackagingLabel, row, books, forms).into())
    }))
}
