//! A PostgreSQL of one's own, for tests, benches and crash rounds: nothing to set up, nothing left behind.
//!
//! The server's programs are the system's; its data stand in a folder that is made for it. It listens on a free port
//! of this machine only, asks for a password that nobody else knows, and ends with the process that started it,
//! however that process ends.
//!
//! One server serves a whole test binary, and every test takes a database of its own:
//!
//! ```no_run
//! use std::sync::OnceLock;
//!
//! use scratch_postgres::{Durability, ScratchError, ScratchPostgres};
//!
//! fn database(name: &str) -> Result<String, ScratchError> {
//!     static SERVER: OnceLock<Result<ScratchPostgres, ScratchError>> = OnceLock::new();
//!     let server = SERVER.get_or_init(|| ScratchPostgres::start(Durability::Fast));
//!     server.as_ref().map_err(Clone::clone)?.database(name)
//! }
//! ```

mod account;
mod error;
mod programs;
mod server;

pub use error::ScratchError;
pub use programs::{available, programs_folder};
pub use server::{Durability, ScratchPostgres};
