//! Which postings go into the next POST, and when.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use contract::TransactionNumber;
use uuid::Uuid;

use super::{Queued, SendingRules, Work};
use crate::quota::Thrift;

/// The next POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Batch {
    pub(super) numbers: Vec<TransactionNumber>,
    /// Since when the one that waits longest was confirmed.
    pub(super) oldest: Option<DateTime<Utc>>,
    /// When it leaves: a full one at once, one with room after having waited for company as long as calls are short.
    pub(super) ready_at: DateTime<Utc>,
}

/// The batch whose first posting has waited longest; nothing where nothing waits.
///
/// Postings of one confirmation stay together, and the one that waits longest goes first: nobody's delivery is overtaken
/// again and again. While nothing is taken, one posting is enough to find out whether it would be again.
pub(super) fn next(work: &Work, rules: &SendingRules, thrift: Thrift) -> Option<Batch> {
    let most = if work.failures == 0 { rules.batch.max(1) } else { 1 };
    let mut groups: BTreeMap<Option<&str>, Vec<&Queued>> = BTreeMap::new();
    for queued in &work.queued {
        groups.entry(queued.apart.as_deref()).or_default().push(queued);
    }
    let linger = thrift.between(TimeDelta::zero(), rules.longest_linger);
    groups
        .into_iter()
        .filter_map(|(mark, group)| {
            let oldest = group.iter().map(|queued| queued.since).min()?;
            let is_full = group.len() >= rules.batch;
            let ready_at = if is_full || mark.is_some() { oldest } else { oldest + linger };
            let ready_at = work.paused_until.map_or(ready_at, |until| ready_at.max(until));
            Some((ready_at, oldest, group))
        })
        .min_by_key(|(ready_at, oldest, _)| (*ready_at, *oldest))
        .map(|(ready_at, _, group)| {
            let numbers = fill(&group, most);
            let travelling = group.iter().filter(|queued| numbers.contains(&queued.number));
            let oldest = travelling.map(|queued| queued.accepted_at).min();
            Batch { numbers, oldest, ready_at }
        })
}

/// Whole confirmations, the longest-waiting first; one that does not fit waits for the next batch, unless it stands alone.
fn fill(group: &[&Queued], most: usize) -> Vec<TransactionNumber> {
    let mut confirmations: Vec<(DateTime<Utc>, Uuid, Vec<&TransactionNumber>)> = Vec::new();
    let mut places: BTreeMap<Uuid, usize> = BTreeMap::new();
    for queued in group {
        let place = *places.entry(queued.confirmation).or_insert_with(|| {
            confirmations.push((queued.since, queued.confirmation, Vec::new()));
            confirmations.len() - 1
        });
        let entry = &mut confirmations[place];
        entry.0 = entry.0.min(queued.since);
        entry.2.push(&queued.number);
    }
    confirmations.sort();
    let mut numbers: Vec<TransactionNumber> = Vec::new();
    for (_, _, of_one) in confirmations {
        if numbers.len() + of_one.len() <= most {
            numbers.extend(of_one.into_iter().cloned());
        } else if numbers.is_empty() {
            numbers.extend(of_one.into_iter().take(most).cloned());
        } else {
            break;
        }
    }
    numbers
}
