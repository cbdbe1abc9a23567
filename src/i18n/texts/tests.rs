use crate::i18n::fill::placeholders;
use crate::i18n::{en, nl};

use super::*;

#[test]
fn every_placeholder_a_text_has_is_one_that_its_use_fills() {
    for (language, texts) in [("nl", &nl::TEXTS), ("en", &en::TEXTS)] {
        for (name, filled, forms) in declared(texts) {
            for text in forms {
                for placeholder in placeholders(text) {
                    assert!(
                        filled.contains(&placeholder),
                        "{language}.{name}: {{{placeholder}}} in {text:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn no_text_leaves_out_what_its_use_fills() {
    for (language, texts) in [("nl", &nl::TEXTS), ("en", &en::TEXTS)] {
        for (name, filled, forms) in declared(texts) {
            let other = forms.last().copied().unwrap_or_default();
            for value in filled {
                assert!(
                    placeholders(other).contains(&value),
                    "{language}.{name}: no {{{value}}} in {other:?}"
                );
            }
        }
    }
}

#[test]
fn no_text_is_empty_or_has_space_around_it() {
    for texts in [&nl::TEXTS, &en::TEXTS] {
        for (name, _, forms) in declared(texts) {
            for text in forms {
                assert!(!text.is_empty() && text.trim() == text, "{name}: {text:?}");
            }
        }
    }
}

#[test]
fn a_plural_form_that_a_language_lacks_is_the_other_one() {
    let plural = Plural::two("a bucket", "{count} buckets");
    assert_eq!(plural.form("one"), "a bucket");
    for form in ["few", "many", "other", "zero", ""] {
        assert_eq!(plural.form(form), "{count} buckets");
    }
}
