//! How long an address may be.

use super::{Question, Topic};
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Access,
    asks: "How long may an address be?",
    settings: &["longest_query"],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open(
            "not checked: dividing is always right",
            "never needed, as longer queries are divided",
        )
    },
};
