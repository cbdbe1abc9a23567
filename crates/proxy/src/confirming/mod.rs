//! From what a person counted to what TrackOnline has saved.
//!
//! [`accept`] puts a confirmation on disk and answers. [`send`] takes it from there, one tenant at a time, as
//! [`ledger::attempt`] decides: nothing is lost, and nothing is sent blindly a second time.

mod accept;
mod answers;
mod sender;
mod wire;

pub use accept::accept;
pub(crate) use sender::send;
