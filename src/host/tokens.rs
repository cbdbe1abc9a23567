//! Tokens: one question to the order screen per customer at a time, kept until shortly before they end.

use chrono::{DateTime, TimeDelta, Utc};
use contract::CustomerNumber;
use futures::channel::oneshot;

/// A token that ends sooner than this is not used any more: it has to last for the journey and for clocks that differ.
const MARGIN: TimeDelta = TimeDelta::seconds(20);

/// Why there is no token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenError {
    /// The order screen did not answer in time.
    TimedOut,
    /// The order screen said no, with its own words for support.
    Refused(Option<String>),
}

/// The answer to a question for a token.
pub type Answer = Result<String, TokenError>;

/// Which tokens there are and which have been asked for.
#[derive(Debug, Default)]
pub struct TokenBook {
    asked: u32,
    kept: Vec<Kept>,
    open: Vec<Question>,
}

#[derive(Debug)]
struct Kept {
    customer: CustomerNumber,
    token: String,
    ends: DateTime<Utc>,
}

#[derive(Debug)]
struct Question {
    request: u32,
    customer: CustomerNumber,
    waiting: Vec<oneshot::Sender<Answer>>,
}

impl TokenBook {
    /// The token that names `customer` and is still good, if there is one.
    pub fn kept(&self, customer: &CustomerNumber, now: DateTime<Utc>) -> Option<String> {
        let kept = self.kept.iter().find(|kept| kept.customer == *customer)?;
        (now + MARGIN < kept.ends).then(|| kept.token.clone())
    }

    /// Waits for the token that names `customer`. The number is that of a new question, which has to be put to the
    /// order screen; without one, the same question is being asked already.
    pub fn ask(&mut self, customer: &CustomerNumber) -> (oneshot::Receiver<Answer>, Option<u32>) {
        let (sender, receiver) = oneshot::channel();
        if let Some(question) = self.open.iter_mut().find(|question| question.customer == *customer) {
            question.waiting.push(sender);
            return (receiver, None);
        }
        self.asked += 1;
        let request = self.asked;
        self.open.push(Question { request, customer: customer.clone(), waiting: vec![sender] });
        (receiver, Some(request))
    }

    /// The questions without an answer: a newly connected order screen is asked them again.
    pub fn open(&self) -> Vec<(u32, CustomerNumber)> {
        self.open.iter().map(|question| (question.request, question.customer.clone())).collect()
    }

    /// The order screen has given a token that ends at `ends`. One whose end cannot be read is used once and not kept.
    /// An answer to no open question is ignored.
    pub fn answered(&mut self, request: u32, token: &str, ends: Option<DateTime<Utc>>, now: DateTime<Utc>) {
        let Some(question) = self.take(request) else { return };
        self.kept.retain(|kept| kept.ends > now && kept.customer != question.customer);
        if let Some(ends) = ends {
            self.kept.push(Kept { customer: question.customer.clone(), token: token.to_owned(), ends });
        }
        question.answer(&Ok(token.to_owned()));
    }

    /// The order screen gives no token.
    pub fn refused(&mut self, request: u32, reason: Option<String>) {
        if let Some(question) = self.take(request) {
            question.answer(&Err(TokenError::Refused(reason)));
        }
    }

    /// The order screen has had its time.
    pub fn gave_up(&mut self, request: u32) {
        if let Some(question) = self.take(request) {
            question.answer(&Err(TokenError::TimedOut));
        }
    }

    /// The proxy does not take this token any more. A newer one of the same customer stays.
    pub fn forget(&mut self, customer: &CustomerNumber, token: &str) {
        self.kept.retain(|kept| kept.customer != *customer || kept.token != token);
    }

    /// Another order screen has connected. Open questions stay: it is asked them as well.
    pub fn forget_all(&mut self) {
        self.kept.clear();
    }

    fn take(&mut self, request: u32) -> Option<Question> {
        let index = self.open.iter().position(|question| question.request == request)?;
        Some(self.open.swap_remove(index))
    }
}

impl Question {
    fn answer(self, answer: &Answer) {
        for waiting in self.waiting {
            // Whoever has stopped waiting does not need it.
            drop(waiting.send(answer.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "a token";

    fn customer(number: &str) -> CustomerNumber {
        CustomerNumber::new(number).unwrap()
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    #[test]
    fn a_token_is_kept_until_twenty_seconds_before_it_ends_and_only_for_its_customer() {
        let mut book = TokenBook::default();
        let (mut answer, question) = book.ask(&customer("1001"));
        book.answered(question.unwrap(), TOKEN, Some(at(1_000)), at(900));
        assert_eq!(answer.try_recv().unwrap(), Some(Ok(TOKEN.to_owned())));
        assert_eq!(book.kept(&customer("1001"), at(979)), Some(TOKEN.to_owned()));
        assert_eq!(book.kept(&customer("1001"), at(980)), None);
        assert_eq!(book.kept(&customer("1002"), at(900)), None);
    }

    #[test]
    fn two_who_want_the_same_token_ask_one_question() {
        let mut book = TokenBook::default();
        let (mut first, question) = book.ask(&customer("1001"));
        let (mut second, none) = book.ask(&customer("1001"));
        let (_other, another) = book.ask(&customer("1002"));
        assert_eq!((question, none, another), (Some(1), None, Some(2)));
        assert_eq!(book.open(), [(1, customer("1001")), (2, customer("1002"))]);
        book.answered(1, TOKEN, Some(at(1_000)), at(0));
        assert!(matches!(first.try_recv(), Ok(Some(Ok(_)))));
        assert!(matches!(second.try_recv(), Ok(Some(Ok(_)))));
    }

    #[test]
    fn silence_and_refusal_are_told_apart_and_a_late_answer_is_ignored() {
        let mut book = TokenBook::default();
        let (mut answer, _) = book.ask(&customer("1001"));
        book.gave_up(1);
        assert_eq!(answer.try_recv().unwrap(), Some(Err(TokenError::TimedOut)));
        book.answered(1, TOKEN, Some(at(1_000)), at(0));
        assert_eq!(book.kept(&customer("1001"), at(0)), None);
        let (mut answer, _) = book.ask(&customer("1001"));
        book.refused(2, Some("signed out".to_owned()));
        assert_eq!(answer.try_recv().unwrap(), Some(Err(TokenError::Refused(Some("signed out".to_owned())))));
    }

    #[test]
    fn forgetting_an_old_token_leaves_a_newer_one() {
        let mut book = TokenBook::default();
        let (_answer, _) = book.ask(&customer("1001"));
        book.answered(1, TOKEN, Some(at(1_000)), at(0));
        book.forget(&customer("1001"), "an older one");
        assert!(book.kept(&customer("1001"), at(0)).is_some());
        book.forget(&customer("1001"), TOKEN);
        assert_eq!(book.kept(&customer("1001"), at(0)), None);
    }

    #[test]
    fn nothing_is_kept_from_one_order_screen_to_the_next_and_open_questions_are_asked_again() {
        let mut book = TokenBook::default();
        let (_answer, _) = book.ask(&customer("1001"));
        book.answered(1, TOKEN, Some(at(1_000)), at(0));
        let (_answer, _) = book.ask(&customer("1002"));
        book.forget_all();
        assert_eq!(book.kept(&customer("1001"), at(0)), None);
        assert_eq!(book.open(), [(2, customer("1002"))]);
    }

    #[test]
    fn a_token_whose_end_cannot_be_read_is_used_and_not_kept() {
        let mut book = TokenBook::default();
        let (mut answer, _) = book.ask(&customer("1001"));
        book.answered(1, TOKEN, None, at(0));
        assert_eq!(answer.try_recv().unwrap(), Some(Ok(TOKEN.to_owned())));
        assert_eq!(book.kept(&customer("1001"), at(0)), None);
    }
}
