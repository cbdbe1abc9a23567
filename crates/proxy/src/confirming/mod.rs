//! From what a person counted to what TrackOnline has saved.
//!
//! [`accept`] puts a confirmation on disk and answers, [`correct`] what puts a saved one right, and [`decide`] lets go of
//! one that is held. [`send`] takes it from there, one tenant at a time, as
//! [`ledger::sender`] decides: nothing is lost, and nothing is sent blindly a second time.

mod accept;
mod answers;
mod asking;
mod check;
mod correct;
mod decide;
mod found;
mod plan;
mod sender;
mod wire;

pub use accept::accept;
pub use correct::correct;
pub use decide::decide;
pub(crate) use found::{found, unknown};
pub(crate) use sender::{Holder, send};
