//! The desk at work: opens forms, sends confirmations, follows them until they settle.

use std::cell::RefCell;
use std::rc::Rc;

use contract::host::{ConfirmationNews, ToHost};
use contract::{ConfirmationRequest, HeldIs, ItemCount, ProblemCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::{Builder, Uuid, Version};

use super::desk::{Desk, Pauses, Sending};
use super::dispatch::{Dispatch, Phase};
use super::form::{Fault, Form};
use super::shelf::{self, Left};
use crate::api::{Api, Failure};
use crate::balances::{Balances, Subject};
use crate::clock;
use crate::host::page;

/// A handle on the desk; copies are the same desk.
#[derive(Clone, Copy)]
pub struct Deliveries {
    desk: RwSignal<Desk>,
    is_open: RwSignal<bool>,
    balances: Balances,
    outside: StoredValue<Outside, LocalStorage>,
}

/// What is done to the desk, behind a box: all that goes with it is compiled once instead of once for each.
type Change<'a, T = ()> = Box<dyn FnOnce(&mut Desk) -> T + 'a>;

#[derive(Clone)]
struct Outside {
    api: Api,
    tell: Rc<dyn Fn(&ToHost)>,
}

/// The first field that says itself what is wrong with it.
const WRONG: &str = ".delivery [aria-invalid=true]";

/// A confirmation's identifier: a UUIDv7, milliseconds since 1970 and 74 bits of chance. Made here, at the edge, because it
/// needs both. (`Uuid::now_v7` also counts within a millisecond, which nobody needs who confirms by hand.)
fn fresh_id() -> Uuid {
    let milliseconds = u64::try_from(clock::now().timestamp_millis()).unwrap_or_default();
    let chance = Uuid::new_v4().as_u128() & (u128::MAX >> 48);
    Builder::from_u128(u128::from(milliseconds) << 80 | chance).with_version(Version::SortRand).into_uuid()
}

impl Deliveries {
    /// An empty desk. `tell` carries news to the order screen.
    pub fn new(api: Api, balances: Balances, tell: impl Fn(&ToHost) + 'static) -> Self {
        let desk = RwSignal::new(Desk::default());
        let kept = RefCell::default();
        Effect::new(move || desk.with(|desk| shelf::keep(&mut kept.borrow_mut(), desk.lasting())));
        Self {
            desk,
            is_open: RwSignal::new(false),
            balances,
            outside: StoredValue::new_local(Outside { api, tell: Rc::new(tell) }),
        }
    }

    /// The desk, to be read and followed.
    pub fn desk(self) -> ReadSignal<Desk> {
        self.desk.read_only()
    }

    /// Whether the form is in view.
    pub fn is_open(self) -> bool {
        self.is_open.get()
    }

    /// Takes over what an earlier page could not send, and what nobody has answered there.
    pub fn pick_up(self) {
        for Left { request, customer_name } in shelf::left() {
            self.desk.update(|desk| desk.pick_up(request.clone(), customer_name));
            // It may have arrived all the same: nobody should have to ask.
            spawn_local(self.look_up(request));
        }
    }

    /// Another delivery came on screen: its form opens by itself only where it could not be sent.
    pub fn turn_to(self, subject: Option<&Subject>) {
        self.desk.update(Desk::tidy);
        let has_failed = self.desk.with_untracked(|desk| {
            let form = subject.and_then(|subject| desk.form(subject));
            let attempt = form.and_then(|form| desk.attempt(form));
            attempt.is_some_and(|attempt| matches!(attempt.phase, Phase::Unsent(_)))
        });
        self.show(has_failed);
    }

    /// Whether it is asked of the delivery on screen if it is the same as an earlier one.
    pub fn asks(self) -> bool {
        let subject = self.balances.with_untracked(|reading, _| reading.subject().cloned());
        subject.is_some_and(|subject| {
            self.desk.with_untracked(|desk| desk.of(&subject).any(|sent| sent.question().is_some()))
        })
    }

    /// Opens the form of the delivery on screen, filled from the order unless it was opened before.
    pub fn open(self, order: &[ItemCount], to_be_delivered: bool) {
        let form = self.balances.with_untracked(|reading, branch| {
            let (account, _) = reading.numbers()?;
            let subject = reading.subject()?.clone();
            Some(Form::fill(fresh_id(), subject, account, order, to_be_delivered, branch))
        });
        if let Some(form) = form {
            self.desk.update(|desk| desk.put(form));
            self.show(true);
        }
    }

    /// Goes back to the balance; what was filled in is kept.
    pub fn close(self) {
        self.show(false);
    }

    fn show(self, is_open: bool) {
        if self.is_open.get_untracked() != is_open {
            self.is_open.set(is_open);
        }
    }

    /// Takes over a change of the order's lines, of what is known under it, or of the customer's branches.
    pub fn follow(self, order: &[ItemCount], to_be_delivered: bool) {
        self.balances.with_untracked(|reading, _| {
            if let (Some((account, _)), Some(subject)) = (reading.numbers(), reading.subject()) {
                self.desk.maybe_update(|desk| {
                    let change = Box::new(|form: &mut Form| form.follow(account, order, to_be_delivered));
                    desk.follow(subject, fresh_id(), change)
                });
            }
        });
    }

    /// Changes what is filled in, where that is allowed.
    pub fn edit(self, subject: &Subject, change: Box<dyn FnOnce(&mut Form) + '_>) {
        self.desk.maybe_update(|desk| desk.edit(subject, fresh_id(), change));
    }

    /// Sends the form of a delivery, or sends it again.
    pub fn send(self, subject: &Subject) {
        let name = self.balances.customer_name();
        self.dispatch(Box::new(|desk| desk.send(subject, &name, clock::now())));
    }

    /// Sends the same confirmation again.
    pub fn send_again(self, id: Uuid) {
        self.dispatch(Box::new(move |desk| desk.send_again(id)));
    }

    /// Takes a settled confirmation out of sight.
    pub fn dismiss(self, id: Uuid) {
        self.desk.update(|desk| desk.dismiss(id));
    }

    /// Gives up a confirmation that could not be sent. Where it may have been stored, the proxy is asked first: what it
    /// has goes on as stored, and of what it does not know a person decides once more.
    pub fn discard(self, id: Uuid) {
        if self.desk.try_update(|desk| desk.discard(id)) == Some(false) {
            let request = self.desk.with_untracked(|desk| desk.dispatch(id).map(|sent| sent.request.clone()));
            if let Some(request) = request {
                spawn_local(self.look_up(request));
            }
        } else {
            self.show(false);
        }
    }

    fn dispatch(self, decide: Change<'_, Sending>) {
        match self.desk.try_update(decide) {
            Some(Sending::Send(request)) => spawn_local(self.carry(request)),
            Some(Sending::Faulty(faults)) => page::focus(match faults.first() {
                Some(Fault::NothingCounted | Fault::TooManyKinds) | None => ".delivery input",
                Some(
                    Fault::Count
                    | Fault::ReasonMissing
                    | Fault::RemarkMissing
                    | Fault::BranchMissing
                    | Fault::RemarkTooLong,
                ) => WRONG,
            }),
            Some(Sending::UnderWay) | None => {}
        }
    }

    async fn carry(self, request: ConfirmationRequest) {
        // What is sent from this desk is about the customer on screen, always.
        let Some(customer) = request.customer.clone() else { return };
        let outcome = self.outside.get_value().api.confirm(&customer, &request).await;
        if let Err(failure) = &outcome {
            self.tell_failure(failure);
        }
        let code = outcome.as_ref().err().and_then(Failure::code);
        let is_stored = outcome.is_ok();
        self.update(request.id, Box::new(|desk| desk.sent(request.id, outcome)));
        if is_stored {
            self.follow_up(request).await;
        } else if code == Some(ProblemCode::ConfirmationConflict) {
            self.look_up(request).await;
        } else if code == Some(ProblemCode::ReasonMissing) && self.is_on_screen(&request) {
            page::focus(WRONG);
        }
    }

    /// Says what a held confirmation is: the same delivery as the one before, or another one.
    pub fn answer(self, id: Uuid, is: HeldIs) {
        if self.desk.try_update(|desk| desk.answer(id)) == Some(true) {
            let request = self.desk.with_untracked(|desk| desk.dispatch(id).map(|held| held.request.clone()));
            if let Some(request) = request {
                spawn_local(self.carry_answer(request, is));
            }
        }
    }

    async fn carry_answer(self, request: ConfirmationRequest, is: HeldIs) {
        let (id, Some(customer)) = (request.id, request.customer.clone()) else { return };
        let api = self.outside.with_value(|outside| outside.api.clone());
        match api.decide(&customer, id, is).await {
            Ok(status) => self.update(id, Box::new(|desk| desk.answered(id, status))),
            Err(failure) => {
                self.tell_failure(&failure);
                // Somebody else may have answered, or this answer arrived and only word of it was lost.
                let standing = api.confirmation(&customer, id).await;
                self.update(id, Box::new(|desk| desk.not_answered(id, failure, standing)));
            }
        }
        if !self.desk.with_untracked(|desk| desk.dispatch(id).is_some_and(|sent| sent.question().is_some())) {
            // The buttons are gone.
            page::focus(if self.is_on_screen(&request) { ".confirmed h2" } else { "h1" });
            self.keep_asking(request).await;
        }
    }

    async fn look_up(self, request: ConfirmationRequest) {
        let Some(customer) = request.customer.clone() else { return };
        let outcome = self.outside.get_value().api.confirmation(&customer, request.id).await;
        let is_stored = outcome.is_ok();
        self.update(request.id, Box::new(|desk| desk.looked_up(request.id, outcome)));
        if is_stored {
            self.follow_up(request).await;
        }
    }

    /// A confirmation has just turned out to be stored: its form is done.
    async fn follow_up(self, request: ConfirmationRequest) {
        if self.is_on_screen(&request) {
            self.show(false);
        }
        self.keep_asking(request).await;
    }

    /// Follows a stored confirmation until nothing will change any more.
    async fn keep_asking(self, request: ConfirmationRequest) {
        let ConfirmationRequest { id, customer: Some(customer), .. } = request else { return };
        self.balances.outdate(&customer);
        let api = self.outside.with_value(|outside| outside.api.clone());
        let mut pauses = Pauses::default();
        let mut pause = pauses.after(&Ok::<_, Failure>(()));
        while !self.is_settled(id) {
            clock::sleep(pause).await;
            let outcome = api.confirmation(&customer, id).await;
            pause = pauses.after(&outcome);
            self.update(id, Box::new(move |desk| desk.heard(id, outcome)));
        }
        self.balances.reread(&customer);
    }

    fn is_on_screen(self, request: &ConfirmationRequest) -> bool {
        self.balances.with_untracked(|reading, _| {
            reading.subject().is_some_and(|now| {
                Some(&now.customer) == request.customer.as_ref() && now.order == request.order
            })
        })
    }

    fn is_settled(self, id: Uuid) -> bool {
        self.desk.with_untracked(|desk| {
            desk.dispatch(id)
                .is_none_or(|sent| sent.is_settled() || !matches!(sent.phase, Phase::Stored { .. }))
        })
    }

    /// Changes the desk and tells the order screen what is new about a confirmation.
    fn update(self, id: Uuid, change: Change<'_>) {
        let news = |desk: &Desk| desk.dispatch(id).and_then(Dispatch::news);
        let before = self.desk.with_untracked(news);
        self.desk.update(change);
        let after = self.desk.with_untracked(news);
        if let Some(state) = after.filter(|_| after != before) {
            self.tell_news(id, state);
        }
    }

    fn tell_news(self, id: Uuid, state: ConfirmationNews) {
        let order = self
            .desk
            .with_untracked(|desk| desk.dispatch(id).and_then(|dispatch| dispatch.request.order.clone()))
            .map(String::from);
        let message = ToHost::Confirmation { id: id.to_string(), order, state };
        self.outside.with_value(|outside| (outside.tell)(&message));
    }

    fn tell_failure(self, failure: &Failure) {
        let message = ToHost::Error { code: failure.name().to_owned(), message: failure.account_for_log() };
        self.outside.with_value(|outside| (outside.tell)(&message));
    }
}
