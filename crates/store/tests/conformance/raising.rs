//! What needs a person stands before one, once, from the moment it is stored.

use chrono::{DateTime, Utc};
use contract::{Dispute, DisputeRequest, Exception, ExceptionKind, ExceptionState, PostingState};
use ledger::attempt::{Effect, Event};
use store::{Disputed, NewDispute, Store, Wanted};
use uuid::Uuid;

use crate::office::{Office, only};
use crate::place::Place;
use crate::scene::{
    accept, at, customer, delivered, drop_off, exchange, location, number, order, ours, pieces, returned,
    stored,
};

on_both_databases![
    a_refused_posting_is_raised_with_everything_known_of_it,
    an_outcome_that_is_not_known_is_raised,
    a_posting_refused_twice_in_a_row_is_raised_once,
    what_is_saved_raises_nothing,
    a_refused_key_is_raised_once_and_settles_by_itself,
    sending_that_stays_stopped_is_raised_once_and_settles_by_itself,
    a_pair_is_raised_once_whatever_became_of_it,
    a_pair_found_by_several_at_once_is_raised_once,
    a_dispute_is_raised_once_and_another_under_its_identifier_is_refused,
    a_dispute_sent_by_several_at_once_is_raised_once,
    a_dispute_may_be_about_a_movement_that_is_not_ours,
];

async fn all(store: &Store) -> Vec<Exception> {
    store.exceptions(&ours(), Wanted::default(), 100).await.unwrap()
}

async fn a_refused_posting_is_raised_with_everything_known_of_it(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    Office::open(&store).await.is_refused(1, "Location is disabled", 1_000).await;
    let raised = all(&store).await;
    assert_eq!(raised.len(), 1);
    let raised = &raised[0];
    assert_eq!((raised.kind, raised.state), (ExceptionKind::Rejected, ExceptionState::Open));
    assert_eq!(raised.explanation, ExceptionKind::Rejected.explanation());
    assert_eq!(raised.words.as_deref(), Some("Location is disabled"));
    assert_eq!((raised.raised_at, raised.confirmation), (at(1_000), Some(Uuid::from_u128(1))));
    assert_eq!((&raised.customer, &raised.order), (&Some(customer("1001")), &Some(order("240311"))));
    assert_eq!((&raised.location, &raised.movement), (&Some(location("K1")), &Some(delivered(1))));
    assert_eq!(
        (&raised.items, raised.actions.as_slice()),
        (&vec![pieces("FC560", 5)], raised.kind.actions())
    );
    assert_eq!((raised.settlement.as_ref(), raised.history.len()), (None, 0));

    let detail = store.exception(&ours(), raised.id).await.unwrap().unwrap();
    let steps: Vec<_> = detail
        .history
        .iter()
        .map(|step| (step.at, step.who.as_str(), step.what.as_str(), step.detail.as_deref()))
        .collect();
    assert_eq!(
        steps,
        [
            (at(1), "e.jansen", "confirmed", Some("240311")),
            (at(1_000), "fustlink", "sent", None),
            (at(1_000), "fustlink", "accepted", None),
            (at(1_000), "fustlink", "rejected", Some("Location is disabled")),
            (at(1_000), "fustlink", "raised", Some("Location is disabled")),
        ]
    );
    assert_eq!(Exception { history: Vec::new(), ..detail }, *raised);
}

async fn an_outcome_that_is_not_known_is_raised(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    Office::open(&store).await.is_lost(1, 1_000).await;
    let raised = all(&store).await;
    assert_eq!((raised.len(), raised[0].kind), (1, ExceptionKind::OutcomeUnknown));
    assert_eq!(raised[0].movement, Some(delivered(1)));
    assert_eq!(stored(&store, 1).await.postings[0].state, PostingState::Excepted);
}

async fn a_posting_refused_twice_in_a_row_is_raised_once(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    let office = Office::open(&store).await;
    for second in [1_000, 1_002] {
        let refused = |number| Effect::Reached(number, PostingState::Rejected, Some("bad".to_owned()));
        office.apply(only([refused(delivered(1)), refused(returned(1))]), second).await;
    }
    assert_eq!(all(&store).await.len(), 2);
}

async fn what_is_saved_raises_nothing(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let office = Office::open(&store).await;
    office.freeze(9, &[delivered(1)], 1_000).await;
    office.answer(9, Event::OutcomeLost, 1_001).await;
    office.answer(9, Event::CreatedRead { found: vec![delivered(1)], is_last: true }, 1_010).await;
    assert_eq!(stored(&store, 1).await.postings[0].state, PostingState::Saved);
    assert_eq!(all(&store).await, []);
}

async fn a_refused_key_is_raised_once_and_settles_by_itself(place: Place) {
    let store = place.open().await;
    let office = Office::open(&store).await;
    office.apply(only([Effect::KeyRefused]), 1_000).await;
    office.apply(only([Effect::KeyRefused]), 1_300).await;
    let raised = all(&store).await;
    assert_eq!((raised.len(), raised[0].kind), (1, ExceptionKind::KeyRefused));
    assert_eq!((raised[0].raised_at, raised[0].customer.as_ref()), (at(1_000), None));
    for second in [1_600, 1_601] {
        office.apply(only([Effect::KeyTaken]), second).await;
    }
    let settled = &all(&store).await[0];
    let settlement = settled.settlement.as_ref().expect("it settles by itself");
    assert_eq!((settlement.action, settlement.by.as_str()), (None, "fustlink"));
    assert_eq!((settlement.at, settled.actions.len()), (at(1_600), 0));
    // Refused again, it is another one.
    office.apply(only([Effect::KeyRefused]), 1_900).await;
    let open = all(&store).await.into_iter().filter(|one| one.state == ExceptionState::Open);
    assert_eq!(open.map(|one| one.raised_at).collect::<Vec<_>>(), [at(1_900)]);
}

async fn sending_that_stays_stopped_is_raised_once_and_settles_by_itself(place: Place) {
    let store = place.open().await;
    let office = Office::open(&store).await;
    for failures in 1..=7 {
        let pause = Effect::PauseSending { until: at(1_100), failures };
        office.apply(only([pause]), 1_000).await;
    }
    assert_eq!(all(&store).await, []);
    for failures in 8..=10 {
        let pause = Effect::PauseSending { until: at(1_200), failures };
        office.apply(only([pause]), 1_100).await;
    }
    let raised = all(&store).await;
    assert_eq!((raised.len(), raised[0].kind), (1, ExceptionKind::SendingStopped));
    for second in [1_300, 1_301] {
        office.apply(only([Effect::ResumeSending]), second).await;
    }
    let settlement = all(&store).await.remove(0).settlement.expect("it settles by itself");
    assert_eq!((settlement.action, settlement.by.as_str(), settlement.at), (None, "fustlink", at(1_300)));
}

async fn a_pair_is_raised_once_whatever_became_of_it(place: Place) {
    let store = place.open().await;
    accept(&store, exchange(1)).await;
    let pairs = [
        (delivered(1), number("TO-77")),
        (returned(1), number("TO-78")),
        (number("not-ours"), number("TO-79")),
    ];
    store.raise_declared_twice(&ours(), &pairs, at(2_000)).await.unwrap();
    let raised = all(&store).await;
    assert_eq!(raised.len(), 2);
    let first = raised.iter().find(|one| one.movement == Some(delivered(1))).unwrap();
    assert_eq!((first.kind, first.twin.as_deref()), (ExceptionKind::DeclaredTwice, Some("TO-77")));
    assert_eq!((&first.customer, &first.items), (&Some(customer("1001")), &vec![pieces("FC560", 12)]));

    let request = contract::SettlementRequest {
        action: contract::ExceptionAction::Dismiss,
        reason: Some("two lorries".to_owned()),
        correction: None,
    };
    let settling = store::Settling { request, who: "p.visser".to_owned(), at: at(2_100) };
    assert_eq!(store.settle(&ours(), first.id, settling).await.unwrap(), store::Settled::Done);
    store.raise_declared_twice(&ours(), &pairs, at(2_200)).await.unwrap();
    let again = all(&store).await;
    assert_eq!(again.len(), 2);
    assert_eq!(again.iter().filter(|one| one.state == ExceptionState::Open).count(), 1);
    // With another twin, it is another pair.
    let other = [(delivered(1), number("TO-80"))];
    store.raise_declared_twice(&ours(), &other, at(2_300)).await.unwrap();
    assert_eq!(all(&store).await.len(), 3);
}

async fn a_pair_found_by_several_at_once_is_raised_once(place: Place) {
    let stores = [place.open().await, place.open().await];
    accept(&stores[0], drop_off(1)).await;
    place
        .at_once(
            "exception",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move {
                    let pairs = [(delivered(1), number("TO-77"))];
                    store.raise_declared_twice(&ours(), &pairs, at(2_000)).await.unwrap();
                }
            }),
        )
        .await;
    assert_eq!(all(&stores[0]).await.len(), 1);
    let raised = stores[0].news(&ours(), 0, 100).await.unwrap();
    assert_eq!(raised.iter().filter(|news| news.what == "raised").count(), 1);
}

fn dispute(at: DateTime<Utc>) -> NewDispute {
    NewDispute {
        request: DisputeRequest {
            id: Uuid::from_u128(500),
            customer: customer("1001"),
            movement: delivered(1),
            dispute: Dispute {
                theirs: vec![pieces("FC560", 3)],
                said_by: "De Kade".to_owned(),
                reason: "two were broken\0".to_owned(),
                evidence: vec!["slip 88".to_owned()],
            },
        },
        raised_by: "s.bakker".to_owned(),
        at,
        items: vec![pieces("FC560", 5)],
        location: Some(location("K1")),
        order: Some(order("240311")),
        confirmation: Some(Uuid::from_u128(1)),
    }
}

async fn a_dispute_is_raised_once_and_another_under_its_identifier_is_refused(place: Place) {
    let store = place.open().await;
    accept(&store, drop_off(1)).await;
    let new = dispute(at(2_000));
    assert_eq!(store.dispute(&ours(), new.clone()).await.unwrap(), Disputed::Now);
    let raised = store.exception(&ours(), Uuid::from_u128(500)).await.unwrap().unwrap();
    assert_eq!((raised.kind, raised.dispute.as_ref()), (ExceptionKind::Dispute, Some(&new.request.dispute)));
    assert_eq!((&raised.items, &raised.movement), (&new.items, &Some(delivered(1))));
    assert_eq!((&raised.location, &raised.order), (&new.location, &new.order));
    assert_eq!((raised.confirmation, raised.raised_at), (new.confirmation, at(2_000)));
    let last = raised.history.last().unwrap();
    assert_eq!((last.who.as_str(), last.what.as_str(), last.at), ("s.bakker", "raised", at(2_000)));

    assert_eq!(store.dispute(&ours(), dispute(at(2_500))).await.unwrap(), Disputed::Before);
    let mut others = vec![dispute(at(2_500)), dispute(at(2_500)), dispute(at(2_500))];
    "somebody else".clone_into(&mut others[0].request.dispute.said_by);
    others[1].request.customer = customer("1002");
    others[2].request.movement = number("TO-1");
    for other in others {
        assert_eq!(store.dispute(&ours(), other).await.unwrap(), Disputed::Conflict);
    }
    assert_eq!(store.exception(&ours(), Uuid::from_u128(500)).await.unwrap(), Some(raised));
}

async fn a_dispute_sent_by_several_at_once_is_raised_once(place: Place) {
    let stores = [place.open().await, place.open().await];
    let results = place
        .at_once(
            "exception",
            (0..8).map(|index| {
                let store = stores[index % 2].clone();
                async move { store.dispute(&ours(), dispute(at(2_000))).await.unwrap() }
            }),
        )
        .await;
    assert_eq!(results.iter().filter(|result| **result == Disputed::Now).count(), 1);
    assert_eq!(results.iter().filter(|result| **result == Disputed::Before).count(), 7);
}

async fn a_dispute_may_be_about_a_movement_that_is_not_ours(place: Place) {
    let store = place.open().await;
    let mut new = dispute(at(2_000));
    new.request.movement = number("TO-1");
    (new.items, new.location, new.order, new.confirmation) = (Vec::new(), None, None, None);
    assert_eq!(store.dispute(&ours(), new).await.unwrap(), Disputed::Now);
    let raised = all(&store).await.remove(0);
    assert_eq!((raised.movement, raised.confirmation), (Some(number("TO-1")), None));
    assert_eq!((raised.location, raised.order, raised.items.len()), (None, None, 0));
}
