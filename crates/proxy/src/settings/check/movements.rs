//! Settings about what is posted, and when a person is asked first.

use chrono::TimeDelta;
use contract::LocationNumber;
use ledger::movement::{MovementRules, WrittenOff};
use trackonline::{TransactionStatus, TransactionType};

use super::{Wrong, raw};

/// A week: what was confirmed earlier is not a repetition but history.
const MOST_HOURS: u32 = 7 * 24;
/// Longer, and who confirmed would not see it saved the same hour.
const MOST_LINGER: u32 = 3_600;

/// Types that TrackOnline lets be posted, and statuses that read back as what they stand for.
pub(super) fn check_codes(rules: &MovementRules, at: &str, wrong: &mut Wrong<'_>) {
    use TransactionStatus::{Cancelled, Declined, InProgress, New, Planned};

    for (name, code) in rules.types() {
        if !TransactionType::from_number(code.into()).may_be_saved() {
            wrong.say(
                &format!("{at}.{name}"),
                format_args!(
                    "{code} is no type that TrackOnline lets be posted; leave it out for the usual one"
                ),
            );
        }
    }
    let planned = TransactionStatus::from_number(rules.planned_status.into());
    if !matches!(planned, New | Planned | InProgress) {
        wrong.say(
            &format!("{at}.planned_status"),
            format_args!(
                "{} is no status of what is yet to come; give 0 New, 5 Planned or 30 In progress",
                rules.planned_status
            ),
        );
    }
    let counted = TransactionStatus::from_number(rules.counted_status.into());
    if matches!(counted, New | Planned | InProgress | Declined | Cancelled) {
        wrong.say(
            &format!("{at}.counted_status"),
            format_args!(
                "{} is no status of what was counted; give 16 Confirmed, or 35 Processed, which is final",
                rules.counted_status
            ),
        );
    }
}

/// The places that stand for what is nowhere any more; our own location is none of them.
pub(super) fn written_off(
    raw: raw::WrittenOff,
    own_location: Option<&LocationNumber>,
    at: &str,
    wrong: &mut Wrong<'_>,
) -> WrittenOff {
    let mut place = |name: &str, number: Option<String>| {
        let setting = format!("{at}.{name}");
        let place = wrong.location(&setting, &number?)?;
        if own_location == Some(&place) {
            wrong.say(
                &setting,
                "is own_location, so nothing would move; name a location in TrackOnline that stands for what left",
            );
        }
        Some(place)
    };
    WrittenOff {
        damaged: place("damaged", raw.damaged),
        scrapped: place("scrapped", raw.scrapped),
        lost: place("lost", raw.lost),
        found: place("found", raw.found),
    }
}

pub(super) fn second_within(hours: Option<u32>, at: &str, wrong: &mut Wrong<'_>) -> Option<TimeDelta> {
    let hours = hours.unwrap_or(12);
    if hours > MOST_HOURS {
        wrong.say(
            &format!("{at}.second_confirmation_hours"),
            format_args!("{hours} is more than a week ({MOST_HOURS}); give fewer, or 0 so that none is held"),
        );
    }
    (hours > 0).then(|| TimeDelta::hours(hours.into()))
}

pub(super) fn longest_linger(seconds: Option<u32>, at: &str, wrong: &mut Wrong<'_>) -> TimeDelta {
    let seconds = seconds.unwrap_or(300);
    if seconds > MOST_LINGER {
        wrong.say(
            &format!("{at}.longest_linger_seconds"),
            format_args!(
                "{seconds} is more than an hour ({MOST_LINGER}); give fewer, or 0 so that nothing waits"
            ),
        );
    }
    TimeDelta::seconds(seconds.into())
}
