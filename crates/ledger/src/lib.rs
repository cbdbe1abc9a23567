//! Fustlink's rules, pure: no clock, no randomness, no network, no database.
//!
//! The same arithmetic runs in the browser and in the proxy. Whatever needs the time is handed it; whatever has to be
//! done is returned as a value, so that every rule can be tested under any interleaving.
//!
//! - [`mapping`]: FreshPortal's packaging codes to TrackOnline's items
//! - [`displayed`]: TrackOnline's balance and our own postings on their way, without counting anything twice
//! - [`projection`]: what a customer will hold after the order on screen
//! - [`movement`]: what a confirmation means as TrackOnline transactions
//! - [`attempt`]: how a batch of transactions gets into TrackOnline: never lost, never sent blindly twice
//! - [`quota`]: how many calls TrackOnline still allows

pub mod attempt;
pub mod displayed;
pub mod mapping;
pub mod movement;
pub mod projection;
pub mod quota;
