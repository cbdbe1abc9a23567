//! How many streams each person has open.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Ten order screens in each of some browsers. More is a client that opens streams and forgets them.
pub(super) const MOST_PER_PERSON: u32 = 50;

/// The streams of one tenant's people.
#[derive(Debug, Default)]
pub(super) struct Seats {
    taken: Mutex<HashMap<String, u32>>,
}

/// One person's place at one stream, given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    seats: Arc<Seats>,
    subject: String,
}

impl Seats {
    /// A place, unless the person has as many as there are for one.
    pub(super) fn take(self: &Arc<Self>, subject: &str) -> Option<Seat> {
        let mut all = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = all.entry(subject.to_owned()).or_default();
        if *taken >= MOST_PER_PERSON {
            return None;
        }
        *taken += 1;
        Some(Seat { seats: Arc::clone(self), subject: subject.to_owned() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut all = self.seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(taken) = all.get_mut(&self.subject) {
            *taken -= 1;
            if *taken == 0 {
                all.remove(&self.subject);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_has_so_many_places_and_another_has_their_own() {
        let seats = Arc::new(Seats::default());
        let mut held: Vec<_> = (0..MOST_PER_PERSON).map(|_| seats.take("jansen").unwrap()).collect();
        assert!(seats.take("jansen").is_none());
        assert!(seats.take("de vries").is_some());
        held.pop();
        assert!(seats.take("jansen").is_some());
        held.clear();
        assert!(seats.taken.lock().unwrap().is_empty());
    }
}
