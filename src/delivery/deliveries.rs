//! The desk at work: opens forms, sends confirmations, follows them until they settle.

use std::rc::Rc;

use contract::host::{ConfirmationNews, ToHost};
use contract::{ConfirmationRequest, ItemCount};
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use super::desk::{Desk, Phase, Sending, pauses};
use super::form::Form;
use crate::api::{Api, Failure};
use crate::balances::{Balances, Subject};
use crate::clock;

/// A handle on the desk; copies are the same desk.
#[derive(Clone, Copy)]
pub struct Deliveries {
    desk: RwSignal<Desk>,
    is_open: RwSignal<bool>,
    balances: Balances,
    outside: StoredValue<Outside, LocalStorage>,
}

#[derive(Clone)]
struct Outside {
    api: Api,
    tell: Rc<dyn Fn(&ToHost)>,
}

/// A confirmation's identifier. Made here, at the edge, because it needs the clock and chance.
fn fresh_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "the browser is where a confirmation's identifier is made")]
    Uuid::now_v7()
}

impl Deliveries {
    /// An empty desk. `tell` carries news to the order screen.
    pub fn new(api: Api, balances: Balances, tell: impl Fn(&ToHost) + 'static) -> Self {
        Self {
            desk: RwSignal::new(Desk::default()),
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

    /// Another delivery came on screen: its form opens by itself only where it could not be sent.
    pub fn turn_to(self, subject: Option<&Subject>) {
        let has_failed = self.desk.with_untracked(|desk| {
            subject.is_some_and(|subject| desk.of(subject).any(|sent| matches!(sent.phase, Phase::Unsent(_))))
        });
        self.show(has_failed);
    }

    /// Opens the form of the delivery on screen, filled from the order unless it was opened before.
    pub fn open(self, order: &[ItemCount]) {
        let form = self.balances.with_untracked(|reading, branch| {
            let (account, _) = reading.numbers()?;
            Some(Form::fill(fresh_id(), reading.subject()?.clone(), account, order, branch))
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

    /// Takes over a change of the order's lines.
    pub fn follow_order(self, subject: &Subject, order: &[ItemCount], is_counted: bool) {
        self.edit(subject, |form| form.follow_order(order, is_counted));
    }

    /// Changes what is filled in, where that is allowed.
    pub fn edit(self, subject: &Subject, change: impl FnOnce(&mut Form)) {
        self.desk.maybe_update(|desk| desk.edit(subject, fresh_id(), change));
    }

    /// Sends the form of a delivery, or sends it again.
    pub fn send(self, subject: &Subject) {
        let name = self.balances.customer_name();
        self.dispatch(|desk| desk.send(subject, &name, clock::now()));
    }

    /// Sends the same confirmation again.
    pub fn send_again(self, id: Uuid) {
        self.dispatch(|desk| desk.send_again(id));
    }

    /// Takes a settled confirmation out of sight.
    pub fn dismiss(self, id: Uuid) {
        self.desk.update(|desk| desk.dismiss(id));
    }

    fn dispatch(self, decide: impl FnOnce(&mut Desk) -> Sending) {
        if let Some(Sending::Send(request)) = self.desk.try_update(decide) {
            spawn_local(self.carry(request));
        }
    }

    async fn carry(self, request: ConfirmationRequest) {
        let outside = self.outside.get_value();
        let outcome = outside.api.confirm(&request).await;
        if let Err(failure) = &outcome {
            self.tell_failure(failure);
        }
        let is_stored = outcome.is_ok();
        self.update(request.id, |desk| desk.sent(request.id, outcome));
        if !is_stored {
            return;
        }
        let is_on_screen = self.balances.with_untracked(|reading, _| {
            reading
                .subject()
                .is_some_and(|now| now.customer == request.customer && now.order == request.order)
        });
        if is_on_screen {
            self.show(false);
        }
        self.balances.reread(&request.customer);
        for pause in pauses() {
            if self.is_settled(request.id) {
                break;
            }
            clock::sleep(pause).await;
            let outcome = outside.api.confirmation(&request.customer, request.id).await;
            self.update(request.id, |desk| desk.heard(request.id, outcome));
        }
        self.balances.reread(&request.customer);
    }

    fn is_settled(self, id: Uuid) -> bool {
        self.desk.with_untracked(|desk| desk.dispatch(id).is_none_or(super::desk::Dispatch::is_settled))
    }

    /// Changes the desk and tells the order screen what is new about a confirmation.
    fn update(self, id: Uuid, change: impl FnOnce(&mut Desk)) {
        let news = |desk: &Desk| desk.dispatch(id).and_then(super::desk::Dispatch::news);
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
