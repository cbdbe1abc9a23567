//! Which of the two balances is the one that a person means.

use toml::Value;

use super::sign::{self, Compared};
use super::{Question, Topic};
use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::{Change, Judgement, Scope, Verdict};

pub(super) const QUESTION: Question = Question {
    topic: Topic::Balances,
    asks: "Is the balance that you know the location's, or the one with you?",
    settings: &["basis"],
    needs: &[Reading::Balance, Reading::Counterpart],
    writes: false,
    judge,
};

const LATER: &str =
    "run the probe with --own and --expect for a customer that also deals with others than you";

fn judge(_: &Question, evidence: &Evidence<'_>) -> Judgement {
    let expected = evidence.plan.expectations.len();
    if expected == 0 {
        return Judgement::open("no balance is known to hold it against", LATER);
    }
    // As many on either side: which sign that is, is another question.
    let agrees = |compared: Option<Compared>| {
        compared.is_some_and(|compared| compared.same.max(compared.reversed) == expected)
    };
    let location = agrees(sign::compare(evidence, Reading::Balance, Reading::BalanceOtherName));
    let counterpart = evidence.plan.own_location.is_some()
        && agrees(sign::compare(evidence, Reading::Counterpart, Reading::CounterpartOtherName));
    match (location, counterpart) {
        (true, true) => {
            Judgement::confirmed("both balances agree with what you know, so either basis may be set")
        }
        (true, false) => {
            settled(evidence, "only the location's balance agrees with what you know", "location")
        }
        (false, true) => {
            settled(evidence, "only the balance with you agrees with what you know", "counterpart")
        }
        (false, false) => Judgement::open(
            "neither balance agrees with what you know: check the pieces, and whether all of them are processed",
            LATER,
        ),
    }
}

/// The basis is a setting of the tenant, which is told where the present one is another or not known.
fn settled(evidence: &Evidence<'_>, seen: &str, basis: &str) -> Judgement {
    if evidence.plan.basis.as_deref() == Some(basis) {
        return Judgement::confirmed(seen);
    }
    let change =
        Change { scope: Scope::Tenant, setting: "basis".to_owned(), value: Some(Value::from(basis)) };
    Judgement { verdict: Verdict::Refuted { changes: vec![change] }, seen: seen.to_owned() }
}
