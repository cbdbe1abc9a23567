//! Calls are counted before they leave, whichever process asks.

use ledger::quota::{DAY, Limits, MINUTE, Purpose, Verdict};
use ledger::sender::Write;
use store::{Applied, Metered};

use crate::office::{Office, PLENTY};
use crate::place::Place;
use crate::scene::{at, ours};

on_both_databases![
    a_call_is_counted_by_whoever_asks_next,
    processes_together_never_exceed_the_limits,
    a_sender_and_its_readers_share_the_limits,
    calls_outlive_a_restart_and_are_forgotten_in_time,
    a_call_is_counted_even_when_all_others_are_forgotten,
    what_a_minute_kept_for_posting_is_not_given_to_reading,
];

const TWENTY: Limits = Limits { per_minute: 20, per_day: 1_000 };

async fn a_call_is_counted_by_whoever_asks_next(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let limits = Limits { per_minute: 2, per_day: 100 };
    let (mut here, mut there) = (Metered::new(limits), Metered::new(limits));
    let mut verdict;
    (verdict, here) = one.permit(&ours(), Purpose::Posting, here, at(0)).await.unwrap();
    assert_eq!(verdict, Verdict::Granted);
    (verdict, there) = other.permit(&ours(), Purpose::Posting, there, at(1)).await.unwrap();
    assert_eq!((verdict, there.quota().used_today(at(1))), (Verdict::Granted, 2));
    (verdict, here) = one.permit(&ours(), Purpose::Posting, here, at(2)).await.unwrap();
    assert_eq!((verdict, here.quota().used_today(at(2))), (Verdict::NotBefore(at(0) + MINUTE), 2));
    (verdict, _) = other.permit(&ours(), Purpose::Posting, there, at(0) + MINUTE).await.unwrap();
    assert_eq!(verdict, Verdict::Granted);
    (verdict, _) = one.permit(&ours(), Purpose::Posting, here, at(0) + MINUTE).await.unwrap();
    assert_eq!(verdict, Verdict::NotBefore(at(1) + MINUTE));
}

async fn processes_together_never_exceed_the_limits(place: Place) {
    let stores = [place.open().await, place.open().await];
    let granted = place
        .at_once(
            "permit",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move {
                    let (mut granted, mut metered) = (0, Metered::new(TWENTY));
                    for _ in 0..13 {
                        let verdict;
                        (verdict, metered) =
                            store.permit(&ours(), Purpose::Posting, metered, at(0)).await.unwrap();
                        granted += usize::from(verdict == Verdict::Granted);
                    }
                    granted
                }
            }),
        )
        .await;
    assert_eq!(granted.iter().sum::<usize>(), 20);
    assert_eq!(stores[0].permits_since(&ours(), at(-1)).await.unwrap().len(), 20);
}

async fn a_sender_and_its_readers_share_the_limits(place: Place) {
    let (store, reader) = (place.open().await, place.open().await);
    let office = Office::open(&store).await;
    let sends = async move {
        let (mut granted, mut metered) = (0, Metered::new(TWENTY));
        for _ in 0..25 {
            let write = Write { permit: Some(Purpose::Posting), attempt: None, effects: Vec::new() };
            metered = match office.store.apply(&ours(), office.turn, write, metered, at(1_000)).await.unwrap()
            {
                Applied::Done(metered) => {
                    granted += 1;
                    metered
                }
                Applied::NotBefore(_, metered) => metered,
                other => panic!("{other:?}"),
            };
        }
        granted
    };
    let reads = async move {
        let (mut granted, mut metered) = (0, Metered::new(TWENTY));
        for _ in 0..25 {
            let verdict;
            (verdict, metered) = reader.permit(&ours(), Purpose::Reading, metered, at(1_000)).await.unwrap();
            granted += usize::from(verdict == Verdict::Granted);
        }
        granted
    };
    let (sent, read) = tokio::join!(tokio::spawn(sends), tokio::spawn(reads));
    let (sent, read) = (sent.unwrap(), read.unwrap());
    // What reading must not touch is there for the sender, whatever came first.
    assert!(sent >= 4 && sent + read == 20, "{sent} sent, {read} read");
}

async fn calls_outlive_a_restart_and_are_forgotten_in_time(place: Place) {
    let store = place.open().await;
    for (purpose, second) in [(Purpose::Reading, 5), (Purpose::Posting, 90)] {
        store.permit(&ours(), purpose, Metered::new(PLENTY), at(second)).await.unwrap();
    }
    let store = place.reopen(store).await;
    assert_eq!(store.permits_since(&ours(), at(10)).await.unwrap(), [at(90)]);
    let mut calls = store.permits_since(&ours(), at(0)).await.unwrap();
    calls.sort();
    assert_eq!(calls, [at(5), at(90)]);
    let one = Metered::new(Limits { per_minute: 100, per_day: 2 });
    let (verdict, _) = store.permit(&ours(), Purpose::Posting, one, at(91)).await.unwrap();
    assert_eq!(verdict, Verdict::NotBefore(at(5) + DAY));
    store.forget(&ours(), at(60) + DAY).await.unwrap();
    assert_eq!(store.permits_since(&ours(), at(0)).await.unwrap(), [at(90)]);
}

async fn a_call_is_counted_even_when_all_others_are_forgotten(place: Place) {
    let (one, other) = (place.open().await, place.open().await);
    let limits = Limits { per_minute: 100, per_day: 3 };
    let (_, here) = one.permit(&ours(), Purpose::Posting, Metered::new(limits), at(0)).await.unwrap();
    other.forget(&ours(), at(1) + DAY).await.unwrap();
    let (_, _) = other.permit(&ours(), Purpose::Posting, Metered::new(limits), at(2)).await.unwrap();
    // Its row must not take the place of one that is counted already.
    let (verdict, here) = one.permit(&ours(), Purpose::Posting, here, at(3)).await.unwrap();
    assert_eq!((verdict, here.quota().used_today(at(3))), (Verdict::Granted, 3));
}

async fn what_a_minute_kept_for_posting_is_not_given_to_reading(place: Place) {
    let store = place.open().await;
    let mut metered = Metered::new(Limits { per_minute: 10, per_day: 1_000 });
    let mut granted = Vec::new();
    for purpose in [Purpose::Reading, Purpose::Reconciling, Purpose::Posting] {
        let mut of_it = 0;
        loop {
            let verdict;
            (verdict, metered) = store.permit(&ours(), purpose, metered, at(0)).await.unwrap();
            if verdict != Verdict::Granted {
                break;
            }
            of_it += 1;
        }
        granted.push(of_it);
    }
    assert_eq!(granted, [8, 1, 1]);
}
