//! How far confirmations are: line by line for the delivery on screen, in a strip for those of other orders.

use contract::{ConfirmationStatus, Direction, ItemNumber, MovementStatus, PostingState};
use leptos::prelude::*;

use super::Deliveries;
use super::dispatch::{Answer, Dispatch, Following, Phase};
use super::form_view::{discard, unsent};
use super::question::{asked, question};
use crate::balances::{Balances, Kind};
use crate::i18n::{Words, speech};
use crate::ui::notice::{advice_for, next_step};
use crate::ui::{Element, Tone, button, drawing, el, kind_label, notice, tone_symbol};

/// What was confirmed for the delivery on screen, with the state of each line, and what could not be sent. How far the
/// newest one is, is said in one sentence that stands there from the start: whoever listens hears its changes only.
#[component]
pub fn Progress(
    /// The desk.
    deliveries: Deliveries,
    /// The account that says which delivery is on screen.
    balances: Balances,
) -> impl IntoView {
    let speech = speech();
    let reading = balances.reading();
    let desk = deliveries.desk();
    drawing(move || {
        let words = speech.words();
        let live = |text: String| el("p").class("unseen").role("status").text(text);
        reading.with(|reading| {
            let Some(subject) = reading.subject() else { return vec![live(String::new())] };
            let name = |item: &ItemNumber| match reading.numbers() {
                Some((_, catalogue)) => kind_label(&words, &Kind::of(item, catalogue)),
                None => item.to_string(),
            };
            desk.with(|desk| {
                let newest = desk.of(subject).next();
                let spoken = newest.map(|newest| spoken(&words, newest)).unwrap_or_default();
                let in_form = desk.form(subject).filter(|_| deliveries.is_open()).map(|form| form.id);
                let parts = desk
                    .of(subject)
                    .filter(|dispatch| Some(dispatch.request.id) != in_form)
                    .map(|dispatch| part(&words, deliveries, dispatch, &name));
                let mut said = vec![live(spoken)];
                said.extend(parts);
                said
            })
        })
    })
}

/// How far a confirmation is, for ears.
fn spoken(words: &Words, dispatch: &Dispatch) -> String {
    match dispatch.question() {
        Some(held) if dispatch.answer != Answer::Sending => asked(words, held),
        Some(_) => words.texts.sending.to_owned(),
        None => furthest_behind(words, dispatch).0.to_owned(),
    }
}

fn part(
    words: &Words,
    deliveries: Deliveries,
    dispatch: &Dispatch,
    name: &dyn Fn(&ItemNumber) -> String,
) -> Element {
    let texts = words.texts;
    let (heading, rest) = match &dispatch.phase {
        Phase::Stored { status, following } => {
            let heading = match dispatch {
                asking if asking.question().is_some() => texts.one_question,
                over if over.is_withdrawn() => texts.withdrawn,
                _ => texts.confirmed,
            };
            (heading.to_owned(), confirmed(words, deliveries, dispatch, (status, following), name))
        }
        Phase::Sending | Phase::Unsent(_) => {
            let order = dispatch.request.order.as_ref().map_or("–", |order| order.as_str());
            let (text, tone) = furthest_behind(words, dispatch);
            let mut rest = vec![state_mark(text, tone)];
            rest.extend(unsent_parts(words, deliveries, dispatch));
            (words.delivery_for(order), rest)
        }
    };
    el("section")
        .class("confirmed")
        .key(dispatch.request.id.to_string())
        .attr("aria-label", heading.clone())
        .child(
            el("h2")
                .class(if dispatch.question().is_some() { "asks" } else { "" })
                .attr("tabindex", "-1")
                .text(heading),
        )
        .children(rest)
}

/// Why a confirmation was not sent, and the buttons to send it again or to give it up.
fn unsent_parts(words: &Words, deliveries: Deliveries, dispatch: &Dispatch) -> Vec<Element> {
    let Some(why) = unsent(words, dispatch) else { return Vec::new() };
    let id = dispatch.request.id;
    let again = button("again", words.texts.send_again, move || deliveries.send_again(id));
    let buttons = el("div").class("actions").key("actions").child(again);
    vec![why, buttons.children(discard(words, deliveries, dispatch))]
}

fn confirmed(
    words: &Words,
    deliveries: Deliveries,
    dispatch: &Dispatch,
    (status, following): (&ConfirmationStatus, &Following),
    name: &dyn Fn(&ItemNumber) -> String,
) -> Vec<Element> {
    let texts = words.texts;
    let movements = status.movements.iter().map(|one| movement(words, one, name));
    let is_saved = status.movements.iter().all(|movement| movement.state == PostingState::Saved);
    let overall = el("div")
        .children(dispatch.is_withdrawn().then(|| el("p").text(texts.withdrawn_note)))
        .children(movements)
        .children(is_saved.then(|| el("p").class("all-saved").text(texts.all_saved)));
    let trouble = match following {
        Following::Answered => None,
        Following::Interrupted => Some(el("p").class("interrupted").text(texts.following_interrupted)),
        Following::Refused(failure) => {
            let why = el("p").text(advice_for(words, failure).what);
            Some(notice(Tone::Attention, texts.following_refused, vec![why]))
        }
    };
    let mut parts = question(words, deliveries, dispatch);
    parts.push(overall);
    parts.extend(trouble);
    parts.extend(dismiss(words, deliveries, dispatch));
    parts
}

/// A way to take a settled confirmation out of sight.
fn dismiss(words: &Words, deliveries: Deliveries, dispatch: &Dispatch) -> Option<Element> {
    let id = dispatch.request.id;
    dispatch
        .may_be_dismissed()
        .then(|| button("quiet-button", words.texts.dismiss, move || deliveries.dismiss(id)).key("dismiss"))
}

fn movement(words: &Words, movement: &MovementStatus, name: &dyn Fn(&ItemNumber) -> String) -> Element {
    let (text, tone) = state(words, movement.state);
    let lines = movement.items.iter().map(|line| {
        let name = name(&line.item);
        let what = match movement.direction {
            Direction::Delivered => words.line_delivered(line.count.pieces(), &name),
            Direction::Returned => words.line_returned(line.count.pieces(), &name),
        };
        el("li").child(el("span").class("line-what").text(what)).child(state_mark(text, tone))
    });
    let sides = el("p")
        .class("sides")
        .text(words.from_to(&movement.from.name, &movement.to.name))
        .text(" · ")
        .child(el("span").class("number-of").text(movement.number.to_string()));
    el("div")
        .class("movement")
        .child(sides)
        .child(el("ul").class("lines").children(lines))
        .children(reason(words, movement))
}

fn state_mark(text: &'static str, tone: Tone) -> Element {
    el("span")
        .class("state")
        .attr("data-tone", tone.name())
        .child(tone_symbol(tone))
        .child(el("span").text(text))
}

/// What is wrong with a movement that stands before a person, and what becomes of it.
fn reason(words: &Words, movement: &MovementStatus) -> Option<Element> {
    let texts = words.texts;
    let said = movement.reason.as_deref().map(|reason| words.in_their_words(reason));
    let (what, more, next) = match movement.state {
        PostingState::Rejected => {
            (said.unwrap_or_else(|| texts.rejected_what.to_owned()), None, texts.rejected_next)
        }
        PostingState::Excepted => (texts.excepted_what.to_owned(), said, texts.excepted_next),
        PostingState::Held
        | PostingState::Queued
        | PostingState::Sent
        | PostingState::Accepted
        | PostingState::Saved
        | PostingState::Checking
        | PostingState::Withdrawn => return None,
    };
    let mut rest: Vec<Element> = more.map(|said| el("p").text(said)).into_iter().collect();
    rest.push(next_step(next));
    Some(notice(Tone::Attention, what, rest))
}

/// A state's words, and the tone whose symbol stands beside them.
fn state(words: &Words, state: PostingState) -> (&'static str, Tone) {
    let texts = words.texts;
    match state {
        PostingState::Held => (texts.state_held, Tone::Attention),
        PostingState::Queued => (texts.state_queued, Tone::Quiet),
        PostingState::Sent => (texts.state_sent, Tone::Quiet),
        PostingState::Accepted => (texts.state_accepted, Tone::Quiet),
        PostingState::Saved => (texts.state_saved, Tone::Good),
        PostingState::Rejected => (texts.state_rejected, Tone::Trouble),
        PostingState::Checking => (texts.state_checking, Tone::Attention),
        PostingState::Excepted => (texts.state_excepted, Tone::Trouble),
        PostingState::Withdrawn => (texts.state_withdrawn, Tone::Quiet),
    }
}

/// Confirmations of other orders than the one on screen, each with its own order named.
#[component]
pub fn Elsewhere(
    /// The desk.
    deliveries: Deliveries,
    /// The account that says which delivery is on screen.
    balances: Balances,
) -> impl IntoView {
    let speech = speech();
    drawing(move || {
        let words = speech.words();
        let texts = words.texts;
        let subject = balances.reading().with(|reading| reading.subject().cloned());
        let items: Vec<Element> = deliveries.desk().with(|desk| {
            desk.elsewhere(subject.as_ref())
                .map(|dispatch| strip_item(&words, deliveries, dispatch))
                .collect()
        });
        if items.is_empty() {
            return Vec::new();
        }
        let heading = el("h2").text(texts.elsewhere);
        let strip = el("section").class("elsewhere").attr("aria-label", texts.elsewhere);
        vec![strip.child(heading).child(el("ul").children(items))]
    })
}

fn strip_item(words: &Words, deliveries: Deliveries, dispatch: &Dispatch) -> Element {
    let name = match &dispatch.request.order {
        Some(order) => words.order_of(order.as_str(), &dispatch.customer_name),
        None => dispatch.customer_name.clone(),
    };
    let (text, tone) = furthest_behind(words, dispatch);
    el("li")
        .key(dispatch.request.id.to_string())
        .child(el("span").class("line-what").text(name))
        .child(state_mark(text, tone).role("status"))
        .children(unsent_parts(words, deliveries, dispatch))
        .children(question(words, deliveries, dispatch))
        .children(dismiss(words, deliveries, dispatch))
}

/// The state that a confirmation of several movements is summed up by: the one that needs most.
fn furthest_behind(words: &Words, dispatch: &Dispatch) -> (&'static str, Tone) {
    let texts = words.texts;
    let status = match &dispatch.phase {
        Phase::Sending => return (texts.state_sending, Tone::Quiet),
        Phase::Unsent(_) => return (texts.state_unsent, Tone::Trouble),
        Phase::Stored { status, .. } => status,
    };
    let urgency = |state: PostingState| match state {
        PostingState::Excepted => 0,
        PostingState::Rejected => 1,
        PostingState::Held => 2,
        PostingState::Checking => 3,
        PostingState::Queued => 4,
        PostingState::Sent => 5,
        PostingState::Accepted => 6,
        PostingState::Saved => 7,
        PostingState::Withdrawn => 8,
    };
    let worst = status.movements.iter().map(|movement| movement.state).min_by_key(|state| urgency(*state));
    state(words, worst.unwrap_or(PostingState::Saved))
}
