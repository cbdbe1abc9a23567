//! The write path, simulated: everything follows from one seed.
//!
//! [`ledger::sender::Sender`] runs here exactly as in the service, while clock, database, network, TrackOnline, crashes
//! and people are simulated around it. What must always hold is judged after every step against the truth, which only
//! the simulation knows. A seed that breaks something breaks it again each time, and tells how.
//!
//! - [`scenario`]: what a seed draws
//! - [`trackonline`]: a TrackOnline that saves when it pleases
//! - [`world`]: what happens, in order of time
//! - [`seen`]: how often each fault, transition and effect was exercised

pub mod clock;
mod database;
pub mod dice;
mod judge;
mod network;
mod people;
mod process;
pub mod report;
pub mod scenario;
pub mod seen;
pub mod tenant;
pub mod trackonline;
mod words;
pub mod world;

use scenario::Scenario;
use world::{Ended, World};

/// Simulates what a seed stands for. `is_traced`: what happens is written down.
pub fn simulate(seed: u64, is_traced: bool) -> Ended {
    World::new(Scenario::from_seed(seed), is_traced).run()
}

#[cfg(test)]
mod tests;
