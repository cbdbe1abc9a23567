//! What a simulation exercised: counted, so that nothing that was meant to happen can silently stop happening.

mod transitions;

pub use transitions::{Kind, Stage, Transition};

use ledger::attempt::Effect;

macro_rules! sights {
    ($($(#[doc = $group_doc:literal])+ $group:literal { $($name:ident $label:literal,)+ })+) => {
        /// Something that can happen in a simulation.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "each has its words in `Sight::label`")]
        pub enum Sight {
            $($($name,)+)+
        }

        impl Sight {
            /// All of them, group by group.
            pub const ALL: &[(&'static str, &'static [Self])] = &[$(($group, &[$(Self::$name),+])),+];
            const COUNT: usize = [$($(Self::$name),+),+].len();

            /// In words.
            pub const fn label(self) -> &'static str {
                match self {
                    $($(Self::$name => $label,)+)+
                }
            }
        }
    };
}

sights! {
    /// Where a process was killed.
    "process killed" {
        KilledBeforeLease "before it asks for the lease",
        KilledBeforeLoad "before it reads what is open",
        KilledLoaded "after it read what is open",
        KilledBeforeBatch "before a batch is stored",
        KilledBatchStored "after a batch is stored, before it leaves",
        KilledBeforePermit "before a question's permit is stored",
        KilledPermitStored "after a question's permit is stored",
        KilledPostUnderWay "while a POST is under way",
        KilledQuestionUnderWay "while a question is under way",
        KilledAnswered "after an answer, before what it means is stored",
        KilledOutcomeStored "after what it means is stored",
        KilledAsleep "while nothing is due",
    }
    /// Where a process stood still.
    "process stands still" {
        HeldBeforeLease "before it asks for the lease",
        HeldBeforeLoad "before it reads what is open",
        HeldLoaded "after it read what is open",
        HeldBeforeBatch "before a batch is stored",
        HeldBatchStored "after a batch is stored, before it is told so",
        HeldBeforePermit "before a question's permit is stored",
        HeldPermitStored "after a question's permit is stored",
        HeldPostUnderWay "while a POST is under way",
        HeldQuestionUnderWay "while a question is under way",
        HeldAnswered "after an answer, before what it means is stored",
        HeldOutcomeStored "after what it means is stored",
        HeldAsleep "while nothing is due",
        PermitRanOut "a permit runs out before its call leaves",
    }
    /// What the database did.
    "database" {
        ReadFailed "reading fails",
        NotStored "storing fails, nothing is stored",
        StoredUntold "stored, and told to have failed",
        StoredAgain "the same is stored a second time",
        QuotaSpent "no permit: the quota is spent",
        Outdated "no batch: a posting left the queue meanwhile",
        LeaseLost "not stored: the lease was lost",
        LeaseTaken "lease taken over",
        LeaseHeld "lease held by another process",
        CallAfterLeaseLost "a call leaves after the lease was lost",
        Takeover "an attempt is found as being sent",
    }
    /// What became of requests and answers on their way.
    "network" {
        NoConnection "no connection",
        RequestLost "a request is lost",
        AnswerLost "an answer is lost",
        Late "a request arrives late, nobody waits for its answer",
        Twice "a request arrives twice",
        TwiceAnswered "a request arrives twice, the second answer is told",
    }
    /// What TrackOnline did.
    "TrackOnline" {
        FailedBefore "5xx before the effect",
        FailedAfter "5xx after the effect",
        Gateway "4xx of a gateway",
        KeyRefused "401",
        ThrottledWithTime "429 with Retry-After",
        ThrottledWithoutTime "429 without Retry-After",
        ThrottledByOthers "429 as other programs spent the calls",
        BatchRefused "400, nothing is saved",
        BatchPartlySaved "400, its good rows are saved",
        RowRejected "a row is not saved, with words",
        SavedSlowly "a row becomes readable after the settle time",
        NumberUpdated "a second transaction of a number updates the first",
        NumberRejected "a second transaction of a number is rejected",
        NumberDoubled "a second transaction of a number is saved as well",
        MessageUnknown "a message ID is unknown",
        MessageOutdated "a message ID is outdated",
        ResultNamesAll "a result names every row",
        ResultInOrder "a result gives every row without its number",
        ResultNamesErrors "a result names errors only",
        ResultNamesNothing "a result names nothing",
        ManyPages "a window of more than one page",
        EndlessWindow "a window beyond the last page that is read",
    }
    /// What people and others did.
    "people and others" {
        Confirmed "a confirmation",
        Burst "a burst of confirmations",
        ConfirmedHeld "a confirmation that is held",
        Released "a held one is another one",
        HeldWithdrawn "a held one is the same one",
        QueuedWithdrawn "a queued one is withdrawn",
        FoundSaved "an exception: found saved",
        SentAgain "an exception: send again",
        Dismissed "an exception: dismissed",
        Reading "a reading call",
        ReadingRefused "a reading call that the quota refuses",
    }
    /// What the sender decided.
    "effect" {
        ToQueued "posting queued again",
        ToSent "posting sent",
        ToAccepted "posting accepted",
        ToSaved "posting saved",
        ToRejected "posting rejected",
        ToChecking "posting being looked up",
        ToExcepted "posting before a person",
        PauseSending "nothing is sent for a while",
        ResumeSending "sending goes on",
        PauseCalls "nothing leaves for a while",
        KeyIsRefused "the key is refused",
        KeyIsTaken "the key is taken again",
        SendApart "postings travel apart",
    }
}

impl Sight {
    /// How an effect is counted.
    pub(crate) const fn of(effect: &Effect) -> Option<Self> {
        use contract::PostingState::{
            Accepted, Checking, Excepted, Held, Queued, Rejected, Saved, Sent, Withdrawn,
        };
        Some(match effect {
            Effect::Reached(_, Queued, _) => Self::ToQueued,
            Effect::Reached(_, Sent, _) => Self::ToSent,
            Effect::Reached(_, Accepted, _) => Self::ToAccepted,
            Effect::Reached(_, Saved, _) => Self::ToSaved,
            Effect::Reached(_, Rejected, _) => Self::ToRejected,
            Effect::Reached(_, Checking, _) => Self::ToChecking,
            Effect::Reached(_, Excepted, _) => Self::ToExcepted,
            Effect::Reached(_, Held | Withdrawn, _) => return None,
            Effect::PauseSending { .. } => Self::PauseSending,
            Effect::ResumeSending => Self::ResumeSending,
            Effect::PauseCalls(_) => Self::PauseCalls,
            Effect::KeyRefused => Self::KeyIsRefused,
            Effect::KeyTaken => Self::KeyIsTaken,
            Effect::SendApart(_) => Self::SendApart,
        })
    }
}

/// How often everything happened.
#[derive(Debug, Clone)]
pub struct Seen {
    sights: [u64; Sight::COUNT],
    transitions: [u64; Transition::COUNT],
}

impl Default for Seen {
    fn default() -> Self {
        Self { sights: [0; Sight::COUNT], transitions: [0; Transition::COUNT] }
    }
}

impl Seen {
    /// It happened once more.
    pub const fn count(&mut self, sight: Sight) {
        self.sights[sight as usize] += 1;
    }

    /// An attempt went from one phase to another.
    pub const fn count_transition(&mut self, transition: Transition) {
        self.transitions[transition.place()] += 1;
    }

    /// Takes in what another simulation exercised.
    pub fn add(&mut self, other: &Self) {
        let pairs = self.sights.iter_mut().zip(&other.sights);
        pairs
            .chain(self.transitions.iter_mut().zip(&other.transitions))
            .for_each(|(mine, more)| *mine += more);
    }

    /// Every line of the table: its group, its words, how often.
    pub fn lines(&self) -> Vec<(&'static str, String, u64)> {
        let sights = Sight::ALL.iter().flat_map(|(group, sights)| {
            sights.iter().map(|sight| (*group, sight.label().to_owned(), self.sights[*sight as usize]))
        });
        let transitions = Transition::EXPECTED
            .iter()
            .map(|transition| ("attempt", transition.to_string(), self.transitions[transition.place()]));
        sights.chain(transitions).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_is_counted_under_its_own_words() {
        let (mut seen, mut more) = (Seen::default(), Seen::default());
        seen.count(Sight::NoConnection);
        more.count(Sight::NoConnection);
        more.count_transition(Transition { from: Stage::Sending, event: Kind::NotTaken, to: Stage::Closed });
        seen.add(&more);
        let counted: Vec<_> = seen.lines().into_iter().filter(|(.., times)| *times > 0).collect();
        assert_eq!(
            counted,
            [
                ("network", "no connection".to_owned(), 2),
                ("attempt", "sending · not taken → closed".to_owned(), 1)
            ]
        );
    }

    #[test]
    fn no_two_lines_of_the_table_say_the_same() {
        let mut lines: Vec<_> = Seen::default().lines().into_iter().map(|line| (line.0, line.1)).collect();
        lines.sort();
        let all = lines.len();
        lines.dedup();
        assert_eq!(lines.len(), all);
    }
}
