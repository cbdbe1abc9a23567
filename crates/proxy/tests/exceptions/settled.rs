//! What a person does about a movement that did not get into TrackOnline, or may not have.

use contract::{
    CustomerNumber, Exception, ExceptionAction, ExceptionKind, ExceptionState, PostingState, ProblemCode,
};
use serde_json::json;

use super::house::{CUSTOMER, House, claims, ok, refused};
use super::{as_person, id, listed, lost, open, rejected, settle};

#[tokio::test]
async fn a_refused_movement_is_told_in_trackonlines_words_and_saved_once_it_is_sent_again() {
    let house = House::open().await;
    let us = claims("demo");
    let status = rejected(&house, 1).await;
    let raised = open(&house).await;
    assert_eq!(raised.kind, ExceptionKind::Rejected);
    assert_eq!(raised.words, status.movements[0].reason, "the words are TrackOnline's own");
    assert!(raised.words.as_ref().is_some_and(|words| !words.is_empty()));
    assert_eq!(raised.movement.as_ref(), Some(&status.movements[0].number));
    assert_eq!(raised.customer.as_ref().map(CustomerNumber::as_str), Some(CUSTOMER));
    assert_eq!(raised.items[0].count.get(), 10);
    assert_eq!(raised.actions, ExceptionKind::Rejected.actions());
    assert_eq!(raised.history, [], "only the detail tells it");

    let again = json!({ "action": "send-again" });
    let settled: Exception = ok(settle(&house, &us, raised.id, &again)).await;
    assert_eq!((settled.state, &settled.actions), (ExceptionState::Settled, &Vec::new()));
    let settlement = settled.settlement.as_ref().unwrap();
    assert_eq!((settlement.action, settlement.by.as_str()), (Some(ExceptionAction::SendAgain), "e.jansen"));
    assert_eq!(house.settled(&id(1)).await.movements[0].state, PostingState::Saved);
    assert_eq!(house.record("ORDER-1").await.len(), 1);

    let detail: Exception = ok(as_person(&house, &us, &format!("/api/v1/exceptions/{}", raised.id))).await;
    let steps: Vec<_> = detail.history.iter().map(|step| (step.who.as_str(), step.what.as_str())).collect();
    for step in
        [("e.jansen", "confirmed"), ("fustlink", "raised"), ("e.jansen", "send-again"), ("fustlink", "saved")]
    {
        assert!(steps.contains(&step), "{step:?} is not in {steps:?}");
    }

    // The same again is the same; anything else comes too late, and says why.
    let same: Exception = ok(settle(&house, &us, raised.id, &again)).await;
    assert_eq!(same.settlement, settled.settlement);
    let too_late = json!({ "action": "dismiss", "reason": "not needed" });
    let problem = refused(settle(&house, &us, raised.id, &too_late)).await;
    assert_eq!(problem.code, ProblemCode::ActionNotPossible);
    assert!(problem.detail.starts_with("It was settled by e.jansen at "), "{}", problem.detail);
    assert!(listed(&house, &us, "?state=open").await.is_empty());
    assert_eq!(listed(&house, &us, "?state=settled").await.len(), 1);
}

#[tokio::test]
async fn a_movement_whose_fate_is_unknown_is_found_by_a_person_or_sent_again() {
    let house = House::open().await;
    let us = claims("demo");
    lost(&house, 1).await;
    let raised = listed(&house, &us, "?state=open").await;
    assert_eq!(raised.len(), 2, "{raised:#?}");
    assert!(raised.iter().all(|raised| raised.kind == ExceptionKind::OutcomeUnknown));
    let about = |direction: &str| {
        let is_about = |raised: &&Exception| raised.movement.as_ref().unwrap().as_str().ends_with(direction);
        raised.iter().find(is_about).unwrap().id
    };
    let found = json!({ "action": "found-saved", "reason": "seen under its number" });
    for (id, body) in [(about("-R"), found), (about("-D"), json!({ "action": "send-again" }))] {
        let settled: Exception = ok(settle(&house, &us, id, &body)).await;
        assert_eq!(settled.settlement.unwrap().reason.as_deref(), body["reason"].as_str());
    }
    let status = house.settled(&id(1)).await;
    assert!(status.movements.iter().all(|movement| movement.state == PostingState::Saved), "{status:#?}");
    let record = house.record("ORDER-1").await;
    assert_eq!(record.len(), 1, "what a person has seen is not sent: {record:#?}");
    assert!(record[0]["number"].as_str().unwrap().ends_with("-D"));
}

#[tokio::test]
async fn a_settlement_that_cannot_be_meant_is_refused_by_its_field_and_nothing_is_settled() {
    let house = House::open().await;
    let us = claims("demo");
    rejected(&house, 1).await;
    let raised = open(&house).await;
    let long = "x".repeat(501);
    for (body, field) in [
        (json!({ "action": "dismiss" }), "reason"),
        (json!({ "action": "dismiss", "reason": "  " }), "reason"),
        (json!({ "action": "dismiss", "reason": long }), "reason"),
        (json!({ "action": "send-again", "reason": long }), "reason"),
        (json!({ "action": "correct" }), "correction"),
        (json!({ "action": "send-again", "correction": id(7) }), "correction"),
        (json!({ "action": "burn" }), "action"),
        (json!({ "action": "send-again", "by": "somebody else" }), "by"),
    ] {
        let problem = refused(settle(&house, &us, raised.id, &body)).await;
        assert_eq!(problem.code, ProblemCode::InvalidField, "{body}");
        assert_eq!(problem.errors[0].field, field, "{body}");
    }
    let foreign = json!({ "action": "same" });
    let problem = refused(settle(&house, &us, raised.id, &foreign)).await;
    assert_eq!(problem.code, ProblemCode::ActionNotPossible);
    assert_eq!(problem.detail, "It is open, and takes one of: send-again, found-saved, dismiss.");
    assert_eq!(open(&house).await.id, raised.id);
}
