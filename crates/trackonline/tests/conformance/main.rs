//! The client against the stand-in for TrackOnline, over HTTP: two readings of one document, written apart.
//!
//! Where the two disagree, one of them has misread it. Whatever the document leaves open is a switch of the stand-in
//! and an assumption of the client, and each switch is tried alone and in combination.

#[cfg(test)]
mod codes;
#[cfg(test)]
mod combinations;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod files;
#[cfg(test)]
mod listings;
#[cfg(test)]
mod pieces;
#[cfg(test)]
mod saving;
#[cfg(test)]
mod standing;
#[cfg(test)]
mod statuses;
#[cfg(test)]
mod story;
#[cfg(test)]
mod switches;
#[cfg(test)]
mod trips;
