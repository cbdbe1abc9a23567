//! The TrackOnline stand-in over HTTP, against what the public document says.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod balances;
mod batch_calculations;
mod behaviour;
mod command_line;
mod control;
mod door;
mod faults;
mod iot;
mod master_data;
mod master_saving;
mod restart;
mod saving;
mod standing;
mod transactions;
mod trips;
mod unique_items;
