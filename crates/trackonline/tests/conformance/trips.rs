//! Setting a trip to its next status, and that there is no way back.

use std::time::{Duration, Instant};

use sandbox::trackonline::Behaviour;
use serde_json::Value;
use trackonline::{
    Assumptions, Client, IrreversibleTripStep, PageNumber, Permit, Transaction, TransactionBatch,
    TransactionFilter, TransactionStatus,
};
use uuid::Uuid;

use crate::standing::Standing;

/// A trip as it stands.
async fn trip(standing: &Standing, id: &str) -> Value {
    standing.trips().await.into_iter().find(|trip| trip["id"] == id).unwrap()
}

/// Takes a trip's next step, and waits until it is another status.
async fn advance(standing: &Standing, client: &Client, id: &str) -> Value {
    let before = trip(standing, id).await["status"].clone();
    let step = IrreversibleTripStep::of(id.parse().unwrap());
    let message = client.advance_trip(Permit::granted(), step).await.unwrap();
    assert!(message.is_some(), "it is received like a save");
    assert_eq!(trip(standing, id).await["status"], before, "received is not done");
    standing.clock.advance(Duration::from_secs(5));
    let patience = Instant::now() + Duration::from_secs(20);
    loop {
        let now = trip(standing, id).await;
        if now["status"] != before {
            return now;
        }
        assert!(Instant::now() < patience, "the trip never moves: {now}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

async fn transaction(client: &Client, number: &str) -> Transaction {
    let filter = TransactionFilter::by_number(number);
    let mut rows = client.transactions(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap().rows;
    assert_eq!(rows.len(), 1, "{number}");
    rows.remove(0)
}

#[tokio::test]
async fn a_trip_goes_from_new_to_in_progress_to_processed_and_takes_its_transactions_along() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let trips = standing.trips().await;
    let fresh = trips.iter().find(|trip| trip["status"] == "new").unwrap();
    let id = fresh["id"].as_str().unwrap();
    let numbers: Vec<&str> =
        fresh["transactions"].as_array().unwrap().iter().map(|number| number.as_str().unwrap()).collect();
    assert!(!numbers.is_empty());

    assert_eq!(advance(&standing, &client, id).await["status"], "in-progress");
    assert_eq!(advance(&standing, &client, id).await["status"], "processed");
    for number in &numbers {
        let moved = transaction(&client, number).await;
        assert_eq!(moved.transaction_trip_number.as_deref(), fresh["number"].as_str());
        assert_eq!(moved.status_code, Some(TransactionStatus::Processed), "{number}");
        assert!(moved.processed_on.is_some());
    }

    let again = Transaction { notes: Some("too late".to_owned()), ..transaction(&client, numbers[0]).await };
    let batch = TransactionBatch::new(vec![again]).unwrap();
    let message = client.post_transactions(Permit::granted(), &batch).await.unwrap();
    let rows = standing.saved::<Transaction>(&client, &message).await;
    assert!(rows[0].error.as_deref().is_some_and(|words| words.contains("processed")), "{rows:?}");
}

#[tokio::test]
async fn a_trip_that_nobody_knows_moves_nothing() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let before = standing.trips().await;
    let step = IrreversibleTripStep::of(Uuid::from_u128(1));
    // Whether it is received and told later, or refused at once, is not documented.
    let _either = client.advance_trip(Permit::granted(), step).await;
    standing.clock.advance(Duration::from_secs(5));
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(standing.trips().await, before);
}
