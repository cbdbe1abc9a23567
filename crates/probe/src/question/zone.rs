//! What a time without a zone means.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use trackonline::Moment;

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "Which zone has a time without one?",
    settings: &["zoneless_minutes_east"],
    needs: &[Reading::Transactions, Reading::Locations],
    writes: false,
    judge,
};

/// Fields that say when something was entered or changed, which cannot be later than now.
const PAST: [&str; 2] = ["createdOn", "modifiedOn"];

/// Zones lie at quarters of an hour.
const STEP: i64 = 15;

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let moments: Vec<Moment> =
        question.needs.iter().flat_map(|reading| evidence.rows(*reading)).flat_map(past).collect();
    if moments.is_empty() {
        return evidence.without_rows(Reading::Transactions, "when a time without a zone is first read");
    }
    let zoneless: Vec<Moment> = moments.iter().copied().filter(|moment| !moment.is_zoned()).collect();
    if zoneless.is_empty() {
        return Judgement::confirmed(format!("all of {} times say their zone", moments.len()));
    }
    let set = evidence.assumptions.zoneless_minutes_east;
    if let Some((entered, now)) = just_entered(evidence) {
        let minutes = nearest((entered.utc() - now).num_minutes());
        return Judgement::of(
            question.setting(),
            &set,
            &minutes,
            format!(
                "times say no zone; what was entered just now is {minutes} minutes from the answer's own time"
            ),
        );
    }
    let now = evidence.their_now();
    let ahead =
        zoneless.iter().map(|moment| (evidence.assumptions.instant(*moment) - now).num_minutes()).max();
    match ahead.filter(|ahead| *ahead > STEP / 2) {
        Some(ahead) => {
            let east = set.saturating_add(nearest(ahead));
            Judgement::refuted(
                format!(
                    "times say no zone, and the newest lies {ahead} minutes in the future as they are read now"
                ),
                Change::assumption(question.setting(), east),
            )
        }
        None => Judgement::open(
            format!("{} of {} times say no zone, and none lies in the future", zoneless.len(), moments.len()),
            "run the probe again with --write-to: what is entered then has a known time",
        ),
    }
}

fn past(row: &Value) -> impl Iterator<Item = Moment> + '_ {
    PAST.iter().filter_map(|field| Moment::parse(row.get(*field)?.as_str()?))
}

/// When the test's own transaction says that it was entered, and when that was by the other side's clock.
fn just_entered(evidence: &Evidence<'_>) -> Option<(Moment, DateTime<Utc>)> {
    let written = evidence.written.as_ref()?;
    let entered = written.entered.filter(|entered| !entered.is_zoned())?;
    // The test began when the first reading was answered, a few seconds before.
    Some((entered, evidence.their_now() + TimeDelta::seconds(5)))
}

fn nearest(minutes: i64) -> i32 {
    let steps = (minutes + if minutes < 0 { -STEP / 2 } else { STEP / 2 }) / STEP;
    i32::try_from(steps * STEP).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_the_nearest_quarter_of_an_hour() {
        for (minutes, zone) in [(0, 0), (4, 0), (-3, 0), (58, 60), (62, 60), (-119, -120), (331, 330)] {
            assert_eq!(nearest(minutes), zone, "{minutes}");
        }
    }
}
