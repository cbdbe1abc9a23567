//! What a person is asked about: a second confirmation of the same, and a count that differs from its plan.

use contract::{ConfirmationStatus, PostingState, ProblemCode};
use serde_json::json;

use super::house::{House, Setup, code, ok, refused};
use super::{ORDER, confirmation, id, line, saved};

async fn decided(house: &House, number: u8, is: &str) -> ConfirmationStatus {
    ok(house.about(&id(number), "decision", &json!({ "is": is }))).await
}

#[tokio::test]
async fn a_second_one_for_the_same_order_waits_until_somebody_says_what_it_is() {
    let house = House::open().await;
    let first = saved(&house, &confirmation(1, &json!({}))).await;
    for number in [2, 3] {
        let again: ConfirmationStatus = ok(house.confirm(&confirmation(number, &json!({})))).await;
        let held = again.held.unwrap();
        assert_eq!(held.by, "e.jansen");
        assert!([first.id.to_string(), id(2)].contains(&held.earlier.to_string()), "{held:?}");
        assert_eq!(again.movements[0].state, PostingState::Held);
    }
    assert_eq!(house.record(ORDER).await.len(), 1);

    let same = decided(&house, 2, "same").await;
    assert_eq!((same.held, same.movements[0].state), (None, PostingState::Withdrawn));
    decided(&house, 3, "another").await;
    let another = house.settled(&id(3)).await;
    assert_eq!((another.held, another.movements[0].state), (None, PostingState::Saved));
    assert_eq!(house.record(ORDER).await.len(), 2);

    assert_eq!(
        code(house.about(&id(2), "decision", &json!({ "is": "another" }))).await,
        ProblemCode::NotHeld
    );
    assert_eq!(code(house.about(&id(1), "decision", &json!({ "is": "same" }))).await, ProblemCode::NotHeld);
    assert_eq!(
        code(house.about(&id(9), "decision", &json!({ "is": "same" }))).await,
        ProblemCode::ConfirmationUnknown
    );
}

#[tokio::test]
async fn without_an_order_only_the_same_counts_are_held() {
    let house = House::open().await;
    let lines = |count| json!([line("FC560", count, 1)]);
    let drop_off = |number, count| confirmation(number, &json!({ "order": null, "lines": lines(count) }));
    saved(&house, &drop_off(1, 5)).await;
    let other: ConfirmationStatus = ok(house.confirm(&drop_off(2, 6))).await;
    assert_eq!(other.held, None);
    let same: ConfirmationStatus = ok(house.confirm(&drop_off(3, 5))).await;
    assert_eq!(same.held.map(|held| held.earlier.to_string()), Some(id(1)));
}

#[tokio::test]
async fn where_it_is_switched_off_none_is_held() {
    let house = House::with(Setup { tenant: "second_confirmation_hours = 0", ..Setup::default() }).await;
    saved(&house, &confirmation(1, &json!({}))).await;
    let again = saved(&house, &confirmation(2, &json!({}))).await;
    assert_eq!(again.held, None);
    assert_eq!(house.record(ORDER).await.len(), 2);
}

#[tokio::test]
async fn a_count_that_differs_from_its_plan_needs_a_reason_unless_it_is_switched_off() {
    let house = House::open().await;
    let planned = |reason: Option<&str>| {
        let mut short = line("FC560", 10, 0);
        short["planned"] = json!(12);
        if let Some(reason) = reason {
            short["reason"] = json!(reason);
        }
        json!({ "lines": [line("CC TAG6", 1, 0), short] })
    };
    for reason in [None, Some("other")] {
        let problem = refused(house.confirm(&confirmation(1, &planned(reason)))).await;
        assert_eq!(problem.code, ProblemCode::ReasonMissing, "{reason:?}");
        assert_eq!(problem.errors[0].field, "lines[1].reason");
    }
    let mut explained = planned(Some("other"));
    explained["note"] = json!("the lift was broken");
    saved(&house, &confirmation(1, &explained)).await;
    saved(
        &house,
        &confirmation(2, &{
            let mut refused = planned(Some("refused"));
            refused["order"] = json!("TEST-2");
            refused
        }),
    )
    .await;

    let lax = House::with(Setup { tenant: "difference_reason_required = false", ..Setup::default() }).await;
    saved(&lax, &confirmation(1, &planned(None))).await;
}
