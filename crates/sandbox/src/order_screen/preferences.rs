//! How a person wants the screen: in which language and colours. An address with `?lang=` or `?theme=` sets a cookie;
//! without one, the browser's own preference counts.

use axum::http::{HeaderMap, header};

/// The screen's languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Dutch,
    English,
}

impl Language {
    pub(super) const ALL: [Self; 2] = [Self::Dutch, Self::English];

    /// Its BCP 47 tag.
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }

    fn tagged(tag: &str) -> Option<Self> {
        let tag = tag.trim().get(..2)?;
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag))
    }
}

/// The screen's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// As the device prefers.
    Device,
    Light,
    Dark,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::Device, Self::Light, Self::Dark];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// What one person prefers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Preferences {
    pub(super) language: Language,
    pub(super) theme: Theme,
}

impl Preferences {
    /// What the address says, else the cookies, else the browser; Dutch and the device's colours where all are silent.
    pub(super) fn read(language: Option<&str>, theme: Option<&str>, headers: &HeaderMap) -> Self {
        Self {
            language: language
                .and_then(Language::tagged)
                .or_else(|| cookie(headers, "lang").and_then(Language::tagged))
                .or_else(|| accepted(headers))
                .unwrap_or(Language::Dutch),
            theme: theme
                .and_then(Theme::named)
                .or_else(|| cookie(headers, "theme").and_then(Theme::named))
                .unwrap_or(Theme::Device),
        }
    }

    /// The cookies that make it stay so for a year.
    pub(super) fn cookies(self) -> [String; 2] {
        [("lang", self.language.tag()), ("theme", self.theme.as_str())]
            .map(|(name, value)| format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax"))
    }
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The first language of the browser's list that the screen speaks.
fn accepted(headers: &HeaderMap) -> Option<Language> {
    headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?.split(',').find_map(Language::tagged)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        let browser = headers(&[(header::ACCEPT_LANGUAGE, "fr,en-GB;q=0.8,nl;q=0.5")]);
        let both = headers(&[(header::ACCEPT_LANGUAGE, "en"), (header::COOKIE, "theme=dark; lang=nl")]);
        let of = |language: Option<&str>, theme: Option<&str>, headers: &HeaderMap| {
            let Preferences { language, theme } = Preferences::read(language, theme, headers);
            (language.tag(), theme.as_str())
        };
        assert_eq!(of(None, None, &HeaderMap::new()), ("nl", "device"));
        assert_eq!(of(None, None, &browser), ("en", "device"));
        assert_eq!(of(None, None, &both), ("nl", "dark"));
        assert_eq!(of(Some("en"), Some("light"), &both), ("en", "light"));
        assert_eq!(of(Some("xx"), Some("pink"), &both), ("nl", "dark"), "what nobody knows is passed over");
    }
}
