//! Fustlink's service: the thin authenticated proxy between order screens and TrackOnline.
//!
//! ```text
//! routes ──▶ session (who asks)
//!    ├─────▶ reading    (what a customer holds)      ──▶ upstream (the one door to TrackOnline)
//!    ├─────▶ confirming (what was delivered) ──▶ store ──▶ sender ──▶ upstream
//!    ├─────▶ exceptions (what stands before a person)
//!    └─────▶ news       (what changes while people look)
//! ```

pub mod clock;
pub mod confirming;
mod exceptions;
pub mod failpoint;
mod map;
pub mod news;
pub mod openapi;
mod page;
pub mod problem;
pub mod reading;
mod request_id;
mod router;
mod routes;
mod serve;
pub mod service;
pub mod session;
pub mod settings;
pub mod tenant;
mod trips;
pub mod upstream;

pub use map::Route;
pub use router::routes;
pub use serve::{ServeError, serve, serve_on};
