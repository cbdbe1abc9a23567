//! Buttons, choices, and a count that is typed or stepped with a thumb.

use std::borrow::Cow;

use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

use super::draw::{Element, el};
use crate::i18n::Words;

/// A button that does something when pressed.
pub fn button(class: &'static str, label: &'static str, act: impl Fn() + 'static) -> Element {
    el("button").attr("type", "button").class(class).on("click", move |_| act()).text(label)
}

/// A choice of one of several.
pub struct Choice {
    /// Its label.
    pub label: &'static str,
    /// The same for whoever cannot see where it stands, if that needs more words.
    pub said: Option<String>,
    /// The first option, which stands for no choice.
    pub none: &'static str,
    /// Values and names.
    pub options: Vec<(String, String)>,
    /// The value that is chosen.
    pub chosen: Option<String>,
    /// Whether a choice is missing that has to be made.
    pub is_wrong: bool,
    /// The element that says what is wrong, by its `id`.
    pub described_by: Option<Cow<'static, str>>,
    /// Whether it may not be changed now.
    pub is_locked: bool,
}

/// A labelled choice. `chosen` gets the value, which is empty for no choice.
pub fn choice(class: &'static str, choice: Choice, chosen: impl Fn(String) + 'static) -> Element {
    let options =
        choice.options.into_iter().map(|(value, name)| el("option").attr("value", value).text(name));
    let select = el("select");
    let select = match choice.said {
        Some(said) => select.attr("aria-label", said),
        None => select,
    };
    let select = select
        .state("aria-invalid", choice.is_wrong)
        .described_by(choice.described_by)
        .flag("disabled", choice.is_locked)
        .value(choice.chosen.unwrap_or_default())
        .on("change", move |event| {
            if let Some(select) = target::<HtmlSelectElement>(event) {
                chosen(select.value());
            }
        })
        .child(el("option").attr("value", "").text(choice.none))
        .children(options);
    el("label").class(class).child(label(choice.label)).child(select)
}

/// The small text over or before a field.
pub fn label(text: &'static str) -> Element {
    el("span").class("label").text(text)
}

/// The same where the label is said otherwise to whoever listens.
pub fn seen_label(text: &'static str) -> Element {
    label(text).attr("aria-hidden", "true")
}

/// The element that an event happened to.
pub fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// What a field holds after an event.
pub fn typed(event: &Event) -> Option<String> {
    target::<HtmlInputElement>(event)
        .map(|input| input.value())
        .or_else(|| target::<HtmlTextAreaElement>(event).map(|area| area.value()))
}

/// What a stepper shows.
pub struct Stepper {
    /// What is counted, for whoever cannot see where the field stands.
    pub label: String,
    /// What is typed in it.
    pub text: String,
    /// Whether that is no count.
    pub is_wrong: bool,
    /// The element that says what is to be said about it, by its `id`.
    pub described_by: Option<String>,
    /// Whether it may not be changed now.
    pub is_locked: bool,
}

/// A field between a button for one less and a button for one more. `left` is told when what was typed stands.
pub fn stepper(
    words: &Words,
    count: Stepper,
    entered: impl Fn(String) + 'static,
    stepped: impl Fn(i64) + Clone + 'static,
    left: impl Fn() + 'static,
) -> Element {
    let Stepper { label, text, is_wrong, described_by, is_locked } = count;
    let step = |by: i64, sign: &'static str, label: String| {
        let stepped = stepped.clone();
        el("button")
            .attr("type", "button")
            .class("step")
            .attr("aria-label", label)
            .flag("disabled", is_locked)
            .on("click", move |_| stepped(by))
            .child(el("span").attr("aria-hidden", "true").text(sign))
    };
    let less = step(-1, "−", words.one_less(&label));
    let more = step(1, "+", words.one_more(&label));
    let field = el("input")
        .attr("type", "text")
        .attr("inputmode", "numeric")
        .attr("autocomplete", "off")
        .attr("maxlength", "7")
        .attr("aria-label", label)
        .state("aria-invalid", is_wrong)
        .described_by(described_by)
        .flag("disabled", is_locked)
        .value(text)
        .on("input", move |event| {
            if let Some(text) = typed(event) {
                entered(text);
            }
        })
        .on("change", move |_| left())
        .on("focus", |event| {
            // Typing over a count is what a field is entered for.
            if let Some(input) = target::<HtmlInputElement>(event) {
                input.select();
            }
        });
    el("div").class("stepper").child(less).child(field).child(more)
}
