//! Clients that write at the same time, each one thing after another.

use std::pin::Pin;
use std::time::{Duration, Instant};

use crate::Failure;

/// Somebody who writes.
pub(super) trait Client: Send + 'static {
    /// Makes ready, before the watch starts, to write so many times.
    fn prepare(&mut self, times: usize) -> Result<(), Failure>;

    /// Writes once, and returns when it is on disk.
    fn write(&mut self) -> impl Future<Output = Result<(), Failure>> + Send;
}

/// Several of one kind.
pub(super) trait Clients {
    /// How many.
    fn count(&self) -> usize;

    /// Lets all of them write at the same time, each so many times.
    fn round(&mut self, times: usize) -> Pin<Box<dyn Future<Output = Result<Round, Failure>> + '_>>;
}

impl<C: Client> Clients for Vec<C> {
    fn count(&self) -> usize {
        self.len()
    }

    fn round(&mut self, times: usize) -> Pin<Box<dyn Future<Output = Result<Round, Failure>> + '_>> {
        Box::pin(round(self, times))
    }
}

/// What a round took.
#[derive(Debug, Clone, Default)]
pub(super) struct Round {
    /// From the first write's beginning to the last one's end.
    pub(super) lasted: Duration,
    /// How long each write took.
    pub(super) writes: Vec<Duration>,
}

impl Round {
    /// Writes in a second.
    pub(super) fn per_second(&self) -> f64 {
        let writes = u32::try_from(self.writes.len()).map_or(f64::INFINITY, f64::from);
        writes / self.lasted.as_secs_f64()
    }
}

async fn round<C: Client>(clients: &mut Vec<C>, times: usize) -> Result<Round, Failure> {
    for client in clients.iter_mut() {
        client.prepare(times)?;
    }
    let started = Instant::now();
    let running: Vec<_> = clients.drain(..).map(|client| tokio::spawn(at_work(client, times))).collect();
    let mut round = Round::default();
    for client in running {
        let (client, writes) = client.await??;
        clients.push(client);
        round.writes.extend(writes);
    }
    round.lasted = started.elapsed();
    Ok(round)
}

async fn at_work<C: Client>(mut client: C, times: usize) -> Result<(C, Vec<Duration>), Failure> {
    let mut writes = Vec::with_capacity(times);
    for _ in 0..times {
        let started = Instant::now();
        client.write().await?;
        writes.push(started.elapsed());
    }
    Ok((client, writes))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Sleeper {
        prepared: usize,
    }

    impl Client for Sleeper {
        fn prepare(&mut self, times: usize) -> Result<(), Failure> {
            self.prepared = times;
            Ok(())
        }

        async fn write(&mut self) -> Result<(), Failure> {
            self.prepared = self.prepared.checked_sub(1).ok_or("it was not prepared for so many")?;
            tokio::time::sleep(Duration::from_millis(10)).await;
            Ok(())
        }
    }

    #[tokio::test]
    async fn clients_write_side_by_side_and_can_do_so_again() {
        let mut clients: Vec<Sleeper> = (0..4).map(|_| Sleeper { prepared: 0 }).collect();
        for _ in 0..2 {
            let round = round(&mut clients, 3).await.unwrap();
            assert_eq!((round.writes.len(), clients.len()), (12, 4));
            assert!(round.writes.iter().all(|write| *write >= Duration::from_millis(9)));
            assert!(round.per_second() > 150.0, "one after another it would be 100 a second at most");
        }
    }
}
