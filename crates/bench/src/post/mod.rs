//! Accepting confirmations durably, beside what the same machine's disk and database can do at all.
//!
//! Ours is [`store::Store::accept`] as the service calls it: a confirmation with five lines, which are two movements, its
//! entry in the audit trail, and the look for an earlier one that it may repeat. The peer's is one row per transaction,
//! with the same durability and as many clients.

mod accepting;
mod bare;
mod clients;
mod confirmation;
mod side;
mod table;

use std::io::Write;
use std::path::PathBuf;

use scratch_postgres::{Durability, ScratchError, ScratchPostgres};
use store::Store;

use self::side::Side;
use self::table::table;
use crate::Failure;

/// Rounds of each side that count; odd, so that one of them is the middle.
const ROUNDS: usize = 9;

/// How many write at the same time.
const CLIENTS: [usize; 2] = [1, 16];

/// Measures on both databases and prints a table for each number of clients.
///
/// # Errors
/// When a database fails, a confirmation is not accepted, or nobody takes the tables.
pub fn measure(out: &mut dyn Write) -> Result<(), Failure> {
    let runtime = tokio::runtime::Runtime::new()?;
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
        let mut sides = vec![
            Side::new("Store::accept", accepting::clients(&store, count)?),
            Side::new("one row, bare", bare::on_sqlite(&folder.path().join("bare.db"), count).await?),
        ];
        if count > 1 {
            let shared = bare::on_shared_sqlite(&folder.path().join("shared.db"), count).await?;
            sides.push(Side::new("one row, bare, one connection", shared));
        }
        side_by_side("SQLite", sides, out).await?;
        store.close().await?;
    }
    Ok(())
}

async fn on_postgres(server: &ScratchPostgres, out: &mut dyn Write) -> Result<(), Failure> {
    for count in CLIENTS {
        let store = Store::connect(&server.database("ours")?).await?;
        let sides = vec![
            Side::new("Store::accept", accepting::clients(&store, count)?),
            Side::new("one row, bare", bare::on_postgres(&server.database("bare")?, count).await?),
        ];
        side_by_side("PostgreSQL", sides, out).await?;
        store.close().await?;
    }
    Ok(())
}

/// Lets all sides work in turns, each round beginning with another one, and prints what they did. A first short round of
/// each warms up and does not count.
async fn side_by_side(database: &str, mut sides: Vec<Side>, out: &mut dyn Write) -> Result<(), Failure> {
    let work = match sides.first().map_or(0, Side::clients) {
        1 => format!("{database}, 1 client"),
        clients => format!("{database}, {clients} clients"),
    };
    for side in &mut sides {
        side.warm_up().await?;
    }
    let count = sides.len();
    for first in 0..ROUNDS {
        sides.rotate_left(first % count);
        for side in &mut sides {
            side.work().await?;
        }
        sides.rotate_right(first % count);
    }
    writeln!(out, "{}", table(&work, &sides))?;
    Ok(())
}
