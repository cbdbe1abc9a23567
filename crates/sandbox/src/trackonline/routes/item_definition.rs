//! `GET /api/v1/itemdefinition`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::{external_numbers, has_part, listing, moment, passes};
use crate::trackonline::office::Office;
use crate::trackonline::query::{Query, page_of};
use crate::trackonline::refusal::Refusal;
use crate::world::item::{ItemDefinition, ItemType};

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let kinds = query.codes("TypeCodes", ItemType::read)?;
    let enabled = query.flag("Enabled")?.unwrap_or(true);
    let (number, name) = (query.one("Number"), query.one("Name"));
    // No item here has a GS1 code, so a search for one finds nothing.
    let any_gs1_code = query.one("GS1Code").is_none();
    let page = query.page()?;
    Ok(office.read(|books| {
        let found = books.items.iter().filter(|item| {
            any_gs1_code
                && item.enabled == enabled
                && id.is_none_or(|id| item.id == id)
                && passes(&kinds, &item.kind)
                && number.is_none_or(|number| item.number == number)
                && name.is_none_or(|part| has_part(&item.name, part) || has_part(&item.code, part))
        });
        listing(page_of(found.map(whole), page))
    }))
}

/// An item definition with everything known of it: metres, kilograms and euros.
fn whole(item: &ItemDefinition) -> Value {
    let hundredths = |count: i32| f64::from(count) / 100.0;
    let [length, width, height] = item.size_cm.map(hundredths);
    json!({
        "id": item.id,
        "number": item.number,
        "name": item.name,
        "code": item.code,
        "type": item.kind.code(),
        "gS1Code": null,
        "basePrice": item.base_price_cents.map(hundredths),
        "length": length,
        "width": width,
        "height": height,
        "weight": f64::from(item.weight_grams / 10) / 100.0,
        "volume": null,
        "numberOfTruckSpaces": null,
        "maxStackHeight": null,
        "maxTruckLoad": null,
        "standardOrderQuantity": null,
        "isEnabled": item.enabled,
        "createdOn": moment(item.created_on),
        "modifiedOn": moment(item.modified_on),
        "externalNumbers": external_numbers(&item.external_numbers),
    })
}

/// An item definition as it stands within something else.
pub(super) fn within(item: &ItemDefinition) -> Value {
    json!({
        "id": item.id,
        "number": item.number,
        "name": item.name,
        "code": item.code,
        "type": item.kind.code(),
    })
}
