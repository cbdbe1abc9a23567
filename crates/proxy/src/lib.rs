//! Fustlink's service: the thin authenticated proxy between order screens and TrackOnline.
//!
//! ```text
//! routes ──▶ session (who asks)
//!    ├─────▶ reading    (what a customer holds)      ──▶ upstream (the one door to TrackOnline)
//!    └─────▶ confirming (what was delivered) ──▶ store ──▶ sender ──▶ upstream
//! ```

pub mod clock;
pub mod confirming;
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
pub mod upstream;

pub use serve::{ServeError, serve, serve_on};
