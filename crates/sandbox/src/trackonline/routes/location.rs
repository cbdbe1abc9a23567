//! `GET /api/v1/location`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{has_part, passes};
use crate::trackonline::master::{Master, whole};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::world::location::{HierarchyLevel, LocationType};

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let kinds = query.codes("TypeCodes", LocationType::read)?;
    let levels = query.codes("HierarchyLevels", HierarchyLevel::read)?;
    let enabled = query.flag("Enabled")?.unwrap_or(true);
    let (number, name, parent) = (query.one("Number"), query.one("Name"), query.one("ParentNumber"));
    let page = query.page()?;
    let forms = office.forms();
    Ok(office.read(|books| {
        let found = books.records(Master::Location).iter().filter(|location| {
            location.flag("isEnabled") == enabled
                && id.is_none_or(|id| location.id == id)
                && passes(&kinds, &location.code("type"))
                && passes(&levels, &location.code("hierarchyLevel"))
                && number.is_none_or(|number| location.number() == number)
                && name.is_none_or(|part| {
                    has_part(location.text("name"), part) || has_part(location.text("nameShort"), part)
                })
                && parent.is_none_or(|parent| location.text("parentNumber") == parent)
        });
        forms.page(found, page, |row| whole(Master::Location, row, books, forms).into())
    }))
}
