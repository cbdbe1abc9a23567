//! What a person decides is carried out with their name, once.

use chrono::TimeDelta;
use contract::{
    Dispute, DisputeRequest, Exception, ExceptionAction, ExceptionKind, ExceptionState, PostingState,
    SettlementRequest, TripRequest, TripState, TripStatus, TripStep,
};
use ledger::attempt::Effect;
use store::{NewConfirmation, NewDispute, Settled, Settling, Store, Wanted};
use uuid::Uuid;

use crate::office::{Office, only};
use crate::place::Place;
use crate::scene::{
    accept, at, customer, delivered, drop_off, last_news, number, ours, queue, state, stored,
};

on_both_databases![
    a_refused_posting_is_sent_again_alone,
    a_refused_posting_is_dismissed,
    an_unknown_outcome_was_found_saved,
    an_unknown_outcome_is_sent_again,
    an_unknown_outcome_is_dismissed,
    a_second_confirmation_is_another_or_the_same,
    a_refused_posting_that_is_there_all_the_same_was_found_saved,
    what_was_declared_twice_is_dismissed_or_corrected,
    a_dispute_is_refused_or_corrected,
    only_a_correction_of_it_settles_it,
    an_action_that_does_not_fit_changes_nothing,
    what_is_settled_or_unknown_stays_so,
    of_several_decisions_at_once_one_counts,
    what_was_raised_settled_and_raised_again_are_two,
    what_a_person_writes_is_kept,
];

pub(crate) fn settling(action: ExceptionAction) -> Settling {
    let reason = action.needs_reason().then(|| format!("because of {}", action.as_str()));
    let request = SettlementRequest { action, reason, correction: None };
    Settling { request, who: "p.visser".to_owned(), at: at(5_000) }
}

fn correcting(correction: u128) -> Settling {
    let mut settling = settling(ExceptionAction::Correct);
    settling.request.correction = Some(Uuid::from_u128(correction));
    settling
}

/// The one that is open.
pub(crate) async fn open(store: &Store) -> Exception {
    let wanted = Wanted { state: Some(ExceptionState::Open), ..Wanted::default() };
    let mut open = store.exceptions(&ours(), wanted, 10).await.unwrap();
    assert_eq!(open.len(), 1, "{open:#?}");
    open.remove(0)
}

/// Settles the one that is open, and checks that it says so.
pub(crate) async fn settle(store: &Store, settling: Settling) -> Exception {
    let id = open(store).await.id;
    assert_eq!(store.settle(&ours(), id, settling.clone()).await.unwrap(), Settled::Done);
    let settled = store.exception(&ours(), id).await.unwrap().unwrap();
    let settlement = settled.settlement.clone().expect("it is settled");
    assert_eq!((settled.state, settled.actions.len()), (ExceptionState::Settled, 0));
    assert_eq!((settlement.action, settlement.at), (Some(settling.request.action), settling.at));
    assert_eq!((&settlement.by, &settlement.reason), (&settling.who, &settling.request.reason));
    assert_eq!(settlement.correction, settling.request.correction);
    let said = settled.history.iter().find(|step| step.what == settling.request.action.as_str());
    let said = said.expect("it is in the history");
    assert_eq!((&said.who, said.at, &said.detail), (&settling.who, settling.at, &settling.request.reason));
    settled
}

/// A store with one exception of a kind, about drop-off 1.
pub(crate) async fn with_a(kind: ExceptionKind, place: &Place) -> Store {
    let store = place.open().await;
    let guarded = |id| NewConfirmation { second_within: Some(TimeDelta::hours(1)), ..drop_off(id) };
    accept(&store, guarded(1)).await;
    let office = Office::open(&store).await;
    match kind {
        ExceptionKind::Rejected => office.is_refused(1, "bad", 1_000).await,
        ExceptionKind::OutcomeUnknown => office.is_lost(1, 1_000).await,
        ExceptionKind::SecondConfirmation => {
            accept(&store, guarded(2)).await;
        }
        ExceptionKind::DeclaredTwice => {
            office.is_saved(1, 1_000).await;
            let pairs = [(delivered(1), number("TO-77"))];
            store.raise_declared_twice(&ours(), &pairs, at(1_001)).await.unwrap();
        }
        ExceptionKind::Dispute => {
            office.is_saved(1, 1_000).await;
            let dispute = Dispute {
                theirs: Vec::new(),
                said_by: "De Kade".to_owned(),
                reason: "none came".to_owned(),
                evidence: Vec::new(),
            };
            let new = NewDispute {
                request: DisputeRequest {
                    id: Uuid::from_u128(500),
                    customer: customer("1001"),
                    movement: delivered(1),
                    dispute,
                },
                raised_by: "s.bakker".to_owned(),
                at: at(1_001),
                items: Vec::new(),
                location: None,
                order: None,
                confirmation: Some(Uuid::from_u128(1)),
            };
            store.dispute(&ours(), new).await.unwrap();
        }
        ExceptionKind::KeyRefused => {
            let pause = Effect::PauseSending { until: at(9_000), failures: 5 };
            office.apply(only([pause, Effect::KeyRefused]), 1_000).await;
        }
        ExceptionKind::SendingStopped => {
            office.apply(only([Effect::PauseSending { until: at(9_000), failures: 8 }]), 900).await;
            assert!(store.exceptions(&ours(), Wanted::default(), 10).await.unwrap().is_empty());
            for _ in 0..2 {
                office.apply(only([Effect::PauseSending { until: at(9_000), failures: 9 }]), 1_000).await;
            }
        }
        ExceptionKind::TripUnknown => {
            let request = TripRequest {
                id: Uuid::from_u128(700),
                trip: Uuid::from_u128(77),
                to: TripStatus::InProgress,
                confirmed: true,
            };
            let step = TripStep {
                request,
                state: TripState::Sent,
                words: None,
                by: "e.jansen".to_owned(),
                at: at(900),
            };
            store.begin_trip(&ours(), step.clone()).await.unwrap();
            let unknown = TripStep { state: TripState::Unknown, ..step };
            store.end_trip(&ours(), unknown, at(1_000)).await.unwrap();
        }
    }
    assert_eq!(open(&store).await.kind, kind);
    store
}

/// Confirmation 1 is put right by this one.
async fn is_corrected_by(store: &Store, id: u128, seen: usize) {
    accept(store, NewConfirmation { corrects: Some((Uuid::from_u128(1), seen)), ..drop_off(id) }).await;
}

async fn a_refused_posting_is_sent_again_alone(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    settle(&store, settling(ExceptionAction::SendAgain)).await;
    let posting = stored(&store, 1).await.postings.remove(0);
    assert_eq!((posting.state, posting.since, posting.sent_at), (PostingState::Queued, at(5_000), None));
    accept(&store, drop_off(3)).await;
    let queued = store.open_work(&ours()).await.unwrap().queued;
    assert_eq!(queued.iter().map(|one| one.number.clone()).collect::<Vec<_>>(), [delivered(3), delivered(1)]);
    assert_eq!((queued[0].apart.is_some(), queued[1].apart.is_some()), (false, true));
}

async fn a_refused_posting_is_dismissed(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    settle(&store, settling(ExceptionAction::Dismiss)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    assert!(queue(&store).await.is_empty());
}

async fn an_unknown_outcome_was_found_saved(place: Place) {
    let store = with_a(ExceptionKind::OutcomeUnknown, &place).await;
    settle(&store, settling(ExceptionAction::FoundSaved)).await;
    let posting = stored(&store, 1).await.postings.remove(0);
    assert_eq!((posting.state, posting.sent_at), (PostingState::Saved, Some(at(1_000))));
}

async fn an_unknown_outcome_is_sent_again(place: Place) {
    let store = with_a(ExceptionKind::OutcomeUnknown, &place).await;
    settle(&store, settling(ExceptionAction::SendAgain)).await;
    assert_eq!(queue(&store).await, [delivered(1)]);
}

async fn an_unknown_outcome_is_dismissed(place: Place) {
    let store = with_a(ExceptionKind::OutcomeUnknown, &place).await;
    settle(&store, settling(ExceptionAction::Dismiss)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    assert!(queue(&store).await.is_empty());
}

async fn a_second_confirmation_is_another_or_the_same(place: Place) {
    let store = with_a(ExceptionKind::SecondConfirmation, &place).await;
    let mut another = settling(ExceptionAction::Another);
    another.request.reason = Some("two lorries came".to_owned());
    settle(&store, another).await;
    assert_eq!(stored(&store, 2).await.held, None);
    assert_eq!(state(&store, &delivered(2)).await, PostingState::Queued);

    accept(&store, NewConfirmation { second_within: Some(TimeDelta::hours(1)), ..drop_off(3) }).await;
    settle(&store, settling(ExceptionAction::Same)).await;
    assert_eq!(state(&store, &delivered(3)).await, PostingState::Withdrawn);
    assert_eq!(queue(&store).await, [delivered(1), delivered(2)]);
}

async fn a_refused_posting_that_is_there_all_the_same_was_found_saved(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    settle(&store, settling(ExceptionAction::FoundSaved)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Saved);
}

async fn what_was_declared_twice_is_dismissed_or_corrected(place: Place) {
    let store = with_a(ExceptionKind::DeclaredTwice, &place).await;
    settle(&store, settling(ExceptionAction::Dismiss)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Saved);
    store.raise_declared_twice(&ours(), &[(delivered(1), number("TO-78"))], at(1_002)).await.unwrap();
    is_corrected_by(&store, 3, 0).await;
    settle(&store, correcting(3)).await;
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Saved);
}

async fn a_dispute_is_refused_or_corrected(place: Place) {
    let store = with_a(ExceptionKind::Dispute, &place).await;
    settle(&store, settling(ExceptionAction::Refuse)).await;
    let other = open_dispute(&store, 501, Some(1)).await;
    is_corrected_by(&store, 3, 0).await;
    settle(&store, correcting(3)).await;
    assert_eq!(store.exception(&ours(), other).await.unwrap().unwrap().state, ExceptionState::Settled);
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Saved);
}

/// A dispute of customer 1001 about a movement under this confirmation of ours, or about one of somebody else's.
async fn open_dispute(store: &Store, id: u128, confirmation: Option<u128>) -> Uuid {
    let dispute = Dispute {
        theirs: Vec::new(),
        said_by: "De Kade".to_owned(),
        reason: "none came".to_owned(),
        evidence: Vec::new(),
    };
    let new = NewDispute {
        request: DisputeRequest {
            id: Uuid::from_u128(id),
            customer: customer("1001"),
            movement: confirmation.map_or(number("TO-1"), delivered),
            dispute,
        },
        raised_by: "s.bakker".to_owned(),
        at: at(1_100),
        items: Vec::new(),
        location: None,
        order: None,
        confirmation: confirmation.map(Uuid::from_u128),
    };
    store.dispute(&ours(), new).await.unwrap();
    Uuid::from_u128(id)
}

async fn only_a_correction_of_it_settles_it(place: Place) {
    let store = with_a(ExceptionKind::Dispute, &place).await;
    let id = open(&store).await.id;
    accept(&store, drop_off(3)).await;
    let of_another = NewConfirmation { corrects: Some((Uuid::from_u128(3), 0)), ..drop_off(4) };
    accept(&store, of_another).await;
    for correction in [1, 3, 4, 999] {
        let settled = store.settle(&ours(), id, correcting(correction)).await.unwrap();
        assert_eq!(settled, Settled::NotPossible, "{correction}");
    }
    let nothing_named = settling(ExceptionAction::Correct);
    assert_eq!(store.settle(&ours(), id, nothing_named).await.unwrap(), Settled::NotPossible);
    is_corrected_by(&store, 5, 0).await;
    settle(&store, correcting(5)).await;

    // Somebody else's movement is put right by any movement of the same customer that was made since.
    let foreign = open_dispute(&store, 502, None).await;
    let mut of_another_customer = NewConfirmation { accepted_at: at(2_000), ..drop_off(6) };
    of_another_customer.request.customer = Some(customer("1002"));
    accept(&store, of_another_customer).await;
    for correction in [5, 6] {
        let settled = store.settle(&ours(), foreign, correcting(correction)).await.unwrap();
        assert_eq!(settled, Settled::NotPossible, "{correction}");
    }
    accept(&store, NewConfirmation { accepted_at: at(2_000), ..drop_off(7) }).await;
    settle(&store, correcting(7)).await;
}

async fn an_action_that_does_not_fit_changes_nothing(place: Place) {
    use ExceptionAction::{Another, Correct, Dismiss, FoundSaved, Refuse, Same, SendAgain};
    for (kind, place) in ExceptionKind::ALL.into_iter().zip(places(place)) {
        let store = with_a(kind, &place).await;
        let raised = open(&store).await;
        let before = (stored(&store, 1).await, last_news(&store).await);
        let actions = [SendAgain, FoundSaved, Another, Same, Correct, Refuse, Dismiss];
        for action in actions.into_iter().filter(|action| !kind.actions().contains(action)) {
            let settled = store.settle(&ours(), raised.id, settling(action)).await.unwrap();
            assert_eq!(settled, Settled::NotPossible, "{kind:?} {action:?}");
        }
        assert_eq!(open(&store).await, raised);
        assert_eq!((stored(&store, 1).await, last_news(&store).await), before);
    }
}

/// This place, and more like it.
fn places(first: Place) -> impl Iterator<Item = Place> {
    let is_postgres = first.is_postgres();
    let more = move || if is_postgres { Place::postgres() } else { Place::sqlite() };
    std::iter::once(first).chain(std::iter::repeat_with(more))
}

async fn what_is_settled_or_unknown_stays_so(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    let settled = settle(&store, settling(ExceptionAction::Dismiss)).await;
    for action in [ExceptionAction::SendAgain, ExceptionAction::Dismiss] {
        let again = store.settle(&ours(), settled.id, settling(action)).await.unwrap();
        assert_eq!(again, Settled::NotPossible);
    }
    assert_eq!(store.exception(&ours(), settled.id).await.unwrap(), Some(settled));
    assert_eq!(state(&store, &delivered(1)).await, PostingState::Withdrawn);
    let unknown = store.settle(&ours(), Uuid::from_u128(999), settling(ExceptionAction::Dismiss)).await;
    assert_eq!(unknown.unwrap(), Settled::Unknown);
    assert_eq!(store.exception(&ours(), Uuid::from_u128(999)).await.unwrap(), None);
}

async fn of_several_decisions_at_once_one_counts(place: Place) {
    let both = [
        (ExceptionKind::Rejected, [ExceptionAction::SendAgain, ExceptionAction::Dismiss]),
        (ExceptionKind::Dispute, [ExceptionAction::Refuse; 2]),
    ];
    for ((kind, actions), place) in both.into_iter().zip(places(place)) {
        let store = with_a(kind, &place).await;
        let id = open(&store).await.id;
        let stores = [store, place.open().await];
        let tasks = (0..8).map(|index| {
            let store = stores[index % 2].clone();
            let settling = settling(actions[index / 2 % 2]);
            async move { store.settle(&ours(), id, settling).await.unwrap() }
        });
        let results = place.at_once("exception", tasks).await;
        assert_eq!(results.iter().filter(|result| **result == Settled::Done).count(), 1);
        assert_eq!(results.iter().filter(|result| **result == Settled::NotPossible).count(), 7);
        let settled = stores[0].exception(&ours(), id).await.unwrap().unwrap();
        let expected = match settled.settlement.unwrap().action {
            Some(ExceptionAction::SendAgain) => PostingState::Queued,
            Some(ExceptionAction::Dismiss) => PostingState::Withdrawn,
            _ => PostingState::Saved,
        };
        assert_eq!(state(&stores[0], &delivered(1)).await, expected);
    }
}

async fn what_was_raised_settled_and_raised_again_are_two(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    let first = settle(&store, settling(ExceptionAction::SendAgain)).await;
    let office = Office { store: store.clone(), turn: Office::open_as(&store, 8, 6_000).await.turn };
    office.freeze(20, &[delivered(1)], 6_000).await;
    office.answer(20, ledger::attempt::Event::Refused { words: "still bad".to_owned() }, 6_001).await;
    let second = open(&store).await;
    assert_ne!(first.id, second.id);
    assert_eq!(second.words.as_deref(), Some("still bad"));
    // The whole of what happened to the movement stands in the history of both.
    let what = |exception: Exception| exception.history.into_iter().map(|step| step.what).collect::<Vec<_>>();
    let whole = what(store.exception(&ours(), second.id).await.unwrap().unwrap());
    assert_eq!(whole, ["confirmed", "sent", "accepted", "rejected", "queued", "sent", "rejected", "raised"]);
}

async fn what_a_person_writes_is_kept(place: Place) {
    let store = with_a(ExceptionKind::Rejected, &place).await;
    let id = open(&store).await.id;
    let mut settling = settling(ExceptionAction::Dismiss);
    settling.request.reason = Some("'); DROP TABLE exception;-- \"木\" 🌷 %\n\0".to_owned());
    "o'brien".clone_into(&mut settling.who);
    assert_eq!(store.settle(&ours(), id, settling).await.unwrap(), Settled::Done);
    let settled = store.exception(&ours(), id).await.unwrap().unwrap().settlement.unwrap();
    assert_eq!(settled.reason.as_deref(), Some("'); DROP TABLE exception;-- \"木\" 🌷 %\n\u{fffd}"));
    assert_eq!(settled.by, "o'brien");
}
