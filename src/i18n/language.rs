/// A language that Fustlink speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Nederlands.
    Dutch,
    /// British English: days before months.
    English,
}

impl Language {
    /// The first of the given BCP 47 tags that is spoken; English when none is.
    pub fn choose<'a>(wanted: impl IntoIterator<Item = &'a str>) -> Self {
        wanted.into_iter().find_map(Self::spoken).unwrap_or(Self::English)
    }

    fn spoken(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next().unwrap_or_default();
        if primary.eq_ignore_ascii_case("nl") {
            Some(Self::Dutch)
        } else if primary.eq_ignore_ascii_case("en") {
            Some(Self::English)
        } else {
            None
        }
    }

    /// The tag for `Intl` and for the document's `lang`.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en-GB",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_spoken_wins() {
        assert_eq!(Language::choose(["nl-BE"]), Language::Dutch);
        assert_eq!(Language::choose(["EN_us", "nl"]), Language::English);
        assert_eq!(Language::choose(["fr", "nl"]), Language::Dutch);
    }

    #[test]
    fn an_unspoken_or_broken_tag_is_no_error() {
        assert_eq!(Language::choose(["", "!!", "xx-yy"]), Language::English);
        assert_eq!(Language::choose(["nlx"]), Language::English);
    }
}
