//! Which query parameter names the locations of a balance.

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::{Reading, asked_and_other, other_name};
use crate::verdict::{Change, Judgement};

pub(super) const BALANCE: Question = Question {
    topic: Topic::Balances,
    asks: "Which parameter names the locations of a balance?",
    settings: &["balance_location_parameter"],
    needs: &[Reading::Balance, Reading::BalanceOtherName],
    writes: false,
    judge,
};

pub(super) const COUNTERPART: Question = Question {
    topic: Topic::Balances,
    asks: "Which parameter names the locations of a counterpart balance?",
    settings: &["counterpart_location_parameter"],
    needs: &[Reading::Counterpart, Reading::CounterpartOtherName],
    writes: false,
    judge,
};

const LATER: &str = "run the probe with --expect for a location that has a balance";

fn set_name<'e>(evidence: &Evidence<'e>, reading: Reading) -> &'e str {
    match reading {
        Reading::Balance | Reading::BalanceOtherName => &evidence.assumptions.balance_location_parameter,
        _ => &evidence.assumptions.counterpart_location_parameter,
    }
}

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let [reading, other] = *question.needs else { return Judgement::open("nothing was read", LATER) };
    let set = set_name(evidence, reading);
    let wanted = other_name(set);
    let change = || Change::assumption(question.setting(), wanted);
    let refused = evidence.answer(reading).is_some_and(|answer| answer.status == 400);
    match (asked_and_other(evidence, reading), asked_and_other(evidence, other)) {
        (Some((asked, 0)), _) if asked > 0 && evidence.parties().partners > 1 => Judgement::confirmed(
            format!("asked by {set}, only the {asked} rows of the locations asked for come"),
        ),
        (Some((asked, 0)), _) if asked > 0 => {
            Judgement::open("only the rows asked for come, and no other location is known that could", LATER)
        }
        (Some((0, 0)), Some((_, rest))) if rest > 0 => Judgement::confirmed(format!(
            "asked by {set}, no row comes; asked by {wanted}, {rest} rows of other locations do: {wanted} is passed over"
        )),
        (Some((_, rest)), Some((asked, 0))) if rest > 0 && asked > 0 => Judgement::refuted(
            format!(
                "asked by {set}, {rest} rows of other locations come; asked by {wanted}, only those asked for"
            ),
            change(),
        ),
        (Some((_, rest)), Some((0, 0))) if rest > 0 => Judgement::refuted(
            format!("asked by {set}, {rest} rows of other locations come; asked by {wanted}, none does"),
            change(),
        ),
        (Some((0, 0)), Some((asked, 0))) if asked > 0 => Judgement::refuted(
            format!("asked by {set}, no row comes; asked by {wanted}, {asked} do"),
            change(),
        ),
        (None, Some((asked, 0))) if refused && asked > 0 => Judgement::refuted(
            format!("asked by {set}, the call is refused; asked by {wanted}, it is answered"),
            change(),
        ),
        (Some((_, rest)), _) if rest > 0 => Judgement::open(
            format!("{rest} rows of locations come that were not asked for, by either name"),
            LATER,
        ),
        (Some(_), _) => Judgement::open("the locations asked for have no balance", LATER),
        (None, _) => evidence.without_rows(reading, LATER),
    }
}

/// Which of two readings asked by the name that works; the first where that cannot be told.
pub(crate) fn working(evidence: &Evidence<'_>, first: Reading, other: Reading) -> Reading {
    match (asked_and_other(evidence, first), asked_and_other(evidence, other)) {
        (Some((asked, 0)), Some((others, 0))) if asked == 0 && others > 0 => other,
        (Some((_, rest)), Some((_, 0))) if rest > 0 => other,
        (None, Some(_)) => other,
        _ => first,
    }
}

/// The name that works.
pub(crate) fn working_name<'e>(
    evidence: &Evidence<'_>,
    (first, other): (Reading, Reading),
    set: &'e str,
) -> &'e str {
    if working(evidence, first, other) == first { set } else { other_name(set) }
}
