//! Whether wide dates lift the seven days that a search sees by itself.

use super::{Question, Topic};
use crate::evidence::{Evidence, Listing};
use crate::reading::Reading;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Transactions,
    asks: "Do wide dates find transactions older than a week?",
    settings: &["wide_from", "wide_to"],
    needs: &[Reading::Transactions, Reading::OldTransactions],
    writes: false,
    judge,
};

const LATER: &str = "when the account has transactions older than a week";

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    match (evidence.listing(Reading::Transactions), evidence.listing(Reading::OldTransactions)) {
        (Listing::Other(answer), _) if answer.status == 400 => Judgement::refuted(
            "a search with the widest dates is refused",
            Change::to_look_up(question.setting()),
        ),
        (_, Listing::Rows(rows)) => {
            Judgement::confirmed(format!("{} transactions older than a week were found", rows.len()))
        }
        (Listing::Other(_) | Listing::Unasked(_) | Listing::Nothing, _) => {
            evidence.without_rows(Reading::Transactions, LATER)
        }
        (Listing::Rows(_), _) => evidence.without_rows(Reading::OldTransactions, LATER),
    }
}
