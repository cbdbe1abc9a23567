//! `GET /api/v1/location`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::{external_numbers, has_part, listing, moment, passes};
use crate::trackonline::office::Office;
use crate::trackonline::query::{Query, page_of};
use crate::trackonline::refusal::Refusal;
use crate::world::location::{HierarchyLevel, Location, LocationType};

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let kinds = query.codes("TypeCodes", LocationType::read)?;
    let levels = query.codes("HierarchyLevels", HierarchyLevel::read)?;
    let enabled = query.flag("Enabled")?.unwrap_or(true);
    let (number, name, parent) = (query.one("Number"), query.one("Name"), query.one("ParentNumber"));
    let page = query.page()?;
    Ok(office.read(|books| {
        let found = books.locations.iter().filter(|location| {
            location.enabled == enabled
                && id.is_none_or(|id| location.id == id)
                && passes(&kinds, &location.kind)
                && passes(&levels, &location.hierarchy)
                && number.is_none_or(|number| location.number == number)
                && name
                    .is_none_or(|part| has_part(&location.name, part) || has_part(&location.name_short, part))
                && parent.is_none_or(|parent| location.parent_number.as_deref() == Some(parent))
        });
        listing(page_of(found.map(whole), page))
    }))
}

/// A location with everything known of it.
fn whole(location: &Location) -> Value {
    json!({
        "id": location.id,
        "number": location.number,
        "name": location.name,
        "nameShort": location.name_short,
        "type": location.kind.code(),
        "hierarchyLevel": location.hierarchy.code(),
        "parentNumber": location.parent_number,
        "parentName": location.parent_name,
        "addressLine": location.address_line,
        "postalCode": location.postal_code,
        "city": location.city,
        "stateOrProvince": null,
        "country": location.country.name(),
        "telephone": location.telephone,
        "mobile": null,
        "emailAddress": location.email_address,
        "globalLocationNumber": null,
        "chamberOfCommerceNumber": null,
        "vatNumber": location.vat_number,
        "legalEntityIdentifier": null,
        "gps": null,
        "languageId": location.country.language().code(),
        "geofence": null,
        "balanceOperationMode": location.mode.code(),
        "isEnabled": location.enabled,
        "createdOn": moment(location.created_on),
        "modifiedOn": moment(location.modified_on),
        "tags": location.tags,
        "websiteUrl": null,
        "externalNumbers": external_numbers(&location.external_numbers),
    })
}

/// A location as it stands within something else.
pub(super) fn within(location: &Location) -> Value {
    json!({
        "id": location.id,
        "number": location.number,
        "name": location.name,
        "nameShort": location.name_short,
        "type": location.kind.code(),
    })
}
