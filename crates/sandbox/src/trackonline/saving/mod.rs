//! Saving a batch: each row is looked at by itself, so one that cannot be saved does not hold up the others.

mod master;
mod transaction;
mod trip;
mod unpacking;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::batch::Batch;
use super::behaviour::DuplicateSemantics;
use super::books::{Books, Save};
use super::message::SavedRow;

pub(super) use unpacking::is_active;

/// What is said of a thing that is not saved for no reason of its own.
const FAILED: &str = "The data could not be saved due to an internal error.";

/// The circumstances of a save.
pub(super) struct Circumstances<NewId> {
    /// What the stand-in's clock shows.
    pub(super) at: DateTime<Utc>,
    pub(super) duplicates: DuplicateSemantics,
    /// Whether every second row fails for no reason of its own, the first one among them.
    pub(super) fails_partly: bool,
    /// Gives identifiers that nobody has.
    pub(super) new_id: NewId,
}

/// A thing that was saved: its number and its identifier.
type Saved = (String, Uuid);

/// Works out what saving a batch comes to; the books are left as they are.
pub(super) fn save<NewId: FnMut() -> Uuid>(
    books: &Books,
    message: Uuid,
    batch: &Batch,
    mut circumstances: Circumstances<NewId>,
) -> Save {
    let at = circumstances.at;
    let mut save = Save {
        message,
        at,
        rows: Vec::new(),
        transactions: Vec::new(),
        masters: Vec::new(),
        trips: Vec::new(),
    };
    for place in 0..batch.len() {
        let saved = if circumstances.fails_partly && place % 2 == 0 {
            Err(FAILED.to_owned())
        } else {
            match batch {
                Batch::Transactions(rows) => {
                    transaction::save_one(books, &mut save, &rows[place], &mut circumstances)
                }
                Batch::Trips(rows) => trip::save_one(books, &mut save, rows[place]),
                Batch::Masters { of, rows } => {
                    master::save_one(books, &mut save, *of, &rows[place], &mut circumstances)
                }
            }
        };
        let row = match saved {
            Ok((number, id)) => SavedRow { number: Some(number), id: Some(id), error: None },
            Err(error) => SavedRow { number: number_of(books, batch, place), id: None, error: Some(error) },
        };
        save.rows.push(row);
    }
    save
}

/// The number that a row was posted with.
fn number_of(books: &Books, batch: &Batch, place: usize) -> Option<String> {
    match batch {
        Batch::Transactions(rows) => rows[place].number.clone(),
        Batch::Trips(rows) => {
            books.trips.iter().find(|trip| trip.id == rows[place]).map(|trip| trip.number.clone())
        }
        Batch::Masters { of, rows } => rows[place].key(*of).map(str::to_owned),
    }
}
