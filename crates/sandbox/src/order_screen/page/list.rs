//! The list of orders.

use std::fmt::Write;

use super::View;
use super::markup::Plain;
use crate::order_screen::order::{Order, Status};

/// The search field and the orders in groups by the day they leave. `orders` come in the order in which they are shown.
pub(super) fn list(view: &View<'_>, orders: &[Order], opened: Option<&str>) -> String {
    let words = view.words;
    let groups: String = orders
        .chunk_by(|left, right| left.departure_date == right.departure_date)
        .map(|day| group(view, day, opened))
        .collect();
    format!(
        r#"<div class="tools"><label class="spoken" for="search">{search}</label>
<input id="search" type="search" placeholder="{hint}" autocomplete="off" spellcheck="false"></div>
<div class="groups" id="groups">{groups}<p class="none" id="none" role="status" data-text="{none}"></p></div>"#,
        search = words.search,
        hint = words.search_hint,
        none = words.none_found,
    )
}

/// The orders of one day.
fn group(view: &View<'_>, day: &[Order], opened: Option<&str>) -> String {
    let heading =
        day.first().map_or_else(String::new, |order| view.words.heading(order.departure_date, view.today));
    let rows: String = day.iter().map(|order| row(view, order, opened)).collect();
    let number = day.len();
    format!(r#"<section class="group"><h2>{heading} <span>{number}</span></h2><ul>{rows}</ul></section>"#)
}

fn row(view: &View<'_>, order: &Order, opened: Option<&str>) -> String {
    let Order { reference, customer, deliver_to, status, .. } = order;
    let mut found_by =
        format!("{reference} {} {} {}", customer.number, customer.name, deliver_to.city).to_lowercase();
    // A number is also found without its dashes.
    let _ = write!(found_by, " {}", reference.replace('-', ""));
    format!(
        r#"<li><a class="row" id="row-{reference}" href="{href}" data-visit data-found-by="{found_by}"{current}>
<b>{name}</b><span class="where">{reference} · {city}</span>{chip}</a></li>"#,
        reference = Plain(reference),
        href = Plain(view.href(&format!("/orders/{reference}"))),
        found_by = Plain(found_by),
        current = if opened == Some(reference) { r#" aria-current="page""# } else { "" },
        name = Plain(customer.name),
        chip = chip(view, *status),
        city = Plain(deliver_to.city),
    )
}

/// An order's status: a word, with a mark that fills as the order gets on.
fn chip(view: &View<'_>, status: Status) -> String {
    format!(r#"<span class="chip {}">{}</span>"#, status.as_str(), view.words.status(status))
}
