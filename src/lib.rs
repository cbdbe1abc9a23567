//! Fustlink's widget: returnable packaging beside the order that is being entered.
//!
//! - [`host`]: talking to the order screen
//! - [`api`], [`json`]: talking to the proxy
//! - [`balances`]: what the customer holds, and what this order does to it
//! - [`delivery`]: confirming what was delivered and what came back
//! - [`ui`], [`i18n`]: pieces of screen, and words
//!
//! Rules live in plain structs that are tested without a browser; components only show them.

pub mod api;
pub mod balances;
pub mod clock;
pub mod delivery;
pub mod host;
pub mod i18n;
pub mod json;
pub mod panic;
pub mod ui;
pub mod widget;

pub use self::widget::{Widget, start};
