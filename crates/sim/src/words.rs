//! What the trace says of a step, in a line that a person can read.

use chrono::{DateTime, Utc};
use contract::TransactionNumber;
use ledger::attempt::{Attempt, Effect, Event, Look, Phase};
use ledger::sender::{AttemptId, Call, Write};

use crate::clock::Clock;

/// A time that somebody's clock shows.
fn time(shown: DateTime<Utc>) -> String {
    Clock::default().when(shown).to_string().trim_start().to_owned()
}

fn list(numbers: &[TransactionNumber]) -> String {
    let numbers: Vec<&str> = numbers.iter().map(TransactionNumber::as_str).collect();
    format!("[{}]", numbers.join(" "))
}

/// What is stored together.
pub(crate) fn write(write: &Write) -> String {
    let permit = write.permit.map(|purpose| format!("a permit for {}", purpose.as_str()));
    let attempt = write.attempt.as_ref().map(attempt);
    let parts: Vec<String> =
        permit.into_iter().chain(attempt).chain(write.effects.iter().map(effect)).collect();
    parts.join("; ")
}

fn attempt((id, attempt): &(AttemptId, Attempt)) -> String {
    let id = id.0.simple().to_string();
    let name = id.get(..6).unwrap_or_default();
    let phase = match &attempt.phase {
        Phase::Sending => "is being sent".to_owned(),
        Phase::Received { polls, next, .. } => {
            format!("is received, asked {polls} times, next at {}", time(*next))
        }
        Phase::Unknown(lost) => {
            let look = match &lost.look {
                Look::Created { page } => format!("page {page} of what was created"),
                Look::Numbers { rest } => format!("the numbers {}", list(rest)),
            };
            format!(
                "is unknown since {}, missed {} times, next {look} at {}",
                time(lost.since),
                lost.misses,
                time(lost.next)
            )
        }
        Phase::Closed => "is closed".to_owned(),
    };
    format!("attempt {name} {} {phase}", list(&attempt.numbers))
}

fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Reached(number, state, words) => {
            let words = words.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
            format!("{number} is {state:?}{words}")
        }
        Effect::PauseSending { until, failures } => {
            format!("nothing is sent until {} after {failures} failures", time(*until))
        }
        Effect::ResumeSending => "sending goes on".to_owned(),
        Effect::PauseCalls(until) => format!("nothing leaves until {}", time(*until)),
        Effect::KeyRefused => "the key is refused".to_owned(),
        Effect::KeyTaken => "the key is taken again".to_owned(),
        Effect::SendApart(numbers) => format!("{} travel apart", list(numbers)),
    }
}

/// A call that leaves.
pub(crate) fn call(call: &Call) -> String {
    match call {
        Call::Post(numbers) => format!("POST {}", list(numbers)),
        Call::Poll { message, numbers } => format!("asks for the result of {message} {}", list(numbers)),
        Call::Created { from, to, page, numbers } => format!(
            "asks for page {page} of what was created from {} to {}, missing {}",
            time(*from),
            time(*to),
            list(numbers)
        ),
        Call::Number(number) => format!("asks for {number}"),
    }
}

/// What TrackOnline answered, or what became of that.
pub(crate) fn event(event: &Event) -> String {
    match event {
        Event::Received { message } => format!("received as {message}"),
        Event::Saved { rows } => {
            let rows: Vec<String> = rows
                .iter()
                .map(|(number, words)| format!("{number}: {}", words.as_deref().unwrap_or("saved")))
                .collect();
            format!("result [{}]", rows.join(", "))
        }
        Event::CreatedRead { found, is_last } => {
            format!("a page with {}{}", list(found), if *is_last { ", the last one" } else { "" })
        }
        Event::NumberRead { number, is_there } => {
            format!("{number} is {}there", if *is_there { "" } else { "not " })
        }
        Event::Throttled { retry_after: Some(pause) } => format!("429, again in {} s", pause.num_seconds()),
        Event::Throttled { retry_after: None } => "429".to_owned(),
        Event::Refused { words } => format!("400, {words}"),
        Event::Unsendable { words } => format!("not sent, it breaks a limit: {words}"),
        Event::NotTaken => "certainly not taken".to_owned(),
        Event::NotSent => "not sent, the permit ran out".to_owned(),
        Event::KeyRefused => "401".to_owned(),
        Event::OutcomeLost => "whether it was taken is not known".to_owned(),
        Event::Interrupted => "interrupted".to_owned(),
        Event::StillSaving => "still saving".to_owned(),
        Event::Unanswered => "no answer".to_owned(),
        Event::ResultLost => "no result is to be had".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use contract::PostingState;
    use ledger::quota::Purpose;
    use uuid::Uuid;

    use super::*;
    use crate::clock::Moment;

    #[test]
    fn a_write_is_told_in_one_line() {
        let number = TransactionNumber::new("A-3").unwrap();
        let now = Clock::default().reads(Moment(61_000));
        let write = Write {
            permit: Some(Purpose::Posting),
            attempt: Some((AttemptId(Uuid::nil()), Attempt::new(vec![number.clone()], now))),
            effects: vec![
                Effect::Reached(number, PostingState::Sent, None),
                Effect::PauseCalls(now + TimeDelta::seconds(1)),
            ],
        };
        assert_eq!(
            super::write(&write),
            "a permit for posting; attempt 000000 [A-3] is being sent; A-3 is Sent; nothing leaves until 0:01:02.000"
        );
    }
}
