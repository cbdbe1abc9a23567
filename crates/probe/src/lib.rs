//! Finds out how a TrackOnline account settles what the public document leaves open.
//!
//! The probe makes at most [`MOST_CALLS`] calls, each counted and told before it leaves. It only reads, unless a
//! [test location](Plan::write_to) is named; then it moves single pieces there under a reference that begins with
//! [`MARK`], and takes back what it did. What comes out is a [`Report`]: for every setting of
//! [`trackonline::Assumptions`] whether it holds, what to set instead, or where it will be learned.
//!
//! ```text
//! question (what it needs) ──▶ reading (a call, made once, shared) ──▶ evidence
//!        └───────────────────── verdict ◀── judge, a pure function ◀──────┘
//! ```
//!
//! A verdict speaks of forms and counts only. No name, no address and no number of a customer stands in a report,
//! and the key cannot: this crate never has it.

mod answer;
mod budget;
mod desk;
mod evidence;
mod expectation;
mod plan;
mod question;
mod reading;
mod report;
mod verdict;
mod writing;

use chrono::{DateTime, Utc};
use trackonline::Client;

pub use budget::{MOST_CALLS, Progress};
pub use expectation::{Expectation, ExpectationError};
pub use plan::{Plan, PlanError, Planned, contents};
pub use question::Topic;
pub use report::{Finding, Report};
pub use verdict::{Change, Scope, Verdict};
pub use writing::MARK;

use desk::Desk;
use evidence::Evidence;
use reading::Reading;

/// Where the time comes from.
pub type Clock<'a> = &'a (dyn Fn() -> DateTime<Utc> + Send + Sync);

/// Probes an account. `progress` is told of every call before it is made.
///
/// A call limit that is reached, a key that is refused, or a connection that cannot be made ends the probe; the report
/// then says so, and what was not asked stands in it as not decided.
pub async fn run(
    client: &Client,
    plan: &Plan,
    clock: Clock<'_>,
    progress: &mut (dyn FnMut(&Progress<'_>) + Send),
) -> Report {
    let began = clock();
    let mut evidence = Evidence::new(client.assumptions(), plan, began);
    let mut desk = Desk::new(client, clock, progress);
    let (first, then) = Reading::order();
    for &reading in first {
        desk.read(reading, &mut evidence).await;
    }
    if plan.write_to.is_some() {
        evidence.written = Some(writing::write(&mut desk, &evidence).await);
    }
    for &reading in then {
        desk.read(reading, &mut evidence).await;
    }
    evidence.stopped = desk.stopped();
    Report::new(&evidence, desk.made())
}
