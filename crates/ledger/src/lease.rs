//! Who sends for a tenant, where several processes could.
//!
//! A lease is taken for a while and renewed. Whoever takes it over gets a higher epoch, and every write of a sender is
//! refused unless the epoch is still its own. Safety rests on that alone, never on clocks: clocks that disagree only
//! make a takeover come early or late. A sender that lost its lease can at most finish the one call it has a permit for.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Which turn of holding a lease; grows with every takeover.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Epoch(pub i64);

/// A lease as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// The process that sends.
    pub holder: Uuid,
    /// Its turn.
    pub epoch: Epoch,
    /// Until when, unless it is renewed.
    pub until: DateTime<Utc>,
}

/// What a process that asks for the lease gets: a lease of its own, or when to ask again.
///
/// # Errors
/// While another process holds it: the moment at which it can be taken over.
pub fn take(
    current: Option<&Lease>,
    me: Uuid,
    now: DateTime<Utc>,
    lasting: TimeDelta,
) -> Result<Lease, DateTime<Utc>> {
    let until = now + lasting;
    match current {
        None => Ok(Lease { holder: me, epoch: Epoch(1), until }),
        Some(lease) if lease.holder == me => Ok(Lease { until, ..*lease }),
        // A clock that was far ahead and is gone must not keep everybody out.
        Some(lease) if lease.until <= now || lease.until > now + lasting * 20 => {
            Ok(Lease { holder: me, epoch: Epoch(lease.epoch.0 + 1), until })
        }
        Some(lease) => Err(lease.until),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
    }

    #[test]
    fn a_lease_is_kept_by_renewing_and_taken_over_under_a_new_epoch_once_it_has_run_out() {
        let (one, two, lasting) = (Uuid::from_u128(1), Uuid::from_u128(2), TimeDelta::seconds(10));
        let first = take(None, one, at(0), lasting).unwrap();
        assert_eq!(take(Some(&first), two, at(9), lasting), Err(at(10)));
        let renewed = take(Some(&first), one, at(9), lasting).unwrap();
        assert_eq!((renewed.epoch, renewed.until), (first.epoch, at(19)));
        let second = take(Some(&renewed), two, at(19), lasting).unwrap();
        assert_eq!((second.holder, second.epoch), (two, Epoch(2)));
        assert_eq!(take(Some(&second), one, at(20), lasting), Err(at(29)));
    }

    #[test]
    fn a_lease_from_a_clock_that_was_far_ahead_is_taken_over() {
        let lease = Lease { holder: Uuid::from_u128(1), epoch: Epoch(4), until: at(100_000) };
        let taken = take(Some(&lease), Uuid::from_u128(2), at(0), TimeDelta::seconds(10)).unwrap();
        assert_eq!((taken.epoch, taken.until), (Epoch(5), at(10)));
    }
}
