//! A settlement as JSON: what lists show of it, and all of it.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::Account;
use crate::trackonline::forms::Forms;
use crate::trackonline::master::{Master, within};

/// What a list shows of a settlement.
pub(in crate::trackonline) fn row(account: &Account<'_>, forms: Forms) -> Value {
    let settlement = account.settlement;
    let location =
        account.location().map(|location| within(Master::Location, location, account.books, forms));
    json!({
        "id": settlement.id,
        "number": settlement.number,
        "location": location,
        "dateFrom": forms.moment(settlement.from),
        "dateTo": forms.moment(settlement.until - TimeDelta::milliseconds(1)),
        "totalAmount": number(settlement.total_cents()),
        "currency": "EUR",
        "createdOn": forms.moment(settlement.calculated),
    })
}

pub(super) fn text(account: &Account<'_>, forms: Forms) -> String {
    let lines = account.settlement.lines.iter().map(|line| {
        let item = account.books.item(&line.item);
        json!({
            "itemDefinition": item.map(|item| within(Master::ItemDefinition, item, account.books, forms)),
            "openingBalance": forms.pieces(line.opening),
            "received": forms.pieces(line.received),
            "returned": forms.pieces(line.returned),
            "closingBalance": forms.pieces(line.closing()),
            "unitPrice": number(line.price_cents),
            "amount": number(line.amount_cents()),
        })
    });
    let lines: Vec<_> = lines.collect();
    let mut whole = row(account, forms);
    whole["lines"] = lines.into();
    format!("{whole:#}")
}

/// An amount of cents as a JSON number of euros.
fn number(cents: i64) -> Value {
    serde_json::from_str(&super::euros(cents)).unwrap_or_default()
}
