//! How a deleted transaction shows.

use super::{Question, Topic, unwritten};
use crate::evidence::Evidence;
use crate::verdict::Judgement;
use crate::writing::DeletedShows;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Transactions,
    asks: "How does a deleted transaction show?",
    settings: &["absent_is_deleted"],
    needs: &[],
    writes: true,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let set = evidence.assumptions.absent_is_deleted;
    match evidence.written.as_ref().and_then(|written| written.cleaned.deleted) {
        Some(DeletedShows::Absent) => Judgement::of(
            question.setting(),
            &set,
            &true,
            "the test's transactions are not listed any more once deleted",
        ),
        Some(DeletedShows::Marked) => {
            Judgement::confirmed("the test's transactions are listed with isDeleted")
        }
        Some(DeletedShows::NotAtAll) => Judgement::open(
            "marking the test's transactions as deleted did not show",
            "when somebody deletes one in TrackOnline itself",
        ),
        None => unwritten(evidence, "only a transaction that can be updated can be marked as deleted"),
    }
}
