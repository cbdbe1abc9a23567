//! Calls of all tenants that leave through one address.
//!
//! TrackOnline's 429 speaks of "your ip or API key": besides each administration's quota there may be one for the address
//! that calls come from. It is set where it is known, and learned where several tenants are refused together though each
//! of them is within its own quota.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use crate::quota::{MINUTE, Purpose, Verdict};

/// The calls that left through this address, and what is known of its limit.
#[derive(Debug, Clone)]
pub struct Egress<T> {
    set: Option<usize>,
    learned: Option<Learned>,
    /// Calls of the last minute, oldest first.
    calls: VecDeque<DateTime<Utc>>,
    /// Who was refused of late, and until when it is to pause.
    refused: Vec<Refused<T>>,
    paused_until: Option<DateTime<Utc>>,
}

#[derive(Debug, Clone, Copy)]
struct Learned {
    per_minute: usize,
    until: DateTime<Utc>,
}

#[derive(Debug, Clone)]
struct Refused<T> {
    tenant: T,
    at: DateTime<Utc>,
    until: DateTime<Utc>,
}

/// Two refusals this close together are taken as one cause.
const TOGETHER: TimeDelta = TimeDelta::seconds(60);
/// What was learned is tried again after this: the limit may have been another's doing.
const BELIEVED_FOR: TimeDelta = TimeDelta::hours(1);
/// A minute's window is over by then; what lasts longer is a tenant's own.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(2);
/// A limit below this would leave nothing to work with, and is not believed.
const LEAST: usize = 5;

impl<T: PartialEq + Clone> Egress<T> {
    /// An address whose limit is set, or not known. `calls` are those of all tenants in the last minute, in any order.
    pub fn new(set: Option<usize>, calls: impl IntoIterator<Item = DateTime<Utc>>) -> Self {
        let mut calls: Vec<_> = calls.into_iter().collect();
        calls.sort_unstable();
        Self { set, learned: None, calls: calls.into(), refused: Vec::new(), paused_until: None }
    }

    /// The limit that is kept to now, if one is known.
    pub fn per_minute(&self, now: DateTime<Utc>) -> Option<usize> {
        self.set
            .or_else(|| self.learned.filter(|learned| learned.until > now).map(|learned| learned.per_minute))
    }

    /// Whether a call of any tenant may leave now. It is counted by [`Self::count`], once the tenant's own quota has granted
    /// it: what that refuses must not use up what others need.
    pub fn ask(&mut self, purpose: Purpose, now: DateTime<Utc>) -> Verdict {
        while self.calls.front().is_some_and(|call| *call + MINUTE <= now) {
            self.calls.pop_front();
        }
        if let Some(until) = self.paused_until.filter(|until| *until > now) {
            return Verdict::NotBefore(until);
        }
        if let Some(limit) = self.per_minute(now).map(|limit| purpose.allowed(limit))
            && let Some(oldest) = self.calls.len().checked_sub(limit).and_then(|index| self.calls.get(index))
        {
            return Verdict::NotBefore(*oldest + MINUTE);
        }
        Verdict::Granted
    }

    /// A call leaves.
    pub fn count(&mut self, now: DateTime<Utc>) {
        self.calls.push_back(self.calls.back().map_or(now, |last| now.max(*last)));
    }

    /// A tenant got a 429 and is to pause. When another tenant did just before, it is the address that is refused:
    /// everybody pauses for a while, and fewer calls leave from then on. Answers the limit when one was learned.
    pub fn refused(&mut self, tenant: &T, until: DateTime<Utc>, now: DateTime<Utc>) -> Option<usize> {
        self.refused.retain(|refused| refused.at + TOGETHER > now && refused.tenant != *tenant);
        self.refused.push(Refused { tenant: tenant.clone(), at: now, until });
        if self.refused.len() < 2 {
            return None;
        }
        // One of them may have spent its day: what is meant for the address is over when the first one's is.
        let first = self.refused.iter().map(|refused| refused.until).min();
        self.paused_until = first.map(|until| until.min(now + LONGEST_PAUSE));
        self.refused.clear();
        let used = self.calls.iter().filter(|call| **call + MINUTE > now).count();
        let per_minute = (used - used / 10).max(LEAST);
        self.learned = Some(Learned { per_minute, until: now + BELIEVED_FOR });
        Some(per_minute)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    fn granted(egress: &mut Egress<&str>, from: i64, count: i64) -> usize {
        (0..count)
            .filter(|second| {
                let is_granted = egress.ask(Purpose::Posting, at(from + second)) == Verdict::Granted;
                if is_granted {
                    egress.count(at(from + second));
                }
                is_granted
            })
            .count()
    }

    #[test]
    fn without_a_limit_every_call_leaves_and_a_set_one_is_kept_to() {
        assert_eq!(granted(&mut Egress::new(None, []), 0, 60), 60);
        let mut egress = Egress::new(Some(20), [at(0)]);
        assert_eq!(granted(&mut egress, 1, 59), 19);
        assert_eq!(egress.ask(Purpose::Posting, at(60)), Verdict::NotBefore(at(75)));
    }

    #[test]
    fn reading_leaves_to_posting_what_it_needs() {
        let mut egress: Egress<&str> = Egress::new(Some(20), (0..16).map(at));
        assert_eq!(egress.ask(Purpose::Reading, at(20)), Verdict::NotBefore(at(75)));
        assert_eq!(egress.ask(Purpose::Posting, at(20)), Verdict::Granted);
    }

    #[test]
    fn one_tenant_that_is_refused_says_nothing_about_the_address() {
        let mut egress = Egress::new(None, []);
        assert_eq!(granted(&mut egress, 0, 30), 30);
        assert_eq!(egress.refused(&"a", at(90), at(30)), None);
        assert_eq!(egress.refused(&"a", at(95), at(35)), None);
        assert_eq!(egress.refused(&"b", at(180), at(120)), None);
        assert_eq!(egress.ask(Purpose::Reading, at(121)), Verdict::Granted);
    }

    #[test]
    fn two_tenants_refused_together_pause_everybody_and_teach_a_limit_that_is_forgotten_in_time() {
        let mut egress = Egress::new(None, []);
        assert_eq!(granted(&mut egress, 0, 30), 30);
        assert_eq!(egress.refused(&"a", at(90), at(30)), None);
        assert_eq!(egress.refused(&"b", at(75), at(31)), Some(27));
        assert_eq!(egress.ask(Purpose::Posting, at(60)), Verdict::NotBefore(at(75)));
        assert_eq!(granted(&mut egress, 100, 60), 27);
        assert_eq!(egress.per_minute(at(31 + 3_600)), None);
    }
}
