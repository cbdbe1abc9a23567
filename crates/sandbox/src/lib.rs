//! Stand-ins written from the public documents: TrackOnline and FreshPortal's order screen.
//!
//! They share one made-up [`world`], each from its own side and in its own numbering. Nothing here comes from the
//! programs that talk to them, so that a misreading of a document shows.

pub mod clock;
pub mod order_screen;
pub mod trackonline;
pub mod world;
