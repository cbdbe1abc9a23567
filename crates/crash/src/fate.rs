//! What became of a movement.

/// What became of a movement, by what the proxy tells and what the stand-in holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fate {
    /// Told as saved, and there once, as it was counted.
    Saved,
    /// A plan that a count, or a later plan, has the place of.
    Replaced,
    /// Before a person, and not there.
    Excepted,
    /// Before a person, and there once.
    ExceptedAndThere,
    /// Refused by TrackOnline, and not there.
    Rejected,
    /// Waits for a person's word, and not there.
    Held,
    /// A person has said that it is not to be there, and it is not.
    GivenUp,
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

/// What is known of a movement.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Known<'a> {
    pub(crate) is_acknowledged: bool,
    /// What the proxy tells.
    pub(crate) state: Option<&'a str>,
    /// How often the stand-in has it, and how often of that as it was counted.
    pub(crate) copies: usize,
    pub(crate) right: usize,
    /// How often the stand-in has what may have taken its place.
    pub(crate) successors: usize,
    /// Whether something that the proxy knows may have taken its place.
    pub(crate) has_successor: bool,
    /// Whether a person has said that it is not to be there.
    pub(crate) is_given_up: bool,
}

impl Fate {
    pub(crate) const ALL: [Self; 13] = [
        Self::Saved,
        Self::Replaced,
        Self::Excepted,
        Self::ExceptedAndThere,
        Self::Rejected,
        Self::Held,
        Self::GivenUp,
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
            Self::Replaced => "plan, a count has its place",
            Self::Excepted => "excepted, not saved",
            Self::ExceptedAndThere => "excepted, saved once",
            Self::Rejected => "rejected, not saved",
            Self::Held => "held, not saved",
            Self::GivenUp => "given up by a person, not saved",
            Self::NeverTaken => "not acknowledged, not saved",
            Self::TakenUnheard => "not acknowledged, saved once",
            Self::Lost => "LOST",
            Self::Doubled => "DOUBLED",
            Self::Wrong => "TOLD OTHERWISE",
            Self::Unsettled => "NEVER SETTLED",
        }
    }

    pub(crate) fn of(known: Known<'_>) -> Self {
        let Known { is_acknowledged, state, copies, right, successors, .. } = known;
        match (state, copies) {
            (_, 2..) => Self::Doubled,
            // A plan and what takes its place.
            (_, 1) if successors > 0 => Self::Doubled,
            (_, 1) if right == 0 => Self::Wrong,
            (None, 0) if !is_acknowledged => Self::NeverTaken,
            (Some("saved" | "withdrawn"), 0) if successors > 0 => Self::Replaced,
            (Some("excepted"), 0) => Self::Excepted,
            (Some("excepted"), _) => Self::ExceptedAndThere,
            (Some("rejected"), 0) => Self::Rejected,
            (Some("held"), 0) => Self::Held,
            (Some("withdrawn"), 0) if known.is_given_up || known.has_successor => Self::GivenUp,
            // Of what is withdrawn, nobody has said so.
            (Some("saved" | "withdrawn") | None, 0) => Self::Lost,
            (Some("saved"), _) if is_acknowledged => Self::Saved,
            (Some("saved"), _) => Self::TakenUnheard,
            (Some("rejected" | "held" | "withdrawn") | None, _) => Self::Wrong,
            (Some(_), _) => Self::Unsettled,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(state: &str, copies: usize) -> Known<'_> {
        Known { is_acknowledged: true, state: Some(state), copies, right: copies, ..Known::default() }
    }

    #[test]
    fn what_is_withdrawn_without_anybody_saying_so_is_lost() {
        assert_eq!(Fate::of(known("withdrawn", 0)), Fate::Lost);
        assert_eq!(Fate::of(Known { is_given_up: true, ..known("withdrawn", 0) }), Fate::GivenUp);
        assert_eq!(Fate::of(Known { has_successor: true, ..known("withdrawn", 0) }), Fate::GivenUp);
        assert_eq!(Fate::of(Known { is_given_up: true, ..known("withdrawn", 1) }), Fate::Wrong);
    }

    #[test]
    fn a_plan_stands_until_a_count_has_its_place_and_never_beside_it() {
        assert_eq!(Fate::of(Known { has_successor: true, ..known("saved", 1) }), Fate::Saved);
        let replaced = Known { has_successor: true, successors: 1, ..known("saved", 0) };
        assert_eq!(Fate::of(replaced), Fate::Replaced);
        assert_eq!(Fate::of(Known { state: Some("withdrawn"), ..replaced }), Fate::Replaced);
        assert_eq!(Fate::of(Known { copies: 1, right: 1, ..replaced }), Fate::Doubled);
        assert_eq!(Fate::of(Known { successors: 0, ..replaced }), Fate::Lost);
    }
}
