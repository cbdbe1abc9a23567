//! The outbox on a real database: what is acknowledged is stored once, and its fate is never lost.

#![expect(clippy::unwrap_used, reason = "in a test a failure is the answer")]

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    ConfirmationLine, ConfirmationRequest, Count, CustomerNumber, ItemNumber, LocationNumber, OrderReference,
    PostingState, Side,
};
use ledger::attempt::{Event, PostingRules, step};
use ledger::movement::{MovementRules, transactions};
use ledger::quota::Purpose;
use store::{Accepted, AttemptId, NewConfirmation, Store, TenantId};
use tempfile::TempDir;
use uuid::Uuid;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(second)
}

async fn open(folder: &TempDir) -> Store {
    Store::connect(&format!("sqlite://{}?mode=rwc", folder.path().join("fustlink.db").display()))
        .await
        .unwrap()
}

fn tenant(text: &str) -> TenantId {
    TenantId::new(text).unwrap()
}

fn location(text: &str) -> LocationNumber {
    LocationNumber::new(text).unwrap()
}

fn confirmation(id: u128, delivered: i64, returned: i64) -> NewConfirmation {
    let request = ConfirmationRequest {
        id: Uuid::from_u128(id),
        customer: CustomerNumber::new("1001").unwrap(),
        location: location("K1"),
        order: Some(OrderReference::new("240311").unwrap()),
        counted_at: at(0),
        lines: vec![ConfirmationLine {
            item: ItemNumber::new("FC560").unwrap(),
            planned: None,
            delivered: Count::new(delivered).unwrap(),
            returned: Count::new(returned).unwrap(),
        }],
        note: None,
    };
    let side = |number: &LocationNumber| Side { location: number.clone(), name: format!("Name of {number}") };
    let transactions = transactions(&request, &location("DOCK"), &MovementRules::default())
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect();
    NewConfirmation {
        request,
        confirmed_by: "e.jansen".into(),
        accepted_at: at(i64::try_from(id).unwrap()),
        transactions,
    }
}

async fn states(store: &Store, tenant: &TenantId, id: u128) -> Vec<(PostingState, Option<String>)> {
    let stored = store.confirmation(tenant, Uuid::from_u128(id)).await.unwrap().unwrap();
    stored.postings.into_iter().map(|posting| (posting.state, posting.reason)).collect()
}

#[tokio::test]
async fn the_same_confirmation_is_accepted_once_and_another_under_its_identifier_is_refused() {
    let folder = TempDir::new().unwrap();
    let (store, tenant) = (open(&folder).await, tenant("demo"));
    let Accepted::Now(first) = store.accept(&tenant, confirmation(1, 12, 4)).await.unwrap() else {
        panic!("it is new")
    };
    assert_eq!(first.postings.len(), 2);
    assert_eq!(first.postings[0].from.name, "Name of DOCK");
    let again = store.accept(&tenant, confirmation(1, 12, 4)).await.unwrap();
    assert_eq!(again, Accepted::Before(first));
    assert_eq!(store.accept(&tenant, confirmation(1, 13, 4)).await.unwrap(), Accepted::Conflict);
    assert_eq!(states(&store, &tenant, 1).await.len(), 2);
}

#[tokio::test]
async fn two_devices_that_send_the_same_at_once_get_one_confirmation() {
    let folder = TempDir::new().unwrap();
    let (store, tenant) = (open(&folder).await, tenant("demo"));
    let results: Vec<_> = (0..16)
        .map(|_| {
            let (store, tenant) = (store.clone(), tenant.clone());
            tokio::spawn(async move { store.accept(&tenant, confirmation(1, 5, 0)).await.unwrap() })
        })
        .collect();
    let mut new = 0;
    for result in results {
        new += usize::from(matches!(result.await.unwrap(), Accepted::Now(_)));
    }
    assert_eq!(new, 1);
}

#[tokio::test]
async fn a_batch_is_frozen_oldest_first_and_its_outcome_reaches_every_posting() {
    let folder = TempDir::new().unwrap();
    let (store, tenant) = (open(&folder).await, tenant("demo"));
    for id in [2, 1, 3] {
        store.accept(&tenant, confirmation(id, 5, 1)).await.unwrap();
    }
    let batch = store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(9)), 4, at(10)).await.unwrap().unwrap();
    assert_eq!(batch.attempt.numbers.len(), 4);
    assert_eq!(states(&store, &tenant, 1).await[0].0, PostingState::Sent);
    assert_eq!(states(&store, &tenant, 3).await[0].0, PostingState::Queued);

    let rows = batch
        .attempt
        .numbers
        .iter()
        .enumerate()
        .map(|(index, number)| (number.clone(), (index == 0).then(|| "Location is disabled".to_owned())))
        .collect();
    let rules = PostingRules::default();
    let (attempt, effects) = step(batch.attempt, Event::Received { message: "m".into() }, &rules, 0, at(11));
    store.record(&tenant, batch.id, &attempt, &effects, at(11)).await.unwrap();
    let (attempt, effects) = step(attempt, Event::Saved { rows }, &rules, 0, at(12));
    store.record(&tenant, batch.id, &attempt, &effects, at(12)).await.unwrap();

    assert_eq!(
        states(&store, &tenant, 1).await,
        [(PostingState::Rejected, Some("Location is disabled".into())), (PostingState::Saved, None)]
    );
    assert_eq!(store.open_attempts(&tenant).await.unwrap(), []);
}

#[tokio::test]
async fn after_a_restart_the_attempt_stands_where_it_stood_and_nothing_is_frozen_twice() {
    let folder = TempDir::new().unwrap();
    let tenant = tenant("demo");
    {
        let store = open(&folder).await;
        store.accept(&tenant, confirmation(1, 5, 0)).await.unwrap();
        store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(9)), 50, at(10)).await.unwrap().unwrap();
    }
    let store = open(&folder).await;
    let open = store.open_attempts(&tenant).await.unwrap();
    assert_eq!(open.len(), 1);
    assert_eq!(open[0].1.sent_at, at(10));
    assert_eq!(store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(10)), 50, at(11)).await.unwrap(), None);
}

#[tokio::test]
async fn a_posting_that_has_to_travel_alone_does() {
    let folder = TempDir::new().unwrap();
    let (store, tenant) = (open(&folder).await, tenant("demo"));
    store.accept(&tenant, confirmation(1, 5, 1)).await.unwrap();
    store.accept(&tenant, confirmation(2, 5, 0)).await.unwrap();
    let rules = PostingRules { refusal_saves_nothing: true, ..PostingRules::default() };
    let batch = store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(9)), 2, at(10)).await.unwrap().unwrap();
    let (attempt, effects) = step(batch.attempt, Event::Refused { words: "bad".into() }, &rules, 0, at(11));
    store.record(&tenant, batch.id, &attempt, &effects, at(11)).await.unwrap();
    for (id, size) in [(10, 1), (11, 1), (12, 1)] {
        let batch =
            store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(id)), 50, at(12)).await.unwrap().unwrap();
        assert_eq!(batch.transactions.len(), size);
    }
}

#[tokio::test]
async fn postings_stand_beside_a_balance_only_while_it_may_lack_them() {
    let folder = TempDir::new().unwrap();
    let (store, tenant) = (open(&folder).await, tenant("demo"));
    store.accept(&tenant, confirmation(1, 5, 0)).await.unwrap();
    let beside = async |answered: i64| {
        store.postings_beside_balance(&tenant, &[location("K1")], at(answered)).await.unwrap().len()
    };
    assert_eq!(beside(1_000).await, 1);
    let batch =
        store.freeze_batch(&tenant, AttemptId(Uuid::from_u128(9)), 50, at(10)).await.unwrap().unwrap();
    let rules = PostingRules::default();
    let (attempt, effects) = step(batch.attempt, Event::Received { message: "m".into() }, &rules, 0, at(11));
    store.record(&tenant, batch.id, &attempt, &effects, at(11)).await.unwrap();
    let rows = attempt.numbers.iter().map(|number| (number.clone(), None)).collect();
    let (attempt, effects) = step(attempt, Event::Saved { rows }, &rules, 0, at(12));
    store.record(&tenant, batch.id, &attempt, &effects, at(12)).await.unwrap();
    assert_eq!((beside(5).await, beside(13).await), (1, 0));
}

#[tokio::test]
async fn a_tenant_sees_nothing_of_another() {
    let folder = TempDir::new().unwrap();
    let (store, ours, theirs) = (open(&folder).await, tenant("ours"), tenant("theirs"));
    store.accept(&ours, confirmation(1, 5, 0)).await.unwrap();
    store.permit(&ours, Purpose::Posting, at(5)).await.unwrap();
    let order = OrderReference::new("240311").unwrap();
    assert_eq!(store.confirmation(&theirs, Uuid::from_u128(1)).await.unwrap(), None);
    assert_eq!(store.postings_under(&theirs, &order).await.unwrap(), []);
    assert_eq!(store.postings_beside_balance(&theirs, &[location("K1")], at(0)).await.unwrap(), []);
    assert_eq!(store.freeze_batch(&theirs, AttemptId(Uuid::from_u128(9)), 50, at(10)).await.unwrap(), None);
    assert!(store.permits_since(&theirs, at(0)).await.unwrap().is_empty());
    assert!(matches!(store.accept(&theirs, confirmation(1, 9, 9)).await.unwrap(), Accepted::Now(_)));
    assert_eq!(store.postings_under(&ours, &order).await.unwrap().len(), 1);
}

#[tokio::test]
async fn permits_outlive_a_restart_and_are_forgotten_in_time() {
    let folder = TempDir::new().unwrap();
    let tenant = tenant("demo");
    {
        let store = open(&folder).await;
        store.permit(&tenant, Purpose::Reading, at(5)).await.unwrap();
        store.permit(&tenant, Purpose::Posting, at(90)).await.unwrap();
    }
    let store = open(&folder).await;
    assert_eq!(store.permits_since(&tenant, at(10)).await.unwrap(), [at(90)]);
    store.forget_permits_before(&tenant, at(60)).await.unwrap();
    assert_eq!(store.permits_since(&tenant, at(0)).await.unwrap(), [at(90)]);
}
