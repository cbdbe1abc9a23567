//! Which date the end of a search is held against.

use super::{Question, Topic};
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Transactions,
    asks: "Is the end of a search held against the counterpart date?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("not checked: wide dates on both sides cover both readings", "never needed")
    },
};
