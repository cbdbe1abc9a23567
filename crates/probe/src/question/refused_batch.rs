//! What a batch that is refused leaves behind.

use super::{Question, Topic, unwritten};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Saving,
    asks: "What does a refused batch leave behind?",
    settings: &["refused_batch"],
    needs: &[],
    writes: true,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let refused = evidence.written.as_ref().and_then(|written| written.refused.as_ref());
    let Some(refused) = refused else {
        return unwritten(evidence, "no call was left for a batch with a bad row");
    };
    match refused.left {
        Some(found) => {
            let seen =
                "a batch of one good row and one bad one was refused with status 400, and the good row ";
            let there =
                if found == trackonline::RefusedBatch::SavesNothing { "is not there" } else { "is there" };
            Judgement::of(
                question.setting(),
                &evidence.assumptions.refused_batch,
                &found,
                format!("{seen}{there}"),
            )
        }
        None => Judgement::open(
            format!("a batch with a number of 51 characters was answered with status {}", refused.status),
            "in operation: a refused batch is looked up row by row",
        ),
    }
}
