//! Bytes taken from the allocator, counted by a program of their own and told to the one that times.

use std::alloc::System;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;

use stats_alloc::{Region, StatsAlloc};

use crate::pair::{Pair, Way};

/// What one run of each way takes from the allocator, in bytes: every request, and what a growing one grows by. What
/// is given back in between is not taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bytes {
    /// Ours.
    pub ours: usize,
    /// The peer's.
    pub peer: usize,
}

/// Counts both ways of a pair. The first run, which may set something up for ever, does not count.
pub fn count(pair: &Pair, allocator: &StatsAlloc<System>) -> Bytes {
    let of = |way: &Way| {
        drop((way.run)());
        let region = Region::new(allocator);
        let left = black_box((way.run)());
        let bytes = region.change().bytes_allocated;
        drop(left);
        bytes
    };
    Bytes { ours: of(&pair.ours), peer: of(&pair.peer) }
}

/// One line of what the counting program says.
pub fn told(bytes: Bytes) -> String {
    format!("{} {}", bytes.ours, bytes.peer)
}

/// Why there are no bytes to tell.
#[derive(Debug, thiserror::Error)]
pub enum NotCounted {
    /// The counting program is not there, or does not start.
    #[error("{0} cannot be started: {1}; `cargo xtask bench` builds it")]
    NotStarted(String, std::io::Error),
    /// It said something else.
    #[error("the counting program said: {0}")]
    NotUnderstood(String),
}

/// Asks the counting program, which stands beside this one, about a bench.
///
/// # Errors
/// When it cannot be started or says something else than a line for each pair.
pub fn ask(beside: &Path, bench: &str) -> Result<Vec<Bytes>, NotCounted> {
    let program = beside.with_file_name(format!("allocated{}", std::env::consts::EXE_SUFFIX));
    let output = Command::new(&program)
        .arg(bench)
        .output()
        .map_err(|error| NotCounted::NotStarted(program.display().to_string(), error))?;
    let said = String::from_utf8_lossy(&output.stdout);
    let not_understood = || {
        NotCounted::NotUnderstood(
            format!("{said}{}", String::from_utf8_lossy(&output.stderr)).trim().to_owned(),
        )
    };
    if !output.status.success() {
        return Err(not_understood());
    }
    said.lines().map(understood).collect::<Option<_>>().ok_or_else(not_understood)
}

fn understood(line: &str) -> Option<Bytes> {
    let (ours, peer) = line.split_once(' ')?;
    Some(Bytes { ours: ours.parse().ok()?, peer: peer.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_told_is_understood() {
        let bytes = Bytes { ours: 1_234, peer: 5_678_901 };
        assert_eq!(understood(&told(bytes)), Some(bytes));
        for line in ["", "12", "12 ", "a b", "12 -1"] {
            assert_eq!(understood(line), None, "{line}");
        }
    }
}
