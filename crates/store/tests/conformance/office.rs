//! A process that sends: it holds the lease and stores what happens.

use chrono::TimeDelta;
use contract::{PostingState, TransactionNumber};
use ledger::attempt::{Attempt, Circumstances, Effect, Event, PostingRules, step};
use ledger::quota::{Limits, Purpose, Thrift};
use ledger::sender::{AttemptId, Write};
use store::{Applied, Metered, Store, Turn};
use uuid::Uuid;

use crate::scene::{at, delivered, ours};

/// How long a lease lasts here.
pub(crate) const LASTING: TimeDelta = TimeDelta::seconds(30);

pub(crate) const PLENTY: Limits = Limits { per_minute: 1_000, per_day: 10_000 };

/// A process in its turn.
#[derive(Clone)]
pub(crate) struct Office {
    pub(crate) store: Store,
    pub(crate) turn: Turn,
}

/// A batch about to be sent, as a sender stores it.
pub(crate) fn freeze(attempt: u128, numbers: &[TransactionNumber], second: i64) -> Write {
    let sent = |number: &TransactionNumber| Effect::Reached(number.clone(), PostingState::Sent, None);
    Write {
        permit: Some(Purpose::Posting),
        attempt: Some((AttemptId(Uuid::from_u128(attempt)), Attempt::new(numbers.to_vec(), at(second)))),
        effects: numbers.iter().map(sent).collect(),
    }
}

/// Effects by themselves.
pub(crate) fn only(effects: impl IntoIterator<Item = Effect>) -> Write {
    Write { permit: None, attempt: None, effects: effects.into_iter().collect() }
}

/// Row by row: saved, or refused in these words.
pub(crate) fn rows(rows: &[(TransactionNumber, Option<&str>)]) -> Event {
    Event::Saved {
        rows: rows.iter().map(|(number, words)| (number.clone(), words.map(str::to_owned))).collect(),
    }
}

impl Office {
    /// The process that begins to send, at second 1 000.
    pub(crate) async fn open(store: &Store) -> Self {
        Self::open_as(store, 7, 1_000).await
    }

    pub(crate) async fn open_as(store: &Store, me: u128, second: i64) -> Self {
        let turn = store.take_lease(&ours(), Uuid::from_u128(me), LASTING, at(second)).await.unwrap();
        Self { store: store.clone(), turn: turn.expect("nobody else sends") }
    }

    pub(crate) async fn apply(&self, write: Write, second: i64) -> Applied {
        self.store.apply(&ours(), self.turn, write, Metered::new(PLENTY), at(second)).await.unwrap()
    }

    /// Stores a batch as being sent.
    pub(crate) async fn freeze(&self, attempt: u128, numbers: &[TransactionNumber], second: i64) {
        let applied = self.apply(freeze(attempt, numbers, second), second).await;
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }

    /// What an event means for an attempt that is open, as a sender stores it.
    pub(crate) async fn meaning(&self, attempt: u128, event: Event, second: i64) -> Write {
        let work = self.store.open_work(&ours()).await.unwrap();
        let is_it = |open: &&(AttemptId, Attempt)| open.0 == AttemptId(Uuid::from_u128(attempt));
        let (id, open) = work.attempts.iter().find(is_it).expect("the attempt is open").clone();
        let rules = PostingRules { refusal_saves_nothing: true, ..PostingRules::default() };
        let given =
            Circumstances { rules: &rules, failures: work.failures, thrift: Thrift::NONE, now: at(second) };
        let (open, effects) = step(open, event, &given);
        Write { permit: None, attempt: Some((id, open)), effects }
    }

    /// Stores what came of an attempt.
    pub(crate) async fn answer(&self, attempt: u128, event: Event, second: i64) {
        let write = self.meaning(attempt, event, second).await;
        let applied = self.apply(write, second).await;
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }

    /// Sends one drop-off, which TrackOnline then refuses.
    pub(crate) async fn is_refused(&self, id: u128, words: &str, second: i64) {
        self.freeze(id, &[delivered(id)], second).await;
        self.answer(id, Event::Received { message: "m".to_owned() }, second).await;
        self.answer(id, rows(&[(delivered(id), Some(words))]), second).await;
    }

    /// Sends one drop-off, which TrackOnline saves.
    pub(crate) async fn is_saved(&self, id: u128, second: i64) {
        self.freeze(id, &[delivered(id)], second).await;
        self.answer(id, Event::Received { message: "m".to_owned() }, second).await;
        self.answer(id, rows(&[(delivered(id), None)]), second).await;
    }

    /// Sends one drop-off, which is found nowhere after its answer was lost.
    pub(crate) async fn is_lost(&self, id: u128, second: i64) {
        let attempt = Attempt::new(vec![delivered(id)], at(second));
        self.freeze(id, &[delivered(id)], second).await;
        let closed = Attempt { numbers: Vec::new(), phase: ledger::attempt::Phase::Closed, ..attempt };
        let write = Write {
            permit: None,
            attempt: Some((AttemptId(Uuid::from_u128(id)), closed)),
            effects: vec![Effect::Reached(delivered(id), PostingState::Excepted, None)],
        };
        let applied = self.apply(write, second).await;
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }
}
