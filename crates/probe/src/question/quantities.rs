//! How counts of pieces are written.

use serde_json::Value;
use trackonline::QuantityForm;

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "Are quantities numbers or text?",
    settings: &["quantities"],
    needs: &[Reading::Transactions],
    writes: false,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let moved = evidence
        .rows(Reading::Transactions)
        .iter()
        .filter_map(|row| row.get("transactionItems")?.as_array())
        .flatten()
        .filter_map(|item| item.get("quantity"));
    let (mut numbers, mut texts) = (0, 0);
    for value in moved {
        match value {
            Value::Number(_) => numbers += 1,
            Value::String(_) => texts += 1,
            _ => {}
        }
    }
    let seen = format!("{numbers} quantities of transactions come as numbers, {texts} as text");
    let found = match (numbers, texts) {
        (0, 0) => return evidence.without_rows(Reading::Transactions, "when a transaction is first read"),
        (_, 0) => QuantityForm::Numbers,
        (0, _) => QuantityForm::Text,
        _ => return Judgement::open(seen, "both are read; a save that is refused tells which one is taken"),
    };
    Judgement::of(question.setting(), &evidence.assumptions.quantities, &found, seen)
}
