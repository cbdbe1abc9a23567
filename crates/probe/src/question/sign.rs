//! What the sign of a balance means: by a balance that a person knows, or by the test's own movement.

use trackonline::{BalanceRow, CounterpartSign, LocationSign};

use super::{Question, Topic, parameter};
use crate::Expectation;
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const LOCATION: Question = Question {
    topic: Topic::Balances,
    asks: "When is the balance of a location positive?",
    settings: &["location_sign"],
    needs: &[Reading::Balance, Reading::BalanceOtherName],
    writes: false,
    judge: location,
};

pub(super) const COUNTERPART: Question = Question {
    topic: Topic::Balances,
    asks: "When is a counterpart balance positive?",
    settings: &["counterpart_sign"],
    needs: &[Reading::Counterpart, Reading::CounterpartOtherName],
    writes: false,
    judge: counterpart,
};

const LATER: &str =
    "run the probe with --own and --expect LOCATION:ITEM=held:PIECES for a balance that you know";

/// How what was expected compares with what was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    /// As many, on the side that a person means.
    pub(super) same: usize,
    /// As many, with the other sign.
    pub(super) reversed: usize,
    /// Another number.
    pub(super) different: usize,
    /// No row.
    pub(super) missing: usize,
}

impl Compared {
    fn seen(&self) -> String {
        format!(
            "of {} balances that you know, {} are written with a plus where you say held, {} with a minus, {} differ, {} have no row",
            self.same + self.reversed + self.different + self.missing,
            self.same,
            self.reversed,
            self.different,
            self.missing
        )
    }
}

/// The pieces in a row about an expectation.
fn found(rows: &[BalanceRow], expected: &Expectation) -> Option<i64> {
    let about = |row: &&BalanceRow| {
        row.location.as_ref().and_then(|location| location.number.as_ref()) == Some(&expected.location)
            && row.item_definition.as_ref().and_then(|item| item.number.as_ref()) == Some(&expected.item)
    };
    rows.iter().find(about).map(|row| row.quantity.get())
}

pub(super) fn compare(evidence: &Evidence<'_>, first: Reading, other: Reading) -> Option<Compared> {
    let reading = parameter::working(evidence, first, other);
    let rows = evidence.balances(evidence.answer(reading).filter(|answer| answer.is_good())?);
    let mut compared = Compared::default();
    for expected in &evidence.plan.expectations {
        match found(&rows, expected) {
            None => compared.missing += 1,
            Some(pieces) if pieces == expected.pieces => compared.same += 1,
            Some(pieces) if pieces == -expected.pieces => compared.reversed += 1,
            Some(_) => compared.different += 1,
        }
    }
    Some(compared)
}

/// What the comparison comes to: whether positive means that the pieces are at the location.
fn decide(
    question: &Question,
    evidence: &Evidence<'_>,
    readings: (Reading, Reading),
    moved: Option<i64>,
) -> Result<(bool, String), Judgement> {
    if let Some(pieces @ (1 | -1)) = moved {
        return Ok((pieces > 0, format!("one piece to the test location changed it by {pieces:+}")));
    }
    if evidence.plan.expectations.is_empty() {
        let seen = match &evidence.written {
            Some(_) => "the test's movement did not show in it",
            None => "no balance is known to hold it against",
        };
        return Err(Judgement::open(seen, LATER));
    }
    let Some(compared) = compare(evidence, readings.0, readings.1) else {
        let reading = question.needs.first().copied().unwrap_or(readings.0);
        return Err(evidence.without_rows(reading, LATER));
    };
    match (compared.same, compared.reversed) {
        (1.., 0) => Ok((true, compared.seen())),
        (0, 1..) => Ok((false, compared.seen())),
        _ => Err(Judgement::open(compared.seen(), LATER)),
    }
}

fn location(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let moved = evidence.written.as_ref().and_then(|written| written.moved.location);
    match decide(question, evidence, (Reading::Balance, Reading::BalanceOtherName), moved) {
        Err(judgement) => judgement,
        Ok((at_location, seen)) => {
            let found =
                if at_location { LocationSign::PositiveAtLocation } else { LocationSign::PositiveElsewhere };
            Judgement::of(question.setting(), &evidence.assumptions.location_sign, &found, seen)
        }
    }
}

/// The customer is asked about as the location and our own as its counterpart, so that positive at the location means
/// that the location has items of the counterpart.
fn counterpart(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let moved = evidence.written.as_ref().and_then(|written| written.moved.counterpart);
    if evidence.plan.own_location.is_none() {
        return Judgement::open("your own location was not named", LATER);
    }
    match decide(question, evidence, (Reading::Counterpart, Reading::CounterpartOtherName), moved) {
        Err(judgement) => judgement,
        Ok((at_location, seen)) => {
            let found = if at_location {
                CounterpartSign::PositiveAtLocation
            } else {
                CounterpartSign::PositiveAtCounterpart
            };
            Judgement::of(question.setting(), &evidence.assumptions.counterpart_sign, &found, seen)
        }
    }
}
