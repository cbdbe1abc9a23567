//! What goes wrong on the way, and what the client may conclude from it.

use std::time::Duration;

use sandbox::trackonline::Behaviour;
use sandbox::trackonline::behaviour::RetryAfterForm;
use serde_json::{Value, json};
use trackonline::{
    Assumptions, Auth, BalanceFilter, Batch, Client, ClientSettings, Error, Limits, NextStep, Part, Permit,
    SaveResult, Transaction, TransactionBatch, Trouble, Unreadable,
};

use crate::standing::{KEY, Standing};
use crate::story::{CUSTOMER, delivery, numbered};

fn batch(number: &str) -> TransactionBatch {
    Batch::new(vec![delivery(number, 7)]).unwrap()
}

/// A fault that strikes the next POST and is gone.
fn once(kind: &str) -> Value {
    json!({ "kind": kind, "method": "POST", "once": true })
}

async fn stand_in() -> (Standing, Client) {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    (standing, client)
}

/// Whether a transaction is there once every save had its time.
async fn is_saved(standing: &Standing, client: &Client, number: &str) -> bool {
    standing.clock.advance(Duration::from_secs(5));
    tokio::time::sleep(Duration::from_millis(100)).await;
    !numbered(client, number).await.is_empty()
}

#[tokio::test]
async fn a_lost_answer_never_says_whether_the_save_was_received() {
    let (standing, client) = stand_in().await;
    for (kind, number, saved) in
        [("answer-lost-before-effect", "L1", false), ("answer-lost-after-effect", "L2", true)]
    {
        standing.fault(&once(kind)).await;
        let error = client.post_transactions(Permit::granted(), &batch(number)).await.unwrap_err();
        assert!(matches!(error, Error::UnknownOutcome { trouble: Trouble::Lost(_) }), "{kind}: {error:?}");
        assert_eq!((error.next_step(), error.had_no_effect()), (NextStep::FindOut, false), "{kind}");
        assert_eq!(is_saved(&standing, &client, number).await, saved, "{kind}");
    }
}

#[tokio::test]
async fn a_500_never_says_whether_the_save_was_received() {
    let (standing, client) = stand_in().await;
    for (kind, number, saved) in
        [("status500-before-effect", "L1", false), ("status500-after-effect", "L2", true)]
    {
        standing.fault(&once(kind)).await;
        let error = client.post_transactions(Permit::granted(), &batch(number)).await.unwrap_err();
        assert_eq!(error, Error::UnknownOutcome { trouble: Trouble::Failed(500) }, "{kind}");
        assert_eq!(is_saved(&standing, &client, number).await, saved, "{kind}");
    }
}

#[tokio::test]
async fn a_page_of_html_is_no_answer_to_a_save_and_no_data_to_a_reader() {
    let (standing, client) = stand_in().await;
    standing.fault(&once("html-page")).await;
    let error = client.post_transactions(Permit::granted(), &batch("L1")).await.unwrap_err();
    let trouble = Trouble::Unreadable(Unreadable::Html);
    assert_eq!(error, Error::UnknownOutcome { trouble });
    standing.fault(&json!({ "kind": "html-page", "once": true })).await;
    let error = client.balances(Permit::granted(), &BalanceFilter::of([CUSTOMER])).await.unwrap_err();
    assert_eq!(error, Error::Answer { unreadable: Unreadable::Html });
    assert_eq!(error.next_step(), NextStep::CheckAssumptions);
}

#[tokio::test]
async fn a_reading_call_that_fails_changed_nothing_and_may_be_made_again() {
    let (standing, client) = stand_in().await;
    for kind in [
        "answer-lost-before-effect",
        "answer-lost-after-effect",
        "status500-before-effect",
        "status500-after-effect",
    ] {
        standing.fault(&json!({ "kind": kind, "path": "/api/v1/balance", "once": true })).await;
        let ask = async || client.balances(Permit::granted(), &BalanceFilter::of([CUSTOMER])).await;
        let error = ask().await.unwrap_err();
        assert!(matches!(error, Error::Unavailable { .. }), "{kind}: {error:?}");
        assert_eq!(error.next_step(), NextStep::SendAgain { after: None });
        assert!(error.had_no_effect());
        assert!(!ask().await.unwrap().is_empty(), "{kind}");
    }
}

#[tokio::test]
async fn a_429_at_will_had_no_effect_and_may_be_sent_again() {
    let (standing, client) = stand_in().await;
    standing.fault(&once("limit429")).await;
    let error = client.post_transactions(Permit::granted(), &batch("L1")).await.unwrap_err();
    let after = Some(Duration::from_secs(30));
    assert_eq!(error, Error::RetryAfter { after });
    assert_eq!((error.next_step(), error.had_no_effect()), (NextStep::SendAgain { after }, true));
    assert!(!is_saved(&standing, &client, "L1").await);
    client.post_transactions(Permit::granted(), &batch("L1")).await.unwrap();
    assert!(is_saved(&standing, &client, "L1").await);
}

#[tokio::test]
async fn an_answer_that_comes_too_late_leaves_the_save_unknown() {
    let (standing, client) = stand_in().await;
    let hasty = Client::new(ClientSettings {
        base_url: standing.base().parse().unwrap(),
        auth: Auth::ApiKey(KEY.into()),
        assumptions: Assumptions::default(),
        limits: Limits {
            connect: Duration::from_millis(150),
            head: Duration::from_millis(150),
            ..Limits::default()
        },
    })
    .unwrap();
    standing.fault(&json!({ "kind": "latency", "amount": 5_000, "method": "POST", "once": true })).await;
    let error = hasty.post_transactions(Permit::granted(), &batch("L1")).await.unwrap_err();
    assert_eq!(error, Error::UnknownOutcome { trouble: Trouble::TimedOut(Part::Head) });
    assert!(client.status(Permit::granted()).await.is_ok(), "others are still answered");
}

#[tokio::test]
async fn a_slow_save_is_pending_for_longer_than_usual() {
    let (standing, client) = stand_in().await;
    standing.fault(&json!({ "kind": "slow-save", "amount": 60_000, "once": true })).await;
    let message = client.post_transactions(Permit::granted(), &batch("L1")).await.unwrap();
    standing.clock.advance(Duration::from_secs(59));
    tokio::time::sleep(Duration::from_millis(50)).await;
    let result = client.transaction_result(Permit::granted(), &message).await.unwrap();
    assert_eq!(result, SaveResult::Pending);
    standing.clock.advance(Duration::from_secs(2));
    let rows = standing.saved::<Transaction>(&client, &message).await;
    assert_eq!((rows[0].number.as_deref(), &rows[0].error), (Some("L1"), &None));
}

#[tokio::test]
async fn a_save_that_fails_partly_tells_which_rows_are_saved() {
    let (standing, client) = stand_in().await;
    standing.fault(&json!({ "kind": "save-fails-partly", "once": true })).await;
    let numbers: Vec<String> = (0..6).map(|place| format!("P{place}")).collect();
    let batch = Batch::new(numbers.iter().map(|number| delivery(number, 1)).collect()).unwrap();
    let message = client.post_transactions(Permit::granted(), &batch).await.unwrap();
    let rows = standing.saved::<Transaction>(&client, &message).await;
    let failed = rows.iter().filter(|row| row.error.is_some()).count();
    assert!(failed > 0 && failed < rows.len(), "{rows:?}");
    for (row, number) in rows.iter().zip(&numbers) {
        assert_eq!(row.number.as_ref(), Some(number));
        assert_eq!(numbered(&client, number).await.is_empty(), row.error.is_some(), "{row:?}");
    }
}

#[tokio::test]
async fn a_message_that_is_outdated_too_soon_leaves_the_save_to_be_looked_up() {
    let (standing, client) = stand_in().await;
    let message = client.post_transactions(Permit::granted(), &batch("L1")).await.unwrap();
    standing.fault(&json!({ "kind": "message-outdated", "once": true })).await;
    for _ in 0..2 {
        let error = client.transaction_result(Permit::granted(), &message).await.unwrap_err();
        assert_eq!((&error, error.next_step()), (&Error::OutdatedMessage, NextStep::FindOut));
    }
    assert!(is_saved(&standing, &client, "L1").await);
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_change_how_long_to_wait() {
    let behaviour = Behaviour { retry_after: RetryAfterForm::HttpDate, ..Behaviour::default() };
    let standing = Standing::behaving(behaviour).await;
    let client = standing.client(Assumptions::default());
    standing.fault(&json!({ "kind": "clock-skew", "amount": 7_200 })).await;
    standing.fault(&json!({ "kind": "limit429", "once": true })).await;
    let error = client.status(Permit::granted()).await.unwrap_err();
    assert_eq!(error, Error::RetryAfter { after: Some(Duration::from_secs(30)) });
}
