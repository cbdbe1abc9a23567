//! `GET /api/v1/balance` and `GET /api/v1/balance/counterpart`. Neither has pages.
//!
//! A location that TrackOnline does not know is passed over. The document's table calls the parameter `locations`, its
//! example for counterparts `location`: there, either is taken.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::{item_definition, listing, location};
use crate::trackonline::balance::{self, Basis};
use crate::trackonline::books::Books;
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;

pub(super) async fn of_locations(
    State(office): State<Arc<Office>>,
    query: Query,
) -> Result<Response, Refusal> {
    let basis = basis(&query)?;
    let without_zero = query.flag("excludeZeroBalance")?.unwrap_or(false);
    let asked = query.all("locations");
    Ok(office.read(|books| {
        let rows = balance::of_locations(&books.transactions, basis)
            .into_iter()
            .filter(|((at, _), _)| is_asked(&asked, at))
            .filter(|(_, quantity)| !without_zero || *quantity != 0)
            .map(|((at, item), quantity)| {
                json!({
                    "location": place(books, at),
                    "itemDefinition": books.item(item).map(item_definition::within),
                    "quantity": quantity,
                })
            });
        listing(rows.collect())
    }))
}

pub(super) async fn between_locations(
    State(office): State<Arc<Office>>,
    query: Query,
) -> Result<Response, Refusal> {
    let basis = basis(&query)?;
    let without_zero = query.flag("excludeZeroBalance")?.unwrap_or(false);
    let asked = [query.all("locations"), query.all("location")].concat();
    let counterparts = query.all("counterparts");
    Ok(office.read(|books| {
        let rows = balance::between_locations(&books.transactions, basis)
            .into_iter()
            .filter(|((at, with, _), _)| is_asked(&asked, at) && is_asked(&counterparts, with))
            .filter(|(_, quantity)| !without_zero || *quantity != 0)
            .map(|((at, with, item), quantity)| {
                json!({
                    "location": place(books, at),
                    "counterpart": place(books, with),
                    "itemDefinition": books.item(item).map(item_definition::within),
                    "quantity": quantity,
                })
            });
        listing(rows.collect())
    }))
}

fn basis(query: &Query) -> Result<Basis, Refusal> {
    Ok(Basis { only_processed: query.flag("onlyProcessed")?.unwrap_or(false), date: query.moment("date")? })
}

fn is_asked(asked: &[&str], number: &str) -> bool {
    asked.is_empty() || asked.contains(&number)
}

fn place(books: &Books, number: &str) -> Option<Value> {
    books.location(number).map(location::within)
}
