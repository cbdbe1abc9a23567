//! A plan of ours and the count that takes its place arrive in TrackOnline one after the other, or the plan not at all.

use chrono::TimeDelta;
use contract::{ExceptionAction, ExceptionState, HeldIs, PostingState, SettlementRequest, Stage};
use ledger::attempt::Event;
use store::{Accepted, NewConfirmation, Settled, Settling, Wanted};
use uuid::Uuid;

use crate::office::{Office, rows};
use crate::place::Place;
use crate::scene::{accept, at, delivered, drop_off, location, number, ours, pieces, queue, state, stored};

on_both_databases![
    a_plan_that_was_not_sent_gives_way,
    what_gives_way_leaves_what_it_would_have_taken_the_place_of,
    a_count_waits_until_its_plan_has_arrived,
    what_is_announced_twice_under_one_identifier_does_not_withdraw_itself,
    a_count_that_is_held_leaves_the_plan_until_it_is_another_one,
    a_plan_whose_place_is_taken_is_not_sent_again,
    a_refused_plan_whose_order_was_counted_since_is_not_sent_again,
    a_plan_that_is_to_be_sent_again_is_followed_and_not_withdrawn,
    what_follows_a_plan_that_does_not_arrive_replaces_what_the_plan_would_have,
];

/// The same, announced and not counted.
fn announced(mut new: NewConfirmation) -> NewConfirmation {
    new.request.stage = Stage::Planned;
    new.transactions[0].0.stage = Stage::Planned;
    new
}

/// A drop-off that takes the place of the plan that was announced under this identifier.
fn instead_of(plan: u128, id: u128) -> NewConfirmation {
    let mut new = drop_off(id);
    new.transactions[0].0.updates = Some(delivered(plan));
    new.transactions[0].0.replaces = vec![pieces("FC560", 5)];
    new
}

async fn a_plan_that_was_not_sent_gives_way(place: Place) {
    let store = place.open().await;
    accept(&store, announced(drop_off(1))).await;
    let counted = accept(&store, instead_of(1, 2)).await;
    let planned = &counted.postings[0].transaction;
    assert_eq!((planned.wire_number(), &planned.replaces), (&delivered(2), &Vec::new()));
    assert_eq!(counted, stored(&store, 2).await);
    assert_eq!(queue(&store).await, [delivered(2)]);
    let plan = store.posting(&ours(), &delivered(1)).await.unwrap().unwrap();
    assert_eq!(plan.state, PostingState::Withdrawn);
    assert!(plan.reason.is_some_and(|words| words.contains(delivered(2).as_str())));
    let news = store.news(&ours(), 0, 100).await.unwrap();
    let withdrawn = news.iter().find(|news| news.subject == delivered(1).as_str()).unwrap();
    assert_eq!((withdrawn.what.as_str(), withdrawn.confirmation), ("withdrawn", Some(Uuid::from_u128(1))));
    // Whoever still wants its place has to look again.
    assert_eq!(store.accept(&ours(), instead_of(1, 3)).await.unwrap(), Accepted::Outdated);
    assert_eq!(store.accept(&ours(), instead_of(1, 2)).await.unwrap(), Accepted::Before(counted));
}

async fn what_gives_way_leaves_what_it_would_have_taken_the_place_of(place: Place) {
    let store = place.open().await;
    let in_place_of_theirs = |id, count| {
        let mut new = drop_off(id);
        new.transactions[0].0.updates = Some(number("P1"));
        new.transactions[0].0.replaces = vec![pieces("FC560", count)];
        new
    };
    accept(&store, announced(in_place_of_theirs(1, 6))).await;
    let counted = accept(&store, in_place_of_theirs(2, 5)).await;
    let planned = &counted.postings[0].transaction;
    assert_eq!((planned.wire_number(), &planned.replaces), (&number("P1"), &vec![pieces("FC560", 6)]));
    assert_eq!(queue(&store).await, [delivered(2)]);
}

async fn a_count_waits_until_its_plan_has_arrived(place: Place) {
    let store = place.open().await;
    accept(&store, announced(drop_off(1))).await;
    let office = Office::open(&store).await;
    office.freeze(1, &[delivered(1)], 1_000).await;
    // The second plan was accepted by a process whose clock is behind.
    accept(&store, announced(NewConfirmation { accepted_at: at(0), ..instead_of(1, 2) })).await;
    assert_eq!(queue(&store).await, []);
    office.answer(1, Event::NotTaken, 1_001).await;
    assert_eq!(queue(&store).await, [delivered(1)]);
    office.is_saved(1, 1_002).await;
    assert_eq!(queue(&store).await, [delivered(2)]);
    office.freeze(2, &[delivered(2)], 1_010).await;
    let counted = accept(&store, instead_of(1, 3)).await;
    assert_eq!(counted.postings[0].transaction.wire_number(), &delivered(1));
    accept(&store, drop_off(4)).await;
    assert_eq!(queue(&store).await, [delivered(4)]);
    office.answer(2, Event::Received { message: "m".to_owned() }, 1_011).await;
    assert_eq!(queue(&store).await, [delivered(4)]);
    office.answer(2, rows(&[(delivered(2), None)]), 1_012).await;
    assert_eq!(queue(&store).await, [delivered(3), delivered(4)]);
}

async fn what_is_announced_twice_under_one_identifier_does_not_withdraw_itself(place: Place) {
    let store = place.open().await;
    accept(&store, announced(drop_off(1))).await;
    Office::open(&store).await.is_saved(1, 1_000).await;
    let again = announced(instead_of(1, 2));
    let first = accept(&store, again.clone()).await;
    assert_eq!(store.accept(&ours(), again).await.unwrap(), Accepted::Before(first));
    assert_eq!(state(&store, &delivered(2)).await, PostingState::Queued);
}

async fn a_count_that_is_held_leaves_the_plan_until_it_is_another_one(place: Place) {
    let store = place.open().await;
    let guarded = |new| NewConfirmation { second_within: Some(TimeDelta::hours(2)), ..new };
    accept(&store, guarded(drop_off(1))).await;
    accept(&store, announced(drop_off(2))).await;
    assert!(accept(&store, guarded(instead_of(2, 3))).await.held.is_some());
    assert_eq!(queue(&store).await, [delivered(1), delivered(2)]);
    let id = Uuid::from_u128(3);
    store.decide(&ours(), id, HeldIs::Another, "p.visser", at(90)).await.unwrap().unwrap();
    assert_eq!(queue(&store).await, [delivered(1), delivered(2)]);
    Office::open(&store).await.is_saved(2, 1_000).await;
    assert_eq!(queue(&store).await, [delivered(1), delivered(3)]);
}

async fn a_plan_whose_place_is_taken_is_not_sent_again(place: Place) {
    let store = place.open().await;
    accept(&store, announced(drop_off(1))).await;
    Office::open(&store).await.is_lost(1, 1_000).await;
    accept(&store, instead_of(1, 2)).await;
    assert_eq!(queue(&store).await, [delivered(2)]);
    let raised = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    for (action, expected) in
        [(ExceptionAction::SendAgain, Settled::NotPossible), (ExceptionAction::FoundSaved, Settled::Done)]
    {
        let request = SettlementRequest { action, reason: Some("seen".to_owned()), correction: None };
        let settling = Settling { request, who: "p.visser".to_owned(), at: at(2_000) };
        assert_eq!(store.settle(&ours(), raised[0].id, settling).await.unwrap(), expected);
    }
}

async fn a_refused_plan_whose_order_was_counted_since_is_not_sent_again(place: Place) {
    let store = place.open().await;
    let sent_again = async |at_second| {
        let open = Wanted { state: Some(ExceptionState::Open), ..Wanted::default() };
        let raised = store.exceptions(&ours(), open, 10).await.unwrap();
        let request =
            SettlementRequest { action: ExceptionAction::SendAgain, reason: None, correction: None };
        let settling = Settling { request, who: "p.visser".to_owned(), at: at(at_second) };
        store.settle(&ours(), raised[0].id, settling).await.unwrap()
    };
    accept(&store, announced(drop_off(1))).await;
    let office = Office::open(&store).await;
    office.is_refused(1, "bad", 1_000).await;
    assert_eq!(sent_again(1_001).await, Settled::Done, "nothing was counted yet");
    office.is_refused(1, "bad", 1_002).await;
    accept(&store, drop_off(2)).await;
    assert_eq!(sent_again(1_003).await, Settled::NotPossible, "the plan would stand beside the count");
}

async fn a_plan_that_is_to_be_sent_again_is_followed_and_not_withdrawn(place: Place) {
    let store = place.open().await;
    accept(&store, announced(drop_off(1))).await;
    let office = Office::open(&store).await;
    office.is_lost(1, 1_000).await;
    let raised = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    let request = SettlementRequest { action: ExceptionAction::SendAgain, reason: None, correction: None };
    let settling = Settling { request, who: "p.visser".to_owned(), at: at(1_100) };
    assert_eq!(store.settle(&ours(), raised[0].id, settling).await.unwrap(), Settled::Done);
    // It was looked for and not found, which is not to say that it never arrives.
    let counted = accept(&store, instead_of(1, 2)).await;
    assert_eq!(counted.postings[0].transaction.wire_number(), &delivered(1));
    assert_eq!(queue(&store).await, [delivered(1)]);
    office.freeze(3, &[delivered(1)], 1_200).await;
    office.answer(3, Event::Received { message: "m".to_owned() }, 1_200).await;
    office.answer(3, rows(&[(delivered(1), None)]), 1_200).await;
    assert_eq!(queue(&store).await, [delivered(2)]);
}

async fn what_follows_a_plan_that_does_not_arrive_replaces_what_the_plan_would_have(place: Place) {
    let store = place.open().await;
    let replaced = async |id| {
        let beside = store.postings_beside_balance(&ours(), &[location("K1")], at(0)).await.unwrap();
        let posting = beside.into_iter().find(|posting| posting.transaction.number == delivered(id)).unwrap();
        posting.as_own_posting().replaces
    };
    accept(&store, announced(drop_off(1))).await;
    let office = Office::open(&store).await;
    office.freeze(1, &[delivered(1)], 1_000).await;
    accept(&store, instead_of(1, 2)).await;
    assert_eq!(replaced(2).await, [pieces("FC560", 5)]);
    office.answer(1, Event::Refused { words: "bad".to_owned() }, 1_001).await;
    assert_eq!(replaced(2).await, []);

    // A plan of theirs is there all the same, when ours in its place is not.
    let in_place_of_theirs = |id, count| {
        let mut new = drop_off(id);
        new.transactions[0].0.updates = Some(number("P1"));
        new.transactions[0].0.replaces = vec![pieces("FC560", count)];
        new
    };
    accept(&store, announced(in_place_of_theirs(3, 6))).await;
    office.freeze(3, &[delivered(3)], 1_010).await;
    accept(&store, in_place_of_theirs(4, 5)).await;
    assert_eq!(replaced(4).await, [pieces("FC560", 5)]);
    office.answer(3, Event::Refused { words: "bad".to_owned() }, 1_011).await;
    assert_eq!(replaced(4).await, [pieces("FC560", 6)]);
}
