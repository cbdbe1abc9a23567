//! What the clients were told beside what the stand-in holds: is anything lost, or there twice?

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use uuid::Uuid;

use crate::book::Entry;
use crate::confirmation::{Confirmation, Direction};
use crate::counter::Told;
use crate::stand_in::Transaction;

/// What became of a movement, by what the proxy tells and what the stand-in holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Told as saved, and there once, as it was counted.
    Saved,
    /// Before a person, and not there.
    Excepted,
    /// Before a person, and there once.
    ExceptedAndThere,
    /// Refused by TrackOnline, and not there.
    Rejected,
    /// Waits for a person's word, and not there.
    Held,
    /// Never acknowledged, and not there.
    NeverTaken,
    /// Never acknowledged, and there once all the same.
    TakenUnheard,
    /// Acknowledged, and neither there nor before a person.
    Lost,
    /// There more than once.
    Doubled,
    /// There with other pieces, or told to be otherwise than it is.
    Wrong,
    /// Still under way when there was no more reason to be.
    Unsettled,
}

impl Fate {
    pub(crate) const ALL: [Self; 11] = [
        Self::Saved,
        Self::Excepted,
        Self::ExceptedAndThere,
        Self::Rejected,
        Self::Held,
        Self::NeverTaken,
        Self::TakenUnheard,
        Self::Lost,
        Self::Doubled,
        Self::Wrong,
        Self::Unsettled,
    ];

    /// Whether it breaks the promise that an acknowledgement is.
    pub(crate) const fn is_broken(self) -> bool {
        matches!(self, Self::Lost | Self::Doubled | Self::Wrong | Self::Unsettled)
    }

    /// For the table.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Saved => "saved, once",
            Self::Excepted => "excepted, not saved",
            Self::ExceptedAndThere => "excepted, saved once",
            Self::Rejected => "rejected, not saved",
            Self::Held => "held, not saved",
            Self::NeverTaken => "not acknowledged, not saved",
            Self::TakenUnheard => "not acknowledged, saved once",
            Self::Lost => "LOST",
            Self::Doubled => "DOUBLED",
            Self::Wrong => "TOLD OTHERWISE",
            Self::Unsettled => "NEVER SETTLED",
        }
    }

    /// Of a movement that the proxy tells to be in `state`, and that is in the stand-in `copies` times, of which `right`
    /// with the pieces that were counted.
    fn of(is_acknowledged: bool, state: Option<&str>, copies: usize, right: usize) -> Self {
        match (is_acknowledged, state, copies, right) {
            (_, _, 2.., _) => Self::Doubled,
            (_, _, 1, 0) => Self::Wrong,
            (false, _, 0, _) => Self::NeverTaken,
            (false, ..) => Self::TakenUnheard,
            (true, Some("saved"), 1, _) => Self::Saved,
            (true, Some("excepted"), 0, _) => Self::Excepted,
            (true, Some("excepted"), ..) => Self::ExceptedAndThere,
            (true, Some("rejected"), 0, _) => Self::Rejected,
            (true, Some("held" | "withdrawn"), 0, _) => Self::Held,
            (true, Some("saved") | None, 0, _) => Self::Lost,
            (true, Some("rejected" | "held" | "withdrawn") | None, ..) => Self::Wrong,
            (true, Some(_), ..) => Self::Unsettled,
        }
    }
}

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The round in which the confirmation was first sent, where there is one.
    pub(crate) round: Option<u32>,
    pub(crate) what: String,
}

/// What became of everything that was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Judgement {
    pub(crate) sent: usize,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) movements: BTreeMap<Fate, usize>,
    pub(crate) findings: Vec<Finding>,
}

impl Judgement {
    /// Compares: `told` has what the proxy tells of each acknowledged confirmation, `record` what the stand-in holds
    /// beyond what it held before.
    pub(crate) fn of(book: &[Entry], told: &BTreeMap<Uuid, Option<Told>>, record: &[Transaction]) -> Self {
        let mut judgement = Self { sent: book.len(), ..Self::default() };
        let mut explained = BTreeSet::new();
        for entry in book {
            judgement.acknowledged += usize::from(entry.is_acknowledged);
            if let Some(words) = &entry.refusal {
                judgement.refused += 1;
                judgement.find(&entry.confirmation, format!("refused: {words}"));
            }
            let mark = entry.confirmation.mark();
            let ours: Vec<_> = record
                .iter()
                .enumerate()
                .filter(|(_, transaction)| transaction.notes.contains(&mark))
                .collect();
            explained.extend(ours.iter().map(|(place, _)| *place));
            let ours: Vec<_> = ours.into_iter().map(|(_, transaction)| transaction).collect();
            judgement.judge(entry, told.get(&entry.confirmation.id).and_then(Option::as_ref), &ours);
        }
        for (place, transaction) in record.iter().enumerate() {
            if !explained.contains(&place) {
                let what = format!("nobody confirmed {transaction}");
                judgement.findings.push(Finding { round: None, what });
            }
        }
        judgement
    }

    /// Whether everything is as was promised.
    pub(crate) fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    fn judge(&mut self, entry: &Entry, told: Option<&Told>, ours: &[&Transaction]) {
        let confirmation = &entry.confirmation;
        for direction in confirmation.directions() {
            let pieces = confirmation.pieces(direction);
            let copies: Vec<_> =
                ours.iter().filter(|transaction| transaction.is_of(confirmation, direction)).collect();
            let right = copies.iter().filter(|transaction| transaction.pieces == pieces).count();
            let state = told.and_then(|told| told.state(direction));
            let fate = Fate::of(entry.is_acknowledged, state, copies.len(), right);
            *self.movements.entry(fate).or_default() += 1;
            if fate.is_broken() {
                let held: Vec<_> = copies.iter().map(ToString::to_string).collect();
                let what = format!(
                    "{}: {} of {} ({pieces:?}), which the proxy tells to be {}; the stand-in holds {}",
                    fate.words(),
                    direction.word(),
                    confirmation.id,
                    state.unwrap_or("unknown to it"),
                    if held.is_empty() { "nothing of it".to_owned() } else { held.join(" ") },
                );
                self.find(confirmation, what);
            }
        }
        for transaction in ours {
            if !confirmation.directions().any(|direction| transaction.is_of(confirmation, direction)) {
                self.find(confirmation, format!("{} did not confirm {transaction}", confirmation.id));
            }
        }
    }

    fn find(&mut self, confirmation: &Confirmation, what: String) {
        self.findings.push(Finding { round: Some(confirmation.round), what });
    }
}

impl Told {
    fn state(&self, direction: Direction) -> Option<&str> {
        let movement = self.movements.iter().find(|movement| movement.direction == direction.word())?;
        Some(&movement.state)
    }
}

impl Transaction {
    /// Whether it goes between us and the customer's location in this direction.
    fn is_of(&self, confirmation: &Confirmation, direction: Direction) -> bool {
        match direction {
            Direction::Delivered => self.to == confirmation.location,
            Direction::Returned => self.from == confirmation.location,
        }
    }
}

impl fmt::Display for Transaction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{} from {} to {}: {:?}]", self.number, self.from, self.to, self.pieces)
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use rand::SeedableRng as _;
    use rand::rngs::StdRng;

    use super::*;
    use crate::counter::Movement;

    /// A confirmation with movements both ways.
    fn exchange() -> Confirmation {
        let mut dice = StdRng::seed_from_u64(1);
        std::iter::repeat_with(|| Confirmation::any(&mut dice, 9, DateTime::UNIX_EPOCH))
            .find(|confirmation| confirmation.directions().count() == 2)
            .expect("there is one")
    }

    fn there(confirmation: &Confirmation, direction: Direction) -> Transaction {
        let (ours, theirs) = ("0001".to_owned(), confirmation.location.to_owned());
        let (from, to) = if direction == Direction::Delivered { (ours, theirs) } else { (theirs, ours) };
        let number = format!("FL-{}", direction.word());
        Transaction { number, from, to, notes: confirmation.mark(), pieces: confirmation.pieces(direction) }
    }

    fn judged(is_acknowledged: bool, states: [&str; 2], record: &[Transaction]) -> Judgement {
        let confirmation = exchange();
        let told = Told {
            movements: Direction::BOTH
                .iter()
                .zip(states)
                .map(|(direction, state)| Movement {
                    direction: direction.word().into(),
                    state: state.into(),
                })
                .collect(),
        };
        let told = BTreeMap::from([(confirmation.id, Some(told))]);
        Judgement::of(&[Entry { confirmation, is_acknowledged, refusal: None }], &told, record)
    }

    fn fates(judgement: &Judgement) -> Vec<Fate> {
        judgement.movements.keys().copied().collect()
    }

    #[test]
    fn what_is_told_as_saved_and_there_once_is_well() {
        let record = Direction::BOTH.map(|direction| there(&exchange(), direction));
        let judgement = judged(true, ["saved", "saved"], &record);
        assert!(judgement.is_good());
        assert_eq!(judgement.movements, BTreeMap::from([(Fate::Saved, 2)]));
    }

    #[test]
    fn what_is_told_as_saved_and_not_there_is_lost() {
        let judgement = judged(true, ["saved", "saved"], &[there(&exchange(), Direction::Returned)]);
        assert_eq!(fates(&judgement), [Fate::Saved, Fate::Lost]);
        assert_eq!(judgement.findings.len(), 1);
        assert_eq!(judgement.findings[0].round, Some(9));
    }

    #[test]
    fn what_the_proxy_forgot_is_lost() {
        let confirmation = exchange();
        let told = BTreeMap::from([(confirmation.id, None)]);
        let entry = Entry { confirmation, is_acknowledged: true, refusal: None };
        assert_eq!(fates(&Judgement::of(&[entry], &told, &[])), [Fate::Lost]);
    }

    #[test]
    fn what_is_there_twice_is_doubled_whatever_is_told_of_it() {
        let copy = there(&exchange(), Direction::Delivered);
        let other_number = Transaction { number: "2".into(), ..copy.clone() };
        let back = there(&exchange(), Direction::Returned);
        for (is_acknowledged, state) in [(true, "saved"), (true, "excepted"), (false, "saved")] {
            let record = [copy.clone(), other_number.clone(), back.clone()];
            let judgement = judged(is_acknowledged, [state, "saved"], &record);
            assert!(fates(&judgement).contains(&Fate::Doubled) && !judgement.is_good());
        }
    }

    #[test]
    fn other_pieces_than_were_counted_are_wrong() {
        let mut copy = there(&exchange(), Direction::Delivered);
        copy.pieces.values_mut().for_each(|pieces| *pieces += 1);
        let judgement = judged(true, ["saved", "rejected"], &[copy]);
        assert_eq!(fates(&judgement), [Fate::Rejected, Fate::Wrong]);
    }

    #[test]
    fn what_is_told_as_rejected_and_there_is_wrong_and_before_a_person_it_is_not() {
        let record = Direction::BOTH.map(|direction| there(&exchange(), direction));
        assert_eq!(
            fates(&judged(true, ["rejected", "excepted"], &record)),
            [Fate::ExceptedAndThere, Fate::Wrong]
        );
        assert!(judged(true, ["excepted", "excepted"], &[]).is_good());
    }

    #[test]
    fn what_nobody_acknowledged_may_be_there_once_or_not() {
        let judgement = judged(false, ["queued", "queued"], &[there(&exchange(), Direction::Delivered)]);
        assert_eq!(fates(&judgement), [Fate::NeverTaken, Fate::TakenUnheard]);
        assert!(judgement.is_good());
    }

    #[test]
    fn what_nobody_confirmed_is_found() {
        let mut stranger = there(&exchange(), Direction::Delivered);
        stranger.notes.clear();
        assert!(!judged(false, ["queued", "queued"], &[stranger]).is_good());
    }

    #[test]
    fn what_is_still_under_way_is_found() {
        assert_eq!(fates(&judged(true, ["queued", "checking"], &[])), [Fate::Unsettled]);
    }
}
