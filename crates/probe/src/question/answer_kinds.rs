//! What the answers hold for which the document shows no model.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Question, Topic};
use crate::answer::plain;
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "What do the status, IoT items and batch calculations tell?",
    settings: &[],
    needs: &[Reading::Status, Reading::IotItems, Reading::BatchCalculations, Reading::BatchDocuments],
    writes: false,
    judge,
};

/// The most fields that are named.
const NAMED: usize = 12;

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let mut told = Vec::new();
    for reading in question.needs {
        let Some(answer) = evidence.answer(*reading).filter(|answer| answer.is_good()) else { continue };
        let fields: BTreeSet<&str> = match (reading, &answer.json) {
            (Reading::Status, Some(Value::Object(object))) => {
                object.keys().map(|field| plain(field)).collect()
            }
            _ => evidence
                .rows(*reading)
                .iter()
                .filter_map(Value::as_object)
                .flat_map(|row| row.keys().map(|field| plain(field)))
                .collect(),
        };
        if !fields.is_empty() {
            let named: Vec<&str> = fields.into_iter().take(NAMED).collect();
            told.push(format!("{}: {}", reading.what(), named.join(", ")));
        }
    }
    if told.is_empty() {
        return Judgement::open(
            "none of them has anything",
            "when one of them first does; nothing of it is lost",
        );
    }
    Judgement::confirmed(told.join("; "))
}
