//! What the customer in the order holds, and what this order does to it.
//!
//! - [`reading`]: which numbers may be on screen
//! - [`account`]: the account at work: asks the proxy and takes the newest answer
//! - [`overview`]: the account arranged for reading
//! - [`wording`], [`age`]: numbers and their age in words
//! - [`header`], [`table`], [`notices`]: what people see of them

pub mod account;
pub mod age;
pub mod header;
pub mod notices;
pub mod overview;
pub mod reading;
pub mod table;
pub mod wording;

pub use self::account::Balances;
pub use self::header::AccountHeader;
pub use self::notices::{Notices, Placeholder};
pub use self::overview::{Kind, OrderView, Overview};
pub use self::reading::{Standing, Subject};
pub use self::table::{HoldingsTable, Summary};
