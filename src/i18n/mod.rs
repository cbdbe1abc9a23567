//! What people read, in Dutch and English, from one typed catalogue.
//!
//! A text that a language lacks does not compile: each language is one `Texts` value with every field given.
//! A text with placeholders is spoken through a method of [`Words`] that takes exactly those placeholders.
//! Plurals, numbers, times and ages come from the browser's `Intl`.

mod en;
mod fill;
mod intl;
mod language;
mod nl;
mod problems;
mod texts;

use contract::ProblemCode;
use leptos::prelude::*;

pub use self::intl::Speaker;
pub use self::language::Language;
pub use self::problems::Advice;
use self::texts::Plural;
pub use self::texts::Texts;

/// One language with the browser's rules for it, ready to speak.
#[derive(Clone)]
pub struct Words {
    language: Language,
    /// Texts without placeholders.
    pub texts: &'static Texts,
    /// Numbers, times, plural forms.
    pub speaker: Speaker,
}

impl Words {
    /// The words of one language.
    pub fn of(language: Language) -> Self {
        let texts = match language {
            Language::Dutch => &nl::TEXTS,
            Language::English => &en::TEXTS,
        };
        Self { language, texts, speaker: Speaker::of(language) }
    }

    /// What happened and what to do, for a problem of the proxy.
    pub fn problem(&self, code: ProblemCode) -> &'static Advice {
        self.texts.problems.of(code)
    }

    fn counted(&self, plural: &Plural, count: i64) -> &'static str {
        plural.form(&self.speaker.plural_form(count))
    }
}

/// The words on screen; everything that reads them is redrawn when the language changes.
#[derive(Clone, Copy)]
pub struct Speech(RwSignal<Words, LocalStorage>);

impl Speech {
    /// Speaks `language`.
    pub fn new(language: Language) -> Self {
        Self(RwSignal::new_local(Words::of(language)))
    }

    /// Changes the language on screen.
    pub fn switch_to(self, language: Language) {
        if self.0.with_untracked(|words| words.language != language) {
            self.0.set(Words::of(language));
        }
    }

    /// Takes something from the words, and follows them.
    pub fn say<T>(self, pick: impl FnOnce(&Words) -> T) -> T {
        self.0.with(pick)
    }

    /// The words as they are now, followed.
    pub fn words(self) -> Words {
        self.0.get()
    }
}

/// The words that the app has put into the context.
pub fn speech() -> Speech {
    use_context().unwrap_or_else(|| Speech::new(Language::English))
}
