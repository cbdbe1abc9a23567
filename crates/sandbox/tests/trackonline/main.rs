//! The TrackOnline stand-in over HTTP, against what the public document says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod balances;
mod command_line;
mod door;
mod master_data;
mod restart;
mod saving;
mod standing;
mod transactions;
