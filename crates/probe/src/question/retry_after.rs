//! The form of `Retry-After`.

use trackonline::RetryAfterForm;

use super::{Question, Topic};
use crate::desk::Stopped;
use crate::evidence::Evidence;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Access,
    asks: "Which form has Retry-After?",
    settings: &["retry_after"],
    needs: &[],
    writes: false,
    judge,
};

const LATER: &str =
    "in operation: Fustlink reads seconds and dates, and waits a minute where neither is said";

/// Spending the quota to see it would do harm; where it was spent already, it shows by itself.
fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let text = match &evidence.stopped {
        Some(Stopped::CallLimit(Some(text))) => text,
        Some(Stopped::CallLimit(None)) => return Judgement::open("a 429 came without Retry-After", LATER),
        _ => return Judgement::open("no call was refused for the limit, and none is provoked", LATER),
    };
    let seconds = text.parse::<u64>().is_ok();
    let (seen, form) = if seconds {
        ("a 429 came with seconds", RetryAfterForm::Seconds)
    } else {
        ("a 429 came with a date", RetryAfterForm::HttpDate)
    };
    let set = evidence.assumptions.retry_after;
    if set == RetryAfterForm::Either || set == form {
        Judgement::confirmed(seen)
    } else {
        Judgement::refuted(seen, Change::assumption(question.setting(), RetryAfterForm::Either))
    }
}
