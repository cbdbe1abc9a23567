//! What a sender decides is stored whole or not at all, and found again.

use chrono::TimeDelta;
use contract::PostingState;
use ledger::attempt::{Effect, Event, Phase};
use ledger::quota::{Limits, MINUTE, Purpose, Verdict};
use ledger::sender::Write;
use store::{Applied, Metered, NewConfirmation};
use uuid::Uuid;

use crate::office::{Office, PLENTY, freeze, only, rows};
use crate::place::Place;
use crate::scene::{
    accept, at, delivered, drop_off, exchange, last_news, location, number, ours, queue, returned, state,
    stored,
};

on_both_databases![
    what_waits_longest_stands_first,
    what_waits_a_microsecond_longer_stands_first,
    a_batch_that_is_frozen_is_sent_open_and_counted,
    a_batch_that_the_quota_does_not_allow_leaves_nothing,
    a_batch_of_which_one_is_not_queued_any_more_leaves_nothing,
    the_outcome_reaches_every_posting,
    what_comes_back_into_the_queue_stands_behind_those_that_wait_longer,
    halves_of_a_refused_batch_travel_apart,
    pauses_are_known_to_whoever_starts_next,
    a_refused_key_is_known_to_whoever_starts_next,
    a_batch_is_read_in_the_order_in_which_it_is_asked_for,
    the_same_write_twice_is_once,
    a_batch_stored_twice_is_frozen_once,
    a_decision_of_a_person_is_not_undone_by_a_write_that_is_repeated,
    words_with_any_character_are_stored,
];

async fn what_waits_longest_stands_first(place: Place) {
    let store = place.open().await;
    for id in [3, 1, 2] {
        accept(&store, exchange(id)).await;
    }
    let order = [1, 2, 3].map(|id| [delivered(id), returned(id)]).concat();
    assert_eq!(queue(&store).await, order);
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.queued[0].since, work.queued[0].confirmation), (at(1), Uuid::from_u128(1)));
    assert_eq!((work.queued[0].apart.as_deref(), work.attempts.len()), (None, 0));
    assert_eq!((work.paused_until, work.failures, work.is_key_refused), (None, 0, false));
}

async fn what_waits_a_microsecond_longer_stands_first(place: Place) {
    let store = place.open().await;
    // As text, a whole second is shorter than its fractions.
    let micros =
        [1, 2, 3, 4, 5, 6, 7, 8].into_iter().zip([0, 1, 90, 100_000, 100_001, 900_000, 999_999, 1_000_000]);
    for (id, micros) in micros.clone().rev() {
        let accepted_at = at(10) + TimeDelta::microseconds(micros);
        accept(&store, NewConfirmation { accepted_at, ..drop_off(id) }).await;
    }
    assert_eq!(queue(&store).await, (1..=8).map(delivered).collect::<Vec<_>>());
    let since = async |micros| {
        let answered_at = at(10) + TimeDelta::microseconds(micros);
        let all = store.postings_beside_balance(&ours(), &[location("K1")], answered_at).await.unwrap();
        all.into_iter().filter(|posting| posting.state == PostingState::Saved).count()
    };
    let office = Office::open(&store).await;
    for (id, micros) in micros {
        let saved = only([Effect::Reached(delivered(id), PostingState::Saved, None)]);
        let now = at(10) + TimeDelta::microseconds(micros);
        let applied = store.apply(&ours(), office.turn, saved, Metered::new(PLENTY), now).await.unwrap();
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }
    assert_eq!((since(0).await, since(1).await, since(2).await, since(100_000).await), (8, 7, 6, 5));
    assert_eq!((since(999_999).await, since(1_000_000).await, since(1_000_001).await), (2, 1, 0));
}

async fn a_batch_that_is_frozen_is_sent_open_and_counted(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    accept(&store, drop_off(2)).await;
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1), returned(1)], 1_000).await;

    let store = place.reopen(store).await;
    for posting in stored(&store, 1).await.postings {
        assert_eq!((posting.state, posting.since), (PostingState::Sent, at(1_000)));
        assert_eq!(posting.sent_at, Some(at(1_000)));
    }
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!(work.attempts.len(), 1);
    let (id, attempt) = &work.attempts[0];
    assert_eq!((id.0, &attempt.phase, attempt.sent_at), (Uuid::from_u128(9), &Phase::Sending, at(1_000)));
    assert_eq!(attempt.numbers, [delivered(1), returned(1)]);
    assert_eq!(queue(&store).await, [delivered(2)]);
    assert_eq!(store.permits_since(&ours(), at(0)).await.unwrap(), [at(1_000)]);
}

async fn a_batch_that_the_quota_does_not_allow_leaves_nothing(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let office = Office::open(&store).await;
    let one_a_minute = Metered::new(Limits { per_minute: 1, per_day: 100 });
    let (verdict, metered) = store.permit(&ours(), Purpose::Posting, one_a_minute, at(1_000)).await.unwrap();
    assert_eq!(verdict, Verdict::Granted);
    let before = store.open_work(&ours()).await.unwrap();
    let write = freeze(9, &[delivered(1)], 1_001);
    let applied = store.apply(&ours(), office.turn, write.clone(), metered, at(1_001)).await.unwrap();
    let Applied::NotBefore(moment, metered) = applied else { panic!("{applied:?}") };
    assert_eq!(moment, at(1_000) + MINUTE);
    assert_eq!(store.open_work(&ours()).await.unwrap(), before);
    assert_eq!(store.permits_since(&ours(), at(0)).await.unwrap(), [at(1_000)]);
    // What comes back with it is good for the next question.
    let applied = store.apply(&ours(), office.turn, write, metered, moment).await.unwrap();
    assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
}

async fn a_batch_of_which_one_is_not_queued_any_more_leaves_nothing(place: Place) {
    let store = place.open().await;
    for id in 1..=3 {
        accept(&store, drop_off(id)).await;
    }
    let office = Office::open(&store).await;
    office.apply(only([Effect::Reached(delivered(2), PostingState::Withdrawn, None)]), 1_000).await;
    let before = (store.open_work(&ours()).await.unwrap(), last_news(&store).await);
    for batch in [vec![delivered(1), delivered(2), delivered(3)], vec![delivered(1), number("nobody's")]] {
        let applied = office.apply(freeze(9, &batch, 1_001), 1_001).await;
        assert!(matches!(applied, Applied::Outdated), "{applied:?}");
    }
    let after = (store.open_work(&ours()).await.unwrap(), last_news(&store).await);
    assert_eq!(after, before);
    assert_eq!(state(&store, &delivered(2)).await, PostingState::Withdrawn);
    assert!(store.permits_since(&ours(), at(0)).await.unwrap().is_empty());
}

async fn the_outcome_reaches_every_posting(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1), returned(1)], 1_000).await;
    office.answer(9, Event::Received { message: "m-1".to_owned() }, 1_001).await;
    let postings = stored(&store, 1).await.postings;
    assert!(postings.iter().all(|posting| posting.state == PostingState::Accepted));
    let open = store.open_work(&ours()).await.unwrap().attempts.remove(0).1;
    assert!(matches!(open.phase, Phase::Received { message, polls: 0, .. } if message == "m-1"));

    let words = "Location K1 is disabled";
    office.answer(9, rows(&[(delivered(1), Some(words)), (returned(1), None)]), 1_002).await;
    let store = place.reopen(store).await;
    let postings = stored(&store, 1).await.postings;
    assert_eq!((postings[0].state, postings[0].reason.as_deref()), (PostingState::Rejected, Some(words)));
    assert_eq!((postings[1].state, postings[1].reason.as_deref()), (PostingState::Saved, None));
    assert_eq!((postings[1].since, postings[1].sent_at), (at(1_002), Some(at(1_000))));
    assert!(store.open_work(&ours()).await.unwrap().attempts.is_empty());
}

async fn what_comes_back_into_the_queue_stands_behind_those_that_wait_longer(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    accept(&store, drop_off(2)).await;
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1)], 1_000).await;
    office.answer(9, Event::NotTaken, 1_001).await;
    assert_eq!(queue(&store).await, [delivered(2), delivered(1)]);
    let posting = store.posting(&ours(), &delivered(1)).await.unwrap().unwrap();
    assert_eq!((posting.since, posting.sent_at), (at(1_001), None));
    assert!(store.open_work(&ours()).await.unwrap().attempts.is_empty());
}

async fn halves_of_a_refused_batch_travel_apart(place: Place) {
    let store = place.open().await;
    for id in 1..=5 {
        accept(&store, drop_off(id)).await;
    }
    let office = Office::open(&store).await;
    let batch: Vec<_> = (1..=4).map(delivered).collect();
    office.freeze(9, &batch, 1_000).await;
    office.answer(9, Event::Refused { words: "bad".to_owned() }, 1_001).await;
    let queued = store.open_work(&ours()).await.unwrap().queued;
    let mark = |id| queued.iter().find(|queued| queued.number == delivered(id)).unwrap().apart.clone();
    assert!(mark(1).is_some() && mark(3).is_some());
    assert_eq!((mark(1), mark(3)), (mark(2), mark(4)));
    assert_ne!(mark(1), mark(3));
    assert_eq!(mark(5), None);
    // A half that is refused is halved again, and neither quarter travels with the other half.
    office.freeze(10, &batch[..2], 1_002).await;
    office.answer(10, Event::Refused { words: "bad".to_owned() }, 1_003).await;
    let queued = store.open_work(&ours()).await.unwrap().queued;
    let marks: std::collections::BTreeSet<_> =
        queued.iter().filter_map(|queued| queued.apart.clone()).collect();
    assert_eq!((queued.len(), marks.len()), (5, 3));
}

async fn pauses_are_known_to_whoever_starts_next(place: Place) {
    let store = place.open().await;
    let office = Office::open(&store).await;
    office.apply(only([Effect::PauseSending { until: at(1_300), failures: 4 }]), 1_000).await;
    office.apply(only([Effect::PauseCalls(at(1_200))]), 1_001).await;
    // A shorter one does not shorten it.
    store.pause_calls(&ours(), at(1_100), at(1_000)).await.unwrap();

    let store = place.reopen(store).await;
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.paused_until, work.failures), (Some(at(1_300)), 4));
    for purpose in [Purpose::Posting, Purpose::Reading] {
        let asked = store.permit(&ours(), purpose, Metered::new(PLENTY), at(1_199)).await.unwrap();
        assert_eq!(asked.0, Verdict::NotBefore(at(1_200)));
    }
    let asked = store.permit(&ours(), Purpose::Reading, Metered::new(PLENTY), at(1_200)).await.unwrap();
    assert_eq!(asked.0, Verdict::Granted);

    let office = Office { store: store.clone(), ..office };
    office.apply(only([Effect::ResumeSending]), 1_010).await;
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.paused_until, work.failures), (None, 0));
}

async fn a_refused_key_is_known_to_whoever_starts_next(place: Place) {
    let store = place.open().await;
    let office = Office::open(&store).await;
    office.apply(only([Effect::KeyRefused]), 1_000).await;
    let store = place.reopen(store).await;
    assert!(store.open_work(&ours()).await.unwrap().is_key_refused);
    let office = Office { store: store.clone(), ..office };
    office.apply(only([Effect::KeyTaken]), 1_001).await;
    assert!(!store.open_work(&ours()).await.unwrap().is_key_refused);
}

async fn a_batch_is_read_in_the_order_in_which_it_is_asked_for(place: Place) {
    let store = place.open().await;
    for id in 1..=6 {
        accept(&store, exchange(id)).await;
    }
    let asked: Vec<_> = [4, 1, 6, 2, 5, 3].into_iter().flat_map(|id| [returned(id), delivered(id)]).collect();
    let read = store.transactions(&ours(), &asked).await.unwrap();
    assert_eq!(read.into_iter().map(|planned| planned.number).collect::<Vec<_>>(), asked);
}

async fn the_same_write_twice_is_once(place: Place) {
    let store = place.open().await;
    for id in 1..=4 {
        accept(&store, drop_off(id)).await;
    }
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1), delivered(2), delivered(3), delivered(4)], 1_000).await;
    let refused = office.meaning(9, Event::Refused { words: "bad".to_owned() }, 1_001).await;
    office.apply(refused.clone(), 1_001).await;
    let once = (store.open_work(&ours()).await.unwrap(), store.news(&ours(), 0, 100).await.unwrap());
    // Two seconds later, because nobody knew whether it had been stored.
    let applied = office.apply(refused, 1_003).await;
    assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    let twice = (store.open_work(&ours()).await.unwrap(), store.news(&ours(), 0, 100).await.unwrap());
    assert_eq!(twice, once);

    let pause = only([Effect::PauseSending { until: at(1_100), failures: 1 }, Effect::KeyRefused]);
    for _ in 0..2 {
        office.apply(pause.clone(), 1_004).await;
    }
    let work = store.open_work(&ours()).await.unwrap();
    assert_eq!((work.paused_until, work.failures), (Some(at(1_100)), 1));
}

async fn a_batch_stored_twice_is_frozen_once(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    let office = Office::open(&store).await;
    let write = freeze(9, &[delivered(1), returned(1)], 1_000);
    for second in [1_000, 1_002] {
        let applied = office.apply(write.clone(), second).await;
        assert!(matches!(applied, Applied::Done(_)), "{applied:?}");
    }
    assert_eq!(store.open_work(&ours()).await.unwrap().attempts.len(), 1);
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Sent);
    // The call leaves only after the second time, and is counted from there as well.
    let mut calls = store.permits_since(&ours(), at(0)).await.unwrap();
    calls.sort();
    assert_eq!(calls, [at(1_000), at(1_002)]);
}

async fn a_decision_of_a_person_is_not_undone_by_a_write_that_is_repeated(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1)], 1_000).await;
    let write = office.meaning(9, Event::Refused { words: "bad".to_owned() }, 1_001).await;
    office.apply(write.clone(), 1_001).await;
    let raised = store.exceptions(&ours(), store::Wanted::default(), 10).await.unwrap();
    let request = contract::SettlementRequest {
        action: contract::ExceptionAction::SendAgain,
        reason: None,
        correction: None,
    };
    let settling = store::Settling { request, who: "p.visser".to_owned(), at: at(1_002) };
    assert_eq!(store.settle(&ours(), raised[0].id, settling).await.unwrap(), store::Settled::Done);
    office.apply(write, 1_003).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Queued);
    assert_eq!(store.exceptions(&ours(), store::Wanted::default(), 10).await.unwrap().len(), 1);
}

async fn words_with_any_character_are_stored(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let office = Office::open(&store).await;
    let words = "Locatie 'K1' \\ \"木\" 🌷 %s\r\n";
    office.is_refused(1, &format!("{words}\0!"), 1_000).await;
    let reason = stored(&store, 1).await.postings.remove(0).reason.unwrap();
    assert_eq!(reason, format!("{words}\u{fffd}!"));
    let raised = store.exceptions(&ours(), store::Wanted::default(), 10).await.unwrap();
    assert_eq!(raised[0].words.as_deref(), Some(reason.as_str()));
    let raw = Write { permit: None, attempt: None, effects: Vec::new() };
    assert!(matches!(office.apply(raw, 1_001).await, Applied::Done(_)));
}
