//! TrackOnline's answers as events of [`ledger::attempt`].

use chrono::TimeDelta;
use contract::TransactionNumber;
use ledger::attempt::Event;
use trackonline::{Error, MessageId, SaveResult, SavedRow};

/// What the answer to a POST means.
pub(super) fn to_posting(answer: Result<MessageId, Error>) -> Event {
    match answer {
        Ok(message) => Event::Received { message: message.to_string() },
        Err(Error::RetryAfter { after }) => Event::Throttled { retry_after: delta(after) },
        Err(Error::Limit(violations)) => Event::Unsendable { words: violations.to_string() },
        Err(Error::Refused { status: 400 | 422, words }) => Event::Refused { words },
        // Any other 4xx is a door that was not opened: a gateway, a wrong path.
        Err(Error::NotSent { .. } | Error::Key { .. } | Error::Refused { .. }) => Event::NotTaken,
        Err(_) => Event::OutcomeLost,
    }
}

/// What the answer to the question for a result means.
pub(super) fn to_polling(answer: Result<SaveResult, Error>, numbers: &[TransactionNumber]) -> Event {
    match answer {
        Ok(SaveResult::Pending) => Event::StillSaving,
        Ok(SaveResult::Done(rows)) => Event::Saved { rows: named(rows, numbers) },
        Err(
            Error::UnknownMessage | Error::OutdatedMessage | Error::Answer { .. } | Error::Refused { .. },
        ) => Event::ResultLost,
        Err(error) => failed(&error),
    }
}

/// A question that was not answered can be asked again.
pub(super) fn failed(error: &Error) -> Event {
    let retry_after = if let Error::RetryAfter { after } = error { delta(*after) } else { None };
    Event::PollFailed { retry_after }
}

/// Rows by number; where TrackOnline names none of them but gives one for each, by their order.
fn named(rows: Vec<SavedRow>, numbers: &[TransactionNumber]) -> Vec<(TransactionNumber, Option<String>)> {
    if rows.len() == numbers.len() && rows.iter().all(|row| row.number.is_none()) {
        return numbers.iter().cloned().zip(rows.into_iter().map(|row| row.error)).collect();
    }
    rows.into_iter()
        .filter_map(|row| Some((TransactionNumber::new(row.number.as_deref()?).ok()?, row.error)))
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
        assert_eq!(to_posting(Err(Error::Key { status: 401 })), Event::NotTaken);
        assert_eq!(refused(404), Event::NotTaken);
        assert_eq!(refused(400), Event::Refused { words: "no".into() });
        assert_eq!(
            to_posting(Err(Error::RetryAfter { after: None })),
            Event::Throttled { retry_after: None }
        );
        let lost = Error::UnknownOutcome { trouble: Trouble::Failed(500) };
        assert_eq!(to_posting(Err(lost)), Event::OutcomeLost);
    }

    #[test]
    fn rows_without_numbers_are_taken_in_order_only_when_each_has_one() {
        let numbers = [number("A"), number("B")];
        let rows = vec![row(None, None), row(None, Some("no"))];
        assert_eq!(
            to_polling(Ok(SaveResult::Done(rows)), &numbers),
            Event::Saved { rows: vec![(number("A"), None), (number("B"), Some("no".into()))] }
        );
        let rows = vec![row(None, Some("no"))];
        assert_eq!(to_polling(Ok(SaveResult::Done(rows)), &numbers), Event::Saved { rows: vec![] });
    }
}
