//! Who sees an exception, and who may act on it.

use contract::{ExceptionAction, ExceptionKind, ExceptionList, ExceptionState, PostingState, ProblemCode};
use serde_json::json;

use super::house::{CUSTOMER, House, KEY, claims, code, ok, person, refused};
use super::{as_person, delivery, ends, id, listed, open, rejected, settle};

#[tokio::test]
async fn another_customers_or_tenants_exception_looks_like_none() {
    let house = House::open().await;
    rejected(&house, 1).await;
    let raised = open(&house).await;
    let body = json!({ "action": "send-again" });
    let elsewhere = person("p.smit", &["logistics", "administrator"], &["10023"]);
    for stranger in [elsewhere.clone(), claims("other")] {
        assert!(listed(&house, &stranger, "").await.is_empty());
        let detail = as_person(&house, &stranger, &format!("/api/v1/exceptions/{}", raised.id));
        let (seen, none) =
            (refused(detail).await, refused(as_person(&house, &stranger, "/api/v1/exceptions/none")).await);
        assert_eq!((seen.code, &seen.detail), (ProblemCode::ExceptionUnknown, &none.detail));
        assert_eq!(code(settle(&house, &stranger, raised.id, &body)).await, ProblemCode::ExceptionUnknown);
        let before = as_person(&house, &stranger, &format!("/api/v1/exceptions?before={}", raised.id));
        assert_eq!(code(before).await, ProblemCode::InvalidField);
    }
    let not_theirs = as_person(&house, &elsewhere, &format!("/api/v1/exceptions?customer={CUSTOMER}"));
    assert_eq!(code(not_theirs).await, ProblemCode::CustomerNotAllowed);
    assert_eq!(open(&house).await.id, raised.id);
}

#[tokio::test]
async fn sales_see_it_and_others_act() {
    let house = House::open().await;
    rejected(&house, 1).await;
    let raised = open(&house).await;
    let (sales, finance) =
        (person("s.bakker", &["sales"], &[CUSTOMER]), person("f.mulder", &["finance"], &[CUSTOMER]));
    let seen = listed(&house, &sales, "").await;
    assert_eq!((seen.len(), &seen[0].actions), (1, &Vec::new()), "there is nothing that sales can do");
    let dismiss = json!({ "action": "dismiss", "reason": "entered by hand" });
    assert_eq!(code(settle(&house, &sales, raised.id, &dismiss)).await, ProblemCode::RoleMissing);
    let nobody = person("guest", &["visitor"], &[CUSTOMER]);
    assert_eq!(code(as_person(&house, &nobody, "/api/v1/exceptions")).await, ProblemCode::RoleMissing);

    assert_eq!(listed(&house, &finance, "").await[0].actions, ExceptionKind::Rejected.actions());
    let settled: contract::Exception = ok(settle(&house, &finance, raised.id, &dismiss)).await;
    assert_eq!(settled.settlement.unwrap().by, "f.mulder");
    assert_eq!(house.settled(&id(1)).await.movements[0].state, PostingState::Withdrawn);
}

#[tokio::test]
async fn a_refused_key_is_told_to_who_can_act_and_mended_by_an_administrator() {
    let mut house = House::open().await;
    ends(&house, 1, PostingState::Saved).await;
    house.stop_trackonline().await;
    house.start_trackonline_with("another key").await;
    let _: contract::ConfirmationStatus = ok(house.confirm(&delivery(2))).await;
    let us = claims("demo");
    let mut raised = Vec::new();
    for _ in 0..200 {
        raised = listed(&house, &us, "?state=open").await;
        if !raised.is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!((raised[0].kind, &raised[0].customer), (ExceptionKind::KeyRefused, &None));
    assert_eq!(raised[0].actions, [], "it takes an administrator");

    let sales = person("s.bakker", &["sales"], &[CUSTOMER]);
    assert!(listed(&house, &sales, "").await.is_empty());
    assert!(listed(&house, &us, &format!("?customer={CUSTOMER}")).await.is_empty());
    let body = json!({ "action": "send-again" });
    assert_eq!(code(settle(&house, &us, raised[0].id, &body)).await, ProblemCode::RoleMissing);

    house.stop_trackonline().await;
    house.start_trackonline_with(KEY).await;
    let administrator = person("a.visser", &["administrator"], &[]);
    assert_eq!(listed(&house, &administrator, "").await[0].actions, [ExceptionAction::SendAgain]);
    let settled: contract::Exception = ok(settle(&house, &administrator, raised[0].id, &body)).await;
    assert_eq!(settled.state, ExceptionState::Settled);
    assert_eq!(house.settled(&id(2)).await.movements[0].state, PostingState::Saved);
}

#[tokio::test]
async fn a_question_that_cannot_be_meant_is_refused_by_its_field() {
    let house = House::open().await;
    let us = claims("demo");
    let unknown = id(9);
    for (query, field) in [
        ("state=half-open".to_owned(), "state"),
        ("customer=%0A".to_owned(), "customer"),
        ("before=yesterday".to_owned(), "before"),
        (format!("before={unknown}"), "before"),
    ] {
        let problem = refused(as_person(&house, &us, &format!("/api/v1/exceptions?{query}"))).await;
        assert_eq!(
            (problem.code, problem.errors[0].field.as_str()),
            (ProblemCode::InvalidField, field),
            "{query}"
        );
    }
    let empty: ExceptionList = ok(as_person(&house, &us, "/api/v1/exceptions")).await;
    assert_eq!((empty.exceptions.len(), empty.next), (0, None));
}
