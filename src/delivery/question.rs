//! Whether a delivery that is held is the same as one that was confirmed before: asked of a person, with two buttons.

use contract::{Held, HeldIs, ProblemCode};

use super::Deliveries;
use super::dispatch::{Answer, Dispatch};
use crate::clock;
use crate::i18n::Words;
use crate::ui::notice::{advice_for, advice_notice, failure_details, next_step};
use crate::ui::{Element, Tone, button, el, notice};

/// The question, as long as it is open, and what stood in the way of an answer.
pub(super) fn question(words: &Words, deliveries: Deliveries, dispatch: &Dispatch) -> Vec<Element> {
    let texts = words.texts;
    let Some(held) = dispatch.question() else {
        return answered_elsewhere(words, dispatch).into_iter().collect();
    };
    let id = dispatch.request.id;
    let is_busy = dispatch.answer == Answer::Sending;
    let answer = |label: &'static str, is: HeldIs| {
        button("again", label, move || deliveries.answer(id, is)).state("aria-disabled", is_busy)
    };
    let buttons = el("div")
        .class("actions")
        .child(answer(texts.same_delivery, HeldIs::Same))
        .child(answer(texts.another_delivery, HeldIs::Another));
    let mut parts = vec![notice(
        Tone::Attention,
        asked(words, held),
        vec![next_step(texts.same_or_another_next), buttons],
    )];
    if let Answer::Failed(failure) = &dispatch.answer {
        let why = advice_for(words, failure).what;
        parts.push(notice(Tone::Trouble, why, failure_details(words, failure)));
    }
    parts
}

/// The question in words: who confirmed the earlier one, and when.
pub(super) fn asked(words: &Words, held: &Held) -> String {
    let now = clock::now();
    let when = words.speaker.moment(held.at, now);
    let earlier = if words.speaker.is_same_day(held.at, now) {
        words.confirmed_today(&held.by, &when)
    } else {
        words.confirmed_before(&held.by, &when)
    };
    [&earlier, " ", words.texts.same_or_another].concat()
}

/// Somebody else was faster: how it stands follows below.
fn answered_elsewhere(words: &Words, dispatch: &Dispatch) -> Option<Element> {
    match &dispatch.answer {
        Answer::Failed(failure) if failure.code() == Some(ProblemCode::NotHeld) => {
            Some(advice_notice(Tone::Attention, words.problem(ProblemCode::NotHeld)))
        }
        Answer::Open | Answer::Sending | Answer::Failed(_) => None,
    }
}
