//! Checks transactions against every documented limit, shows what would be sent, and sends them when told to.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use trackonline::{Assumptions, Transaction, TransactionBatch};

use super::transaction::laid_out;
use super::{Ask, Line, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
pub(super) struct Which {
    /// Transactions as JSON, in the form of TrackOnline's document; `-` reads them from the standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Check and show only. No key is needed, and nothing is sent.
    #[arg(long, conflicts_with = "yes")]
    dry_run: bool,
    /// Send them. They change balances.
    #[arg(long)]
    yes: bool,
}

impl Ask for Which {
    fn told_at_once(&self) -> Option<Result<Told, Failure>> {
        if self.yes {
            return None;
        }
        let told = checked(&self.file).and_then(|checked| {
            let words = checked.shown();
            if self.dry_run {
                return Told::new(format!("{words}\nNothing is wrong with it, and nothing was sent."), &checked.sent);
            }
            let ask = "It would change balances: add --yes to send it, or --dry-run to look only. Nothing was sent.";
            Err(Failure::unusable(format!("{words}\n{ask}")))
        });
        Some(told)
    }

    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let checked = checked(&self.file)?;
        let permit = line.permit();
        let message = line.client.post_transactions(permit, &checked.batch).await?;
        let words = format!(
            "{} transaction(s) received. What becomes of them: fustlink trackonline result --message {message}",
            checked.batch.rows().len()
        );
        Told::new(words, &json!({ "messageId": message }))
    }
}

/// Transactions that keep every limit.
struct Checked {
    batch: TransactionBatch,
    /// The body as it would be sent.
    sent: Value,
    /// Fields of the file that would not be sent.
    left_out: BTreeSet<String>,
}

fn checked(file: &Path) -> Result<Checked, Failure> {
    let text = text_of(file)?;
    let unreadable = |words: String| Failure::unusable(format!("{} cannot be read: {words}", file.display()));
    let given: Value = match serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))? {
        one @ Value::Object(_) => Value::Array(vec![one]),
        other => other,
    };
    let rows: Vec<Transaction> = serde_path_to_error::deserialize(&given)
        .map_err(|error| unreadable(format!("{}: {}", error.path(), error.inner())))?;
    let batch = TransactionBatch::new(rows).map_err(|violations| {
        let lines: Vec<String> = violations.iter().map(|violation| format!("  - {violation}")).collect();
        Failure::unusable(format!("it breaks documented limits, and was not sent:\n{}", lines.join("\n")))
    })?;
    let sent = batch.body(&Assumptions::default());
    let mut left_out = BTreeSet::new();
    compare(&given, &sent, "", &mut left_out);
    Ok(Checked { batch, sent, left_out })
}

fn text_of(file: &Path) -> Result<String, Failure> {
    let read = if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    read.map_err(|error| Failure::unusable(format!("{} cannot be read: {error}", file.display())))
}

impl Checked {
    fn shown(&self) -> String {
        let mut words = format!("{}\n\nWhat would be sent:\n{:#}", laid_out(self.batch.rows()), self.sent);
        if !self.left_out.is_empty() {
            let named: Vec<&str> = self.left_out.iter().map(String::as_str).collect();
            words.push_str("\n\nNot sent, as TrackOnline does not save it or it has another name: ");
            words.push_str(&named.join(", "));
        }
        words
    }
}

/// Collects the fields that were given and are not sent.
fn compare(given: &Value, sent: &Value, path: &str, left_out: &mut BTreeSet<String>) {
    match (given, sent) {
        (Value::Object(given), Value::Object(sent)) => {
            for (field, value) in given.iter().filter(|(_, value)| !is_nothing(value)) {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                match sent.get(field) {
                    Some(other) => compare(value, other, &path, left_out),
                    None => {
                        left_out.insert(path);
                    }
                }
            }
        }
        (Value::Array(given), Value::Array(sent)) => {
            for (place, (given, sent)) in given.iter().zip(sent).enumerate() {
                compare(given, sent, &format!("{path}[{place}]"), left_out);
            }
        }
        _ => {}
    }
}

/// A field that says nothing is not missed.
fn is_nothing(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_is_not_sent_is_named_with_its_place() {
        let given = json!([{"typeCode": 60, "status": "New", "notes": null, "tags": [],
            "transactionItems": [{"quantity": 1, "colour": "red"}]}]);
        let sent = json!([{"typeCode": 60, "transactionItems": [{"quantity": 1}]}]);
        let mut left_out = BTreeSet::new();
        compare(&given, &sent, "", &mut left_out);
        assert_eq!(
            left_out.into_iter().collect::<Vec<_>>(),
            ["[0].status", "[0].transactionItems[0].colour"]
        );
    }
}
