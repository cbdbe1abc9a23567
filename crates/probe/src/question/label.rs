//! What the serialised items of a packaging label call their item.

use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "Which field of a packaging label holds a unique item?",
    settings: &["label_item_field"],
    needs: &[Reading::PackagingLabels],
    writes: false,
    judge,
};

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let count = |field: &str| {
        evidence
            .rows(Reading::PackagingLabels)
            .iter()
            .filter_map(|row| row.get("packagingSerializedItems"))
            .flat_map(|items| items.as_array().map_or_else(|| std::slice::from_ref(items), Vec::as_slice))
            .filter(|item| item.get(field).is_some())
            .count()
    };
    let (unique, plain) = (count("uniqueItem"), count("item"));
    let seen = format!("{unique} items stand in uniqueItem, {plain} in item");
    let found = match (unique, plain) {
        (0, 0) => {
            return evidence
                .without_rows(Reading::PackagingLabels, "when a label with unique items is first read");
        }
        (_, 0) => "uniqueItem",
        (0, _) => "item",
        _ => return Judgement::open(seen, "both are read; a label that is refused tells which one is taken"),
    };
    Judgement::of(question.setting(), &evidence.assumptions.label_item_field.as_str(), &found, seen)
}
