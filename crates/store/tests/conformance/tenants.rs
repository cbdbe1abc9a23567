//! A tenant sees and changes nothing of another, whatever it names.

use chrono::TimeDelta;
use contract::{
    Dispute, DisputeRequest, ExceptionAction, ExceptionState, HeldIs, PostingState, SettlementRequest,
    TripRequest, TripState, TripStatus, TripStep,
};
use ledger::attempt::Effect;
use ledger::quota::{Limits, Purpose, Verdict};
use store::{
    Accepted, Applied, Disputed, Metered, NewConfirmation, NewDispute, Settled, Settling, Store, TenantId,
    TripBegun, Turn, Wanted,
};
use uuid::Uuid;

use crate::office::{LASTING, Office, PLENTY, freeze, only};
use crate::place::Place;
use crate::scene::{
    accept, at, customer, delivered, drop_off, exchange, location, number, order, ours, tenant,
};

on_both_databases![
    another_tenant_reads_nothing,
    another_tenant_changes_nothing,
    every_tenant_has_calls_of_its_own,
    the_same_identifiers_are_different_things_to_different_tenants,
];

/// Something of everything: a refused, a sent and a held posting, a dispute, a refused key, a pause.
async fn busy(place: &Place) -> (Store, Office) {
    let store = place.open().await;
    let guarded = |id| NewConfirmation { second_within: Some(TimeDelta::hours(1)), ..drop_off(id) };
    accept(&store, exchange(10)).await;
    accept(&store, drop_off(11)).await;
    accept(&store, guarded(12)).await;
    let office = Office::open(&store).await;
    office.is_refused(10, "bad", 1_000).await;
    office.freeze(20, &[delivered(11)], 1_001).await;
    let pause = Effect::PauseSending { until: at(2_000), failures: 2 };
    office.apply(only([Effect::KeyRefused, pause, Effect::PauseCalls(at(1_500))]), 1_002).await;
    assert_eq!(store.dispute(&ours(), dispute("disputed")).await.unwrap(), Disputed::Now);
    assert_eq!(store.begin_trip(&ours(), step()).await.unwrap(), TripBegun::Now);
    (store, office)
}

fn step() -> TripStep {
    TripStep {
        request: TripRequest {
            id: Uuid::from_u128(700),
            trip: Uuid::from_u128(77),
            to: TripStatus::InProgress,
            confirmed: true,
        },
        state: TripState::Sent,
        words: None,
        by: "e.jansen".to_owned(),
        at: at(1_003),
    }
}

fn dispute(reason: &str) -> NewDispute {
    NewDispute {
        request: DisputeRequest {
            id: Uuid::from_u128(500),
            customer: customer("1001"),
            movement: delivered(10),
            dispute: Dispute {
                theirs: Vec::new(),
                said_by: "De Kade".to_owned(),
                reason: reason.to_owned(),
                evidence: Vec::new(),
            },
        },
        raised_by: "s.bakker".to_owned(),
        at: at(1_003),
        items: Vec::new(),
        location: Some(location("K1")),
        order: Some(order("240311")),
        confirmation: Some(Uuid::from_u128(10)),
    }
}

/// All that can be read of a tenant.
async fn everything(store: &Store, tenant: &TenantId) -> Vec<String> {
    let mut all = Vec::new();
    let mut read = |what: &dyn std::fmt::Debug| all.push(format!("{what:?}"));
    for id in 10..=12 {
        read(&store.confirmation(tenant, Uuid::from_u128(id)).await.unwrap());
        read(&store.posting(tenant, &delivered(id)).await.unwrap());
    }
    let exceptions = store.exceptions(tenant, Wanted::default(), 100).await.unwrap();
    for exception in &exceptions {
        read(&store.exception(tenant, exception.id).await.unwrap());
    }
    read(&exceptions);
    read(&store.open_work(tenant).await.unwrap());
    read(&store.postings_under(tenant, &order("240311")).await.unwrap());
    read(&store.postings_beside_balance(tenant, &[location("K1")], at(0)).await.unwrap());
    read(&store.permits_since(tenant, at(0)).await.unwrap());
    read(&store.news(tenant, 0, 1_000).await.unwrap());
    read(&store.latest_news(tenant, 1_000).await.unwrap());
    read(&store.posting_known_as(tenant, &delivered(10)).await.unwrap());
    all
}

async fn another_tenant_reads_nothing(place: Place) {
    let (store, _) = busy(&place).await;
    let theirs = tenant("theirs");
    let exceptions = store.exceptions(&ours(), Wanted::default(), 100).await.unwrap();
    assert_eq!(exceptions.len(), 4);
    for exception in &exceptions {
        assert_eq!(store.exception(&theirs, exception.id).await.unwrap(), None);
        let wanted = Wanted { before: Some(exception.id), ..Wanted::default() };
        assert_eq!(store.exceptions(&theirs, wanted, 100).await.unwrap(), []);
    }
    assert!(store.transactions(&theirs, &[delivered(10)]).await.is_err());
    // A tenant whose name another one begins with is another, too.
    for other in [theirs, tenant("our"), tenant("ours2")] {
        let nothing = everything(&store, &other).await;
        assert_eq!(nothing, everything(&store, &tenant("nobody")).await);
        assert!(nothing.iter().all(|read| !read.contains("1001") && !read.contains("FL-")), "{nothing:?}");
        let work = store.open_work(&other).await.unwrap();
        assert_eq!(work, ledger::sender::Work::default());
    }
}

async fn another_tenant_changes_nothing(place: Place) {
    let (store, office) = busy(&place).await;
    let theirs = tenant("theirs");
    let before = everything(&store, &ours()).await;

    assert_eq!(store.decide(&theirs, Uuid::from_u128(12), HeldIs::Same, "x", at(1_100)).await.unwrap(), None);
    for exception in store.exceptions(&ours(), Wanted::default(), 100).await.unwrap() {
        assert_eq!(exception.state, ExceptionState::Open);
        for action in exception.actions {
            let reason = Some("mine".to_owned());
            let request = SettlementRequest { action, reason, correction: None };
            let settling = Settling { request, who: "x".to_owned(), at: at(1_100) };
            let settled = store.settle(&theirs, exception.id, settling).await.unwrap();
            assert_eq!(settled, Settled::Unknown);
        }
    }
    let pairs = [(delivered(11), number("TO-1"))];
    store.raise_declared_twice(&theirs, &pairs, at(1_100)).await.unwrap();
    store.forget(&theirs, at(9_000_000)).await.unwrap();
    let received = TripStep { state: TripState::Received, ..step() };
    store.end_trip(&theirs, received, at(1_100)).await.unwrap();
    assert_eq!(store.interrupted_trips(&theirs, at(9_000), at(9_000)).await.unwrap(), 0);
    store.pause_calls(&theirs, at(9_000), at(8_000)).await.unwrap();

    let turn = store.take_lease(&theirs, Uuid::from_u128(8), LASTING, at(1_003)).await.unwrap().unwrap();
    for write in [
        freeze(30, &[delivered(10)], 1_003),
        only([Effect::Reached(delivered(11), PostingState::Saved, None)]),
    ] {
        let applied = store.apply(&theirs, turn, write, Metered::new(PLENTY), at(1_003)).await.unwrap();
        assert!(matches!(applied, Applied::Outdated | Applied::NotBefore(..)), "{applied:?}");
    }
    let all = [Effect::SendApart(vec![delivered(11)]), Effect::KeyTaken, Effect::ResumeSending];
    store.apply(&theirs, turn, only(all), Metered::new(PLENTY), at(1_003)).await.unwrap();
    store.give_lease_back(&theirs, turn, at(1_004)).await.unwrap();
    store.give_lease_back(&theirs, office.turn, at(1_004)).await.unwrap();
    // A turn is good for its tenant only.
    let mine: Turn = office.turn;
    let applied = store.apply(&theirs, mine, only([]), Metered::new(PLENTY), at(1_005)).await.unwrap();
    assert!(matches!(applied, Applied::LeaseLost), "{applied:?}");

    assert_eq!(everything(&store, &ours()).await, before);
    assert_eq!(store.begin_trip(&ours(), step()).await.unwrap(), TripBegun::Before(step()));
    assert!(matches!(office.apply(only([]), 1_010).await, Applied::Done(_)), "the lease is still ours");
}

async fn every_tenant_has_calls_of_its_own(place: Place) {
    let store = place.open().await;
    let theirs = tenant("theirs");
    let one = Limits { per_minute: 1, per_day: 1 };
    for tenant in [&ours(), &theirs] {
        let asked = store.permit(tenant, Purpose::Posting, Metered::new(one), at(0)).await.unwrap();
        assert_eq!(asked.0, Verdict::Granted);
    }
    store.pause_calls(&theirs, at(1_000), at(900)).await.unwrap();
    let asked = store.permit(&ours(), Purpose::Posting, Metered::new(PLENTY), at(1)).await.unwrap();
    assert_eq!(asked.0, Verdict::Granted);
    let asked = store.permit(&theirs, Purpose::Posting, Metered::new(PLENTY), at(1)).await.unwrap();
    assert_eq!(asked.0, Verdict::NotBefore(at(1_000)));
    assert_eq!(store.permits_since(&theirs, at(-1)).await.unwrap(), [at(0)]);
}

async fn the_same_identifiers_are_different_things_to_different_tenants(place: Place) {
    let (store, _) = busy(&place).await;
    let theirs = tenant("theirs");
    let before = everything(&store, &ours()).await;
    let mut new = drop_off(10);
    (new.second_within, new.confirmed_by) = (Some(TimeDelta::hours(1)), "somebody".to_owned());
    let accepted = store.accept(&theirs, new).await.unwrap();
    assert!(matches!(accepted, Accepted::Now(stored) if stored.held.is_none()));
    let turn = store.take_lease(&theirs, Uuid::from_u128(7), LASTING, at(1_003)).await.unwrap().unwrap();
    for write in [
        freeze(20, &[delivered(10)], 1_003),
        only([Effect::SendApart(vec![delivered(10)])]),
        only([Effect::Reached(delivered(10), PostingState::Saved, None)]),
    ] {
        let applied = store.apply(&theirs, turn, write, Metered::new(PLENTY), at(1_003)).await.unwrap();
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }
    assert_eq!(store.dispute(&theirs, dispute("another")).await.unwrap(), Disputed::Now);
    let pairs = [(delivered(10), number("TO-1"))];
    store.raise_declared_twice(&theirs, &pairs, at(1_100)).await.unwrap();
    let other_step = TripStep { by: "x".to_owned(), ..step() };
    assert_eq!(store.begin_trip(&theirs, other_step).await.unwrap(), TripBegun::Now);
    let id = Uuid::from_u128(500);
    let reason = Some("no".to_owned());
    let request = SettlementRequest { action: ExceptionAction::Refuse, reason, correction: None };
    let settling = Settling { request, who: "x".to_owned(), at: at(1_200) };
    assert_eq!(store.settle(&theirs, id, settling).await.unwrap(), Settled::Done);
    assert_eq!(store.exceptions(&theirs, Wanted::default(), 10).await.unwrap().len(), 2);
    assert_eq!(everything(&store, &ours()).await, before);
}
