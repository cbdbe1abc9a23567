//! Whether the windows of the call limits slide.

use super::{Question, Topic};
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Access,
    asks: "Do the call limits' windows slide?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open(
            "only spending the quota would tell",
            "in operation: both windows are counted as sliding, which is never too many",
        )
    },
};
