//! Ctrl-C, as something that whoever waits can look at.
//!
//! Programs that this one starts run in process groups of their own, so that Ctrl-C reaches only this one, which
//! then stops them in an order that loses nothing.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

static REQUESTED: AtomicBool = AtomicBool::new(false);

/// From now on Ctrl-C (and a request to terminate) is noted instead of ending this program at once.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| REQUESTED.store(true, Ordering::SeqCst)).context("Ctrl-C cannot be listened to")
}

/// Whether somebody has asked to stop.
pub(crate) fn requested() -> bool {
    REQUESTED.load(Ordering::SeqCst)
}

/// Ends the work at hand if somebody has asked to stop.
pub(crate) fn check() -> anyhow::Result<()> {
    if requested() { Err(crate::trouble::Trouble::new("Stopped.").into()) } else { Ok(()) }
}
