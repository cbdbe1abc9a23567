//! Whether lists come as arrays.

use serde_json::Value;

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "Are lists arrays?",
    settings: &[],
    needs: &[Reading::Transactions, Reading::Locations],
    writes: false,
    judge,
};

/// Lists that the document calls objects, or shows as one.
const LISTS: [&str; 6] = [
    "transactionItems",
    "transactionDocuments",
    "scannedItems",
    "packagingLabelNumbers",
    "tags",
    "externalNumbers",
];

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let (mut arrays, mut objects) = (0, 0);
    for row in question.needs.iter().flat_map(|reading| evidence.rows(*reading)) {
        for value in LISTS.iter().filter_map(|field| row.get(*field)) {
            match value {
                Value::Array(_) => arrays += 1,
                Value::Object(_) | Value::String(_) => objects += 1,
                _ => {}
            }
        }
    }
    let seen = format!("{arrays} lists come as arrays, {objects} as a single thing");
    match (arrays, objects) {
        (0, 0) => evidence.without_rows(Reading::Transactions, "when a listing first brings rows"),
        (_, 0) => Judgement::confirmed(seen),
        _ => Judgement::confirmed(format!("{seen}; both are read")),
    }
}
