//! A simulated TrackOnline administration: it receives, saves when it pleases, limits calls, and answers.
//!
//! It is the truth that everything else is judged by: which transactions are there, and by which request each came.

mod calls;
mod created;

use std::collections::HashMap;

use contract::TransactionNumber;
use ledger::attempt::Event;

pub use calls::Calls;

use crate::clock::{Clock, Millis, Moment, SECOND};
use crate::dice::Dice;
use crate::scenario::{Manners, ResultForm, Second};
use crate::seen::{Seen, Sight};

/// Which request it was that TrackOnline acts upon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RequestId(pub usize);

/// An administration.
#[derive(Debug, Clone)]
pub struct TrackOnline {
    /// How it is.
    pub manners: Manners,
    /// What it counts.
    pub calls: Calls,
    clock: Clock,
    rows: HashMap<TransactionNumber, Vec<SavedRow>>,
    by_creation: Vec<(Millis, TransactionNumber)>,
    messages: HashMap<String, Message>,
    saving: Vec<Saving>,
}

/// What the save of one row did. An administration never forgets who did it, so that it can be told whose doing a second
/// one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedRow {
    /// The request that brought it.
    pub request: RequestId,
    /// Whether it took the place of one that was there.
    pub is_update: bool,
}

/// A row of a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostedRow {
    /// Its number.
    pub number: TransactionNumber,
    /// What is wrong with it, if anything.
    pub flaw: Option<RowFlaw>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowFlaw {
    /// The whole batch is answered with 400.
    Batch,
    /// The result says that the row was not saved.
    Row,
}

/// Names a row that is being saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavingId(usize);

#[derive(Debug, Clone)]
struct Saving {
    request: RequestId,
    message: String,
    row: usize,
    received: Moment,
}

#[derive(Debug, Clone)]
struct Message {
    /// Each with TrackOnline's words, where it was not saved.
    rows: Vec<(PostedRow, Option<&'static str>)>,
    open: usize,
    forgotten_at: Option<Moment>,
}

/// What came of a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The answer.
    pub answer: Event,
    /// The rows that are being saved, and when each is done.
    pub saving: Vec<(Moment, SavingId)>,
}

impl TrackOnline {
    /// An empty administration.
    pub fn new(manners: Manners) -> Self {
        Self {
            manners,
            calls: Calls::default(),
            clock: Clock { ahead: manners.clock_ahead },
            rows: HashMap::new(),
            by_creation: Vec::new(),
            messages: HashMap::new(),
            saving: Vec::new(),
        }
    }

    /// Every save of this number.
    pub fn saves_of(&self, number: &TransactionNumber) -> &[SavedRow] {
        self.rows.get(number).map_or(&[], Vec::as_slice)
    }

    /// Every number that is there.
    pub fn numbers(&self) -> impl Iterator<Item = &TransactionNumber> {
        self.rows.keys()
    }

    /// Takes a batch. `slowly`: at least so long until a row is saved.
    pub fn post(
        &mut self,
        request: RequestId,
        rows: Vec<PostedRow>,
        now: Moment,
        slowly: Option<Millis>,
        dice: &mut Dice,
        seen: &mut Seen,
    ) -> Taken {
        let is_refused = rows.iter().any(|row| row.flaw == Some(RowFlaw::Batch));
        let saves_some = !is_refused || self.manners.refused_batch_saves_good_rows;
        if is_refused {
            let is_partly = saves_some && rows.len() > 1;
            seen.count(if is_partly { Sight::BatchPartlySaved } else { Sight::BatchRefused });
        }
        let message = format!("message-{}-{}", request.0, self.messages.len());
        let saved: Vec<PostedRow> =
            rows.into_iter().filter(|row| saves_some && row.flaw != Some(RowFlaw::Batch)).collect();
        let together = self.manners.saves.at_once.then(|| now + self.save_time(slowly, dice));
        let saving = saved
            .iter()
            .enumerate()
            .map(|(row, _)| {
                let done = together.unwrap_or_else(|| now + self.save_time(slowly, dice));
                let id = SavingId(self.saving.len());
                self.saving.push(Saving { request, message: message.clone(), row, received: now });
                (done, id)
            })
            .collect();
        let open = saved.len();
        let rows = saved.into_iter().map(|row| (row, None)).collect();
        self.messages.insert(message.clone(), Message { rows, open, forgotten_at: None });
        let answer = if is_refused {
            Event::Refused { words: "quantity is missing".to_owned() }
        } else {
            Event::Received { message }
        };
        Taken { answer, saving }
    }

    fn save_time(&self, slowly: Option<Millis>, dice: &mut Dice) -> Millis {
        let usual = dice.log_normal(self.manners.saves.median, self.manners.saves.p99);
        let slow = if dice.happens(self.manners.slow_saves) { usual.saturating_mul(10) } else { usual };
        slowly.map_or(slow, |slowly| slow.max(dice.between(slowly, slowly * 3)))
    }

    /// A row is saved now. Tells its number.
    pub fn save(&mut self, id: SavingId, now: Moment, seen: &mut Seen) -> Option<TransactionNumber> {
        let saving = self.saving.get(id.0)?.clone();
        let message = self.messages.get_mut(&saving.message)?;
        let (row, words) = message.rows.get_mut(saving.row)?;
        let earlier = self.rows.get(&row.number).map_or(0, Vec::len);
        let mut error = None;
        let number = row.number.clone();
        if row.flaw == Some(RowFlaw::Row) {
            seen.count(Sight::RowRejected);
            error = Some("Location is disabled");
        } else if earlier > 0 && self.manners.second == Second::IsRejected {
            seen.count(Sight::NumberRejected);
            error = Some("Transaction number exists");
        } else {
            let is_update = earlier > 0 && self.manners.second == Second::Updates;
            if earlier > 0 {
                seen.count(if is_update { Sight::NumberUpdated } else { Sight::NumberDoubled });
            }
            self.rows
                .entry(number.clone())
                .or_default()
                .push(SavedRow { request: saving.request, is_update });
            if !is_update {
                let created = if self.manners.created_at_receipt { saving.received } else { now };
                self.by_creation.push((created.0 + self.clock.ahead, number.clone()));
            }
        }
        *words = error;
        message.open -= 1;
        if message.open == 0 {
            message.forgotten_at = Some(now + self.manners.results_kept);
        }
        Some(number)
    }

    /// The answer to the question for a result, by those who asked for these numbers.
    pub fn result(&self, message: &str, asked: &[TransactionNumber], now: Moment, seen: &mut Seen) -> Event {
        let Some(message) = self.messages.get(message) else {
            seen.count(Sight::MessageUnknown);
            return Event::ResultLost;
        };
        if message.open > 0 {
            return Event::StillSaving;
        }
        if message.forgotten_at.is_some_and(|forgotten_at| forgotten_at <= now) {
            seen.count(Sight::MessageOutdated);
            return Event::ResultLost;
        }
        let rows = message.rows.iter().map(|(row, words)| (row.number.clone(), words.map(str::to_owned)));
        let rows = match self.manners.result {
            ResultForm::NamesAll => {
                seen.count(Sight::ResultNamesAll);
                rows.collect()
            }
            // The proxy gives rows without numbers the numbers it asked for, in order, where there is one for each.
            ResultForm::InOrder if message.rows.len() == asked.len() => {
                seen.count(Sight::ResultInOrder);
                asked.iter().cloned().zip(rows.map(|(_, words)| words)).collect()
            }
            ResultForm::NamesErrors => {
                seen.count(Sight::ResultNamesErrors);
                rows.filter(|(_, words)| words.is_some()).collect()
            }
            ResultForm::InOrder | ResultForm::NamesNothing => {
                seen.count(Sight::ResultNamesNothing);
                Vec::new()
            }
        };
        Event::Saved { rows }
    }

    /// Whether it shows this number.
    pub fn shows(&self, number: &TransactionNumber) -> bool {
        self.rows.contains_key(number)
    }
}

/// How long after the settle time a slow save is done at least.
pub const SLOWER: Millis = 5 * SECOND;
