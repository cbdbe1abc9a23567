//! How values of enumerations are written.

use serde_json::Value;
use trackonline::EnumerationForm;

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "Are enumerations numbers or names?",
    settings: &["enumerations"],
    needs: &[Reading::Locations, Reading::Transactions, Reading::ItemDefinitions],
    writes: false,
    judge,
};

/// Fields that hold a value of an enumeration, by the reading they stand in. A transaction's own `type` and `status`
/// are told in words by the document itself, so they say nothing here.
const FIELDS: [(Reading, &[&str]); 3] = [
    (Reading::Locations, &["type", "hierarchyLevel", "languageId", "balanceOperationMode"]),
    (Reading::Transactions, &["statusCode", "typeCode"]),
    (Reading::ItemDefinitions, &["type"]),
];

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let (mut numbers, mut names) = (0, 0);
    for (reading, fields) in FIELDS {
        for row in evidence.rows(reading) {
            for value in fields.iter().filter_map(|field| row.get(*field)) {
                match value {
                    Value::Number(_) => numbers += 1,
                    Value::String(text) if text.trim().parse::<i64>().is_ok() => numbers += 1,
                    Value::String(text) if !text.is_empty() => names += 1,
                    _ => {}
                }
            }
        }
    }
    let seen = format!("{numbers} values come as numbers, {names} as names");
    let found = match (numbers, names) {
        (0, 0) => return evidence.without_rows(Reading::Locations, "when a listing first brings rows"),
        (_, 0) => EnumerationForm::Numbers,
        (0, _) => EnumerationForm::Names,
        _ => return Judgement::open(seen, "both are read; a save that is refused tells which one is taken"),
    };
    Judgement::of(question.setting(), &evidence.assumptions.enumerations, &found, seen)
}
