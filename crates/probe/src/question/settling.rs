//! How soon a received transaction can be read.

use super::{Question, Topic, unwritten};
use crate::evidence::Evidence;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Saving,
    asks: "How soon can a received transaction be read?",
    settings: &["settle_seconds"],
    needs: &[],
    writes: true,
    judge,
};

fn judge(_: &Question, evidence: &Evidence<'_>) -> Judgement {
    let set = evidence.assumptions.settle_seconds;
    let Some(written) = &evidence.written else { return unwritten(evidence, "") };
    match written.readable_after {
        Some(after) if after.as_secs() < set => Judgement::confirmed(format!(
            "it was read {} s after it was posted, or sooner; {set} s are allowed",
            after.as_secs_f32().ceil()
        )),
        Some(after) => {
            // Room for a slower day than the one that was seen.
            let room = after.as_secs().saturating_mul(4).max(60);
            Judgement::of(
                "settle_seconds",
                &set,
                &room,
                format!("it was read only {} s after it was posted", after.as_secs()),
            )
        }
        None => unwritten(evidence, &format!("it could not be read within {} s", written.waited.as_secs())),
    }
}
