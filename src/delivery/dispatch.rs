//! One confirmation on its way: how far it is, and what may be done with it.

use contract::host::ConfirmationNews;
use contract::{
    ConfirmationRequest, ConfirmationStatus, Direction, Held, MovementStatus, PostingState, ProblemCode,
};

use crate::api::Failure;
use crate::balances::Subject;

/// A confirmation that has been sent at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// What was sent, for sending it again.
    pub request: ConfirmationRequest,
    /// The customer's name when it was sent.
    pub customer_name: String,
    /// How far it is.
    pub phase: Phase,
    /// Whether an earlier attempt may have been stored. Whatever later attempts say, that stays so until one is answered.
    pub maybe_stored: bool,
    /// What became of the answer to whether a held one is the same delivery as an earlier one.
    pub answer: Answer,
}

/// What a person says about a held confirmation, on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nobody has answered here.
    #[default]
    Open,
    /// On its way to the proxy.
    Sending,
    /// It was not taken, or nobody knows whether it was.
    Failed(Failure),
}

/// How far a confirmation is, seen from this screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Phase {
    /// On its way to the proxy.
    Sending,
    /// It did not get there, or nobody knows whether it did.
    Unsent(Failure),
    /// The proxy has it on disk.
    Stored {
        /// How far the proxy says it is.
        status: Box<ConfirmationStatus>,
        /// Whether that can be asked for.
        following: Following,
    },
}

/// Whether the state of a stored confirmation can be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Following {
    /// It was answered last time.
    Answered,
    /// Not just now; asking goes on.
    Interrupted,
    /// Not by this person: asking has ended.
    Refused(Failure),
}

impl Dispatch {
    /// A confirmation on its way for the first time, or one that an earlier page has left.
    pub fn new(
        request: ConfirmationRequest,
        customer_name: String,
        phase: Phase,
        maybe_stored: bool,
    ) -> Self {
        Self { request, customer_name, phase, maybe_stored, answer: Answer::Open }
    }

    /// Whether it is of this delivery.
    pub fn is_of(&self, subject: &Subject) -> bool {
        self.request.customer.as_ref() == Some(&subject.customer) && self.request.order == subject.order
    }

    /// Whether nothing will change on screen any more without a person.
    pub fn is_settled(&self) -> bool {
        match &self.phase {
            Phase::Stored { following: Following::Refused(_), .. } => true,
            Phase::Stored { status, .. } => status.is_settled(),
            Phase::Sending | Phase::Unsent(_) => false,
        }
    }

    /// Whether there is nothing left to see: all of it is in TrackOnline, or withdrawn.
    pub fn is_over(&self) -> bool {
        matches!(self.news(), Some(ConfirmationNews::Saved | ConfirmationNews::Withdrawn))
    }

    /// Whether a person has said that it was the same delivery as an earlier one.
    pub fn is_withdrawn(&self) -> bool {
        self.news() == Some(ConfirmationNews::Withdrawn)
    }

    /// The earlier confirmation that it may be a repetition of, while nobody has said whether it is.
    pub fn question(&self) -> Option<&Held> {
        match &self.phase {
            Phase::Stored { status, .. } => status.held.as_ref(),
            Phase::Sending | Phase::Unsent(_) => None,
        }
    }

    /// Whether it has to outlive the page: it is not known to be stored, or waits for a person's answer.
    pub fn outlives_the_page(&self) -> bool {
        !matches!(self.phase, Phase::Stored { .. }) || self.question().is_some()
    }

    /// Whether it may be taken out of sight. A question that is taken out of sight would be answered by nobody.
    pub fn may_be_dismissed(&self) -> bool {
        self.is_settled() && self.question().is_none()
    }

    /// Whether it may be given up: no attempt can have been stored, or the proxy has looked and knows nothing of it.
    pub fn may_be_discarded(&self) -> bool {
        match &self.phase {
            Phase::Unsent(failure) => {
                !self.maybe_stored || failure.code() == Some(ProblemCode::ConfirmationUnknown)
            }
            Phase::Sending | Phase::Stored { .. } => false,
        }
    }

    /// Whether it is stored and takes pieces to the customer.
    pub fn delivers(&self) -> bool {
        matches!(&self.phase, Phase::Stored { status, .. } if status.movements.iter().any(|movement| {
            let is_void = matches!(movement.state, PostingState::Rejected | PostingState::Withdrawn);
            movement.direction == Direction::Delivered && !is_void
        }))
    }

    /// What the order screen is told about it.
    pub fn news(&self) -> Option<ConfirmationNews> {
        match &self.phase {
            Phase::Stored { status, .. } => Some(news(status)),
            Phase::Sending | Phase::Unsent(_) => None,
        }
    }
}

/// How far a stored confirmation is, in the order screen's words.
fn news(status: &ConfirmationStatus) -> ConfirmationNews {
    let all_are =
        |states: &[PostingState]| status.movements.iter().all(|movement| states.contains(&movement.state));
    let needs_a_person = |movement: &MovementStatus| {
        matches!(movement.state, PostingState::Held | PostingState::Rejected | PostingState::Excepted)
    };
    if status.movements.iter().any(needs_a_person) {
        ConfirmationNews::Attention
    } else if all_are(&[PostingState::Withdrawn]) {
        ConfirmationNews::Withdrawn
    } else if all_are(&[PostingState::Saved, PostingState::Withdrawn]) {
        ConfirmationNews::Saved
    } else {
        ConfirmationNews::Stored
    }
}
