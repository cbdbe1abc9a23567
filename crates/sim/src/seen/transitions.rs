//! How an attempt can go on.

use std::fmt;

use ledger::attempt::{Event, Phase};

/// A phase of an attempt, without what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `ledger::attempt::Phase`")]
pub enum Stage {
    Sending,
    Received,
    Unknown,
    Closed,
}

/// An event, without what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "as in `ledger::attempt::Event`")]
pub enum Kind {
    NotTaken,
    NotSent,
    KeyRefused,
    Throttled,
    Unsendable,
    Refused,
    Received,
    OutcomeLost,
    Interrupted,
    StillSaving,
    Unanswered,
    Saved,
    ResultLost,
    CreatedRead,
    NumberRead,
}

/// What an event made of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transition {
    /// As it stood.
    pub from: Stage,
    /// What happened.
    pub event: Kind,
    /// As it stands now.
    pub to: Stage,
}

impl Stage {
    const NAMES: [&str; 4] = ["sending", "received", "unknown", "closed"];
}

impl From<&Phase> for Stage {
    fn from(phase: &Phase) -> Self {
        match phase {
            Phase::Sending => Self::Sending,
            Phase::Received { .. } => Self::Received,
            Phase::Unknown(_) => Self::Unknown,
            Phase::Closed => Self::Closed,
        }
    }
}

impl Kind {
    const NAMES: [&str; 15] = [
        "not taken",
        "permit ran out",
        "key refused",
        "throttled",
        "breaks a limit",
        "refused",
        "received",
        "answer lost",
        "interrupted",
        "still saving",
        "unanswered",
        "result",
        "result lost",
        "window read",
        "number read",
    ];
}

impl From<&Event> for Kind {
    fn from(event: &Event) -> Self {
        match event {
            Event::NotTaken => Self::NotTaken,
            Event::NotSent => Self::NotSent,
            Event::KeyRefused => Self::KeyRefused,
            Event::Throttled { .. } => Self::Throttled,
            Event::Unsendable { .. } => Self::Unsendable,
            Event::Refused { .. } => Self::Refused,
            Event::Received { .. } => Self::Received,
            Event::OutcomeLost => Self::OutcomeLost,
            Event::Interrupted => Self::Interrupted,
            Event::StillSaving => Self::StillSaving,
            Event::Unanswered => Self::Unanswered,
            Event::Saved { .. } => Self::Saved,
            Event::ResultLost => Self::ResultLost,
            Event::CreatedRead { .. } => Self::CreatedRead,
            Event::NumberRead { .. } => Self::NumberRead,
        }
    }
}

const fn to(from: Stage, event: Kind, to: Stage) -> Transition {
    Transition { from, event, to }
}

impl Transition {
    pub(super) const COUNT: usize = 4 * 15 * 4;

    /// Every one that there is; no other is right.
    pub const EXPECTED: &[Self] = &[
        to(Stage::Sending, Kind::NotTaken, Stage::Closed),
        to(Stage::Sending, Kind::NotSent, Stage::Closed),
        to(Stage::Sending, Kind::KeyRefused, Stage::Closed),
        to(Stage::Sending, Kind::Throttled, Stage::Closed),
        to(Stage::Sending, Kind::Unsendable, Stage::Closed),
        to(Stage::Sending, Kind::Refused, Stage::Closed),
        to(Stage::Sending, Kind::Refused, Stage::Unknown),
        to(Stage::Sending, Kind::Received, Stage::Received),
        to(Stage::Sending, Kind::OutcomeLost, Stage::Unknown),
        to(Stage::Sending, Kind::Interrupted, Stage::Unknown),
        to(Stage::Received, Kind::StillSaving, Stage::Received),
        to(Stage::Received, Kind::StillSaving, Stage::Unknown),
        to(Stage::Received, Kind::Unanswered, Stage::Received),
        to(Stage::Received, Kind::Unanswered, Stage::Unknown),
        to(Stage::Received, Kind::Saved, Stage::Closed),
        to(Stage::Received, Kind::Saved, Stage::Unknown),
        to(Stage::Received, Kind::ResultLost, Stage::Unknown),
        to(Stage::Received, Kind::KeyRefused, Stage::Received),
        to(Stage::Received, Kind::Throttled, Stage::Received),
        to(Stage::Unknown, Kind::CreatedRead, Stage::Unknown),
        to(Stage::Unknown, Kind::CreatedRead, Stage::Closed),
        to(Stage::Unknown, Kind::NumberRead, Stage::Unknown),
        to(Stage::Unknown, Kind::NumberRead, Stage::Closed),
        to(Stage::Unknown, Kind::Unanswered, Stage::Unknown),
        to(Stage::Unknown, Kind::KeyRefused, Stage::Unknown),
        to(Stage::Unknown, Kind::Throttled, Stage::Unknown),
    ];

    pub(super) const fn place(self) -> usize {
        (self.from as usize * 15 + self.event as usize) * 4 + self.to as usize
    }
}

impl fmt::Display for Transition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [from, to] = [self.from, self.to].map(|stage| Stage::NAMES[stage as usize]);
        write!(f, "{from} · {} → {to}", Kind::NAMES[self.event as usize])
    }
}
