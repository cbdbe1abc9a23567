//! A database that an earlier version made is brought up to date, and everything in it is still there.

use chrono::TimeDelta;
use contract::{
    ConfirmationKind, ExceptionAction, ExceptionKind, HeldIs, PostingState, SettlementRequest, Stage,
};
use ledger::attempt::{Event, Look, Phase};
use ledger::quota::{Limits, Purpose, Verdict};
use sea_orm::ConnectionTrait;
use store::{Accepted, Metered, NewConfirmation, Settled, Settling, Wanted};
use uuid::Uuid;

use crate::office::Office;
use crate::place::Place;
use crate::scene::{
    accept, at, confirmed, customer, delivered, drop_off, exchange, location, order, ours, queue, request,
    returned, state, stored,
};

on_both_databases![
    everything_of_the_first_tables_can_be_read,
    what_the_first_version_left_open_goes_on,
    what_the_first_version_left_to_a_person_stands_before_one,
    a_device_that_sends_again_after_the_update_is_heard,
    a_second_confirmation_of_one_from_before_the_update_is_held,
    being_up_to_date_already_changes_nothing,
];

/// The tables as the first version made them.
const FIRST_TABLES: &str = "
    CREATE TABLE confirmation (tenant varchar NOT NULL, id varchar NOT NULL, customer varchar NOT NULL,
        order_reference varchar NULL, body text NOT NULL, fingerprint varchar NOT NULL,
        confirmed_by varchar NOT NULL, accepted_at MOMENT NOT NULL, PRIMARY KEY (tenant, id));
    CREATE TABLE posting (tenant varchar NOT NULL, number varchar NOT NULL, confirmation varchar NOT NULL,
        location varchar NOT NULL, order_reference varchar NULL, direction varchar NOT NULL,
        planned text NOT NULL, sides text NOT NULL, state varchar NOT NULL, reason text NULL,
        since MOMENT NOT NULL, sent_at MOMENT NULL, alone boolean NOT NULL, accepted_at MOMENT NOT NULL,
        PRIMARY KEY (tenant, number));
    CREATE INDEX posting_by_confirmation ON posting (tenant, confirmation);
    CREATE INDEX posting_by_location ON posting (tenant, location);
    CREATE INDEX posting_by_order ON posting (tenant, order_reference);
    CREATE INDEX posting_by_state ON posting (tenant, state);
    CREATE TABLE attempt (tenant varchar NOT NULL, id varchar NOT NULL, started_at MOMENT NOT NULL,
        open boolean NOT NULL, progress text NOT NULL, PRIMARY KEY (tenant, id));
    CREATE TABLE permit (id SERIAL_KEY, tenant varchar NOT NULL, permitted_at MOMENT NOT NULL,
        purpose varchar NOT NULL);
    CREATE INDEX permit_by_time ON permit (tenant, permitted_at);
    CREATE TABLE audit (id SERIAL_KEY, tenant varchar NOT NULL, happened_at MOMENT NOT NULL,
        who varchar NOT NULL, what varchar NOT NULL, subject varchar NOT NULL, detail text NULL);
    CREATE INDEX audit_by_subject ON audit (tenant, subject);
    CREATE TABLE seaql_migrations (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL);
    INSERT INTO seaql_migrations VALUES ('m0001_outbox', 1700000000);
";

fn moment(second: i64) -> String {
    at(second).to_rfc3339()
}

/// Confirmation `id` as the first version wrote it, with both directions.
fn body(id: u128) -> String {
    format!(
        r#"{{"id":"{}","customer":"1001","location":"K1","order":"240311","counted_at":"{}","lines":[{{"item":"FC560","delivered":12,"returned":4}}]}}"#,
        Uuid::from_u128(id),
        (at(i64::try_from(id).unwrap()) - TimeDelta::milliseconds(400)).to_rfc3339().replace("+00:00", "Z"),
    )
}

fn planned(id: u128, is_delivered: bool) -> String {
    let (number, direction, type_code, from, to, count) = if is_delivered {
        (delivered(id), "delivered", 60, "DOCK", "K1", 12)
    } else {
        (returned(id), "returned", 65, "K1", "DOCK", 4)
    };
    format!(
        r#"{{"number":"{number}","direction":"{direction}","type_code":{type_code},"status_code":16,"from":"{from}","to":"{to}","items":[{{"item":"FC560","count":{count}}}],"moved_at":"{}","reference":"240311","note":null}}"#,
        (at(i64::try_from(id).unwrap()) - TimeDelta::milliseconds(400)).to_rfc3339().replace("+00:00", "Z"),
    )
}

/// What a confirmation of the first version left, with the states of its two postings.
fn left_by(id: u128, states: [&str; 2]) -> String {
    let uuid = Uuid::from_u128(id);
    let accepted = moment(i64::try_from(id).unwrap());
    let mut sql = vec![format!(
        "INSERT INTO confirmation
            VALUES ('ours', '{uuid}', '1001', '240311', '{}', 'f{id}', 'e.jansen', '{accepted}');
         INSERT INTO audit (tenant, happened_at, who, what, subject, detail)
            VALUES ('ours', '{accepted}', 'e.jansen', 'confirmed', '{uuid}', '240311');",
        body(id)
    )];
    for (state, is_delivered) in states.into_iter().zip([true, false]) {
        let (number, direction, sides) = if is_delivered {
            (delivered(id), "delivered", ["DOCK", "K1"])
        } else {
            (returned(id), "returned", ["K1", "DOCK"])
        };
        let sides = sides.map(|side| format!(r#"{{"location":"{side}","name":"Name of {side}"}}"#)).join(",");
        let (state, alone) = state.split_once(' ').map_or((state, false), |(state, _)| (state, true));
        let reason = if state == "rejected" { "'Location is disabled'" } else { "NULL" };
        let sent = if state == "queued" { "NULL".to_owned() } else { format!("'{}'", moment(500)) };
        sql.push(format!(
            "INSERT INTO posting
                VALUES ('ours', '{number}', '{uuid}', 'K1', '240311', '{direction}', '{}', '[{sides}]',
                '{state}', {reason}, '{}', {sent}, {alone}, '{accepted}');",
            planned(id, is_delivered),
            moment(600 + i64::try_from(id).unwrap()),
        ));
    }
    sql.concat()
}

fn attempt(id: u128, numbers: &[contract::TransactionNumber], phase: &str) -> String {
    let numbers = serde_json::to_string(numbers).unwrap();
    let sent = at(500).to_rfc3339().replace("+00:00", "Z");
    let progress = format!(r#"{{"sent_at":"{sent}","numbers":{numbers},"phase":{phase}}}"#);
    let is_open = !phase.contains("closed");
    format!(
        "INSERT INTO attempt VALUES ('ours', '{}', '{}', {is_open}, '{progress}');",
        Uuid::from_u128(id),
        moment(500)
    )
}

/// A database as the first version left it.
async fn left_by_the_first_version(place: &Place) {
    let database = place.past_the_store().await;
    let next = r#""2024-10-04T00:20:00Z""#;
    let sql = [
        FIRST_TABLES.to_owned(),
        left_by(1, ["queued", "queued alone"]),
        left_by(2, ["sent", "accepted"]),
        left_by(3, ["checking", "saved"]),
        left_by(4, ["rejected", "excepted"]),
        attempt(21, &[delivered(2)], r#"{"is":"sending"}"#),
        attempt(22, &[returned(2)], &format!(r#"{{"is":"received","message":"m","polls":2,"next":{next}}}"#)),
        attempt(
            23,
            &[delivered(3)],
            &format!(
                r#"{{"is":"unknown","since":{next},"misses":0,"failures":0,"next":{next},"words":null}}"#
            ),
        ),
        attempt(24, &[], r#"{"is":"closed"}"#),
        format!(
            "INSERT INTO permit (tenant, permitted_at, purpose) VALUES ('ours', '{}', 'posting');",
            moment(500)
        ),
        format!(
            "INSERT INTO permit (tenant, permitted_at, purpose) VALUES ('ours', '{}', 'reading');",
            moment(501)
        ),
    ]
    .concat();
    let (time, key) = if place.is_postgres() {
        ("timestamp with time zone", "bigserial NOT NULL PRIMARY KEY")
    } else {
        ("timestamp_with_timezone_text", "integer NOT NULL PRIMARY KEY AUTOINCREMENT")
    };
    let sql = sql.replace("MOMENT", time).replace("SERIAL_KEY", key);
    database.execute_unprepared(&sql).await.unwrap();
    database.close().await.unwrap();
}

async fn everything_of_the_first_tables_can_be_read(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let mut like_new = exchange(1);
    like_new.request.note = None;
    let first = stored(&store, 1).await;
    assert_eq!(first.request, like_new.request);
    assert_eq!((first.request.kind, first.request.stage), (ConfirmationKind::Delivery, Stage::Counted));
    assert_eq!((first.accepted_at, first.confirmed_by.as_str()), (at(1), "e.jansen"));
    assert_eq!((first.held, first.corrects, first.corrections.len()), (None, None, 0));
    for (posting, (planned, from, to)) in first.postings.iter().zip(&like_new.transactions) {
        assert_eq!(posting.transaction.number, planned.number);
        assert_eq!((posting.transaction.updates.as_ref(), posting.transaction.replaces.len()), (None, 0));
        assert_eq!((&posting.transaction.items, &posting.from, &posting.to), (&planned.items, from, to));
        assert_eq!((posting.state, posting.since, posting.sent_at), (PostingState::Queued, at(601), None));
    }
    let states =
        async |id| stored(&store, id).await.postings.into_iter().map(|one| one.state).collect::<Vec<_>>();
    assert_eq!(states(2).await, [PostingState::Sent, PostingState::Accepted]);
    assert_eq!(states(3).await, [PostingState::Checking, PostingState::Saved]);
    assert_eq!(states(4).await, [PostingState::Rejected, PostingState::Excepted]);
    let rejected = store.posting(&ours(), &delivered(4)).await.unwrap().unwrap();
    assert_eq!((rejected.reason.as_deref(), rejected.sent_at), (Some("Location is disabled"), Some(at(500))));

    assert_eq!(store.postings_under(&ours(), &order("240311")).await.unwrap().len(), 8);
    let beside = store.postings_beside_balance(&ours(), &[location("K1")], at(10_000)).await.unwrap();
    assert_eq!(beside.len(), 5);
    let news = store.news(&ours(), 0, 100).await.unwrap();
    let confirmed: Vec<_> = news.iter().filter(|news| news.what == "confirmed").collect();
    assert_eq!((confirmed.len(), confirmed[0].at), (4, at(1)));
    assert_eq!(confirmed[0].subject, Uuid::from_u128(1).to_string());

    let mut calls = store.permits_since(&ours(), at(0)).await.unwrap();
    calls.sort();
    assert_eq!(calls, [at(500), at(501)]);
    let two = Metered::new(Limits { per_minute: 10, per_day: 2 });
    let (verdict, _) = store.permit(&ours(), Purpose::Posting, two, at(502)).await.unwrap();
    assert_eq!(verdict, Verdict::NotBefore(at(500) + ledger::quota::DAY));
}

async fn what_the_first_version_left_open_goes_on(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let work = store.open_work(&ours()).await.unwrap();
    let queued: Vec<_> =
        work.queued.iter().map(|queued| (queued.number.clone(), queued.apart.is_some())).collect();
    assert_eq!(queued, [(delivered(1), false), (returned(1), true)]);
    assert_eq!(work.attempts.len(), 3);
    let phase = |id| {
        let of = work.attempts.iter().find(|open| open.0.0 == Uuid::from_u128(id)).unwrap();
        assert_eq!(of.1.sent_at, at(500));
        of.1.phase.clone()
    };
    assert_eq!(phase(21), Phase::Sending);
    assert!(matches!(phase(22), Phase::Received { message, polls: 2, .. } if message == "m"));
    assert!(matches!(phase(23), Phase::Unknown(lost) if lost.look == Look::Created { page: 1 }));

    let office = Office::open(&store).await;
    office.answer(21, Event::Interrupted, 1_000).await;
    let found = Event::CreatedRead { found: vec![delivered(3)], is_last: true };
    office.answer(23, found, 1_001).await;
    assert_eq!(state(&store, &delivered(2)).await, PostingState::Checking);
    assert_eq!(state(&store, &delivered(3)).await, PostingState::Saved);
    office.freeze(25, &[delivered(1)], 1_002).await;
    assert_eq!(queue(&store).await, [returned(1)]);
}

async fn what_the_first_version_left_to_a_person_stands_before_one(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let wanted = Wanted { customers: Some(vec![customer("1001")]), ..Wanted::default() };
    let raised = store.exceptions(&ours(), wanted, 10).await.unwrap();
    assert_eq!(raised.len(), 2);
    let of = |kind| raised.iter().find(|one| one.kind == kind).unwrap();
    let (rejected, unknown) = (of(ExceptionKind::Rejected), of(ExceptionKind::OutcomeUnknown));
    assert_eq!(rejected.movement, Some(delivered(4)));
    assert_eq!(unknown.movement, Some(returned(4)));
    assert_eq!(rejected.words.as_deref(), Some("Location is disabled"));
    assert_eq!((rejected.raised_at, rejected.confirmation), (at(604), Some(Uuid::from_u128(4))));
    assert_eq!((&rejected.location, &rejected.order), (&Some(location("K1")), &Some(order("240311"))));
    assert_eq!(rejected.items, exchange(4).transactions[0].0.items);
    for (id, action) in [(rejected.id, ExceptionAction::SendAgain), (unknown.id, ExceptionAction::FoundSaved)]
    {
        let request = SettlementRequest { action, reason: Some("seen".to_owned()), correction: None };
        let settling = Settling { request, who: "p.visser".to_owned(), at: at(2_000) };
        assert_eq!(store.settle(&ours(), id, settling).await.unwrap(), Settled::Done);
    }
    assert_eq!(state(&store, &delivered(4)).await, PostingState::Queued);
    assert_eq!(state(&store, &returned(4)).await, PostingState::Saved);
}

async fn a_device_that_sends_again_after_the_update_is_heard(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let again = store.accept(&ours(), exchange(1)).await.unwrap();
    assert_eq!(again, Accepted::Before(stored(&store, 1).await));
    let another = store.accept(&ours(), confirmed(request(1, 13, 4))).await.unwrap();
    assert_eq!(another, Accepted::Conflict);
}

async fn a_second_confirmation_of_one_from_before_the_update_is_held(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let guarded = NewConfirmation { second_within: Some(TimeDelta::hours(2)), ..drop_off(60) };
    let held = accept(&store, guarded).await.held.expect("four like it are there");
    assert_eq!((held.earlier, held.by.as_str()), (Uuid::from_u128(4), "e.jansen"));
    let decided = store.decide(&ours(), Uuid::from_u128(60), HeldIs::Same, "p.visser", at(90)).await.unwrap();
    assert_eq!(decided.unwrap().postings[0].state, PostingState::Withdrawn);
}

async fn being_up_to_date_already_changes_nothing(place: Place) {
    left_by_the_first_version(&place).await;
    let store = place.open().await;
    let before = store.exceptions(&ours(), Wanted::default(), 10).await.unwrap();
    let store = place.reopen(store).await;
    assert_eq!(store.exceptions(&ours(), Wanted::default(), 10).await.unwrap(), before);
    assert_eq!(stored(&store, 4).await.postings.len(), 2);
}
