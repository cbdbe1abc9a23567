//! How the result of a save is told.

use serde_json::Value;

use super::{Question, Topic, unwritten};
use crate::answer::plain;
use crate::evidence::Evidence;
use crate::verdict::{Change, Judgement};

pub(super) const ROWS: Question = Question {
    topic: Topic::Saving,
    asks: "Does a save's result name what was saved?",
    settings: &["saved_rows.number", "saved_rows.id"],
    needs: &[],
    writes: true,
    judge: rows,
};

pub(super) const ERRORS: Question = Question {
    topic: Topic::Saving,
    asks: "How does a save's result tell that something was not saved?",
    settings: &["saved_rows.error", "saved_rows.saved", "saved_rows.explanation"],
    needs: &[],
    writes: true,
    judge: errors,
};

const BY_NUMBER: &str = "what it does not name is looked up by number";

fn rows(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let Some(written) = &evidence.written else { return unwritten(evidence, "") };
    let Some((first, result)) =
        written.first.as_ref().and_then(|first| Some((first, first.result.as_ref()?)))
    else {
        return unwritten(evidence, "the result of the save was not told in time");
    };
    let number = written.number.as_str();
    if first.rows.iter().any(|row| row.number.as_deref() == Some(number)) {
        let ids = first.rows.iter().filter(|row| row.id.is_some()).count();
        return Judgement::confirmed(format!("a row names the number, {ids} with an identifier"));
    }
    let told = result.rows().unwrap_or_default();
    if told.is_empty() {
        return Judgement::refuted_without_a_setting(format!(
            "what was saved is not named at all: {BY_NUMBER}"
        ));
    }
    // The number may stand in a field that nobody thought of.
    let field =
        told.iter().filter_map(Value::as_object).flatten().find(|(_, value)| value.as_str() == Some(number));
    match field {
        Some((field, _)) => {
            let mut names = vec![field.clone()];
            names
                .extend(evidence.assumptions.saved_rows.number.iter().filter(|name| *name != field).cloned());
            Judgement::refuted(
                format!("the number stands in the field {}", plain(field)),
                Change::assumption(question.setting(), names),
            )
        }
        None => Judgement::refuted_without_a_setting(format!(
            "{} row(s) come and name no number: {BY_NUMBER}",
            told.len()
        )),
    }
}

fn errors(_: &Question, evidence: &Evidence<'_>) -> Judgement {
    let Some(written) = &evidence.written else { return unwritten(evidence, "") };
    let saves = written.first.iter().chain(written.again.as_ref().map(|again| &again.saved));
    let told = saves.clone().flat_map(|save| &save.rows).filter(|row| row.error.is_some()).count();
    let known = &evidence.assumptions.saved_rows;
    let names: Vec<&str> = saves
        .filter_map(|save| save.result.as_ref())
        .flat_map(|result| result.rows().unwrap_or_default())
        .filter_map(Value::as_object)
        .flat_map(serde_json::Map::keys)
        .filter(|field| {
            let same = |name: &String| name.eq_ignore_ascii_case(field);
            known.error.iter().chain(&known.saved).any(same)
        })
        .map(|field| plain(field))
        .collect();
    match (told, names.first()) {
        (1.., _) => Judgement::confirmed("a row that was not saved was told as such"),
        (0, Some(field)) => {
            Judgement::confirmed(format!("rows of what was saved carry the field {field}, and it is empty"))
        }
        (0, None) => {
            unwritten(evidence, "nothing was refused in a result, and no row carries a field for it")
        }
    }
}
