//! `GET /api/v1/itemconfiguration`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::{has_part, listing};
use crate::trackonline::books::Books;
use crate::trackonline::office::Office;
use crate::trackonline::query::{Query, page_of};
use crate::trackonline::refusal::Refusal;
use crate::world::configuration::{ConfigurationMember, ItemConfiguration};

pub(super) async fn list(State(office): State<Arc<Office>>, query: Query) -> Result<Response, Refusal> {
    let id = query.guid("Id")?;
    let name = query.one("Name");
    let page = query.page()?;
    Ok(office.read(|books| {
        let found = books.configurations.iter().filter(|configuration| {
            id.is_none_or(|id| configuration.id == id)
                && name.is_none_or(|part| has_part(&configuration.name, part))
        });
        listing(page_of(found.map(|configuration| whole(configuration, books)), page))
    }))
}

fn whole(configuration: &ItemConfiguration, books: &Books) -> Value {
    json!({
        "id": configuration.id,
        "name": configuration.name,
        "members": configuration.members.iter().map(|found| member(found, books)).collect::<Vec<_>>(),
    })
}

fn member(member: &ConfigurationMember, books: &Books) -> Value {
    let item = books.item(&member.item);
    json!({
        "itemDefinitionId": member.item_id,
        "name": item.map(|item| &item.name),
        "number": member.item,
        "type": item.map(|item| item.kind.code()),
        "position": member.position,
        "maximumBalance": member.maximum_balance,
        "minimumBalance": member.minimum_balance,
        "minimumStockCollection": null,
        "maximumFlowIn": null,
        "minimumFlowIn": null,
        "maximumFlowOut": null,
        "minimumFlowOut": null,
        "contractCycleTime": member.contract_cycle_time,
        "leadTime": member.lead_time,
        "activeFrom": null,
        "activeTo": null,
    })
}
