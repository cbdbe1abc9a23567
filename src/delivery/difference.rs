//! What differs from the plan, and why: said and asked in the row where it is counted.

use contract::DifferenceReason;

use super::form::{Difference, FormRow};
use crate::i18n::{Texts, Words};
use crate::ui::{Choice, Element, choice, el};

/// How what was delivered stands to what was planned.
pub(super) fn difference(words: &Words, row: &FormRow) -> Option<Element> {
    let (text, class) = match row.difference() {
        Difference::AsPlanned => (words.texts.as_planned.to_owned(), "difference"),
        Difference::More(pieces) => (words.more_than_planned(pieces), "difference differs"),
        Difference::Fewer(pieces) => (words.fewer_than_planned(pieces), "difference differs"),
        Difference::NotOnOrder => (words.texts.not_on_order.to_owned(), "difference"),
        Difference::NotAwaited | Difference::Unreadable => return None,
    };
    Some(el("span").class(class).text(text))
}

/// Where the choice of a reason stands, and whether it may and has to be made.
pub(super) struct Asked<'a> {
    /// Which row.
    pub(super) index: usize,
    /// The kind's name, for whoever cannot see where the choice stands.
    pub(super) kind: &'a str,
    /// Whether a reason was missed when the form was sent.
    pub(super) is_missed: bool,
    /// Whether nothing may be changed now.
    pub(super) is_locked: bool,
}

/// The choice of a reason, where one is needed.
pub(super) fn reason(
    words: &Words,
    row: &FormRow,
    asked: &Asked<'_>,
    choose: impl Fn(Option<DifferenceReason>) + 'static,
) -> Option<Element> {
    if !row.needs_reason() {
        return None;
    }
    let texts = words.texts;
    let chosen = row.reason();
    let is_wrong = chosen.is_none() && (asked.is_missed || row.is_asked());
    let (class, more) = match chosen {
        None if is_wrong => ("wrong", texts.reason_missing),
        Some(DifferenceReason::Other) => ("difference", texts.say_in_remark),
        _ => ("", ""),
    };
    let id = ["reason-", &asked.index.to_string()].concat();
    let has_more = !more.is_empty();
    let choice_of_reason = Choice {
        label: texts.reason,
        said: Some(words.reason_of(asked.kind)),
        none: texts.choose_reason,
        options: row.reasons().map(|it| (it.as_str().to_owned(), name(texts, it).to_owned())).collect(),
        chosen: chosen.map(|chosen| chosen.as_str().to_owned()),
        is_wrong,
        described_by: has_more.then(|| id.clone().into()),
        is_locked: asked.is_locked,
    };
    let choose =
        move |value: String| choose(DifferenceReason::ALL.into_iter().find(|it| it.as_str() == value));
    Some(
        el("div")
            .class("why")
            .key("why")
            .child(choice("field", choice_of_reason, choose))
            .children(has_more.then(|| el("span").class(class).attr("id", id).text(more))),
    )
}

const fn name(texts: &Texts, reason: DifferenceReason) -> &'static str {
    match reason {
        DifferenceReason::NotLoaded => texts.reason_not_loaded,
        DifferenceReason::LoadedMore => texts.reason_loaded_more,
        DifferenceReason::Refused => texts.reason_refused,
        DifferenceReason::Damaged => texts.reason_damaged,
        DifferenceReason::Replaced => texts.reason_replaced,
        DifferenceReason::PlanWrong => texts.reason_plan_wrong,
        DifferenceReason::Other => texts.reason_other,
    }
}
