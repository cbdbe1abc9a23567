//! Accepting confirmations durably, beside what the same machine's disk and database can do at all.
//!
//! Ours is [`store::Store::accept`] as the service calls it: a confirmation with five lines, which are two movements, its
//! entry in the audit trail, and the look for an earlier one that it may repeat. The peer's is one row per transaction,
//! with the same durability and as many clients.

mod accepting;
mod bare;
mod clients;
mod confirmation;
mod table;

use std::io::Write;
use std::path::PathBuf;
use std::time::Duration;

use scratch_postgres::{Durability, ScratchError, ScratchPostgres};
use store::Store;

use self::clients::{Client, Round, round};
use self::table::table;
use crate::Failure;

/// Rounds of each side that count; odd, so that one of them is the middle.
const ROUNDS: usize = 9;

/// How long one side is at work in one round, about.
const ROUND: Duration = Duration::from_millis(800);

/// Writes of each client before it is known how many fit into a round.
const FIRST_WRITES: usize = 40;

/// How many write at the same time.
const CLIENTS: [usize; 2] = [1, 16];

/// Measures on both databases and prints a table for each number of clients.
///
/// # Errors
/// When a database fails, a confirmation is not accepted, or nobody takes the tables.
pub fn measure(out: &mut dyn Write) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
    if std::env::var_os("PROF").is_some() {
        return runtime.block_on(async {
            let folder = tempfile::tempdir_in("target/measured")?;
            let url = format!("sqlite://{}?mode=rwc", folder.path().join("fustlink.db").display());
            let store = Store::connect(&url).await?;
            let mut ours = accepting::clients(&store, 16)?;
            let ticks = || -> u64 { std::fs::read_to_string("/proc/self/stat").unwrap().split(' ').skip(13).take(2).map(|t| t.parse::<u64>().unwrap()).sum() };
            for _ in 0..8 {
                let before = ticks();
                let r = round(&mut ours, 250).await?;
                writeln!(out, "{:.0}/s, cpu {} us per accept", r.per_second(), (ticks() - before) * 10_000 / 4000)?;
            }
            Ok(())
        });
    }
    runtime.block_on(on_sqlite(out))?;
    match ScratchPostgres::start(Durability::Durable) {
        Ok(server) => runtime.block_on(on_postgres(&server, out))?,
        Err(error @ ScratchError::NotInstalled) => writeln!(out, "PostgreSQL is not measured: {error}")?,
        Err(error) => return Err(error.into()),
    }
    Ok(())
}

async fn on_sqlite(out: &mut dyn Write) -> Result<(), Failure> {
    for count in CLIENTS {
        // Beside this program, as the system's folder for temporary files may be no disk.
        let beside = std::env::current_exe()?.parent().map_or_else(PathBuf::new, PathBuf::from);
        let folder = tempfile::tempdir_in(beside)?;
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("fustlink.db").display());
        let store = Store::connect(&url).await?;
        let bare = bare::on_sqlite(folder.path(), count).await?;
        side_by_side("SQLite", accepting::clients(&store, count)?, bare, out).await?;
        store.close().await?;
    }
    Ok(())
}

async fn on_postgres(server: &ScratchPostgres, out: &mut dyn Write) -> Result<(), Failure> {
    for count in CLIENTS {
        let store = Store::connect(&server.database("ours")?).await?;
        let bare = bare::on_postgres(&server.database("bare")?, count).await?;
        side_by_side("PostgreSQL", accepting::clients(&store, count)?, bare, out).await?;
        store.close().await?;
    }
    Ok(())
}

/// Lets both sides work in turns, ours first in every other round, and prints what they did. The first round of each
/// warms up and does not count.
async fn side_by_side<O: Client, P: Client>(
    database: &str,
    mut ours: Vec<O>,
    mut peer: Vec<P>,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let work = match ours.len() {
        1 => format!("{database}, 1 client"),
        count => format!("{database}, {count} clients"),
    };
    let our_times = times_in_a_round(&round(&mut ours, FIRST_WRITES).await?, ours.len());
    let peer_times = times_in_a_round(&round(&mut peer, FIRST_WRITES).await?, peer.len());
    let (mut our_rounds, mut peer_rounds) = (Vec::new(), Vec::new());
    for number in 0..ROUNDS {
        if number % 2 == 0 {
            our_rounds.push(round(&mut ours, our_times).await?);
            peer_rounds.push(round(&mut peer, peer_times).await?);
        } else {
            peer_rounds.push(round(&mut peer, peer_times).await?);
            our_rounds.push(round(&mut ours, our_times).await?);
        }
    }
    writeln!(out, "{}", table(&work, &our_rounds, &peer_rounds))?;
    Ok(())
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
        assert_eq!(times_in_a_round(&Round::default(), 1).max(1), times_in_a_round(&Round::default(), 1));
    }
}
