//! Fustlink's database: what people confirmed, what becomes of it, and the calls that were permitted.
//!
//! One set of queries for SQLite (the default) and PostgreSQL. Every row belongs to a tenant, and every query takes a
//! [`TenantId`]. What belongs together is written in one transaction, in a task of its own, so that a request that is
//! cancelled half-way leaves either everything or nothing.
//!
//! - [`Store::accept`] puts a confirmation and its postings on disk before anybody is told that it is accepted
//! - [`Store::freeze_batch`] and [`Store::record`] move postings through [`ledger::attempt`]
//! - [`Store::permit`] notes a call to TrackOnline before it leaves

mod attempts;
mod confirmations;
mod connection;
mod entity;
mod error;
mod migration;
mod permits;
mod postings;
mod tenant;

pub use attempts::{AttemptId, FrozenBatch};
pub use confirmations::{Accepted, NewConfirmation, StoredConfirmation};
pub use connection::Store;
pub use error::StoreError;
pub use postings::StoredPosting;
pub use tenant::TenantId;
