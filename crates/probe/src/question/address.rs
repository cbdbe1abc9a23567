//! Where each call lives.

use super::{BY_WRITING, Question, Topic};
use crate::evidence::{Evidence, Listing};
use crate::reading::Reading;
use crate::verdict::{Change, Judgement};

/// A call whose address shows by its answer.
pub(super) const fn listing(
    settings: &'static [&'static str],
    asks: &'static str,
    needs: &'static [Reading],
) -> Question {
    Question { topic: Topic::Addresses, asks, settings, needs, writes: false, judge: by_answer }
}

/// The result of a save that never was: its 404 has other words than that of an address that does not exist.
pub(super) const fn result(settings: &'static [&'static str], needs: &'static [Reading]) -> Question {
    Question {
        topic: Topic::Addresses,
        asks: "Where is the result of a save?",
        settings,
        needs,
        writes: false,
        judge: by_its_words,
    }
}

pub(super) const TRANSACTION_RESULT: Question = Question {
    topic: Topic::Addresses,
    asks: "Where is the result of a save of transactions?",
    settings: &["paths.transaction_result"],
    needs: &[Reading::TransactionResult, Reading::UnknownAddress],
    writes: false,
    judge: by_a_save,
};

pub(super) const TRIP: Question = Question {
    topic: Topic::Addresses,
    asks: "Where is a trip set to its next status?",
    settings: &["paths.transaction_trip"],
    needs: &[],
    writes: false,
    judge: |_, _| {
        Judgement::open(
            "not asked: the call cannot be undone",
            "when the first trip is set to its next status",
        )
    },
};

const LATER: &str = "when this call is first needed; a wrong address is told as such";

fn by_answer(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let Some(&reading) = question.needs.first() else { return Judgement::open("nothing was read", LATER) };
    match evidence.listing(reading) {
        Listing::Rows(rows) => Judgement::confirmed(format!("answers with {} rows", rows.len())),
        Listing::Nothing => Judgement::confirmed("answers, and has nothing"),
        Listing::Unasked(why) => Judgement::open(why, LATER),
        Listing::Other(answer) => match answer.status {
            200..=299 => Judgement::confirmed(format!("answers with {} bytes", answer.body.len())),
            404 | 405 => {
                let seen = format!("status {}: there is no such call", answer.status);
                Judgement::refuted(seen, Change::to_look_up(question.setting()))
            }
            status => Judgement::open(format!("answered with status {status}"), LATER),
        },
    }
}

fn by_its_words(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let [reading, control] = question.needs else { return Judgement::open("nothing was read", LATER) };
    let (Some(answer), Some(control)) = (evidence.answer(*reading), evidence.answer(*control)) else {
        if evidence.plan.write_to.is_some() && evidence.stopped.is_none() {
            return Judgement::open(
                "the calls went to the test location",
                "run the probe without --write-to as well",
            );
        }
        return Judgement::open(evidence.why_unasked(*reading), LATER);
    };
    let same = answer.status == control.status && answer.body == control.body;
    match answer.status {
        404 | 410 if !same => Judgement::confirmed(format!(
            "a message ID that never was is told with status {} in other words than an unknown address",
            answer.status
        )),
        200..=299 => Judgement::open("it answers even for a message ID that never was", LATER),
        status if same => Judgement::open(
            format!("status {status} for a message ID that never was, and the same for an unknown address"),
            LATER,
        ),
        status => Judgement::open(format!("status {status} for a message ID that never was"), LATER),
    }
}

fn by_a_save(question: &Question, evidence: &Evidence<'_>) -> Judgement {
    let first = evidence.written.as_ref().and_then(|written| written.first.as_ref());
    match first {
        Some(first) if first.polls.iter().any(|status| matches!(status, 200 | 202 | 204)) => {
            Judgement::confirmed(format!(
                "the test's save was asked for and told after {} looks",
                first.polls.len()
            ))
        }
        Some(first) if first.polls.contains(&404) => Judgement::refuted(
            "status 404 for the message ID that was just given",
            Change::to_look_up(question.setting()),
        ),
        _ => {
            let judgement = by_its_words(question, evidence);
            match judgement.verdict {
                crate::Verdict::NotDecidable { .. } => Judgement::open(judgement.seen, BY_WRITING),
                _ => judgement,
            }
        }
    }
}
