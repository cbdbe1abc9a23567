//! Who and what the promises are about.

use chrono::{DateTime, TimeDelta, Utc};
use contract::{
    ConfirmationKind, ConfirmationLine, ConfirmationRequest, Count, CustomerNumber, ItemCount, ItemNumber,
    LocationNumber, OrderReference, PostingState, Side, Stage, TransactionNumber,
};
use ledger::movement::{MovementRules, Places, WrittenOff, transactions};
use store::{Accepted, NewConfirmation, Store, StoredConfirmation, TenantId};
use uuid::Uuid;

pub(crate) fn at(second: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::seconds(second)
}

pub(crate) fn tenant(text: &str) -> TenantId {
    TenantId::new(text).unwrap()
}

pub(crate) fn ours() -> TenantId {
    tenant("ours")
}

pub(crate) fn location(text: &str) -> LocationNumber {
    LocationNumber::new(text).unwrap()
}

pub(crate) fn customer(text: &str) -> CustomerNumber {
    CustomerNumber::new(text).unwrap()
}

pub(crate) fn order(text: &str) -> OrderReference {
    OrderReference::new(text).unwrap()
}

pub(crate) fn number(text: &str) -> TransactionNumber {
    TransactionNumber::new(text).unwrap()
}

pub(crate) fn pieces(item: &str, count: i64) -> ItemCount {
    ItemCount { item: ItemNumber::new(item).unwrap(), count: Count::new(count).unwrap() }
}

/// The number of what was delivered under a confirmation.
pub(crate) fn delivered(id: u128) -> TransactionNumber {
    number(&format!("FL-{}-D", Uuid::from_u128(id).simple()))
}

/// The number of what came back under it.
pub(crate) fn returned(id: u128) -> TransactionNumber {
    number(&format!("FL-{}-R", Uuid::from_u128(id).simple()))
}

/// A delivery to customer 1001 at K1 under order 240311, counted just before the second that is its identifier.
pub(crate) fn request(id: u128, delivered: i64, returned: i64) -> ConfirmationRequest {
    ConfirmationRequest {
        id: Uuid::from_u128(id),
        kind: ConfirmationKind::Delivery,
        stage: Stage::Counted,
        customer: Some(customer("1001")),
        location: location("K1"),
        own_location: None,
        order: Some(order("240311")),
        counted_at: at(i64::try_from(id).unwrap()) - TimeDelta::milliseconds(400),
        lines: vec![ConfirmationLine {
            item: ItemNumber::new("FC560").unwrap(),
            planned: None,
            delivered: Count::new(delivered).unwrap(),
            returned: Count::new(returned).unwrap(),
            reason: None,
        }],
        note: None,
    }
}

/// What a request means, accepted in the second that is its identifier.
pub(crate) fn confirmed(request: ConfirmationRequest) -> NewConfirmation {
    let places = Places {
        own_location: location("DOCK"),
        written_off: WrittenOff {
            damaged: Some(location("BROKEN")),
            scrapped: Some(location("SCRAP")),
            lost: Some(location("GONE")),
            found: Some(location("NOWHERE")),
        },
    };
    let side = |number: &LocationNumber| Side { location: number.clone(), name: format!("Name of {number}") };
    let transactions = transactions(&request, &places, &MovementRules::default())
        .unwrap()
        .into_iter()
        .map(|planned| {
            let (from, to) = (side(&planned.from), side(&planned.to));
            (planned, from, to)
        })
        .collect();
    NewConfirmation {
        accepted_at: at(i64::try_from(request.id.as_u128()).unwrap()),
        request,
        confirmed_by: "e.jansen".to_owned(),
        transactions,
        second_within: None,
        corrects: None,
    }
}

/// A delivery with both directions.
pub(crate) fn exchange(id: u128) -> NewConfirmation {
    confirmed(request(id, 12, 4))
}

/// A delivery with one.
pub(crate) fn drop_off(id: u128) -> NewConfirmation {
    confirmed(request(id, 5, 0))
}

pub(crate) async fn accept(store: &Store, new: NewConfirmation) -> StoredConfirmation {
    match store.accept(&ours(), new).await.unwrap() {
        Accepted::Now(stored) => stored,
        other => panic!("it is new, and is {other:?}"),
    }
}

pub(crate) async fn stored(store: &Store, id: u128) -> StoredConfirmation {
    store.confirmation(&ours(), Uuid::from_u128(id)).await.unwrap().expect("it was accepted")
}

pub(crate) async fn state(store: &Store, number: &TransactionNumber) -> PostingState {
    store.posting(&ours(), number).await.unwrap().expect("it was accepted").state
}

/// What waits to be sent, in order.
pub(crate) async fn queue(store: &Store) -> Vec<TransactionNumber> {
    store.open_work(&ours()).await.unwrap().queued.into_iter().map(|queued| queued.number).collect()
}

/// Runs several tasks together and returns what each of them got.
pub(crate) async fn together<T, F>(tasks: impl IntoIterator<Item = F>) -> Vec<T>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let running: Vec<_> = tasks.into_iter().map(tokio::spawn).collect();
    let mut results = Vec::new();
    for task in running {
        results.push(task.await.unwrap());
    }
    results
}

/// The identifier of the last entry; 0 where there is none.
pub(crate) async fn last_news(store: &Store) -> i64 {
    store.latest_news(&ours(), 1).await.unwrap().last().map_or(0, |news| news.id)
}
