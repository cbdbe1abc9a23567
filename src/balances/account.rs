//! The account at work: asks the proxy, takes the newest answer, aborts what nobody waits for any more.

use std::rc::Rc;

use contract::host::ToHost;
use contract::{CustomerNumber, LocationNumber};
use futures::future::{AbortHandle, Abortable, try_join};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::reading::{Answer, Question, Reading, Subject};
use crate::api::{Api, Failure};
use crate::clock;

/// A handle on the account on screen; copies are the same account.
#[derive(Clone, Copy)]
pub struct Balances {
    reading: RwSignal<Reading>,
    branch: RwSignal<Option<LocationNumber>>,
    outside: StoredValue<Outside, LocalStorage>,
    under_way: StoredValue<Option<AbortHandle>, LocalStorage>,
}

/// What is asked next, behind a box: asking is compiled once instead of once for each reason to ask.
type Decision<'a> = Box<dyn FnOnce(&mut Reading) -> Option<Question> + 'a>;

#[derive(Clone)]
struct Outside {
    api: Api,
    tell: Rc<dyn Fn(&ToHost)>,
}

impl Balances {
    /// About nobody yet. `tell` carries errors to the order screen.
    pub fn new(api: Api, tell: impl Fn(&ToHost) + 'static) -> Self {
        Self {
            reading: RwSignal::new(Reading::default()),
            branch: RwSignal::new(None),
            outside: StoredValue::new_local(Outside { api, tell: Rc::new(tell) }),
            under_way: StoredValue::new_local(None),
        }
    }

    /// What is known, to be read and followed.
    pub fn reading(self) -> ReadSignal<Reading> {
        self.reading.read_only()
    }

    /// The branch in view; all of them when none is chosen.
    pub fn branch(self) -> ReadSignal<Option<LocationNumber>> {
        self.branch.read_only()
    }

    /// Chooses a branch, or all.
    pub fn choose(self, branch: Option<LocationNumber>) {
        self.branch.set(branch);
    }

    /// Looks at everything without following it.
    pub fn with_untracked<T>(self, look: impl FnOnce(&Reading, Option<&LocationNumber>) -> T) -> T {
        self.branch
            .with_untracked(|branch| self.reading.with_untracked(|reading| look(reading, branch.as_ref())))
    }

    /// TrackOnline's name of the customer, or the number while it is not known.
    pub fn customer_name(self) -> String {
        self.reading.with_untracked(|reading| match (reading.numbers(), reading.subject()) {
            (Some((account, _)), _) => account.customer.name.clone(),
            (None, Some(subject)) => subject.customer.to_string(),
            (None, None) => String::new(),
        })
    }

    /// Another customer or order came on screen, or none.
    pub fn turn_to(self, subject: Option<Subject>) {
        let customer = |subject: &Subject| subject.customer.clone();
        let before = self.reading.with_untracked(|reading| reading.subject().map(customer));
        if before != subject.as_ref().map(customer) {
            self.branch.set(None);
        }
        if self.reading.with_untracked(|reading| reading.subject() != subject.as_ref()) {
            self.ask(Box::new(|reading| reading.turn_to(subject)));
        }
    }

    /// A person wants newer numbers. Where some are on their way already, those are what they get.
    pub fn refresh(self) {
        if !self.reading.with_untracked(Reading::is_asking) {
            self.ask(Box::new(Reading::refresh));
        }
    }

    /// Something happened to this customer's account.
    pub fn reread(self, customer: &CustomerNumber) {
        self.ask(Box::new(|reading| reading.reread(customer)));
    }

    /// Something was just booked for this customer.
    pub fn outdate(self, customer: &CustomerNumber) {
        self.ask(Box::new(|reading| reading.outdate(customer)));
    }

    fn ask(self, decide: Decision<'_>) {
        let question = self.reading.try_update(decide).flatten();
        let is_about_somebody = self.reading.with_untracked(|reading| reading.subject().is_some());
        if question.is_none() && is_about_somebody {
            return;
        }
        let (handle, registration) = AbortHandle::new_pair();
        if let Some(older) = self.under_way.try_update_value(|current| current.replace(handle)).flatten() {
            older.abort();
        }
        let Some(question) = question else { return };
        let api = self.outside.with_value(|outside| outside.api.clone());
        spawn_local(async move {
            if let Ok(answer) = Abortable::new(answer(&api, &question), registration).await {
                self.take(&question, answer);
            }
        });
    }

    fn take(self, question: &Question, answer: Result<Answer, Failure>) {
        let failure = answer.as_ref().err().cloned();
        let was_taken = self.reading.try_update(|reading| reading.answered(question, answer, clock::now()));
        if let (Some(true), Some(failure)) = (was_taken, failure) {
            let message =
                ToHost::Error { code: failure.name().to_owned(), message: failure.account_for_log() };
            self.outside.with_value(|outside| (outside.tell)(&message));
        }
    }
}

async fn answer(api: &Api, question: &Question) -> Result<Answer, Failure> {
    let Subject { customer, order } = &question.subject;
    let catalogue =
        async { if question.with_catalogue { api.packaging(customer).await.map(Some) } else { Ok(None) } };
    let (account, catalogue) = try_join(api.account(customer, order.as_ref()), catalogue).await?;
    Ok(Answer { account, catalogue })
}
