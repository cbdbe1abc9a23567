//! Exceptions, newest first, page by page.

use contract::{ExceptionAction, ExceptionState, SettlementRequest};
use store::{Settled, Settling, Store, Wanted};
use uuid::Uuid;

use crate::office::Office;
use crate::place::Place;
use crate::scene::{accept, at, customer, delivered, drop_off, ours, queue};

on_both_databases![pages_follow_each_other_without_a_gap, only_what_is_wanted_is_listed,];

/// Exceptions 1 to 7: the first four at once, the others one by one; number 7 about nobody in particular.
async fn seven(place: &Place) -> Store {
    let store = place.open().await;
    for id in 1..=6 {
        let mut new = drop_off(id);
        new.request.customer = Some(customer(if id % 2 == 0 { "1002" } else { "1001" }));
        accept(&store, new).await;
    }
    let office = Office::open(&store).await;
    assert_eq!(queue(&store).await.len(), 6);
    for id in 1..=4 {
        office.is_refused(id, "bad", 1_000).await;
    }
    office.is_refused(5, "bad", 1_001).await;
    office.is_refused(6, "bad", 1_002).await;
    office.apply(crate::office::only([ledger::attempt::Effect::KeyRefused]), 1_003).await;
    store
}

async fn pages_follow_each_other_without_a_gap(place: Place) {
    let store = seven(&place).await;
    let all = store.exceptions(&ours(), Wanted::default(), 100).await.unwrap();
    assert_eq!(all.len(), 7);
    assert!(all.is_sorted_by(|one, next| one.raised_at >= next.raised_at));
    assert_eq!((all[1].movement.clone(), all[2].movement.clone()), (Some(delivered(6)), Some(delivered(5))));
    for size in [1, 2, 3] {
        let mut read = Vec::new();
        let mut before = None;
        loop {
            let wanted = Wanted { before, ..Wanted::default() };
            let page = store.exceptions(&ours(), wanted, size).await.unwrap();
            before = page.last().map(|last| last.id);
            if page.is_empty() {
                break;
            }
            read.extend(page);
        }
        assert_eq!(read, all);
    }
}

async fn only_what_is_wanted_is_listed(place: Place) {
    let store = seven(&place).await;
    let count = async |customers: Option<&[&str]>, state: Option<ExceptionState>| {
        let customers = customers.map(|numbers| numbers.iter().map(|number| customer(number)).collect());
        let wanted = Wanted { customers, state, ..Wanted::default() };
        store.exceptions(&ours(), wanted, 100).await.unwrap().len()
    };
    assert_eq!(count(None, Some(ExceptionState::Open)).await, 7);
    assert_eq!(count(None, Some(ExceptionState::Settled)).await, 0);
    assert_eq!(count(Some(&["1001"]), None).await, 3);
    assert_eq!(count(Some(&["1001", "1002"]), None).await, 6);
    assert_eq!((count(Some(&["9999"]), None).await, count(Some(&[]), None).await), (0, 0));
    for (customers, found) in [(vec![customer("1001")], 4), (Vec::new(), 1)] {
        let wanted = Wanted { customers: Some(customers), of_nobody: true, ..Wanted::default() };
        assert_eq!(store.exceptions(&ours(), wanted, 100).await.unwrap().len(), found);
    }

    let wanted = Wanted { customers: Some(vec![customer("1002")]), ..Wanted::default() };
    let id: Uuid = store.exceptions(&ours(), wanted, 1).await.unwrap()[0].id;
    let request = SettlementRequest {
        action: ExceptionAction::Dismiss,
        reason: Some("not needed".to_owned()),
        correction: None,
    };
    let settling = Settling { request, who: "p.visser".to_owned(), at: at(2_000) };
    assert_eq!(store.settle(&ours(), id, settling).await.unwrap(), Settled::Done);
    assert_eq!(count(None, Some(ExceptionState::Open)).await, 6);
    assert_eq!(count(Some(&["1002"]), Some(ExceptionState::Open)).await, 2);
    assert_eq!(count(Some(&["1002"]), Some(ExceptionState::Settled)).await, 1);
    assert_eq!(count(Some(&["1001"]), Some(ExceptionState::Settled)).await, 0);
}
