//! `GET /api/v1/balance` and `GET /api/v1/balance/counterpart`. Neither has pages.
//!
//! A location that TrackOnline does not know is passed over. The document's table calls the parameter `locations`, its
//! example for counterparts `location`: which of the two is taken there is a switch, and so are both signs.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use crate::trackonline::balance::{self, Basis};
use crate::trackonline::behaviour::{CounterpartSign, LocationParameter, LocationSign};
use crate::trackonline::books::Books;
use crate::trackonline::forms::Forms;
use crate::trackonline::master::{Master, within};
use crate::trackonline::office::Office;
use crate::trackonline::query::Query;
use crate::trackonline::refusal::Refusal;

pub(super) async fn of_locations(
    State(office): State<Arc<Office>>,
    query: Query,
) -> Result<Response, Refusal> {
    let basis = basis(&query)?;
    let without_zero = query.flag("excludeZeroBalance")?.unwrap_or(false);
    let behaviour = office.behaviour();
    let forms = Forms(behaviour);
    let asked = query.all("locations");
    Ok(office.read(|books| {
        let sign = match behaviour.location_sign {
            LocationSign::AtLocation => 1,
            LocationSign::Elsewhere => -1,
        };
        let rows = balance::of_locations(&books.transactions, basis)
            .into_iter()
            .filter(|((at, _), _)| is_asked(&asked, at))
            .filter(|(_, quantity)| !without_zero || *quantity != 0)
            .map(|((at, item), quantity)| {
                json!({
                    "location": place(books, at, forms),
                    "itemDefinition": item_row(books, item, forms),
                    "quantity": forms.pieces(sign * quantity),
                })
            });
        forms.whole(rows.collect())
    }))
}

pub(super) async fn between_locations(
    State(office): State<Arc<Office>>,
    query: Query,
) -> Result<Response, Refusal> {
    let basis = basis(&query)?;
    let without_zero = query.flag("excludeZeroBalance")?.unwrap_or(false);
    let behaviour = office.behaviour();
    let forms = Forms(behaviour);
    let names: &[&str] = match behaviour.counterpart_parameter {
        LocationParameter::Either => &["locations", "location"],
        LocationParameter::Location => &["location"],
        LocationParameter::Locations => &["locations"],
    };
    let asked = names.iter().flat_map(|name| query.all(name)).collect::<Vec<_>>();
    let counterparts = query.all("counterparts");
    Ok(office.read(|books| {
        let sign = match behaviour.counterpart_sign {
            CounterpartSign::AtCounterpart => 1,
            CounterpartSign::AtLocation => -1,
        };
        let rows = balance::between_locations(&books.transactions, basis)
            .into_iter()
            .filter(|((at, with, _), _)| is_asked(&asked, at) && is_asked(&counterparts, with))
            .filter(|(_, quantity)| !without_zero || *quantity != 0)
            .map(|((at, with, item), quantity)| {
                json!({
                    "location": place(books, at, forms),
                    "counterpart": place(books, with, forms),
                    "itemDefinition": item_row(books, item, forms),
                    "quantity": forms.pieces(sign * quantity),
                })
            });
        forms.whole(rows.collect())
    }))
}

fn basis(query: &Query) -> Result<Basis, Refusal> {
    Ok(Basis { only_processed: query.flag("onlyProcessed")?.unwrap_or(false), date: query.moment("date")? })
}

fn is_asked(asked: &[&str], number: &str) -> bool {
    asked.is_empty() || asked.contains(&number)
}

fn place(books: &Books, number: &str, forms: Forms) -> Option<Value> {
    books.location(number).map(|location| within(Master::Location, location, books, forms))
}

fn item_row(books: &Books, number: &str, forms: Forms) -> Option<Value> {
    books.item(number).map(|item| within(Master::ItemDefinition, item, books, forms))
}
