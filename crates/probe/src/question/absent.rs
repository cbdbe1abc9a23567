//! Questions for which no setting exists, and which Fustlink does not depend on.

use super::{Question, Topic, parameter};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const BALANCE_PAGES: Question = Question {
    topic: Topic::Balances,
    asks: "Do balances come in pages?",
    settings: &[],
    needs: &[Reading::Balance, Reading::BalanceOtherName, Reading::Counterpart],
    writes: false,
    judge: balance_pages,
};

pub(super) const NUMBERS: Question = Question {
    topic: Topic::Saving,
    asks: "How long may numbers and notes be that have no stated length?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open(
            "not checked",
            "in operation: TrackOnline refuses what it cannot hold, in its own words",
        )
    },
};

pub(super) const UNITS: Question = Question {
    topic: Topic::Transactions,
    asks: "In what are cycle time and lead time counted?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("no answer says a unit", "by a person who knows what was agreed; days are assumed")
    },
};

pub(super) const FAR_DATES: Question = Question {
    topic: Topic::Answers,
    asks: "Are there dates outside the years 1 to 9999?",
    settings: &[],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open("not checked: such a date is read as the nearest one that can be", "never needed")
    },
};

fn balance_pages(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let most = question.needs.iter().map(|reading| evidence.rows(*reading).len()).max().unwrap_or_default();
    let page = evidence.assumptions.page_size;
    if most > page {
        return Judgement::confirmed(format!("an answer holds {most} rows, more than a page of {page}"));
    }
    let reading = parameter::working(evidence, Reading::Balance, Reading::BalanceOtherName);
    if most == 0 {
        return evidence.without_rows(reading, "when a balance of more rows than a page is first read");
    }
    let seen = format!("the longest answer holds {most} rows, which fit on a page");
    Judgement::open(seen, "when a balance of more rows than a page is first read")
}
