//! The other side counts otherwise: from their word to a correction or a refusal.

use chrono::TimeDelta;
use contract::{
    ConfirmationStatus, Exception, ExceptionAction, ExceptionKind, ExceptionList, ExceptionState,
    LocationNumber, OrderReference, PostingState, ProblemCode,
};
use reqwest::{RequestBuilder, StatusCode};
use sandbox::trackonline::{Behaviour, DuplicateSemantics};
use serde_json::{Value, json};

use super::house::{CUSTOMER, House, Setup, claims, code, ok, person, refused, token};
use super::{as_person, delivery, ends, id, rejected, settle};

fn dispute(number: u8, movement: &str) -> Value {
    json!({
        "id": id(number),
        "customer": CUSTOMER,
        "movement": movement,
        "dispute": {
            "theirs": [{ "item": "FC560", "count": 8 }],
            "said_by": "Mr Vos, De Groene Linde",
            "reason": "two were broken and went back with the driver",
            "evidence": ["slip 4711"],
        },
    })
}

fn raise(house: &House, claims: &Value, body: &Value) -> RequestBuilder {
    house.http.post(house.url("/api/v1/disputes")).bearer_auth(token(claims)).json(body)
}

async fn answered(request: RequestBuilder) -> (StatusCode, Exception) {
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

/// A movement as somebody else enters it.
fn theirs(number: &str, to: &str) -> Value {
    json!({
        "transactionNumber": number, "statusCode": 16, "typeCode": 60, "referenceNumber": "BY-HAND",
        "fromLocation": { "number": "0001" }, "toLocation": { "number": to },
        "dateTransaction": proxy::clock::now() - TimeDelta::days(40),
        "transactionItems": [{ "itemDefinition": { "number": "FC577" }, "quantity": 6 }],
    })
}

#[tokio::test]
async fn a_dispute_stands_open_until_the_correction_of_its_confirmation_settles_it() {
    let house = House::open().await;
    let us = claims("demo");
    let number = ends(&house, 1, PostingState::Saved).await.movements[0].number.to_string();
    ends(&house, 2, PostingState::Saved).await;
    let sales = person("s.bakker", &["sales"], &[CUSTOMER]);

    let (status, raised) = answered(raise(&house, &sales, &dispute(10, &number))).await;
    assert_eq!(
        (status, raised.kind, raised.state),
        (StatusCode::CREATED, ExceptionKind::Dispute, ExceptionState::Open)
    );
    assert_eq!((raised.id.to_string(), raised.confirmation.unwrap().to_string()), (id(10), id(1)));
    assert_eq!(
        (raised.items[0].count.get(), raised.dispute.as_ref().unwrap().theirs[0].count.get()),
        (10, 8)
    );
    assert_eq!(raised.order.as_ref().map(OrderReference::as_str), Some("ORDER-1"));
    assert!(
        raised.history.iter().any(|step| (step.who.as_str(), step.what.as_str()) == ("s.bakker", "raised"))
    );

    assert_eq!(answered(raise(&house, &sales, &dispute(10, &number))).await.0, StatusCode::OK);
    let mut other = dispute(10, &number);
    other["dispute"]["theirs"][0]["count"] = json!(7);
    assert_eq!(code(raise(&house, &sales, &other)).await, ProblemCode::DisputeConflict);

    let right = |number: u8| {
        json!({ "id": id(number), "counted_at": proxy::clock::now(), "reason": "two went back",
                "lines": [{ "item": "FC560", "delivered": 8, "returned": 0 }] })
    };
    for (of, number) in [(1, 11), (2, 12)] {
        let _: ConfirmationStatus = ok(house.about(&id(of), "corrections", &right(number))).await;
    }
    for unrelated in [id(12), id(1), id(99)] {
        let body = json!({ "action": "correct", "correction": unrelated });
        let problem = refused(settle(&house, &us, raised.id, &body)).await;
        assert_eq!(problem.code, ProblemCode::ActionNotPossible, "{unrelated}");
        assert!(problem.detail.contains("no correction of the confirmation"), "{}", problem.detail);
    }
    let body = json!({ "action": "correct", "correction": id(11) });
    let settled: Exception = ok(settle(&house, &us, raised.id, &body)).await;
    let settlement = settled.settlement.unwrap();
    assert_eq!(settlement.action, Some(ExceptionAction::Correct));
    assert_eq!(settlement.correction.map(|correction| correction.to_string()), Some(id(11)));
}

#[tokio::test]
async fn a_movement_that_others_entered_is_disputed_by_its_number_and_refused_with_a_reason() {
    let house = House::open().await;
    let us = claims("demo");
    house.enter(&theirs("BY-HAND-1", "C0415")).await;
    house.enter(&theirs("BY-HAND-2", "C0423")).await;
    let (status, raised) = answered(raise(&house, &us, &dispute(10, "BY-HAND-1"))).await;
    assert_eq!((status, raised.confirmation), (StatusCode::CREATED, None));
    assert_eq!((raised.items[0].item.as_str(), raised.items[0].count.get()), ("FC577", 6));
    assert_eq!(raised.location.as_ref().map(LocationNumber::as_str), Some("C0415"));
    assert_eq!(raised.order.as_ref().map(OrderReference::as_str), Some("BY-HAND"));

    let body = json!({ "action": "refuse", "reason": "their slip says six too" });
    let settled: Exception = ok(settle(&house, &us, raised.id, &body)).await;
    assert_eq!(settled.settlement.unwrap().reason.as_deref(), Some("their slip says six too"));

    let of_nobody = raise(&house, &us, &dispute(11, "BY-HAND-9"));
    assert_eq!(code(of_nobody).await, ProblemCode::MovementUnknown);
    let of_another = raise(&house, &us, &dispute(11, "BY-HAND-2"));
    assert_eq!(code(of_another).await, ProblemCode::MovementUnknown);
    let stranger = person("p.smit", &["sales"], &["10023"]);
    assert_eq!(
        code(raise(&house, &stranger, &dispute(11, "BY-HAND-1"))).await,
        ProblemCode::CustomerNotAllowed
    );
}

#[tokio::test]
async fn ours_is_disputed_only_by_its_own_customer_and_only_if_it_got_there() {
    let mut house = House::open().await;
    let us = claims("demo");
    let refused_one = rejected(&house, 1).await.movements[0].number.to_string();
    let saved_one = ends(&house, 2, PostingState::Saved).await.movements[0].number.to_string();
    let problem = refused(raise(&house, &us, &dispute(10, &refused_one))).await;
    assert_eq!(problem.code, ProblemCode::MovementUnknown);
    assert!(problem.detail.contains("did not get into TrackOnline"), "{}", problem.detail);
    let mut elsewhere = dispute(10, &saved_one);
    elsewhere["customer"] = json!("10023");
    assert_eq!(code(raise(&house, &us, &elsewhere)).await, ProblemCode::MovementUnknown);

    // What is ours needs no TrackOnline, and what is not cannot be found out without it.
    house.stop_trackonline().await;
    assert_eq!(answered(raise(&house, &us, &dispute(10, &saved_one))).await.0, StatusCode::CREATED);
    let problem = refused(raise(&house, &us, &dispute(11, "BY-HAND-1"))).await;
    assert_eq!(problem.code, ProblemCode::TrackOnlineUnreachable);
    assert!(problem.detail.starts_with("The dispute was not stored"), "{}", problem.detail);
}

#[tokio::test]
async fn a_count_that_took_the_place_of_a_plan_is_disputed_by_the_number_of_the_plan() {
    let house = House::with(Setup {
        behaviour: Behaviour { duplicates: DuplicateSemantics::Update, ..Behaviour::default() },
        assumptions: r#", same_number = "updates""#,
        ..Setup::default()
    })
    .await;
    let us = claims("demo");
    let mut plan = delivery(1);
    plan["stage"] = json!("planned");
    let _: ConfirmationStatus = ok(house.confirm(&plan)).await;
    let planned = house.settled(&id(1)).await.movements[0].number.to_string();
    let mut counted = delivery(2);
    counted["order"] = json!("ORDER-1");
    counted["lines"][0]["delivered"] = json!(9);
    let _: ConfirmationStatus = ok(house.confirm(&counted)).await;
    assert_eq!(house.settled(&id(2)).await.movements[0].number.to_string(), planned);

    let (_, raised) = answered(raise(&house, &us, &dispute(10, &planned))).await;
    assert_eq!((raised.confirmation.unwrap().to_string(), raised.items[0].count.get()), (id(2), 9));
}

#[tokio::test]
async fn what_cannot_be_a_dispute_is_refused_by_its_field() {
    let house = House::open().await;
    let us = claims("demo");
    let many: Vec<_> = (0..51).map(|n| json!({ "item": format!("I{n}"), "count": 1 })).collect();
    let line = json!({ "item": "FC560", "count": 8 });
    for (place, value, field) in [
        ("/id", json!("01920000-0000-4000-8000-000000000010"), "id"),
        ("/dispute/theirs", json!([]), "dispute.theirs"),
        ("/dispute/theirs", json!(many), "dispute.theirs"),
        ("/dispute/theirs", json!([line, line]), "dispute.theirs[1].item"),
        ("/dispute/theirs/0/count", json!(-1), "dispute.theirs[0].count"),
        ("/dispute/said_by", json!(" "), "dispute.said_by"),
        ("/dispute/said_by", json!("x".repeat(101)), "dispute.said_by"),
        ("/dispute/reason", json!(""), "dispute.reason"),
        ("/dispute/reason", json!("x".repeat(501)), "dispute.reason"),
        ("/dispute/evidence", json!(vec!["slip"; 11]), "dispute.evidence"),
        ("/dispute/evidence", json!(["slip", "x".repeat(501)]), "dispute.evidence[1]"),
    ] {
        let mut body = dispute(10, "BY-HAND-1");
        *body.pointer_mut(place).unwrap() = value;
        let problem = refused(raise(&house, &us, &body)).await;
        assert_eq!(
            (problem.code, problem.errors[0].field.as_str()),
            (ProblemCode::InvalidField, field),
            "{place}"
        );
    }
}

#[tokio::test]
async fn a_long_list_comes_in_pages_newest_first() {
    let house = House::open().await;
    let us = claims("demo");
    let number = ends(&house, 1, PostingState::Saved).await.movements[0].number.to_string();
    for of in 10..62 {
        assert_eq!(answered(raise(&house, &us, &dispute(of, &number))).await.0, StatusCode::CREATED);
    }
    let first: ExceptionList = ok(as_person(&house, &us, "/api/v1/exceptions")).await;
    let next = first.next.unwrap();
    let rest: ExceptionList = ok(as_person(&house, &us, &format!("/api/v1/exceptions?before={next}"))).await;
    assert_eq!((first.exceptions.len(), rest.exceptions.len(), rest.next), (50, 2, None));
    let ids: Vec<_> =
        first.exceptions.iter().chain(&rest.exceptions).map(|exception| exception.id.to_string()).collect();
    let expected: Vec<_> = (10..62).rev().map(id).collect();
    assert_eq!(ids, expected);
}
