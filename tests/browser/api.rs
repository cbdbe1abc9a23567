use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use contract::{CustomerNumber, OrderReference, ProblemCode};
use fustlink::api::transport::{Incoming, NoAnswer, Outgoing, Transport};
use fustlink::api::{Api, Failure, Pending, TokenSource};
use fustlink::host::TokenError;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::{CATALOGUE, ok, problem};

/// The way to a proxy whose answers are written down beforehand; keeps what was sent.
#[derive(Clone, Default)]
struct Scripted {
    answers: Rc<RefCell<VecDeque<Result<Incoming, NoAnswer>>>>,
    sent: Rc<RefCell<Vec<Outgoing>>>,
}

impl Transport for Scripted {
    fn send(&self, request: Outgoing) -> Pending<Result<Incoming, NoAnswer>> {
        self.sent.borrow_mut().push(request);
        let answer = self.answers.borrow_mut().pop_front().unwrap_or(Err(NoAnswer));
        Box::pin(async move { answer })
    }
}

/// Gives tokens `1`, `2`, …: a new one only after the last was forgotten.
#[derive(Clone, Default)]
struct Numbered(Rc<RefCell<u32>>);

impl TokenSource for Numbered {
    fn token(&self, _: &CustomerNumber) -> Pending<Result<String, TokenError>> {
        let token = (*self.0.borrow() + 1).to_string();
        Box::pin(async move { Ok(token) })
    }

    fn forget(&self, _: &CustomerNumber, token: &str) {
        assert_eq!(token, (*self.0.borrow() + 1).to_string());
        *self.0.borrow_mut() += 1;
    }
}

fn proxy(answers: impl IntoIterator<Item = Result<Incoming, NoAnswer>>) -> (Api, Scripted) {
    let scripted =
        Scripted { answers: Rc::new(RefCell::new(answers.into_iter().collect())), ..Scripted::default() };
    (Api::new(scripted.clone(), Numbered::default()), scripted)
}

fn customer() -> CustomerNumber {
    CustomerNumber::new("10/01 é").unwrap()
}

#[wasm_bindgen_test]
async fn a_token_that_has_run_out_is_replaced_once_and_the_request_repeated() {
    let (api, scripted) = proxy([problem(ProblemCode::TokenExpired), ok(CATALOGUE)]);
    assert!(api.packaging(&customer()).await.is_ok());
    let tokens: Vec<String> = scripted.sent.borrow().iter().map(|request| request.token.clone()).collect();
    assert_eq!(tokens, ["1", "2"]);
}

#[wasm_bindgen_test]
async fn a_second_expiry_is_an_error_and_not_a_loop() {
    let (api, scripted) = proxy([problem(ProblemCode::TokenExpired), problem(ProblemCode::TokenExpired)]);
    let failure = api.packaging(&customer()).await.unwrap_err();
    assert_eq!(failure.code(), Some(ProblemCode::TokenExpired));
    assert_eq!(scripted.sent.borrow().len(), 2);
}

#[wasm_bindgen_test]
async fn a_token_that_is_wrong_is_not_asked_for_again() {
    let (api, scripted) = proxy([problem(ProblemCode::TokenForeign), ok(CATALOGUE)]);
    assert_eq!(api.packaging(&customer()).await.unwrap_err().code(), Some(ProblemCode::TokenForeign));
    assert_eq!(scripted.sent.borrow().len(), 1);
}

#[wasm_bindgen_test]
async fn names_are_escaped_in_path_and_query() {
    let (api, scripted) = proxy([]);
    let order = OrderReference::new("24&03#11").unwrap();
    assert_eq!(api.account(&customer(), Some(&order)).await, Err(Failure::Unreachable));
    assert_eq!(
        scripted.sent.borrow()[0].path,
        "/api/v1/customers/10%2F01%20%C3%A9/account?order=24%2603%2311"
    );
}

#[wasm_bindgen_test]
async fn an_answer_of_somebody_else_is_unreadable_whatever_its_status() {
    let other = |status, body: &str| Ok(Incoming { status, body: body.to_owned(), clock: None });
    let (api, _) = proxy([other(200, "<html>"), other(502, "Bad Gateway"), other(200, r#"{"items":[]}"#)]);
    for status in [200, 502, 200] {
        assert_eq!(api.packaging(&customer()).await, Err(Failure::Unreadable { status }));
    }
}
