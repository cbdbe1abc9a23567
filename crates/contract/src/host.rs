//! What the host page tells the widget about the order on screen, and what the widget tells the host page.
//!
//! The handshake and these messages are documented for integrators in `docs/embedding.md`.

use serde::{Deserialize, Serialize};

use crate::confirmation::Direction;

/// The protocol's version: raised when an older embed module could not talk to a newer widget.
pub const PROTOCOL: u32 = 1;

/// The order on the host's screen. Everything is optional: a screen may have no order open.
///
/// Texts are as the host has them: the widget parses them and says so where it cannot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HostContext {
    /// BCP 47 language, such as `nl` or `en-GB`.
    pub language: Option<String>,
    /// Light, dark, or (absent) as the device prefers.
    pub theme: Option<Theme>,
    /// The customer in the order.
    pub customer: Option<HostCustomer>,
    /// The order itself.
    pub order: Option<HostOrder>,
}

/// The host's colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

/// A customer as the host names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostCustomer {
    /// FreshPortal's customer number.
    pub number: String,
    /// Shown until TrackOnline's name is known.
    #[serde(default)]
    pub name: Option<String>,
}

/// An order as the host names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostOrder {
    /// What people call it; goes into TrackOnline as the reference.
    pub reference: String,
    /// The day it leaves, `YYYY-MM-DD`.
    #[serde(default)]
    pub departure_date: Option<String>,
    /// The packaging on it.
    #[serde(default)]
    pub lines: Vec<HostOrderLine>,
}

/// Packaging on one order line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HostOrderLine {
    /// FreshPortal's packaging code.
    pub packaging: String,
    /// Pieces of it.
    pub count: i64,
}

/// What arrives through the port, from the host page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum FromHost {
    /// The order on screen, whole, whenever it changes.
    Context {
        /// The order on screen.
        context: HostContext,
    },
    /// The answer to [`ToHost::TokenWanted`].
    Token {
        /// Which question it answers.
        request: u32,
        /// A signed token.
        token: String,
    },
    /// The host could not get a token.
    TokenRefused {
        /// Which question it answers.
        request: u32,
        /// The host's own words, for support.
        #[serde(default)]
        reason: Option<String>,
    },
}

/// What leaves through the port, to the host page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", rename_all_fields = "camelCase")]
pub enum ToHost {
    /// The widget runs and listens.
    Ready {
        /// The widget's protocol.
        protocol: u32,
        /// The widget's release.
        version: String,
    },
    /// The widget needs a token that names this customer.
    TokenWanted {
        /// To be repeated in the answer.
        request: u32,
        /// FreshPortal's number of the customer on screen.
        customer: String,
    },
    /// The content's height, in CSS pixels.
    Size {
        /// CSS pixels.
        height: u32,
    },
    /// A delivery was confirmed and is safely stored, or has changed its state.
    Confirmation {
        /// The confirmation's identifier.
        id: String,
        /// The order, if any.
        order: Option<String>,
        /// `stored`, `saved`, `attention` or `withdrawn`.
        state: ConfirmationNews,
    },
    /// Something went wrong that the host's developer should know of.
    Error {
        /// A stable code.
        code: String,
        /// A sentence in English, for a log.
        message: String,
    },
}

/// How far a confirmation is, as the host page hears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ConfirmationNews {
    /// On the proxy's disk.
    Stored,
    /// Saved in TrackOnline.
    Saved,
    /// A person has to act.
    Attention,
    /// A person has said that it is not to be sent.
    Withdrawn,
}

/// The sentence-forming name of a direction, as messages carry it.
impl Direction {
    /// `delivered` or `returned`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Returned => "returned",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_with_nothing_in_it_is_an_empty_screen() {
        assert_eq!(serde_json::from_str::<HostContext>("{}").unwrap(), HostContext::default());
    }

    #[test]
    fn messages_are_tagged_by_type_in_the_hosts_spelling() {
        let wanted = ToHost::TokenWanted { request: 7, customer: "1001".into() };
        assert_eq!(
            serde_json::to_string(&wanted).unwrap(),
            r#"{"type":"token-wanted","request":7,"customer":"1001"}"#
        );
        let context: FromHost = serde_json::from_str(
            r#"{"type":"context","context":{"order":{"reference":"240311","departureDate":"2026-11-20","lines":[{"packaging":"560","count":12}]}}}"#,
        )
        .unwrap();
        let FromHost::Context { context } = context else { panic!("not a context") };
        assert_eq!(context.order.unwrap().lines[0].count, 12);
    }
}
