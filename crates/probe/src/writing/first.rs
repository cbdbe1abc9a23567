//! One piece to the test location: how its save is told, and when it can be read.

use tokio::time::Instant;
use trackonline::Transaction;

use super::movement::{Direction, Movement};
use super::{Written, read, saving};
use crate::desk::{Desk, NoAnswer};
use crate::evidence::Evidence;

/// Looks at what became of the save, and then for the transaction.
const LOOKS: usize = 4;
const READS: usize = 2;

/// Posts it; the test's transactions as they were then found, or none.
pub(super) async fn post(
    desk: &mut Desk<'_>,
    evidence: &Evidence<'_>,
    movement: &Movement,
    written: &mut Written,
) -> Option<Vec<Transaction>> {
    let row = movement.transaction(movement.number(1), 1, Direction::ToTest);
    let body = match Movement::body(vec![row], evidence) {
        Ok(body) => body,
        Err(violations) => {
            written.trouble = Some(format!("the test's movement breaks a documented limit: {violations}"));
            return None;
        }
    };
    // Told with its reference before it leaves, so that it can be found whatever happens to this program.
    let doing = format!("posting one piece to the test location as {}", movement.reference);
    let started = Instant::now();
    written.posted = true;
    match saving::save(desk, evidence, &doing, body, LOOKS).await {
        Ok(saved) => {
            if !saved.receipt.is_good() {
                let status = saved.receipt.status;
                written.trouble = Some(format!("the test's first movement was refused with status {status}"));
            } else if saved.rejected(&written.number) {
                written.trouble =
                    Some("the test's first movement was received and then not saved".to_owned());
            }
            written.first = Some(saved);
        }
        Err(NoAnswer::Lost(why)) => {
            written.trouble = Some(format!("the answer to the test's first movement was lost: {why}"));
        }
        Err(NoAnswer::NoCallLeft | NoAnswer::Stopped) => {
            written.posted = false;
            written.trouble =
                Some("nothing was posted: no call was left, or the probe was stopped".to_owned());
            return None;
        }
    }
    if written.trouble.is_some() && written.first.is_some() {
        return None;
    }
    for read_again in 0..READS {
        if read_again > 0 {
            tokio::time::sleep(evidence.plan.settling).await;
        }
        let found = read(desk, evidence, movement).await;
        written.waited = started.elapsed();
        match found {
            Ok(found) if !found.is_empty() => {
                written.readable_after = Some(written.waited);
                written.entered = found.iter().find_map(|transaction| transaction.created_on);
                return Some(found);
            }
            Ok(_) => {}
            Err(_) => break,
        }
    }
    None
}
