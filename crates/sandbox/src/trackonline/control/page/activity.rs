//! What callers did: calls and the quota that they used, and the batches that they posted.

use std::fmt::{Result, Write};

use super::{View, begin_table, end_table, short, time};
use crate::trackonline::calls::Outcome;
use crate::trackonline::escape::Text;
use crate::trackonline::quota::Usage;

/// How many batches the page shows.
const SHOWN: usize = 50;

pub(super) fn write_calls(page: &mut String, view: &View<'_>) -> Result {
    let Usage { limits, last_minute, last_day, closed_until } = view.usage;
    page.write_str("<div class=\"meters\">")?;
    for (used, most, words) in [
        (last_minute, limits.per_minute, "in the last minute"),
        (last_day, limits.per_day, "in the last 24 hours"),
    ] {
        write!(
            page,
            "<label><meter max=\"{most}\" high=\"{}\" value=\"{used}\"></meter> {used} of {most} {words}</label>",
            most * 4 / 5
        )?;
    }
    page.write_str("</div>")?;
    if let Some(until) = closed_until {
        write!(page, "<p class=\"warning\">Every call is refused until {}.</p>", time(until))?;
    }
    page.write_str(
        "<form method=\"post\" action=\"/_sandbox/quota/exhaust\"><label>Refuse every call, seconds \
         <input name=\"seconds\" type=\"number\" min=\"0\" value=\"60\" required></label>\
         <button>Use the quota up</button></form>",
    )?;
    if view.driven {
        page.write_str(
            "<form id=\"clock\" method=\"post\" action=\"/_sandbox/clock/advance\"><label>Move the time on, seconds <input name=\"seconds\" type=\"number\" min=\"1\" value=\"60\" required></label>\
             <button>Move on</button></form>",
        )?;
    }
    if view.calls.is_empty() {
        return page.write_str("<p>No call yet since the start.</p>");
    }
    begin_table(page, "The last calls", &["UTC", "Method", "Call", "Answer"])?;
    for call in &view.calls {
        let (class, answer) = match call.outcome {
            Outcome::Answered(status) => (if status < 400 { "" } else { "bad" }, status.to_string()),
            Outcome::Lost => ("bad", "lost".to_owned()),
        };
        write!(
            page,
            "<tr><td>{}</td><td>{}</td><td><code>{}</code></td><td class=\"{class}\">{answer}</td></tr>",
            short(call.at),
            Text(&call.method),
            Text(&call.target),
        )?;
    }
    end_table(page)
}

pub(super) fn write_queue(page: &mut String, view: &View<'_>) -> Result {
    let queue = view.books.queue(view.now);
    if queue.is_empty() {
        return page.write_str("<p>Nothing has been posted.</p>");
    }
    begin_table(
        page,
        "Batches",
        &["Received, UTC", "Message ID", "Posted to", "Rows", "Not saved", "State"],
    )?;
    for queued in queue.iter().take(SHOWN) {
        write!(
            page,
            "<tr><td>{}</td><td><code>{}</code></td><td><code class=\"path\">{}</code></td><td class=\"count\">{}</td>\
             <td class=\"count\">{}</td><td>{}",
            short(queued.received),
            queued.message,
            queued.path.trim_start_matches("/api/v1/"),
            queued.rows,
            queued.failed,
            queued.state,
        )?;
        if queued.state == "waiting" {
            write!(page, " <small>to be saved {}</small>", short(queued.due))?;
        }
        page.write_str("</td></tr>")?;
    }
    end_table(page)
}
