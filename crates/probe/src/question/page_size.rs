//! How many rows a full page has.

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "How many rows has a full page?",
    settings: &["page_size"],
    needs: &[Reading::Locations, Reading::LocationsNext],
    writes: false,
    judge,
};

const LATER: &str = "when a listing first has more rows than one page holds";

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let set = evidence.assumptions.page_size;
    let first = evidence.rows(Reading::Locations);
    if first.is_empty() {
        return evidence.without_rows(Reading::Locations, LATER);
    }
    let next = match evidence.answer(Reading::LocationsNext).and_then(crate::answer::Answer::rows) {
        None => return Judgement::open(evidence.why_unasked(Reading::LocationsNext), LATER),
        Some([]) => {
            return Judgement::open(
                format!("the first page has {} rows and no page follows it", first.len()),
                LATER,
            );
        }
        Some(next) => next,
    };
    if next == first {
        let seen = "the second page is the first one again: pages are not turned by the parameter page";
        return Judgement::refuted_without_a_setting(seen);
    }
    Judgement::of(
        question.setting(),
        &set,
        &first.len(),
        format!("a page of {} rows is followed by another", first.len()),
    )
}
