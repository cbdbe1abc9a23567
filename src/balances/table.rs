//! The account as a table; on a narrow screen each row is a small card. Roles are written out, because a table that
//! is laid out otherwise would lose them.

use contract::Basis;
use leptos::prelude::*;

use super::overview::{Effect, OrderView, Overview, Row};
use super::{Balances, Standing, wording};
use crate::delivery::Deliveries;
use crate::host::OrderScreen;
use crate::i18n::{Words, speech};
use crate::ui::draw::Words as Text;
use crate::ui::field::seen_label;
use crate::ui::{Element, drawing, el, kind_header, kind_label};

/// Where what the table shows comes from: the order on screen and the account. It is worked out wherever it is read; a
/// `Signal` that holds it would carry every kind of signal that there is.
#[derive(Clone, Copy)]
pub struct Showing {
    /// The order screen.
    pub screen: ReadSignal<OrderScreen>,
    /// The account.
    pub balances: Balances,
}

impl Showing {
    /// What is shown now, followed; nothing while it is not known.
    pub fn now(self) -> Option<Shown> {
        self.balances.reading().with(|reading| {
            let (account, catalogue) = reading.numbers()?;
            self.screen.with(|screen| {
                let order =
                    OrderView { lines: screen.lines(), is_known: reading.standing() == Standing::Known };
                let branch = self.balances.branch().get();
                let overview = Overview::of(account, catalogue, order, branch.as_ref());
                let order = screen.order.is_some().then(|| reading.standing());
                Some(Shown { basis: account.basis, order, overview })
            })
        })
    }
}

/// What the table shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// How the numbers are to be read.
    pub basis: Basis,
    /// Whether there is an order, and so something that it does, and how well that is known.
    pub order: Option<Standing>,
    /// The numbers.
    pub overview: Overview,
}

/// The account in a few sentences. It stands there from the start, so that whoever listens hears every change.
#[component]
pub fn Summary(
    /// What to show.
    showing: Showing,
    /// While a form is open, it stands in the account's place.
    deliveries: Deliveries,
) -> impl IntoView {
    let speech = speech();
    drawing(move || {
        let words = speech.words();
        let shown = if deliveries.is_open() { None } else { showing.now() };
        vec![el("div").role("status").children(shown.map(|shown| summary(&words, &shown)))]
    })
}

fn summary(words: &Words, shown: &Shown) -> Element {
    if shown.overview.rows.is_empty() {
        let nothing = el("p").class("empty-what").text(wording::nothing(words, shown.basis));
        return el("div").class("empty").child(nothing).child(el("p").text(words.texts.empty_next));
    }
    el("p").class("summary").text(wording::summary(words, shown.basis, &shown.overview.totals))
}

/// The kinds of packaging, and those of which there is nothing.
#[component]
pub fn HoldingsTable(
    /// What to show.
    showing: Showing,
) -> impl IntoView {
    let speech = speech();
    drawing(move || {
        let words = speech.words();
        showing.now().map(|shown| holdings(&words, &shown)).unwrap_or_default()
    })
}

fn holdings(words: &Words, shown: &Shown) -> Vec<Element> {
    let Shown { basis, order, overview } = shown;
    let texts = words.texts;
    if overview.rows.is_empty() {
        return Vec::new();
    }
    let column = |label: &'static str| el("th").role("columnheader").attr("scope", "col").text(label);
    let mut columns =
        el("tr").role("row").child(column(texts.column_kind)).child(column(texts.column_holding));
    if order.is_some() {
        columns = columns.child(column(texts.column_order).class("number")).child(column(texts.column_after));
    }
    let rows = overview.rows.iter().map(|kind| row(words, *basis, *order, kind));
    let table = el("table")
        .role("table")
        .class("holdings")
        .key("holdings")
        .attr("aria-label", texts.packaging)
        .child(el("thead").role("rowgroup").child(columns))
        .child(el("tbody").role("rowgroup").children(rows));
    let mut parts = vec![table];
    parts.extend(folded(words, &overview.folded));
    parts
}

fn cell(class: &'static str) -> Element {
    el("td").role("cell").class(class)
}

fn row(words: &Words, basis: Basis, order: Option<Standing>, row: &Row) -> Element {
    let way = wording::on_its_way(words, row.on_its_way).map(|text| el("span").class("way").text(text));
    let holding = cell("holding")
        .attr("data-sign", sign(row.holds))
        .child(el("span").class("words").text(wording::holding(words, basis, row.holds)))
        .children(way);
    let row_element = el("tr").role("row").child(kind_header(&row.kind)).child(holding);
    row_element.children(order.into_iter().flat_map(|standing| order_cells(words, basis, standing, row)))
}

/// Below zero is shown by its words, and by a colour beside them.
const fn sign(pieces: i64) -> &'static str {
    match pieces {
        0 => "zero",
        1.. => "above",
        _ => "below",
    }
}

fn order_cells(words: &Words, basis: Basis, standing: Standing, row: &Row) -> [Element; 2] {
    let texts = words.texts;
    let Some(effect) = row.order else {
        let why = if standing == Standing::BeingRead { texts.order_being_read } else { texts.order_unknown };
        return [cell("order number").child(el("span").class("pending").text(why)), cell("after")];
    };
    let is_unchanged = effect.adds == 0;
    let order = cell(if is_unchanged { "order number unchanged" } else { "order number" });
    let after = cell(if is_unchanged { "after unchanged" } else { "after" })
        .attr("data-sign", sign(effect.after))
        .child(seen_label(texts.column_after))
        .child(el("span").class("words").text(wording::holding(words, basis, effect.after)));
    [order.children(adds(words, &effect)), after]
}

fn adds(words: &Words, effect: &Effect) -> Vec<Element> {
    let mut said = Vec::with_capacity(4);
    let already: Vec<Element> = wording::already(words, effect)
        .into_iter()
        .map(|text| el("span").class("already").text(text))
        .collect();
    let for_ears = |text: Text| el("span").class("unseen").text(text);
    let for_eyes =
        |class: &'static str, text: Text| el("span").class(class).attr("aria-hidden", "true").text(text);
    if effect.adds != 0 {
        said.push(seen_label(words.texts.column_order));
        said.push(for_eyes("adds", wording::signed(words, effect.adds).into()));
        said.push(for_ears(words.order_adds(effect.adds).into()));
    } else if already.is_empty() {
        said.push(for_eyes("none", "–".into()));
        said.push(for_ears(words.texts.not_on_order.into()));
    }
    said.extend(already);
    said
}

fn folded(words: &Words, rows: &[Row]) -> Option<Element> {
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let items = rows.iter().map(|row| el("li").text(kind_label(words, &row.kind)));
    (count > 0).then(|| {
        el("details")
            .class("folded")
            .child(el("summary").text(words.folded(count)))
            .child(el("ul").children(items))
    })
}
