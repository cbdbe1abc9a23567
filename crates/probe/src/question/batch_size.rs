//! Decisions about what is sent, which are on the safe side whatever the account does.

use super::{Question, Topic};
use crate::verdict::Judgement;

pub(super) const BATCH: Question = Question {
    topic: Topic::Saving,
    asks: "How many things may one batch hold, other than transactions?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("not checked: 50 is documented for transactions and kept for all", "never needed")
    },
};

pub(super) const TYPES: Question = Question {
    topic: Topic::Saving,
    asks: "May transactions of types 0, 1, 10 and 16 be saved?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("not checked: they are listed for reading only and never sent", "never needed")
    },
};
