//! What a second save with the same number does.

use trackonline::SameNumber;

use super::{Question, Topic, unwritten};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Saving,
    asks: "What does a second save with the same number do?",
    settings: &["same_number"],
    needs: &[],
    writes: true,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let again = evidence.written.as_ref().and_then(|written| written.again.as_ref());
    let Some(again) = again else { return unwritten(evidence, "no call was left for a second save") };
    let words = match again.did {
        Some(SameNumber::Updates) => "the first one has the second one's count now",
        Some(SameNumber::Rejects) => "the second one was rejected, and the first one is as it was",
        Some(SameNumber::Doubles) => "both are there",
        _ => {
            let seen = format!(
                "{} transaction(s) carry the number, unchanged; the second save was answered with status {} and not \
                 told as rejected",
                again.carry_the_number, again.status
            );
            return Judgement::open(seen, "run the probe again; until then nothing is sent again by itself");
        }
    };
    let found = again.did.unwrap_or_default();
    Judgement::of(question.setting(), &evidence.assumptions.same_number, &found, words)
}
