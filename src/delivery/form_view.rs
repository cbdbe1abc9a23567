//! The delivery form on screen.

use std::rc::Rc;

use contract::{ConfirmationRequest, Count, ItemNumber, LocationNumber};
use leptos::prelude::*;

use super::Deliveries;
use super::desk::Desk;
use super::difference::{Asked, difference, reason};
use super::dispatch::{Dispatch, Phase};
use super::form::{Column, Fault, Form, FormRow, count};
use crate::balances::header::branch_names;
use crate::balances::{Balances, Kind, Subject};
use crate::i18n::{Words, speech};
use crate::ui::field::{label, seen_label, typed};
use crate::ui::notice::{advice_for, failure_details, next_step, reference};
use crate::ui::{
    Choice, Element, Stepper, Tone, button, choice, drawing, el, kind_header, kind_label, notice, stepper,
};

/// What has to be borne in mind before a delivery is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Caution {
    /// A delivery under this order was counted before.
    AlreadyCounted,
    /// It is not known whether one was.
    NotKnown,
    /// TrackOnline has a delivery planned under this order; it is not replaced by what is counted here.
    Planned,
}

/// Counts per kind, a branch, a remark, and the button that sends them.
#[component]
pub fn DeliveryForm(
    /// The desk.
    deliveries: Deliveries,
    /// The account that the form is about.
    balances: Balances,
    /// What has to be borne in mind.
    caution: impl Fn() -> Option<Caution> + 'static,
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
                let caution = caution().filter(|_| desk.attempt(form).is_none());
                Some(parts.whole(desk, caution, &kinds, branch_names(account)))
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
    fn whole(
        &self,
        desk: &Desk,
        caution: Option<Caution>,
        kinds: &[Kind],
        branches: Vec<(String, String)>,
    ) -> Element {
        let texts = self.words.texts;
        let heading = self.words.delivery_for(self.form.order().map_or("–", |order| order.as_str()));
        let attempt = desk.attempt(self.form);
        let column = |label: &'static str| el("th").role("columnheader").attr("scope", "col").text(label);
        let columns = el("tr")
            .role("row")
            .child(column(texts.column_kind))
            .child(column(texts.planned).class("number"))
            .child(column(texts.delivered))
            .child(column(texts.returned));
        let table =
            el("table")
                .role("table")
                .class("counts")
                .key("counts")
                .attr("aria-label", texts.packaging)
                .child(el("thead").role("rowgroup").child(columns))
                .child(el("tbody").role("rowgroup").children(
                    self.form.rows.iter().enumerate().map(|(index, row)| self.row(index, row, kinds)),
                ));
        let faults = self.form.faults.iter();
        let faults = faults.map(|fault| {
            notice(Tone::Trouble, fault_sentence(self.words, *fault), Vec::new()).attr("id", fault_id(*fault))
        });
        let failed = attempt.and_then(|attempt| unsent(self.words, attempt));
        let caution = caution.map(|caution| {
            let text = match caution {
                Caution::AlreadyCounted => texts.already_counted,
                Caution::NotKnown => texts.not_known_if_counted,
                Caution::Planned => texts.planned_beside,
            };
            notice(Tone::Attention, text, Vec::new()).key("caution")
        });
        el("form")
            .class("delivery")
            .attr("aria-label", heading.clone())
            .on("submit", web_sys::Event::prevent_default)
            .child(el("h2").attr("tabindex", "-1").text(heading))
            .child(self.unexplained())
            .children(caution)
            .children(self.branch(branches))
            .child(table)
            .children(self.one_more_kind(kinds))
            .child(self.remark())
            .children(faults)
            .children(failed)
            .child(self.buttons(attempt))
    }

    /// Does something to the form whenever it is called with what a person entered.
    fn editing<T: 'static, C: Fn(&mut Form, T) + 'static>(
        &self,
        change: C,
    ) -> impl Fn(T) + Clone + use<T, C> {
        let (deliveries, subject) = (self.deliveries, self.subject.clone());
        let change = Rc::new(change);
        move |entered| deliveries.edit(&subject, Box::new(|form| change(form, entered)))
    }

    /// For ears: how many choices of a reason have come up that are not made yet.
    fn unexplained(&self) -> Element {
        let live = el("p").class("unseen").role("status");
        match i64::try_from(self.form.unexplained()) {
            Ok(0) | Err(_) => live,
            Ok(count) => live.text(self.words.unexplained(count)),
        }
    }

    fn row(&self, index: usize, row: &FormRow, kinds: &[Kind]) -> Element {
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
        let leave_out = (self.form.has_too_many_kinds() && !self.is_locked).then(|| {
            let item = row.item.clone();
            let act = self.editing(move |form, (): ()| form.leave_out(&item));
            button("quiet-button", texts.leave_out, move || act(()))
                .attr("aria-label", [texts.leave_out, " – ", &label].concat())
        });
        let difference_id = ["difference-", &index.to_string()].concat();
        let difference = difference(self.words, row).map(|said| said.attr("id", difference_id.clone()));
        let described_by = difference.is_some().then_some(difference_id);
        let asked = Asked {
            index,
            kind: &label,
            is_missed: self.has(Fault::ReasonMissing),
            is_locked: self.is_locked,
        };
        let item = row.item.clone();
        let explain = self.editing(move |form, reason| form.explain(&item, reason));
        let reason = reason(self.words, row, &asked, explain);
        el("tr")
            .role("row")
            .key(row.item.to_string())
            .child(kind_header(&kind).children(leave_out))
            .child(cell(planned_class, texts.planned).child(el("span").text(planned)))
            .child(
                cell("count", texts.delivered)
                    .children(self.field(
                        row,
                        Column::Delivered,
                        self.words.delivered_of(&label),
                        (index, described_by),
                    ))
                    .children(difference)
                    .children(reason),
            )
            .child(cell("count", texts.returned).children(self.field(
                row,
                Column::Returned,
                self.words.returned_of(&label),
                (index, None),
            )))
    }

    fn field(
        &self,
        row: &FormRow,
        column: Column,
        label: String,
        (index, said): (usize, Option<String>),
    ) -> Vec<Element> {
        let is_wrong = count(row.text(column)).is_none();
        let side = if column == Column::Delivered { "delivered-" } else { "returned-" };
        let wrong_id = ["wrong-", side, &index.to_string()].concat();
        let field = Stepper {
            label,
            text: row.text(column).to_owned(),
            is_wrong,
            described_by: if is_wrong { Some(wrong_id.clone()) } else { said },
            is_locked: self.is_locked,
        };
        let item = row.item.clone();
        let entered = self.editing(move |form, text: String| form.enter(&item, column, text));
        let item = row.item.clone();
        let stepped = self.editing(move |form, by: i64| form.step(&item, column, by));
        let item = row.item.clone();
        let settled = self.editing(move |form, (): ()| form.settle(&item));
        let largest = is_wrong.then(|| {
            let largest = self.words.speaker.number(i64::from(Count::MAX));
            el("span").class("wrong").attr("id", wrong_id).text(self.words.count_unreadable(&largest))
        });
        let mut parts = vec![stepper(self.words, field, entered, stepped, move || settled(()))];
        parts.extend(largest);
        parts
    }

    fn branch(&self, options: Vec<(String, String)>) -> Option<Element> {
        let choice_of_branch = Choice {
            label: self.words.texts.branch,
            said: None,
            none: self.words.texts.choose_branch,
            chosen: self.form.location.clone().map(String::from),
            is_wrong: self.has(Fault::BranchMissing),
            described_by: self.fault_of(Fault::BranchMissing).map(Into::into),
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
        // What is chosen becomes a row, and the choice stands at none again.
        let choice_of_kind = Choice {
            label: self.words.texts.add_kind,
            said: None,
            none: self.words.texts.choose_kind,
            options,
            chosen: None,
            is_wrong: false,
            described_by: None,
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
        let is_needed = self.form.needs_remark();
        let enter = self.editing(|form, text: String| form.remark = text);
        let wrong = [Fault::RemarkMissing, Fault::RemarkTooLong].into_iter().find(|fault| self.has(*fault));
        let area = el("textarea")
            .attr("rows", "2")
            .attr("placeholder", texts.remark_hint)
            .flag("disabled", self.is_locked)
            .state("aria-required", is_needed)
            .state("aria-invalid", wrong.is_some())
            .described_by(wrong.map(fault_id))
            .value(self.form.remark.clone())
            .on("input", move |event| {
                if let Some(text) = typed(event) {
                    enter(text);
                }
            });
        let named = label(if is_needed { texts.remark_needed } else { texts.remark });
        el("label").class("field").child(named).child(area)
    }

    fn has(&self, fault: Fault) -> bool {
        self.form.faults.contains(&fault)
    }

    /// The sentence about a fault, where it is said.
    fn fault_of(&self, fault: Fault) -> Option<&'static str> {
        self.has(fault).then(|| fault_id(fault))
    }

    fn buttons(&self, attempt: Option<&Dispatch>) -> Element {
        let texts = self.words.texts;
        let (label, is_busy) = match attempt.map(|attempt| &attempt.phase) {
            Some(Phase::Sending | Phase::Stored { .. }) => (texts.sending, true),
            Some(Phase::Unsent(_)) => (texts.send_again, false),
            None => (texts.confirm_delivery, false),
        };
        let (deliveries, subject) = (self.deliveries, self.subject.clone());
        let send =
            button("primary", label, move || deliveries.send(&subject)).state("aria-disabled", is_busy);
        let back = button("quiet-button", texts.back, move || deliveries.close());
        let discard = attempt.and_then(|attempt| discard(self.words, self.deliveries, attempt));
        el("div").class("actions").key("actions").child(send).child(back).children(discard)
    }
}

/// That a confirmation was not sent, whether that is certain, and what to do.
pub(super) fn unsent(words: &Words, dispatch: &Dispatch) -> Option<Element> {
    let texts = words.texts;
    let Phase::Unsent(failure) = &dispatch.phase else { return None };
    let mut rest = vec![el("p").text(advice_for(words, failure).what)];
    let what = if dispatch.maybe_stored {
        // Whatever else could be done about the failure: first it has to be known whether it arrived.
        rest.push(next_step(texts.uncertain_next));
        rest.extend(reference(words, failure));
        texts.uncertain
    } else {
        rest.extend(failure_details(words, failure));
        rest.push(el("p").text(texts.counts_kept));
        texts.not_sent
    };
    Some(notice(Tone::Trouble, what, rest))
}

/// A way to give up a confirmation that was not sent, or to find out whether it arrived.
pub(super) fn discard(words: &Words, deliveries: Deliveries, dispatch: &Dispatch) -> Option<Element> {
    let texts = words.texts;
    let id = dispatch.request.id;
    let label = if dispatch.may_be_discarded() { texts.discard } else { texts.look_up };
    matches!(dispatch.phase, Phase::Unsent(_))
        .then(|| button("quiet-button", label, move || deliveries.discard(id)).key("discard"))
}

/// The `id` of the sentence about a fault.
const fn fault_id(fault: Fault) -> &'static str {
    match fault {
        Fault::NothingCounted => "fault-nothing",
        Fault::Count => "fault-count",
        Fault::ReasonMissing => "fault-reason",
        Fault::RemarkMissing => "fault-no-remark",
        Fault::BranchMissing => "fault-branch",
        Fault::RemarkTooLong => "fault-remark",
        Fault::TooManyKinds => "fault-kinds",
    }
}

fn fault_sentence(words: &Words, fault: Fault) -> String {
    let number = |limit: usize| words.speaker.number(i64::try_from(limit).unwrap_or(i64::MAX));
    match fault {
        Fault::NothingCounted => words.texts.nothing_counted.to_owned(),
        Fault::Count => words.texts.see_marked.to_owned(),
        Fault::ReasonMissing => words.texts.reasons_missing.to_owned(),
        Fault::RemarkMissing => words.texts.remark_missing.to_owned(),
        Fault::BranchMissing => words.texts.branch_missing.to_owned(),
        Fault::RemarkTooLong => words.remark_too_long(&number(ConfirmationRequest::MAX_NOTE)),
        Fault::TooManyKinds => words.too_many_kinds(&number(ConfirmationRequest::MAX_LINES)),
    }
}
