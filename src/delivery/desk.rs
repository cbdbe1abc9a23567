//! Forms being filled in and confirmations on their way: what may be changed, sent again or taken away.
//!
//! A confirmation keeps its identifier until it is certain that it was stored nowhere *and* a person changes it.
//! Sent again unchanged, it is the same confirmation; so no retry and no double click can book a delivery twice.

use chrono::{DateTime, Utc};
use contract::{ConfirmationRequest, ConfirmationStatus, ProblemCode};
use uuid::Uuid;

use super::dispatch::{Answer, Dispatch, Following, Phase};
use super::form::{Fault, Form};
use crate::api::Failure;
use crate::balances::Subject;

/// Everything on the dock's desk.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Desk {
    forms: Vec<Form>,
    dispatches: Vec<Dispatch>,
}

/// What came of pressing "send".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sending {
    /// To be sent now.
    Send(ConfirmationRequest),
    /// It is being sent already: nothing more to do.
    UnderWay,
    /// The form has faults, which it now shows.
    Faulty(Vec<Fault>),
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
        self.dispatches.iter().rev().filter(move |dispatch| dispatch.is_of(subject))
    }

    /// The confirmations of other deliveries than the one on screen, the newest first.
    pub fn elsewhere<'a>(&'a self, subject: Option<&'a Subject>) -> impl Iterator<Item = &'a Dispatch> + 'a {
        self.dispatches
            .iter()
            .rev()
            .filter(move |dispatch| subject.is_none_or(|subject| !dispatch.is_of(subject)))
    }

    /// The confirmation with this identifier.
    pub fn dispatch(&self, id: Uuid) -> Option<&Dispatch> {
        self.dispatches.iter().find(|dispatch| dispatch.request.id == id)
    }

    /// Whether a delivery was confirmed here that the account may not show yet.
    pub fn has_delivered(&self, subject: &Subject) -> bool {
        self.of(subject).any(Dispatch::delivers)
    }

    /// Whether a confirmation of the delivery is on its way that no form stands for any more: before it is known what
    /// became of it, nothing else is confirmed under the order.
    pub fn has_stray(&self, subject: &Subject) -> bool {
        let is_formless = |id| self.form(subject).is_none_or(|form| form.id != id);
        self.of(subject)
            .any(|sent| !matches!(sent.phase, Phase::Stored { .. }) && is_formless(sent.request.id))
    }

    /// The confirmations that outlive the page.
    pub fn lasting(&self) -> impl Iterator<Item = &Dispatch> {
        self.dispatches.iter().filter(|dispatch| dispatch.outlives_the_page())
    }

    /// Takes over a confirmation that an earlier page could not send, or whose answer it did not live to see.
    pub fn pick_up(&mut self, request: ConfirmationRequest, customer_name: String) {
        if self.dispatch(request.id).is_none() {
            let phase = Phase::Unsent(Failure::Unreachable);
            self.dispatches.push(Dispatch::new(request, customer_name, phase, true));
        }
    }

    /// Another delivery comes on screen: what is over and forms that nobody has touched go.
    pub fn tidy(&mut self) {
        self.dispatches.retain(|dispatch| !dispatch.is_over());
        let dispatches = &self.dispatches;
        self.forms.retain(|form| {
            form.is_touched || dispatches.iter().any(|dispatch| dispatch.request.id == form.id)
        });
    }

    /// The failed or running attempt to send this form.
    pub fn attempt(&self, form: &Form) -> Option<&Dispatch> {
        self.dispatch(form.id)
    }

    /// Whether the form's counts may not be changed: it is being sent, or may have been stored.
    pub fn is_locked(&self, form: &Form) -> bool {
        self.attempt(form)
            .is_some_and(|attempt| attempt.maybe_stored || !matches!(attempt.phase, Phase::Unsent(_)))
    }

    /// A person changes a form, where that is allowed. Says whether anything has changed.
    pub fn edit(&mut self, subject: &Subject, fresh: Uuid, change: Box<dyn FnOnce(&mut Form) + '_>) -> bool {
        let is_changed = self.follow(subject, fresh, change);
        if is_changed && let Some(form) = self.forms.iter_mut().find(|form| form.subject == *subject) {
            form.is_touched = true;
        }
        is_changed
    }

    /// A form follows the order and the account, where it may be changed. After a refusal it becomes another
    /// confirmation, under the `fresh` identifier. Says whether anything has changed.
    pub fn follow(
        &mut self,
        subject: &Subject,
        fresh: Uuid,
        change: Box<dyn FnOnce(&mut Form) + '_>,
    ) -> bool {
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
                form.faults.clone_from(&faults);
                Sending::Faulty(faults)
            }
            Ok(request) => {
                form.faults.clear();
                let name = customer_name.to_owned();
                self.dispatches.push(Dispatch::new(request.clone(), name, Phase::Sending, false));
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
                dispatch.phase = Phase::Stored { status: Box::new(status), following: Following::Answered };
                dispatch.maybe_stored = false;
                self.forms.retain(|form| form.id != id);
            }
            Err(failure) => {
                dispatch.maybe_stored |= !failure.stored_nothing();
                if let Some(form) = self.forms.iter_mut().find(|form| form.id == id) {
                    form.refused(&dispatch.request, &failure);
                }
                dispatch.phase = Phase::Unsent(failure);
            }
        }
    }

    /// What the proxy says when it is asked for a confirmation of which it is not known that it is stored. What
    /// may have been stored stays so, unless it was found.
    pub fn looked_up(&mut self, id: Uuid, outcome: Result<ConfirmationStatus, Failure>) {
        let is_unsent = self.dispatch(id).is_some_and(|sent| matches!(sent.phase, Phase::Unsent(_)));
        if is_unsent {
            self.sent(id, outcome);
        }
    }

    /// Gives up a confirmation that is stored nowhere, with what was filled in for it. Says whether that was allowed.
    pub fn discard(&mut self, id: Uuid) -> bool {
        let may = self.dispatch(id).is_some_and(Dispatch::may_be_discarded);
        if may {
            self.dispatches.retain(|dispatch| dispatch.request.id != id);
            self.forms.retain(|form| form.id != id);
        }
        may
    }

    /// What the proxy says of a stored confirmation, or that it could not be asked.
    pub fn heard(&mut self, id: Uuid, outcome: Result<ConfirmationStatus, Failure>) {
        let Some(dispatch) = self.dispatches.iter_mut().find(|dispatch| dispatch.request.id == id) else {
            return;
        };
        let Phase::Stored { status, following } = &mut dispatch.phase else { return };
        match outcome {
            Ok(newer) => {
                **status = newer;
                *following = Following::Answered;
            }
            // The proxy has lost it, so it is to be sent again: under its identifier it is booked once at most.
            Err(failure) if failure.code() == Some(ProblemCode::ConfirmationUnknown) => {
                dispatch.maybe_stored = true;
                dispatch.phase = Phase::Unsent(failure);
            }
            Err(failure) if failure.is_final() => *following = Following::Refused(failure),
            Err(_) => *following = Following::Interrupted,
        }
    }

    /// A person says what a held confirmation is. Says whether the answer is to be sent: not twice at once.
    pub fn answer(&mut self, id: Uuid) -> bool {
        let held = self.dispatches.iter_mut().find(|sent| sent.request.id == id && sent.question().is_some());
        held.is_some_and(|held| std::mem::replace(&mut held.answer, Answer::Sending) != Answer::Sending)
    }

    /// The answer was taken.
    pub fn answered(&mut self, id: Uuid, status: ConfirmationStatus) {
        self.answer_is(id, Answer::Open);
        self.heard(id, Ok(status));
    }

    /// The answer was not taken, or nobody knows; and how the confirmation stands. Where that cannot be asked either, the
    /// question stays.
    pub fn not_answered(&mut self, id: Uuid, why: Failure, standing: Result<ConfirmationStatus, Failure>) {
        self.answer_is(id, Answer::Failed(why));
        let is_unknown =
            matches!(&standing, Err(failure) if failure.code() == Some(ProblemCode::ConfirmationUnknown));
        if standing.is_ok() || is_unknown {
            self.heard(id, standing);
        }
    }

    fn answer_is(&mut self, id: Uuid, answer: Answer) {
        if let Some(dispatch) = self.dispatches.iter_mut().find(|dispatch| dispatch.request.id == id) {
            dispatch.answer = answer;
        }
    }

    /// Takes a settled confirmation out of sight.
    pub fn dismiss(&mut self, id: Uuid) {
        self.dispatches.retain(|dispatch| dispatch.request.id != id || !dispatch.may_be_dismissed());
    }
}

/// The pause before the next question how far a confirmation is, in milliseconds: after answers from 0.7 s, growing to
/// 5 s; after failures from 2 s, doubling to a minute, and never shorter than the proxy asks for.
#[derive(Debug, Default)]
pub struct Pauses {
    answers: u32,
    failures: u32,
}

impl Pauses {
    /// The pause after this outcome of the last question.
    pub fn after<T>(&mut self, outcome: &Result<T, Failure>) -> i32 {
        match outcome {
            Ok(_) => {
                self.failures = 0;
                let pause = (0..self.answers.min(9)).fold(700, |pause, _| pause * 3 / 2);
                self.answers += 1;
                pause.min(5_000)
            }
            Err(failure) => {
                let pause = (2_000 << self.failures.min(5)).min(60_000);
                self.failures += 1;
                failure.wait().max(pause)
            }
        }
    }
}

#[cfg(test)]
mod tests;
