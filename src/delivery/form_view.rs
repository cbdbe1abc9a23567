//! The delivery form on screen.

use std::rc::Rc;

use contract::{ConfirmationRequest, Count, ItemNumber, LocationNumber};
use leptos::prelude::*;

use super::Deliveries;
use super::desk::{Desk, Phase};
use super::form::{Column, Difference, Fault, Form, FormRow, count};
use crate::api::Failure;
use crate::balances::header::branch_names;
use crate::balances::{Balances, Kind, Subject};
use crate::i18n::{Words, speech};
use crate::ui::field::{label, seen_label, typed};
use crate::ui::notice::{advice_for, failure_details, next_step, reference};
use crate::ui::{
    Choice, Element, Stepper, Tone, button, choice, drawing, el, kind_header, kind_label, notice, stepper,
};

/// Counts per kind, a branch, a remark, and the button that sends them.
#[component]
pub fn DeliveryForm(
    /// The desk.
    deliveries: Deliveries,
    /// The account that the form is about.
    balances: Balances,
) -> impl IntoView {
    let speech = speech();
    let reading = balances.reading();
    let desk = deliveries.desk();
    drawing(move || {
        let words = speech.words();
        let form = reading.with(|reading| {
            let subject = reading.subject()?;
            let (account, catalogue) = reading.numbers()?;
            let kinds: Vec<Kind> = catalogue.items.iter().map(Kind::known).collect();
            desk.with(|desk| {
                let form = desk.form(subject)?;
                let parts =
                    Parts { words: &words, deliveries, subject, form, is_locked: desk.is_locked(form) };
                Some(parts.whole(desk, &kinds, branch_names(account)))
            })
        });
        form.into_iter().collect()
    })
}

/// What every part of the form needs.
struct Parts<'a> {
    words: &'a Words,
    deliveries: Deliveries,
    subject: &'a Subject,
    form: &'a Form,
    is_locked: bool,
}

impl Parts<'_> {
    fn whole(&self, desk: &Desk, kinds: &[Kind], branches: Vec<(String, String)>) -> Element {
        let texts = self.words.texts;
        let heading = self.words.delivery_for(self.form.order().map_or("–", |order| order.as_str()));
        let phase = desk.attempt(self.form).map(|attempt| &attempt.phase);
        let column = |label: &'static str| el("th").role("columnheader").attr("scope", "col").text(label);
        let columns = el("tr")
            .role("row")
            .child(column(texts.column_kind))
            .child(column(texts.planned).class("number"))
            .child(column(texts.delivered))
            .child(column(texts.returned));
        let table = el("table")
            .role("table")
            .class("counts")
            .attr("aria-label", texts.packaging)
            .child(el("thead").role("rowgroup").child(columns))
            .child(
                el("tbody").role("rowgroup").children(self.form.rows.iter().map(|row| self.row(row, kinds))),
            );
        let faults = self.form.faults.iter();
        let faults =
            faults.map(|fault| notice(Tone::Trouble, fault_sentence(self.words, *fault), Vec::new()));
        let failed = match phase {
            Some(Phase::Unsent(failure)) => Some(unsent(self.words, failure)),
            Some(Phase::Sending | Phase::Stored { .. }) | None => None,
        };
        el("form")
            .class("delivery")
            .attr("aria-label", heading.clone())
            .on("submit", web_sys::Event::prevent_default)
            .child(el("h2").attr("tabindex", "-1").text(heading))
            .children(self.branch(branches))
            .child(table)
            .children(self.one_more_kind(kinds))
            .child(self.remark())
            .children(faults)
            .children(failed)
            .child(self.buttons(phase))
    }

    /// Does something to the form whenever it is called with what a person entered.
    fn editing<T: 'static, C: Fn(&mut Form, T) + 'static>(
        &self,
        change: C,
    ) -> impl Fn(T) + Clone + use<T, C> {
        let (deliveries, subject) = (self.deliveries, self.subject.clone());
        let change = Rc::new(change);
        move |entered| deliveries.edit(&subject, |form| change(form, entered))
    }

    fn row(&self, row: &FormRow, kinds: &[Kind]) -> Element {
        let texts = self.words.texts;
        let kind = kinds
            .iter()
            .find(|kind| kind.item == row.item)
            .cloned()
            .unwrap_or_else(|| Kind::unknown(&row.item));
        let label = kind_label(self.words, &kind);
        let planned_class = if row.planned.is_some() { "planned number" } else { "planned number none" };
        let planned =
            row.planned.map_or_else(|| "–".to_owned(), |planned| self.words.speaker.number(planned.pieces()));
        let cell = |class: &'static str, label: &'static str| {
            el("td").role("cell").class(class).child(seen_label(label))
        };
        el("tr")
            .role("row")
            .child(kind_header(&kind))
            .child(cell(planned_class, texts.planned).child(el("span").text(planned)))
            .child(
                cell("count", texts.delivered)
                    .children(self.field(row, Column::Delivered, self.words.delivered_of(&label)))
                    .children(difference(self.words, row)),
            )
            .child(cell("count", texts.returned).children(self.field(
                row,
                Column::Returned,
                self.words.returned_of(&label),
            )))
    }

    fn field(&self, row: &FormRow, column: Column, label: String) -> Vec<Element> {
        let is_wrong = count(row.text(column)).is_none();
        let field = Stepper { label, text: row.text(column).to_owned(), is_wrong, is_locked: self.is_locked };
        let item = row.item.clone();
        let entered = self.editing(move |form, text: String| form.enter(&item, column, text));
        let item = row.item.clone();
        let stepped = self.editing(move |form, by: i64| form.step(&item, column, by));
        let largest = is_wrong.then(|| {
            let largest = self.words.speaker.number(i64::from(Count::MAX));
            el("span").class("wrong").text(self.words.count_unreadable(&largest))
        });
        [stepper(self.words, field, entered, stepped)].into_iter().chain(largest).collect()
    }

    fn branch(&self, options: Vec<(String, String)>) -> Option<Element> {
        let choice_of_branch = Choice {
            label: self.words.texts.branch,
            none: self.words.texts.choose_branch,
            chosen: self.form.location.clone().map(String::from),
            is_wrong: self.form.faults.contains(&Fault::BranchMissing),
            is_locked: self.is_locked,
            options,
        };
        let choose = self.editing(|form, value: String| form.location = LocationNumber::new(value).ok());
        (choice_of_branch.options.len() > 1).then(|| choice("field", choice_of_branch, choose))
    }

    fn one_more_kind(&self, kinds: &[Kind]) -> Option<Element> {
        let options: Vec<(String, String)> = kinds
            .iter()
            .filter(|kind| !self.form.rows.iter().any(|row| row.item == kind.item))
            .map(|kind| (kind.item.to_string(), kind_label(self.words, kind)))
            .collect();
        if options.is_empty() {
            return None;
        }
        // What is chosen becomes a row and is no option any more, so the choice stands at none again.
        let choice_of_kind = Choice {
            label: self.words.texts.add_kind,
            none: self.words.texts.choose_kind,
            options,
            chosen: None,
            is_wrong: false,
            is_locked: self.is_locked,
        };
        let add = self.editing(|form, value: String| {
            if let Ok(item) = ItemNumber::new(value) {
                form.add(item);
            }
        });
        Some(choice("field", choice_of_kind, add))
    }

    fn remark(&self) -> Element {
        let texts = self.words.texts;
        let enter = self.editing(|form, text: String| form.remark = text);
        let area = el("textarea")
            .attr("rows", "2")
            .attr("placeholder", texts.remark_hint)
            .flag("disabled", self.is_locked)
            .state("aria-invalid", self.form.faults.contains(&Fault::RemarkTooLong))
            .value(self.form.remark.clone())
            .on("input", move |event| {
                if let Some(text) = typed(event) {
                    enter(text);
                }
            });
        el("label").class("field").child(label(texts.remark)).child(area)
    }

    fn buttons(&self, phase: Option<&Phase>) -> Element {
        let texts = self.words.texts;
        let (label, is_busy) = match phase {
            Some(Phase::Sending | Phase::Stored { .. }) => (texts.sending, true),
            Some(Phase::Unsent(_)) => (texts.send_again, false),
            None => (texts.confirm_delivery, false),
        };
        let (deliveries, subject) = (self.deliveries, self.subject.clone());
        let send =
            button("primary", label, move || deliveries.send(&subject)).state("aria-disabled", is_busy);
        let back = button("quiet-button", texts.back, move || deliveries.close());
        el("div").class("actions").child(send).child(back)
    }
}

/// That it was not sent, whether that is certain, and what to do.
pub(super) fn unsent(words: &Words, failure: &Failure) -> Element {
    let texts = words.texts;
    let mut rest = vec![el("p").text(advice_for(words, failure).what)];
    if failure.stored_nothing() {
        rest.extend(failure_details(words, failure));
        rest.push(el("p").text(texts.counts_kept));
        return notice(Tone::Trouble, texts.not_sent, rest);
    }
    // Whatever else could be done about the failure: first it has to be known whether it arrived.
    rest.push(next_step(texts.uncertain_next));
    rest.extend(reference(words, failure));
    notice(Tone::Trouble, texts.uncertain, rest)
}

fn fault_sentence(words: &Words, fault: Fault) -> String {
    let number = |limit: usize| words.speaker.number(i64::try_from(limit).unwrap_or(i64::MAX));
    match fault {
        Fault::NothingCounted => words.texts.nothing_counted.to_owned(),
        Fault::Count => words.texts.see_marked.to_owned(),
        Fault::BranchMissing => words.texts.branch_missing.to_owned(),
        Fault::RemarkTooLong => words.remark_too_long(&number(ConfirmationRequest::MAX_NOTE)),
        Fault::TooManyKinds => words.too_many_kinds(&number(ConfirmationRequest::MAX_LINES)),
    }
}

fn difference(words: &Words, row: &FormRow) -> Option<Element> {
    let (text, class) = match row.difference() {
        Difference::AsPlanned => (words.texts.as_planned.to_owned(), "difference"),
        Difference::More(pieces) => (words.more_than_planned(pieces), "difference differs"),
        Difference::Fewer(pieces) => (words.fewer_than_planned(pieces), "difference differs"),
        Difference::NotOnOrder => (words.texts.not_on_order.to_owned(), "difference"),
        Difference::Unreadable => return None,
    };
    Some(el("span").class(class).text(text))
}
