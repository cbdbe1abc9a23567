//! Everything that was found out, for questions to judge by.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use trackonline::{Assumptions, BalanceRow, Transaction};

use crate::Plan;
use crate::answer::{Answer, number_of};
use crate::desk::Stopped;
use crate::reading::Reading;
use crate::verdict::Judgement;
use crate::writing::Written;

/// What became of a reading.
#[derive(Debug)]
pub(crate) enum Outcome {
    Answered(Box<Answer>),
    Lost(String),
    NoCallLeft,
    Stopped,
}

/// What a listing brought.
pub(crate) enum Listing<'e> {
    /// Rows, at least one.
    Rows(&'e [Value]),
    /// It answers, and has nothing.
    Nothing,
    /// It says another status, or an answer without rows.
    Other(&'e Answer),
    /// It was not asked, or brought no answer: why.
    Unasked(String),
}

pub(crate) struct Evidence<'a> {
    pub(crate) assumptions: &'a Assumptions,
    pub(crate) plan: &'a Plan,
    /// When the probe began.
    pub(crate) began: DateTime<Utc>,
    outcomes: BTreeMap<Reading, Outcome>,
    pub(crate) written: Option<Written>,
    pub(crate) stopped: Option<Stopped>,
}

/// Whom balances are asked of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parties {
    /// The locations asked about, by number.
    pub(crate) asked: Vec<String>,
    /// The location that most movements come from or go to: the own one where it is named.
    pub(crate) hub: Option<String>,
    /// How many locations other than the hub have dealings with it, as far as seen.
    pub(crate) partners: usize,
}

impl<'a> Evidence<'a> {
    pub(crate) const fn new(assumptions: &'a Assumptions, plan: &'a Plan, began: DateTime<Utc>) -> Self {
        Self { assumptions, plan, began, outcomes: BTreeMap::new(), written: None, stopped: None }
    }

    pub(crate) fn enter(&mut self, reading: Reading, outcome: Outcome) {
        self.outcomes.insert(reading, outcome);
    }

    /// The answer to a reading, if there is one.
    pub(crate) fn answer(&self, reading: Reading) -> Option<&Answer> {
        match self.outcomes.get(&reading)? {
            Outcome::Answered(answer) => Some(answer),
            Outcome::Lost(_) | Outcome::NoCallLeft | Outcome::Stopped => None,
        }
    }

    /// Every answer that was read.
    pub(crate) fn answers(&self) -> impl Iterator<Item = (Reading, &Answer)> {
        self.outcomes.keys().filter_map(|reading| Some((*reading, self.answer(*reading)?)))
    }

    /// The rows of a reading; none where it brought none.
    pub(crate) fn rows(&self, reading: Reading) -> &[Value] {
        self.answer(reading).and_then(Answer::rows).unwrap_or_default()
    }

    pub(crate) fn listing(&self, reading: Reading) -> Listing<'_> {
        match self.answer(reading) {
            None => Listing::Unasked(self.why_unasked(reading)),
            Some(answer) => match answer.rows() {
                Some([]) => Listing::Nothing,
                Some(rows) => Listing::Rows(rows),
                None => Listing::Other(answer),
            },
        }
    }

    /// Why a reading has no answer.
    pub(crate) fn why_unasked(&self, reading: Reading) -> String {
        match self.outcomes.get(&reading) {
            Some(Outcome::Lost(why)) => format!("no answer when reading {}: {why}", reading.what()),
            Some(Outcome::NoCallLeft) => format!("no call was left for reading {}", reading.what()),
            Some(Outcome::Stopped) => "the probe was stopped before this was asked".to_owned(),
            _ if self.stopped.is_some() => "the probe was stopped before this was asked".to_owned(),
            _ => format!("nothing was seen that {} could be read by", reading.what()),
        }
    }

    /// Not decidable, as a reading brought no rows.
    pub(crate) fn without_rows(&self, reading: Reading, learned: &str) -> Judgement {
        let seen = match self.listing(reading) {
            Listing::Rows(_) => format!("{} do not show it", reading.what()),
            Listing::Nothing => format!("the account has no {}", reading.what()),
            Listing::Other(answer) => {
                format!("reading {} was answered with status {} and no rows", reading.what(), answer.status)
            }
            Listing::Unasked(why) => why,
        };
        Judgement::open(seen, learned)
    }

    /// The time at the other side when the probe began, or ours.
    pub(crate) fn their_now(&self) -> DateTime<Utc> {
        self.answers().find_map(|(_, answer)| answer.date).unwrap_or(self.began)
    }

    /// The transactions that could be read.
    pub(crate) fn transactions(&self) -> Vec<Transaction> {
        self.rows(Reading::Transactions)
            .iter()
            .filter_map(|row| serde_json::from_value(row.clone()).ok())
            .collect()
    }

    /// The balances in an answer, signs as they came.
    pub(crate) fn balances(&self, answer: &Answer) -> Vec<BalanceRow> {
        let rows = answer.rows().unwrap_or_default();
        rows.iter().filter_map(|row| serde_json::from_value(self.renamed(row)).ok()).collect()
    }

    fn renamed(&self, row: &Value) -> Value {
        let names = &self.assumptions.balance_row_names;
        match row {
            Value::Object(fields) => fields
                .iter()
                .map(|(field, value)| (names.get(field).unwrap_or(field).clone(), value.clone()))
                .collect(),
            other => other.clone(),
        }
    }

    /// Whom to ask balances of: locations that a person named, else one that had a movement.
    pub(crate) fn parties(&self) -> Parties {
        let moves: Vec<(String, String)> = self
            .rows(Reading::Transactions)
            .iter()
            .filter_map(|row| {
                let end = |field: &str| row.get(field).and_then(number_of).map(str::to_owned);
                Some((end("fromLocation")?, end("toLocation")?))
            })
            .filter(|(from, to)| from != to)
            .collect();
        let mut dealings: BTreeMap<&str, usize> = BTreeMap::new();
        for (from, to) in &moves {
            *dealings.entry(from).or_default() += 1;
            *dealings.entry(to).or_default() += 1;
        }
        let busiest =
            dealings.iter().max_by_key(|(_, count)| **count).map(|(number, _)| (*number).to_owned());
        let hub = self.plan.own_location.clone().or(busiest);
        let mut partners: Vec<&str> = Vec::new();
        for (from, to) in &moves {
            let partner = match hub.as_deref() {
                Some(hub) if from == hub => to,
                Some(hub) if to == hub => from,
                _ => continue,
            };
            if !partners.contains(&partner.as_str()) {
                partners.push(partner);
            }
        }
        let named: Vec<String> = self.plan.named_locations().into_iter().map(str::to_owned).collect();
        let asked = if named.is_empty() {
            partners.first().map(|partner| (*partner).to_owned()).into_iter().collect()
        } else {
            named
        };
        Parties { asked, partners: partners.len(), hub }
    }
}
