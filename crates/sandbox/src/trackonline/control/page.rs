//! The page at `/_sandbox/`: what the stand-in has in its books, for a person.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter, Result, Write};

use chrono::{DateTime, Utc};

use crate::trackonline::balance::{self, Basis};
use crate::trackonline::books::Books;
use crate::trackonline::quota::Usage;
use crate::trackonline::transaction::Transaction;

/// How many transactions the page shows.
const SHOWN: usize = 200;

const STYLE: &str = include_str!("page.css");

/// A text in a page, with what HTML would read as its own written out.
struct Text<'text>(&'text str);

impl Display for Text<'_> {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        for letter in self.0.chars() {
            match letter {
                '&' => formatter.write_str("&amp;")?,
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '"' => formatter.write_str("&quot;")?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}

/// The whole page.
pub(super) fn page(books: &Books, usage: Usage, now: DateTime<Utc>) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut page, books, usage, now);
    page
}

fn write_page(page: &mut String, books: &Books, usage: Usage, now: DateTime<Utc>) -> Result {
    write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>TrackOnline stand-in</title><style>{STYLE}</style></head><body>\
         <h1>TrackOnline stand-in</h1><p>Made-up data for development. It is now {}.</p>",
        time(now)
    )?;
    write_usage(page, usage)?;
    write_waiting(page, books)?;
    write_transactions(page, books)?;
    write_balances(page, books)?;
    page.write_str("</body></html>")
}

fn write_usage(page: &mut String, usage: Usage) -> Result {
    write!(
        page,
        "<h2>Calls</h2><p>{} of {} in the last minute, {} of {} in the last 24 hours.</p>",
        usage.last_minute, usage.limits.per_minute, usage.last_day, usage.limits.per_day
    )?;
    match usage.closed_until {
        Some(until) => write!(page, "<p>Every call is refused until {}.</p>", time(until)),
        None => Ok(()),
    }
}

fn write_waiting(page: &mut String, books: &Books) -> Result {
    page.write_str("<h2>Batches not saved yet</h2>")?;
    let waiting = books.waiting();
    if waiting.is_empty() {
        return page.write_str("<p>None.</p>");
    }
    page.write_str("<ul>")?;
    for (id, message) in waiting {
        write!(
            page,
            "<li><code>{id}</code>: {} transactions, received {}, to be saved {}</li>",
            message.postings.len(),
            time(message.received),
            time(message.due)
        )?;
    }
    page.write_str("</ul>")
}

fn write_transactions(page: &mut String, books: &Books) -> Result {
    write!(
        page,
        "<h2>Movements</h2><p>The newest {SHOWN} of {}, by date of entry; \
         <a href=\"transactions.json\">all of them as JSON</a>.</p><div class=\"wide\"><table><thead><tr>\
         <th>Number</th><th>Entered</th><th>Type</th><th>From</th><th>To</th><th>Date</th><th>Items</th>\
         <th>Reference</th><th>Status</th></tr></thead><tbody>",
        books.transactions.len()
    )?;
    for transaction in books.transactions.iter().rev().take(SHOWN) {
        write_transaction(page, books, transaction)?;
    }
    page.write_str("</tbody></table></div>")
}

fn write_transaction(page: &mut String, books: &Books, transaction: &Transaction) -> Result {
    write!(
        page,
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>",
        Text(&transaction.number),
        time(transaction.created_on),
        transaction.kind.name(),
        place(books, &transaction.from),
        place(books, &transaction.to),
        time(transaction.date),
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

fn write_balances(page: &mut String, books: &Books) -> Result {
    page.write_str(
        "<h2>Balances</h2><p>Received less given, plans included; zero is left out.</p><table><thead><tr>\
         <th>Location</th><th>Items</th></tr></thead><tbody>",
    )?;
    let mut by_location: BTreeMap<&str, Vec<(&str, i64)>> = BTreeMap::new();
    for ((at, item), quantity) in balance::of_locations(&books.transactions, Basis::default()) {
        if quantity != 0 {
            by_location.entry(at).or_default().push((item, quantity));
        }
    }
    for (at, items) in by_location {
        write!(page, "<tr><td>{}</td><td>", place(books, at))?;
        for (item, quantity) in items {
            write!(page, "<span>{} <b>{quantity}</b></span> ", Text(item))?;
        }
        page.write_str("</td></tr>")?;
    }
    page.write_str("</tbody></table>")
}

fn place(books: &Books, number: &str) -> String {
    let name = books.location(number).map_or("", |location| location.name.as_str());
    format!("{} <small>{}</small>", Text(number), Text(name))
}

fn time(moment: DateTime<Utc>) -> impl Display {
    moment.format("%Y-%m-%d %H:%M:%S UTC")
}
