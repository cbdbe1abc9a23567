//! Fustlink's database: what people confirmed, what becomes of it, and the calls that were permitted.
//!
//! One set of queries for SQLite (the default) and PostgreSQL. Every row belongs to a tenant, and every query takes a
//! [`TenantId`]. What belongs together is written in one transaction, in a task of its own, so that a request that is
//! cancelled half-way leaves either everything or nothing.
//!
//! - [`Store::accept`] puts a confirmation and its postings on disk before anybody is told that it is accepted
//! - [`Store::take_lease`], [`Store::open_work`] and [`Store::apply`] are the disk of [`ledger::sender`]: every write of a
//!   sender is refused once another process has taken over
//! - [`Store::permit`] counts and notes a call to TrackOnline before it leaves, whichever process asks
//! - [`Store::exceptions`] and [`Store::settle`] are what stands before a person

mod audit;
mod confirmations;
mod connection;
mod entity;
mod error;
mod exceptions;
mod kept;
mod locks;
mod migration;
mod permits;
mod postings;
mod senders;
mod tenant;
mod trips;

pub use audit::News;
pub use confirmations::{Accepted, NewConfirmation, StoredConfirmation};
pub use connection::Store;
pub use error::StoreError;
pub use exceptions::{Disputed, NewDispute, Settled, Settling, Wanted};
pub use permits::Metered;
pub use postings::StoredPosting;
pub use senders::{Applied, Turn};
pub use tenant::TenantId;
pub use trips::TripBegun;
