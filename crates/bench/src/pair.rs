//! Two ways of doing the same work.

use std::any::Any;
use std::fmt;

/// What some work leaves behind, so that it cannot be optimised away and is put away after the watch has stopped.
pub type Left = Box<dyn Any>;

/// One way of doing some work.
pub struct Way {
    /// What it is called in the table.
    pub name: &'static str,
    /// Does it once.
    pub run: Box<dyn Fn() -> Left>,
}

impl Way {
    /// A way that leaves something behind.
    pub fn new<T: 'static>(name: &'static str, run: impl Fn() -> T + 'static) -> Self {
        Self { name, run: Box::new(move || Box::new(run())) }
    }
}

/// Some work, done our way and a peer's way.
#[derive(Debug)]
pub struct Pair {
    /// What the work is.
    pub work: String,
    /// Our way.
    pub ours: Way,
    /// The peer's way.
    pub peer: Way,
}

impl fmt::Debug for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Way").field("name", &self.name).finish_non_exhaustive()
    }
}
