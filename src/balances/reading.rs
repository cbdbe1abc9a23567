//! Which numbers may be on screen: those of the customer in the order, never an older customer's.
//!
//! Every question carries a generation. An answer is taken only when nothing newer has been asked meanwhile, so a slow
//! answer about the customer before can never stand under the new one's name.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use contract::{Account, Catalogue, CustomerNumber, OrderReference};

use crate::api::{Dated, Failure};

/// What the numbers are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Whose account.
    pub customer: CustomerNumber,
    /// Under which order, if one is open.
    pub order: Option<OrderReference>,
}

/// Something to ask the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// About what.
    pub subject: Subject,
    /// Whether the kinds of packaging are asked for too.
    pub with_catalogue: bool,
    generation: u32,
}

/// The answer to a [`Question`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The account, and the proxy's clock.
    pub account: Dated<Account>,
    /// The kinds of packaging, where they were asked for.
    pub catalogue: Option<Catalogue>,
}

/// What is known about the customer on screen, and what is being asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    subject: Option<Subject>,
    generation: u32,
    asking: bool,
    account: Option<Account>,
    catalogue: Option<Arc<Catalogue>>,
    clock_ahead: TimeDelta,
    failure: Option<Failure>,
    /// Whether something has happened that the account does not hold yet.
    is_outdated: bool,
}

/// Whether it is known what is planned or counted under the order on screen. Until it is, what the order adds is not
/// known either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is, or there is no order.
    Known,
    /// It is being read.
    BeingRead,
    /// It could not be read.
    Unknown,
}

impl Reading {
    /// Turns to another subject, or to none. The numbers of another customer are gone at once; those of the same
    /// customer stay while the other order is read. Returns what has to be asked, if anything.
    pub fn turn_to(&mut self, subject: Option<Subject>) -> Option<Question> {
        if subject == self.subject {
            return None;
        }
        let same_customer = match (&self.subject, &subject) {
            (Some(before), Some(after)) => before.customer == after.customer,
            _ => false,
        };
        if !same_customer {
            self.account = None;
        }
        self.failure = None;
        self.is_outdated = false;
        self.asking = false;
        self.generation += 1;
        self.subject = subject;
        self.ask(self.catalogue.is_none())
    }

    /// Asks for newer numbers, and for the kinds of packaging too: a code may have been mapped meanwhile.
    pub fn refresh(&mut self) -> Option<Question> {
        self.ask(true)
    }

    /// Asks for newer numbers of `customer`, if that is who is on screen.
    pub fn reread(&mut self, customer: &CustomerNumber) -> Option<Question> {
        let on_screen = self.subject.as_ref().is_some_and(|subject| subject.customer == *customer);
        if on_screen { self.ask(self.catalogue.is_none()) } else { None }
    }

    /// Something was just booked for `customer`: until the account was read again it does not say all.
    pub fn outdate(&mut self, customer: &CustomerNumber) -> Option<Question> {
        let question = self.reread(customer);
        self.is_outdated |= question.is_some();
        question
    }

    fn ask(&mut self, with_catalogue: bool) -> Option<Question> {
        let subject = self.subject.clone()?;
        self.generation += 1;
        self.asking = true;
        Some(Question { subject, with_catalogue, generation: self.generation })
    }

    /// Takes the answer to `question`, unless something newer has been asked. `now` is the device's clock.
    pub fn answered(
        &mut self,
        question: &Question,
        answer: Result<Answer, Failure>,
        now: DateTime<Utc>,
    ) -> bool {
        if question.generation != self.generation {
            return false;
        }
        self.asking = false;
        match answer {
            Ok(answer) => {
                self.clock_ahead = answer.account.clock.map_or(TimeDelta::zero(), |clock| clock - now);
                self.account = Some(answer.account.value);
                self.catalogue = answer.catalogue.map(Arc::new).or_else(|| self.catalogue.take());
                self.failure = None;
                self.is_outdated = false;
            }
            Err(failure) => self.failure = Some(failure),
        }
        true
    }

    /// What the numbers are about.
    pub fn subject(&self) -> Option<&Subject> {
        self.subject.as_ref()
    }

    /// Whether an answer is awaited.
    pub fn is_asking(&self) -> bool {
        self.asking
    }

    /// Whether something was booked that the account does not hold yet.
    pub fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    /// Why the last question brought nothing.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    /// The numbers of the customer on screen, with the kinds of packaging.
    pub fn numbers(&self) -> Option<(&Account, &Catalogue)> {
        Some((self.account.as_ref()?, self.catalogue.as_deref()?))
    }

    /// Whether the account says what is known under the order on screen. An account without it that was read for this
    /// very order says that TrackOnline could not be asked.
    pub fn standing(&self) -> Standing {
        let Some(order) = self.subject.as_ref().and_then(|subject| subject.order.as_ref()) else {
            return Standing::Known;
        };
        match self.account.as_ref().and_then(|account| account.order.as_ref()) {
            Some(standing) if standing.reference == *order => Standing::Known,
            _ if self.asking => Standing::BeingRead,
            _ => Standing::Unknown,
        }
    }

    /// The proxy's clock when the device's shows `now`.
    pub fn proxy_time(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now + self.clock_ahead
    }
}

#[cfg(test)]
mod tests {
    use contract::{Basis, Customer, OrderStanding};

    use super::*;

    fn subject(customer: &str, order: Option<&str>) -> Subject {
        Subject {
            customer: CustomerNumber::new(customer).unwrap(),
            order: order.map(|order| OrderReference::new(order).unwrap()),
        }
    }

    fn answer(question: &Question) -> Answer {
        let account = Account {
            customer: Customer { number: question.subject.customer.clone(), name: "Bloem".into() },
            locations: Vec::new(),
            basis: Basis::Location,
            holdings: Vec::new(),
            read_at: DateTime::UNIX_EPOCH,
            unreachable_since: None,
            order: question
                .subject
                .order
                .clone()
                .map(|reference| OrderStanding { reference, movements: Vec::new() }),
        };
        let catalogue = Catalogue { items: Vec::new(), codes: Vec::new(), read_at: DateTime::UNIX_EPOCH };
        Answer {
            account: Dated { value: account, clock: None },
            catalogue: question.with_catalogue.then_some(catalogue),
        }
    }

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn shown(reading: &Reading) -> Option<&str> {
        reading.numbers().map(|(account, _)| account.customer.number.as_str())
    }

    #[test]
    fn the_older_customers_answer_never_wins_whichever_comes_first() {
        let mut reading = Reading::default();
        let first = reading.turn_to(Some(subject("1", None))).unwrap();
        let second = reading.turn_to(Some(subject("2", None))).unwrap();
        assert!(!reading.answered(&first, Ok(answer(&first)), NOW));
        assert_eq!(shown(&reading), None);
        assert!(reading.answered(&second, Ok(answer(&second)), NOW));
        assert!(!reading.answered(&first, Ok(answer(&first)), NOW));
        assert_eq!(shown(&reading), Some("2"));
    }

    #[test]
    fn coming_back_to_a_customer_does_not_take_the_answer_to_the_first_visit() {
        let mut reading = Reading::default();
        let first = reading.turn_to(Some(subject("1", None))).unwrap();
        reading.turn_to(Some(subject("2", None)));
        let again = reading.turn_to(Some(subject("1", None))).unwrap();
        assert!(!reading.answered(&first, Err(Failure::Unreachable), NOW));
        assert!(reading.is_asking() && reading.failure().is_none());
        assert!(reading.answered(&again, Ok(answer(&again)), NOW));
    }

    #[test]
    fn a_switch_of_customer_clears_the_numbers_at_once() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", None))).unwrap();
        reading.answered(&question, Ok(answer(&question)), NOW);
        assert_eq!(shown(&reading), Some("1"));
        let question = reading.turn_to(Some(subject("2", None))).unwrap();
        assert_eq!(shown(&reading), None);
        assert!(!question.with_catalogue, "the kinds of packaging are the same for every customer");
        reading.turn_to(None);
        assert!(shown(&reading).is_none() && !reading.is_asking());
    }

    #[test]
    fn another_order_of_the_same_customer_keeps_the_numbers_but_not_what_is_known_under_the_order() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", Some("A")))).unwrap();
        reading.answered(&question, Ok(answer(&question)), NOW);
        assert_eq!(reading.standing(), Standing::Known);
        let question = reading.turn_to(Some(subject("1", Some("B")))).unwrap();
        assert_eq!(shown(&reading), Some("1"));
        assert_eq!(reading.standing(), Standing::BeingRead);
        reading.answered(&question, Ok(answer(&question)), NOW);
        assert_eq!(reading.standing(), Standing::Known);
    }

    #[test]
    fn an_account_that_does_not_know_the_order_is_not_said_to_be_read_for_ever() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", Some("A")))).unwrap();
        let mut without = answer(&question);
        without.account.value.order = None;
        reading.answered(&question, Ok(without), NOW);
        assert_eq!(reading.standing(), Standing::Unknown);
    }

    #[test]
    fn after_a_booking_the_account_is_outdated_until_it_was_read_again() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", Some("A")))).unwrap();
        reading.answered(&question, Ok(answer(&question)), NOW);
        assert_eq!(reading.outdate(&CustomerNumber::new("2").unwrap()), None);
        assert!(!reading.is_outdated(), "somebody else's booking");
        let question = reading.outdate(&CustomerNumber::new("1").unwrap()).unwrap();
        assert!(reading.is_outdated());
        reading.answered(&question, Err(Failure::Unreachable), NOW);
        assert!(reading.is_outdated(), "a failure brings nothing newer");
        let question = reading.refresh().unwrap();
        reading.answered(&question, Ok(answer(&question)), NOW);
        assert!(!reading.is_outdated());
    }

    #[test]
    fn the_same_subject_again_asks_nothing() {
        let mut reading = Reading::default();
        assert!(reading.turn_to(Some(subject("1", Some("A")))).is_some());
        assert_eq!(reading.turn_to(Some(subject("1", Some("A")))), None);
    }

    #[test]
    fn a_failed_refresh_keeps_the_numbers_and_says_why() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", None))).unwrap();
        reading.answered(&question, Ok(answer(&question)), NOW);
        let question = reading.refresh().unwrap();
        assert!(question.with_catalogue);
        reading.answered(&question, Err(Failure::Unreachable), NOW);
        assert_eq!(shown(&reading), Some("1"));
        assert_eq!(reading.failure(), Some(&Failure::Unreachable));
    }

    #[test]
    fn only_the_customer_on_screen_is_read_again() {
        let mut reading = Reading::default();
        reading.turn_to(Some(subject("1", None)));
        assert_eq!(reading.reread(&CustomerNumber::new("2").unwrap()), None);
        assert!(reading.reread(&CustomerNumber::new("1").unwrap()).is_some());
    }

    #[test]
    fn ages_are_counted_by_the_proxys_clock() {
        let mut reading = Reading::default();
        let question = reading.turn_to(Some(subject("1", None))).unwrap();
        let mut dated = answer(&question);
        dated.account.clock = Some(NOW + TimeDelta::seconds(90));
        reading.answered(&question, Ok(dated), NOW);
        assert_eq!(reading.proxy_time(NOW + TimeDelta::seconds(5)), NOW + TimeDelta::seconds(95));
    }
}
