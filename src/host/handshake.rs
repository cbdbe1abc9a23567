//! The first words between the widget and the page around it, before there is a port.
//!
//! Either side may be there first: the widget says hello until it is connected, and takes a newer connection at any time.

use contract::host::PROTOCOL;
use wasm_bindgen::JsValue;

use crate::json::{self, FromJson};

/// The widget's release.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What this widget can do beyond the first release of the protocol.
const CAPABILITIES: &[&str] = &["theme", "confirmation"];

/// The widget's first words.
pub fn hello() -> JsValue {
    json::hello(VERSION, CAPABILITIES)
}

/// What a message to the window turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// The order screen connects.
    Connect,
    /// The order screen connects, but speaks another version of the protocol.
    OtherProtocol(u32),
    /// Something between other parties, such as a browser extension.
    Nothing,
}

/// The part of a first message that decides what it is.
#[derive(Debug, PartialEq, Eq)]
pub struct FirstWords {
    /// `hello` or `connect`.
    pub fustlink: String,
    /// The protocol's version.
    pub protocol: u32,
}

/// Reads a message to the window.
pub fn hear(message: &JsValue) -> Heard {
    judge(FirstWords::from_json(message).as_ref())
}

fn judge(words: Option<&FirstWords>) -> Heard {
    match words {
        Some(words) if words.fustlink != "connect" => Heard::Nothing,
        Some(words) if words.protocol != PROTOCOL => Heard::OtherProtocol(words.protocol),
        Some(_) => Heard::Connect,
        None => Heard::Nothing,
    }
}

/// The origins that may embed this page, as the proxy wrote them into it.
pub fn origins(content: &str) -> Vec<String> {
    content.split_ascii_whitespace().map(str::to_owned).collect()
}

/// The pause after each hello in milliseconds: from 250 ms, doubling up to 5 s.
pub fn pauses() -> impl Iterator<Item = i32> {
    std::iter::successors(Some(250), |pause| Some((pause * 2).min(5_000)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(fustlink: &str, protocol: u32) -> FirstWords {
        FirstWords { fustlink: fustlink.to_owned(), protocol }
    }

    #[test]
    fn only_a_connect_of_our_protocol_connects() {
        assert_eq!(judge(Some(&words("connect", 1))), Heard::Connect);
        assert_eq!(judge(Some(&words("connect", 2))), Heard::OtherProtocol(2));
        assert_eq!(judge(Some(&words("hello", 1))), Heard::Nothing);
        assert_eq!(judge(None), Heard::Nothing);
    }

    #[test]
    fn pauses_grow_to_five_seconds_and_no_further() {
        let pauses: Vec<i32> = pauses().take(7).collect();
        assert_eq!(pauses, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    }

    #[test]
    fn a_page_that_the_proxy_did_not_fill_in_trusts_nobody() {
        assert_eq!(origins("  "), Vec::<String>::new());
        assert_eq!(
            origins("https://a.example http://b.example:7400"),
            ["https://a.example", "http://b.example:7400"]
        );
    }
}
