//! What is in the books: trips, balances and movements.

use std::collections::BTreeMap;
use std::fmt::{Result, Write};

use super::{View, begin_table, end_table, place, short};
use crate::trackonline::balance::{self, Basis};
use crate::trackonline::escape::Text;
use crate::trackonline::transaction::Transaction;

/// How many transactions the page shows.
const SHOWN: usize = 200;

/// How many trips the page shows.
const TRIPS: usize = 12;

pub(super) fn write_trips(page: &mut String, view: &View<'_>) -> Result {
    let trips = &view.books.trips;
    write!(
        page,
        "<p>The last {TRIPS} of {}; <a href=\"trips.json\">all of them as JSON</a>. <code>POST \
         /api/v1/transactiontrip</code> with its identifier sets one to its next status.</p>",
        trips.len()
    )?;
    begin_table(page, "Trips", &["Number", "Identifier", "Transactions", "Status"])?;
    for trip in trips.iter().rev().take(TRIPS) {
        let of_trip = |transaction: &&Transaction| transaction.trip() == Some(&trip.number);
        write!(
            page,
            "<tr><td>{}</td><td><code>{}</code></td><td class=\"count\">{}</td><td>{}</td></tr>",
            Text(&trip.number),
            trip.id,
            view.books.transactions.iter().filter(of_trip).count(),
            trip.status.name(),
        )?;
    }
    end_table(page)
}

pub(super) fn write_balances(page: &mut String, view: &View<'_>) -> Result {
    page.write_str("<p>Received less given, plans included; zero is left out.</p>")?;
    begin_table(page, "Balances", &["Location", "Items"])?;
    let mut by_location: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
    for ((at, item), quantity) in balance::of_locations(&view.books.transactions, Basis::default()) {
        if quantity != 0 {
            by_location.entry(at).or_default().push((item, quantity));
        }
    }
    for (at, items) in by_location {
        write!(page, "<tr><td>{}</td><td>", place(view.books, at))?;
        for (item, quantity) in items {
            write!(page, "<span class=\"held\">{} <b>{quantity}</b></span> ", Text(item))?;
        }
        page.write_str("</td></tr>")?;
    }
    end_table(page)
}

pub(super) fn write_movements(page: &mut String, view: &View<'_>) -> Result {
    write!(
        page,
        "<p>The newest {SHOWN} of {}, by date of entry; <a href=\"transactions.json\">all of them as JSON</a>.</p>",
        view.books.transactions.len()
    )?;
    let columns =
        ["Number", "Entered, UTC", "Type", "From", "To", "Date, UTC", "Items", "Reference", "Status"];
    begin_table(page, "Movements", &columns)?;
    for transaction in view.books.transactions.iter().rev().take(SHOWN) {
        write_movement(page, view, transaction)?;
    }
    end_table(page)
}

fn write_movement(page: &mut String, view: &View<'_>, transaction: &Transaction) -> Result {
    write!(
        page,
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>",
        Text(&transaction.number),
        short(transaction.created_on),
        transaction.kind.name(),
        place(view.books, &transaction.from),
        place(view.books, &transaction.to),
        short(transaction.date),
    )?;
    for (nth, item) in transaction.items.iter().enumerate() {
        let comma = if nth == 0 { "" } else { ", " };
        write!(page, "{comma}{} × {}", item.quantity, Text(&item.item))?;
    }
    write!(
        page,
        "</td><td>{}</td><td>{}{}</td></tr>",
        Text(transaction.details.reference_number.as_deref().unwrap_or_default()),
        transaction.status.name(),
        if transaction.is_deleted { ", deleted" } else { "" },
    )
}
