//! `GET /api/v1/itemdefinition`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{has_part, passes};
use crate::trackonline::master::{Master, whole};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;
use crate::world::item::ItemType;

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let kinds = query.codes("TypeCodes", ItemType::read)?;
    let enabled = query.flag("Enabled")?.unwrap_or(true);
    let (number, name, gs1) = (query.one("Number"), query.one("Name"), query.one("GS1Code"));
    let page = query.page()?;
    let forms = office.forms();
    Ok(office.read(|books| {
        let found = books.records(Master::ItemDefinition).iter().filter(|item| {
            item.flag("isEnabled") == enabled
                && id.is_none_or(|id| item.id == id)
                && passes(&kinds, &item.code("type"))
                && number.is_none_or(|number| item.number() == number)
                && name
                    .is_none_or(|part| has_part(item.text("name"), part) || has_part(item.text("code"), part))
                && gs1.is_none_or(|code| item.text("gS1Code") == code)
        });
        forms.page(found, page, |row| whole(Master::ItemDefinition, row, books, forms).into())
    }))
}
