//! A sentence with a next step.

use super::draw::{Element, Say, el};
use super::symbol::tone_symbol;
use crate::api::Failure;
use crate::host::TokenError;
use crate::i18n::{Advice, Words};

/// How much a notice wants: told by its symbol and its words, and only then by its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Good to know.
    Quiet,
    /// All is well.
    Good,
    /// To be noticed before going on.
    Attention,
    /// Something does not work.
    Trouble,
}

impl Tone {
    /// The name that styles and symbols go by.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Good => "good",
            Self::Attention => "attention",
            Self::Trouble => "trouble",
        }
    }

    const fn role(self) -> &'static str {
        match self {
            Self::Trouble => "alert",
            Self::Good => "status",
            Self::Quiet | Self::Attention => "note",
        }
    }
}

/// A notice: what happened, and below it what else there is to say or to press.
pub fn notice(tone: Tone, what: impl Say, rest: Vec<Element>) -> Element {
    let body = el("div").class("notice-body").child(el("p").class("notice-what").text(what)).children(rest);
    el("div")
        .class("notice")
        .attr("data-tone", tone.name())
        .role(tone.role())
        .child(tone_symbol(tone))
        .child(body)
}

/// A notice that is only advice.
pub fn advice_notice(tone: Tone, advice: &'static Advice) -> Element {
    notice(tone, advice.what, vec![next_step(advice.next)])
}

/// The next step as a paragraph.
pub fn next_step(next: &'static str) -> Element {
    el("p").class("notice-next").text(next)
}

/// The advice for a failed request.
pub fn advice_for(words: &Words, failure: &Failure) -> &'static Advice {
    match failure {
        Failure::NoToken(TokenError::TimedOut) => &words.texts.token_timeout,
        Failure::NoToken(TokenError::Refused(_)) => &words.texts.token_refused,
        Failure::Unreachable => &words.texts.offline,
        Failure::Unreadable { .. } => &words.texts.unreadable_answer,
        Failure::Refused(problem) => words.problem(problem.code),
    }
}

/// What a failed request left to say: the next step, and what support can find it by.
pub fn failure_details(words: &Words, failure: &Failure) -> Vec<Element> {
    let mut details = vec![next_step(advice_for(words, failure).next)];
    details.extend(reference(words, failure));
    details
}

/// What support can find a failed request by.
pub fn reference(words: &Words, failure: &Failure) -> Option<Element> {
    failure.request_id().map(|id| el("p").class("notice-reference").text(words.support_reference(id)))
}
