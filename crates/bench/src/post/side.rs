//! One of those that are measured side by side.

use std::time::Duration;

use super::clients::{Clients, Round};
use crate::Failure;

/// How long one side is at work in one round, about.
const ROUND: Duration = Duration::from_millis(800);

/// Writes of each client before it is known how many fit into a round.
const FIRST_WRITES: usize = 40;

/// Clients that do the same in the same way, and what they did.
pub(super) struct Side {
    /// What it is called in the table.
    pub(super) name: &'static str,
    /// Its rounds so far, but for the first.
    pub(super) rounds: Vec<Round>,
    clients: Box<dyn Clients>,
    /// How often each client writes in a round.
    times: usize,
}

impl Side {
    /// Has done nothing yet.
    pub(super) fn new(name: &'static str, clients: impl Clients + 'static) -> Self {
        Self { name, rounds: Vec::new(), clients: Box::new(clients), times: FIRST_WRITES }
    }

    /// How many write at the same time.
    pub(super) fn clients(&self) -> usize {
        self.clients.count()
    }

    /// Finds out how often each client can write in a round.
    pub(super) async fn warm_up(&mut self) -> Result<(), Failure> {
        let first = self.clients.round(FIRST_WRITES).await?;
        self.times = times_in_a_round(&first, self.clients());
        Ok(())
    }

    /// Does a round.
    pub(super) async fn work(&mut self) -> Result<(), Failure> {
        let round = self.clients.round(self.times).await?;
        self.rounds.push(round);
        Ok(())
    }
}

/// How often each client writes in a round, going by a first one.
fn times_in_a_round(first: &Round, clients: usize) -> usize {
    let one = first.lasted / u32::try_from(first.writes.len().max(1)).unwrap_or(u32::MAX);
    let all = ROUND.as_nanos() / one.as_nanos().max(1);
    usize::try_from(all).unwrap_or(usize::MAX).div_ceil(clients.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_round_is_as_long_as_the_first_one_promises() {
        let first = Round { lasted: Duration::from_millis(80), writes: vec![Duration::from_millis(1); 160] };
        assert_eq!(times_in_a_round(&first, 16), 100);
        assert_eq!(times_in_a_round(&Round { lasted: Duration::from_secs(80), ..first }, 16), 1);
    }
}
