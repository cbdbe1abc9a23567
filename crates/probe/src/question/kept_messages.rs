//! How long a message ID is kept.

use super::{Question, Topic};
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Saving,
    asks: "How long can the result of a save be asked for?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open(
            "only waiting would tell",
            "in operation: an outdated message ID makes the outcome unknown, and it is looked up by number",
        )
    },
};
