//! Reading TrackOnline's answers: a full page of transactions, and a balance of many locations.

mod answers;

use serde::de::DeserializeOwned;
use serde_json::Value;
use trackonline::{Assumptions, BalanceRow, Transaction, decode};

use crate::Unfit;
use crate::pair::{Pair, Way};
use crate::table::grouped;

/// Rows on a full page.
const PAGE: usize = 50;

/// Rows of a balance that a large trader asks for at once: 250 customers with 20 kinds of packaging each.
const BALANCE: usize = 5_000;

/// Our decoders beside plain JSON values, on the same bytes.
///
/// # Errors
/// When an answer is not read row by row.
pub fn pairs() -> Result<Vec<Pair>, Unfit> {
    Ok(vec![
        pair::<Transaction>("transactions", PAGE, answers::transactions(PAGE))?,
        pair::<BalanceRow>("balance rows", BALANCE, answers::balances(BALANCE))?,
    ])
}

fn pair<T: DeserializeOwned + 'static>(
    what: &'static str,
    rows: usize,
    answer: Vec<u8>,
) -> Result<Pair, Unfit> {
    let assumptions = Assumptions::default();
    let unfit = |why| Unfit { what, why };
    let read = decode::rows::<T>(&answer, &assumptions).map_err(|error| unfit(error.to_string()))?;
    if read.len() != rows {
        return Err(unfit(format!("{} rows of {rows} are read", read.len())));
    }
    let work = format!("{} {what}, {} bytes", grouped(rows), grouped(answer.len()));
    let same = answer.clone();
    Ok(Pair {
        work,
        ours: Way::new("trackonline::decode", move || decode::rows::<T>(&answer, &assumptions)),
        peer: Way::new("serde_json::Value", move || serde_json::from_slice::<Value>(&same)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_answers_are_read_row_by_row() {
        let pairs = pairs().unwrap();
        assert!(
            pairs[0].work.starts_with("50 transactions") && pairs[1].work.starts_with("5 000 balance rows")
        );
    }

    #[test]
    fn an_answer_that_is_not_read_is_not_measured() {
        let unread = pair::<Transaction>("transactions", 2, answers::transactions(1)).unwrap_err();
        assert_eq!(
            unread.to_string(),
            "transactions is not done right, so it is not measured: 1 rows of 2 are read"
        );
        assert!(pair::<Transaction>("transactions", 1, b"<html>".to_vec()).is_err());
    }
}
