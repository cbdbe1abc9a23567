//! Talking to the order screen that the widget is embedded in.
//!
//! - [`handshake`]: who may connect, and how the widget makes itself known
//! - [`link`]: the open port to the order screen
//! - [`screen`]: what the order screen shows, parsed
//! - [`tokens`], [`claims`]: proof of who is looking, asked for and kept while it is good
//! - [`page`]: height, colours and language of our own page

pub mod claims;
pub mod handshake;
pub mod link;
pub mod page;
pub mod screen;
pub mod tokens;

pub use self::link::{Connection, Host, News};
pub use self::screen::{Context, OnScreen, OrderScreen, ScreenOrder};
pub use self::tokens::TokenError;
