//! The page at `/_sandbox/`: what the stand-in has in its books and how it behaves, for a person. It works without
//! scripts: each form posts to the control API and comes back to where it stood.

mod activity;
mod controls;
mod record;

use std::fmt::{Display, Result, Write};

use chrono::{DateTime, TimeDelta, Utc};

use crate::trackonline::behaviour::Behaviour;
use crate::trackonline::books::Books;
use crate::trackonline::calls::Call;
use crate::trackonline::escape::Text;
use crate::trackonline::faults::Standing;
use crate::trackonline::quota::Usage;

const STYLE: &str = include_str!("page.css");

/// The sections: the place of each, and its heading.
const SECTIONS: [(&str, &str); 8] = [
    ("calls", "Calls"),
    ("queue", "Message queue"),
    ("behaviour", "Behaviour"),
    ("faults", "Faults"),
    ("correction", "Correction"),
    ("trips", "Trips"),
    ("balances", "Balances"),
    ("movements", "Movements"),
];

/// What the page is made from.
pub(super) struct View<'office> {
    pub(super) books: &'office Books,
    pub(super) now: DateTime<Utc>,
    /// How far ahead the stand-in's own clock is.
    pub(super) skew: TimeDelta,
    /// Whether the time can be moved.
    pub(super) driven: bool,
    pub(super) usage: Usage,
    /// Newest first.
    pub(super) calls: Vec<Call>,
    pub(super) behaviour: Behaviour,
    pub(super) faults: Vec<Standing>,
}

/// The whole page.
pub(super) fn page(view: &View<'_>) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = write_page(&mut page, view);
    page
}

fn write_page(page: &mut String, view: &View<'_>) -> Result {
    write!(
        page,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>TrackOnline stand-in</title><style>{STYLE}</style></head><body><header>\
         <h1>TrackOnline stand-in</h1><p>Made-up data for development. It is now {}{}{}.</p><nav>",
        time(view.now),
        if view.driven { ", on a clock that is driven" } else { "" },
        if view.skew.is_zero() {
            String::new()
        } else {
            format!("; its own clock shows {}", time(view.now + view.skew))
        },
    )?;
    for (place, heading) in SECTIONS {
        write!(page, "<a href=\"#{place}\">{heading}</a>")?;
    }
    page.write_str("</nav></header><main>")?;
    for (place, heading) in SECTIONS {
        write!(page, "<section id=\"{place}\"><h2>{heading}</h2>")?;
        match place {
            "calls" => activity::write_calls(page, view)?,
            "queue" => activity::write_queue(page, view)?,
            "behaviour" => controls::write_behaviour(page, view)?,
            "faults" => controls::write_faults(page, view)?,
            "correction" => controls::write_correction(page, view)?,
            "trips" => record::write_trips(page, view)?,
            "balances" => record::write_balances(page, view)?,
            _ => record::write_movements(page, view)?,
        }
        page.write_str("</section>")?;
    }
    page.write_str("</main></body></html>")
}

/// Begins a table that scrolls sideways when it is too wide.
fn begin_table(page: &mut String, about: &str, columns: &[&str]) -> Result {
    write!(
        page,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{about}\"><table><thead><tr>"
    )?;
    for column in columns {
        write!(page, "<th scope=\"col\">{column}</th>")?;
    }
    page.write_str("</tr></thead><tbody>")
}

fn end_table(page: &mut String) -> Result {
    page.write_str("</tbody></table></div>")
}

fn place(books: &Books, number: &str) -> String {
    let name = books.location(number).map_or("", |location| location.text("name"));
    format!("{} <small>{}</small>", Text(number), Text(name))
}

fn time(moment: DateTime<Utc>) -> impl Display {
    moment.format("%Y-%m-%d %H:%M:%S UTC")
}

/// A moment in a table, where the column says that it is UTC.
fn short(moment: DateTime<Utc>) -> impl Display {
    moment.format("<time>%m-%d %H:%M:%S</time>")
}
