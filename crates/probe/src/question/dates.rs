//! The form in which dates are sent.

use serde_json::Value;

use super::{Question, Topic};
use crate::evidence::{Evidence, Listing};
use crate::reading::{Reading, newer_rows, other_form};
use crate::verdict::{Change, Judgement};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Answers,
    asks: "In which form are dates understood?",
    settings: &["dates"],
    needs: &[Reading::OldTransactions, Reading::OldTransactionsOtherForm, Reading::Transactions],
    writes: false,
    judge,
};

const LATER: &str = "when a search by date first finds transactions";

fn judge(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let come = form_seen(evidence).map(|form| format!("; dates come {form}")).unwrap_or_default();
    match evidence.listing(Reading::OldTransactions) {
        Listing::Rows(rows) if newer_rows(evidence, rows) == 0 => Judgement::confirmed(format!(
            "a search for what is older than a week found {} transactions and nothing newer{come}",
            rows.len()
        )),
        Listing::Nothing | Listing::Unasked(_) => evidence.without_rows(Reading::OldTransactions, LATER),
        Listing::Rows(_) | Listing::Other(_) => match evidence.listing(Reading::OldTransactionsOtherForm) {
            Listing::Rows(rows) if newer_rows(evidence, rows) == 0 => Judgement::refuted(
                format!("dates are not understood as they are sent, and are in the other form{come}"),
                Change::assumption(question.setting(), other_form(evidence.assumptions.dates)),
            ),
            _ => Judgement::open(
                format!("a search by date does not find what it should, in either form{come}"),
                LATER,
            ),
        },
    }
}

/// How the dates of transactions are written, as far as they are written one way.
fn form_seen(evidence: &Evidence<'_>) -> Option<&'static str> {
    let date =
        evidence.rows(Reading::Transactions).first()?.get("dateTransaction").and_then(Value::as_str)?;
    Some(match (date.ends_with('Z'), date.contains("+00:00"), date.len()) {
        (true, _, _) => "with Z",
        (_, true, 28..) => "with seven decimals and +00:00",
        (_, true, _) => "with +00:00",
        _ if trackonline::Moment::parse(date)?.is_zoned() => "with another zone",
        _ => "without a zone",
    })
}
