//! Fustlink's rules, pure: no clock, no randomness, no network, no database.
//!
//! The same arithmetic runs in the browser and in the proxy. Whatever needs the time is handed it; whatever has to be
//! done is returned as a value, so that every rule can be tested under any interleaving.
//!
//! - [`mapping`]: FreshPortal's packaging codes to TrackOnline's items
//! - [`displayed`]: TrackOnline's balance and our own postings on their way, without counting anything twice
//! - [`projection`]: what a customer will hold after the order on screen
//! - [`movement`]: what a confirmation means as TrackOnline transactions
//! - [`correction`]: what has to move so that a saved confirmation is right
//! - [`guard`]: what may be there already, and what differs from the plan
//! - [`attempt`]: how a batch of transactions gets into TrackOnline: never lost, never sent blindly twice
//! - [`sender`]: what a tenant's sender does next: send, ask, look up, wait
//! - [`lease`]: who sends, where several processes could
//! - [`quota`]: how many calls TrackOnline still allows an administration
//! - [`egress`]: how many calls it allows the address that they come from

pub mod attempt;
pub mod correction;
pub mod displayed;
pub mod egress;
pub mod guard;
pub mod lease;
pub mod mapping;
pub mod movement;
pub mod projection;
pub mod quota;
pub mod sender;
