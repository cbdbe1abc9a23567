//! What stands before a person: listed, looked at, settled; and disputes, which people put there themselves.

mod dispute;
mod found;
mod settle;

pub(crate) use dispute::dispute;
pub(crate) use found::{Question, found, list, unknown};
pub(crate) use settle::settle;

use contract::FieldProblem;

fn wrong(field: impl Into<String>, detail: impl Into<String>) -> FieldProblem {
    FieldProblem { field: field.into(), detail: detail.into() }
}

/// What is wrong with a text that a person has to write.
fn wrong_text(field: impl Into<String>, text: &str, most: usize) -> Option<FieldProblem> {
    let is_right = !text.trim().is_empty() && text.chars().count() <= most;
    (!is_right).then(|| wrong(field, format!("has to be a text of 1 to {most} characters")))
}
