//! TrackOnline's answers as events of [`ledger::attempt`].

use chrono::TimeDelta;
use contract::TransactionNumber;
use ledger::attempt::Event;
use ledger::movement::PlannedTransaction;
use trackonline::{Error, MessageId, SaveResult, SavedRow};

/// What the answer to a POST means.
pub(super) fn to_posting(answer: Result<MessageId, Error>) -> Event {
    match answer {
        Ok(message) => Event::Received { message: message.to_string() },
        Err(Error::RetryAfter { after }) => Event::Throttled { retry_after: delta(after) },
        Err(Error::Limit(violations)) => Event::Unsendable { words: violations.to_string() },
        // 409, 413 and 415 are not documented, but are about what was sent: the same again would be refused again.
        Err(Error::Refused { status: 400 | 409 | 413 | 415 | 422, words }) => Event::Refused { words },
        Err(Error::Key { .. }) => Event::KeyRefused,
        // Any other 4xx is a door that was not opened: a gateway, a wrong path.
        Err(Error::NotSent { .. } | Error::Refused { .. }) => Event::NotTaken,
        Err(_) => Event::OutcomeLost,
    }
}

/// What the answer to the question for a result means.
pub(super) fn to_polling(answer: Result<SaveResult, Error>, planned: &[PlannedTransaction]) -> Event {
    match answer {
        Ok(SaveResult::Pending) => Event::StillSaving,
        Ok(SaveResult::Done(rows)) => Event::Saved { rows: named(rows, planned) },
        Err(
            Error::UnknownMessage | Error::OutdatedMessage | Error::Answer { .. } | Error::Refused { .. },
        ) => Event::ResultLost,
        Err(error) => unanswered(&error),
    }
}

/// What it means that a question was not answered: it can be asked again.
pub(super) fn unanswered(error: &Error) -> Event {
    match error {
        Error::RetryAfter { after } => Event::Throttled { retry_after: delta(*after) },
        Error::Key { .. } => Event::KeyRefused,
        _ => Event::Unanswered,
    }
}

/// Rows under our own numbers; where TrackOnline names none of them but gives one for each, by their order.
fn named(rows: Vec<SavedRow>, planned: &[PlannedTransaction]) -> Vec<(TransactionNumber, Option<String>)> {
    if rows.len() == planned.len() && rows.iter().all(|row| row.number.is_none()) {
        let numbers = planned.iter().map(|planned| planned.number.clone());
        return numbers.zip(rows.into_iter().map(|row| row.error)).collect();
    }
    rows.into_iter()
        .filter_map(|row| {
            let named = row.number.as_deref()?;
            let planned = planned.iter().find(|planned| planned.wire_number().as_str() == named)?;
            Some((planned.number.clone(), row.error))
        })
        .collect()
}

fn delta(pause: Option<std::time::Duration>) -> Option<TimeDelta> {
    pause.and_then(|pause| TimeDelta::from_std(pause).ok())
}

#[cfg(test)]
mod tests {
    use trackonline::Trouble;

    use super::*;

    fn number(text: &str) -> TransactionNumber {
        TransactionNumber::new(text).unwrap()
    }

    fn row(number: Option<&str>, error: Option<&str>) -> SavedRow {
        SavedRow { number: number.map(Into::into), error: error.map(Into::into), id: None }
    }

    #[test]
    fn only_what_certainly_did_not_arrive_is_sent_again() {
        let refused = |status| to_posting(Err(Error::Refused { status, words: "no".into() }));
        assert_eq!(to_posting(Err(Error::NotSent { why: "refused".into() })), Event::NotTaken);
        assert_eq!(to_posting(Err(Error::Key { status: 401 })), Event::KeyRefused);
        assert_eq!(refused(404), Event::NotTaken);
        assert_eq!(refused(400), Event::Refused { words: "no".into() });
        assert_eq!(
            to_posting(Err(Error::RetryAfter { after: None })),
            Event::Throttled { retry_after: None }
        );
        let lost = Error::UnknownOutcome { trouble: Trouble::Failed(500) };
        assert_eq!(to_posting(Err(lost)), Event::OutcomeLost);
    }

    fn planned(number: &str, updates: Option<&str>) -> PlannedTransaction {
        serde_json::from_value(serde_json::json!({
            "number": number, "direction": "delivered", "type_code": 60, "status_code": 16, "from": "DOCK",
            "to": "K1", "items": [], "moved_at": "2026-11-20T08:00:00Z", "reference": null, "note": null,
            "updates": updates,
        }))
        .unwrap()
    }

    #[test]
    fn rows_without_numbers_are_taken_in_order_only_when_each_has_one() {
        let sent = [planned("A", None), planned("B", None)];
        let rows = vec![row(None, None), row(None, Some("no"))];
        assert_eq!(
            to_polling(Ok(SaveResult::Done(rows)), &sent),
            Event::Saved { rows: vec![(number("A"), None), (number("B"), Some("no".into()))] }
        );
        let rows = vec![row(None, Some("no"))];
        assert_eq!(to_polling(Ok(SaveResult::Done(rows)), &sent), Event::Saved { rows: vec![] });
    }

    #[test]
    fn a_row_under_the_number_of_a_plan_is_that_of_the_posting_that_took_its_place() {
        let sent = [planned("A", Some("PLAN-7"))];
        let rows = vec![row(Some("PLAN-7"), None)];
        assert_eq!(
            to_polling(Ok(SaveResult::Done(rows)), &sent),
            Event::Saved { rows: vec![(number("A"), None)] }
        );
    }

    #[test]
    fn a_question_that_was_not_answered_tells_why() {
        let polled = |error| to_polling(Err(error), &[]);
        assert_eq!(polled(Error::Key { status: 403 }), Event::KeyRefused);
        assert_eq!(polled(Error::RetryAfter { after: None }), Event::Throttled { retry_after: None });
        assert_eq!(polled(Error::NotSent { why: "refused".into() }), Event::Unanswered);
    }
}
