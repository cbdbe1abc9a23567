//! What the fields of a balance's row are called.

use std::collections::BTreeMap;

use serde_json::Value;
use trackonline::BalanceRow;

use super::{Question, Topic, parameter};
use crate::answer::plain;
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Balances,
    asks: "What are the fields of a balance called?",
    settings: &["balance_row_names"],
    needs: &[Reading::Balance, Reading::BalanceOtherName],
    writes: false,
    judge,
};

const LATER: &str =
    "when a balance is first read; a row without a quantity is an error and never a balance of nothing";

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let reading = parameter::working(evidence, Reading::Balance, Reading::BalanceOtherName);
    let rows = evidence.rows(reading);
    let Some(Value::Object(row)) = rows.first() else { return evidence.without_rows(reading, LATER) };
    let read = evidence.answer(reading).map(|answer| evidence.balances(answer)).unwrap_or_default();
    let whole = |row: &BalanceRow| {
        let numbered = |number: Option<&String>| number.is_some();
        numbered(row.location.as_ref().and_then(|location| location.number.as_ref()))
            && numbered(row.item_definition.as_ref().and_then(|item| item.number.as_ref()))
    };
    if read.len() == rows.len() && read.iter().all(whole) {
        return Judgement::confirmed(format!("{} rows have a location, an item and a quantity", rows.len()));
    }
    let fields: Vec<&str> = row.keys().map(|field| plain(field)).take(12).collect();
    let seen =
        format!("{} of {} rows can be read; their fields are {}", read.len(), rows.len(), fields.join(", "));
    match renamed(row) {
        Some(names) => Judgement::refuted(seen, Change::assumption(question.setting(), names)),
        None => Judgement::refuted(seen, Change::to_look_up(question.setting())),
    }
}

/// Our names for what the row's fields seem to hold, where only one can hold each.
fn renamed(row: &serde_json::Map<String, Value>) -> Option<BTreeMap<String, &'static str>> {
    let known = ["location", "counterpart", "itemDefinition", "quantity", "balance"];
    let only = |fits: &dyn Fn(&str, &Value) -> bool| {
        let mut fitting =
            row.iter().filter(|(field, value)| !known.contains(&field.as_str()) && fits(field, value));
        fitting.next().filter(|_| fitting.next().is_none()).map(|(field, _)| field.clone())
    };
    let mut names = BTreeMap::new();
    if !row.contains_key("quantity") && !row.contains_key("balance") {
        names.insert(
            only(&|_, value| {
                value.is_number() || value.as_str().is_some_and(|text| text.parse::<i64>().is_ok())
            })?,
            "quantity",
        );
    }
    let holds = |part: &'static str| move |field: &str, _: &Value| field.to_lowercase().contains(part);
    if !row.contains_key("location") {
        names.insert(only(&holds("location"))?, "location");
    }
    if !row.contains_key("itemDefinition") {
        names.insert(only(&holds("item"))?, "itemDefinition");
    }
    (!names.is_empty()).then_some(names)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(row: &Value) -> Option<Vec<(String, &'static str)>> {
        renamed(row.as_object()?).map(|names| names.into_iter().collect())
    }

    #[test]
    fn a_field_is_named_where_only_one_can_be_meant() {
        let quantity = json!({"location": "A", "itemDefinition": "B", "saldo": 3});
        assert_eq!(names(&quantity), Some(vec![("saldo".into(), "quantity")]));
        let location = json!({"locationNumber": "A", "itemDefinition": "B", "quantity": 3});
        assert_eq!(names(&location), Some(vec![("locationNumber".into(), "location")]));
        let either = json!({"location": "A", "itemDefinition": "B", "in": 3, "out": 5});
        assert_eq!(names(&either), None, "a guess between two is no finding");
    }
}
