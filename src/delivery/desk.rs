//! Forms being filled in and confirmations on their way: what may be changed, sent again or taken away.
//!
//! A confirmation keeps its identifier until it is certain that it was stored nowhere *and* a person changes it.
//! Sent again unchanged, it is the same confirmation; so no retry and no double click can book a delivery twice.

use chrono::{DateTime, Utc};
use contract::host::ConfirmationNews;
use contract::{ConfirmationRequest, ConfirmationStatus, PostingState};
use uuid::Uuid;

use super::form::Form;
use crate::api::Failure;
use crate::balances::Subject;

/// Everything on the dock's desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    forms: Vec<Form>,
    dispatches: Vec<Dispatch>,
}

/// A confirmation that has been sent at least once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dispatch {
    /// What was sent, for sending it again.
    pub request: ConfirmationRequest,
    /// The customer's name when it was sent.
    pub customer_name: String,
    /// How far it is.
    pub phase: Phase,
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
        status: ConfirmationStatus,
        /// Whether that could not be asked for just now.
        interrupted: bool,
    },
}

impl Dispatch {
    /// Whose delivery, under which order.
    pub fn subject(&self) -> Subject {
        Subject { customer: self.request.customer.clone(), order: self.request.order.clone() }
    }

    /// Whether nothing will change any more without a person.
    pub fn is_settled(&self) -> bool {
        matches!(&self.phase, Phase::Stored { status, .. } if status.is_settled())
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
    let needs_a_person = |state| matches!(state, PostingState::Rejected | PostingState::Excepted);
    if status.movements.iter().any(|movement| needs_a_person(movement.state)) {
        ConfirmationNews::Attention
    } else if status.is_settled() {
        ConfirmationNews::Saved
    } else {
        ConfirmationNews::Stored
    }
}

/// What came of pressing "send".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// To be sent now.
    Send(ConfirmationRequest),
    /// It is being sent already: nothing more to do.
    UnderWay,
    /// The form has faults, which it now shows.
    Faulty,
}

impl Desk {
    /// The form of a delivery, if one was opened.
    pub fn form(&self, subject: &Subject) -> Option<&Form> {
        self.forms.iter().find(|form| form.subject == *subject)
    }

    /// Puts an opened form on the desk; one that is there already stays, with what was filled in.
    pub fn put(&mut self, form: Form) {
        if self.form(&form.subject).is_none() {
            self.forms.push(form);
        }
    }

    /// The confirmations of a delivery, the newest first.
    pub fn of<'a>(&'a self, subject: &'a Subject) -> impl Iterator<Item = &'a Dispatch> + 'a {
        self.dispatches.iter().rev().filter(move |dispatch| dispatch.subject() == *subject)
    }

    /// The confirmations of other deliveries than the one on screen, the newest first.
    pub fn elsewhere<'a>(&'a self, subject: Option<&'a Subject>) -> impl Iterator<Item = &'a Dispatch> + 'a {
        self.dispatches.iter().rev().filter(move |dispatch| Some(&dispatch.subject()) != subject)
    }

    /// The confirmation with this identifier.
    pub fn dispatch(&self, id: Uuid) -> Option<&Dispatch> {
        self.dispatches.iter().find(|dispatch| dispatch.request.id == id)
    }

    /// The failed or running attempt to send this form.
    pub fn attempt(&self, form: &Form) -> Option<&Dispatch> {
        self.dispatch(form.id)
    }

    /// Whether the form's counts may not be changed: it is being sent, or may have been stored.
    pub fn is_locked(&self, form: &Form) -> bool {
        self.attempt(form).is_some_and(|attempt| match &attempt.phase {
            Phase::Sending | Phase::Stored { .. } => true,
            Phase::Unsent(failure) => !failure.stored_nothing(),
        })
    }

    /// Changes a form that may be changed. After a refusal it becomes another confirmation, under the `fresh` identifier.
    /// Says whether anything has changed.
    pub fn edit(&mut self, subject: &Subject, fresh: Uuid, change: impl FnOnce(&mut Form)) -> bool {
        let Some(index) = self.forms.iter().position(|form| form.subject == *subject) else { return false };
        if self.is_locked(&self.forms[index]) {
            return false;
        }
        let before = self.forms[index].clone();
        change(&mut self.forms[index]);
        let form = &mut self.forms[index];
        if *form == before {
            return false;
        }
        form.faults.clear();
        let refused = self.dispatches.iter().position(|dispatch| dispatch.request.id == form.id);
        if let Some(refused) = refused {
            self.dispatches.remove(refused);
            form.id = fresh;
        }
        true
    }

    /// A person sends the form of a delivery, or sends it again.
    pub fn send(&mut self, subject: &Subject, customer_name: &str, counted_at: DateTime<Utc>) -> Sending {
        let Some(form) = self.forms.iter_mut().find(|form| form.subject == *subject) else {
            return Sending::UnderWay;
        };
        let id = form.id;
        if self.dispatches.iter().any(|dispatch| dispatch.request.id == id) {
            return self.send_again(id);
        }
        match form.request(counted_at) {
            Err(faults) => {
                form.faults = faults;
                Sending::Faulty
            }
            Ok(request) => {
                form.faults.clear();
                self.dispatches.push(Dispatch {
                    request: request.clone(),
                    customer_name: customer_name.to_owned(),
                    phase: Phase::Sending,
                });
                Sending::Send(request)
            }
        }
    }

    /// A person sends the same confirmation again.
    pub fn send_again(&mut self, id: Uuid) -> Sending {
        match self.dispatches.iter_mut().find(|dispatch| dispatch.request.id == id) {
            Some(dispatch) if matches!(dispatch.phase, Phase::Unsent(_)) => {
                dispatch.phase = Phase::Sending;
                Sending::Send(dispatch.request.clone())
            }
            _ => Sending::UnderWay,
        }
    }

    /// What became of sending. Once it is stored, its form is done.
    pub fn sent(&mut self, id: Uuid, outcome: Result<ConfirmationStatus, Failure>) {
        let Some(dispatch) = self.dispatches.iter_mut().find(|dispatch| dispatch.request.id == id) else {
            return;
        };
        match outcome {
            Ok(status) => {
                dispatch.phase = Phase::Stored { status, interrupted: false };
                self.forms.retain(|form| form.id != id);
            }
            Err(failure) => dispatch.phase = Phase::Unsent(failure),
        }
    }

    /// What the proxy says of a stored confirmation, or that it could not be asked.
    pub fn heard(&mut self, id: Uuid, outcome: Result<ConfirmationStatus, Failure>) {
        let Some(dispatch) = self.dispatches.iter_mut().find(|dispatch| dispatch.request.id == id) else {
            return;
        };
        if let Phase::Stored { status, interrupted } = &mut dispatch.phase {
            *interrupted = outcome.is_err();
            if let Ok(newer) = outcome {
                *status = newer;
            }
        }
    }

    /// Takes a settled confirmation out of sight.
    pub fn dismiss(&mut self, id: Uuid) {
        self.dispatches.retain(|dispatch| dispatch.request.id != id || !dispatch.is_settled());
    }
}

/// The pause after each question how far a confirmation is, in milliseconds: from 0.7 s, growing to 5 s.
pub fn pauses() -> impl Iterator<Item = i32> {
    std::iter::successors(Some(700), |pause| Some((pause * 3 / 2).min(5_000)))
}

#[cfg(test)]
mod tests;
