//! Every switch alone, at every value that it has.

use std::time::Duration;

use sandbox::trackonline::Limits;
use sandbox::trackonline::behaviour::{
    Behaviour, CounterpartSign, DateForm, LocationParameter, LocationSign, RefusedBatch, RetryAfterForm,
};
use trackonline::{
    Assumptions, Error, LocationFilter, PageNumber, Permit, Transaction, TransactionBatch, TransactionFilter,
    TransactionType,
};

use crate::standing::{Standing, told};
use crate::story::{CUSTOMER, account, deliver, delivery, held, look, numbered};

#[tokio::test]
async fn a_client_that_knows_the_account_sees_the_same_story_however_one_switch_stands() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let world = look(&standing.client(told(Behaviour::default()))).await;
    let mut tried = 0;
    for switch in Behaviour::default().switches() {
        for (value, _) in switch.choices {
            let mut behaviour = Behaviour::default();
            behaviour.set(&format!("{}={value}", switch.key)).unwrap();
            standing.behave(behaviour).await;
            let client = standing.client(told(behaviour));
            assert_eq!(look(&client).await, world, "{}={value}", switch.key);
            deliver(&standing, &client, behaviour, &format!("D{tried}")).await;
            standing.next_day();
            tried += 1;
        }
    }
    assert!(tried >= 32, "13 switches with {tried} values");
}

#[tokio::test]
async fn a_sign_that_is_assumed_wrongly_turns_every_balance_round() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let (here, ours) = (held(&client, "C0423").await, account(&client, "C0423").await);
    assert!(here != 0 && ours != 0, "{here} {ours}");
    standing.behave(Behaviour { location_sign: LocationSign::Elsewhere, ..Behaviour::default() }).await;
    assert_eq!((held(&client, "C0423").await, account(&client, "C0423").await), (-here, ours));
    standing
        .behave(Behaviour { counterpart_sign: CounterpartSign::AtLocation, ..Behaviour::default() })
        .await;
    assert_eq!((held(&client, "C0423").await, account(&client, "C0423").await), (here, -ours));
}

#[tokio::test]
async fn a_parameter_that_the_account_passes_over_brings_more_than_was_asked_for() {
    let behaviour = Behaviour { counterpart_parameter: LocationParameter::Locations, ..Behaviour::default() };
    let standing = Standing::behaving(behaviour).await;
    let rows = async |parameter: &str| {
        let client = standing.client(Assumptions {
            counterpart_location_parameter: parameter.to_owned(),
            ..Assumptions::default()
        });
        let filter = trackonline::CounterpartBalanceFilter::between(CUSTOMER, "0001");
        client.counterpart_balances(Permit::granted(), &filter).await.unwrap().len()
    };
    assert!(rows("location").await > rows("locations").await);
}

#[tokio::test]
async fn a_spent_quota_says_how_long_to_wait_as_the_account_says_it() {
    for (form, after) in [
        (RetryAfterForm::Seconds, Some(Duration::from_mins(1))),
        (RetryAfterForm::HttpDate, Some(Duration::from_mins(1))),
        (RetryAfterForm::Absent, None),
    ] {
        let behaviour = Behaviour { retry_after: form, ..Behaviour::default() };
        let standing = Standing::granting(Limits { per_minute: 1, per_day: 10 }, behaviour).await;
        for assumptions in [Assumptions::default(), told(behaviour)] {
            let client = standing.client(assumptions);
            client.status(Permit::granted()).await.unwrap();
            let refused = client.status(Permit::granted()).await.unwrap_err();
            assert_eq!(refused, Error::RetryAfter { after }, "{form:?}");
            standing.clock.advance(Duration::from_mins(1));
        }
    }
}

#[tokio::test]
async fn dates_in_every_form_are_the_same_instants() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let mut seen = Vec::new();
    for dates in [DateForm::Milliseconds, DateForm::SevenDigitsWithOffset, DateForm::WithoutZone] {
        let behaviour = Behaviour { dates, ..Behaviour::default() };
        standing.behave(behaviour).await;
        let client = standing.client(told(behaviour));
        let filter = TransactionFilter::by_number("T0000500");
        let page = client.transactions(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap();
        let moment = page.rows[0].created_on.unwrap();
        assert_eq!(moment.is_zoned(), dates != DateForm::WithoutZone);
        seen.push(client.assumptions().instant(moment));
    }
    assert!(seen.iter().all(|instant| *instant == seen[0]), "{seen:?}");
}

#[tokio::test]
async fn a_refused_batch_leaves_behind_what_the_account_lets_it() {
    for (refused_batch, stands) in [(RefusedBatch::SavesNothing, 0), (RefusedBatch::SavesGoodRows, 1)] {
        let standing = Standing::behaving(Behaviour { refused_batch, ..Behaviour::default() }).await;
        let client = standing.client(Assumptions::default());
        let bad = Transaction { type_code: Some(TransactionType::from_number(42)), ..delivery("BAD", 1) };
        let batch = TransactionBatch::new(vec![delivery("GOOD", 7), bad]).unwrap();
        let refused = client.post_transactions(Permit::granted(), &batch).await.unwrap_err();
        let Error::Refused { status: 400, words } = &refused else { panic!("{refused:?}") };
        assert!(words.contains("typeCode") && words.contains("42"), "{words}");
        assert!(!refused.had_no_effect(), "whether the good row is saved cannot be read from a refusal");
        standing.clock.advance(Duration::from_secs(5));
        let patience = std::time::Instant::now() + Duration::from_secs(20);
        while numbered(&client, "GOOD").await.len() < stands {
            assert!(std::time::Instant::now() < patience, "the good row is never saved");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(numbered(&client, "GOOD").await.len(), stands, "{refused_batch:?}");
        assert!(numbered(&client, "BAD").await.is_empty());
    }
}

#[tokio::test]
async fn an_envelope_is_read_page_by_page_to_its_end() {
    for behaviour in [
        Behaviour::default(),
        Behaviour { envelope: sandbox::trackonline::behaviour::EnvelopeForm::Object, ..Behaviour::default() },
    ] {
        let standing = Standing::behaving(behaviour).await;
        for assumptions in [Assumptions::default(), told(behaviour)] {
            let client = standing.client(assumptions);
            let filter = LocationFilter::default();
            let (mut page, mut all) = (PageNumber::FIRST, 0);
            loop {
                let rows = client.locations(Permit::granted(), &filter, page).await.unwrap();
                all += rows.rows.len();
                if rows.is_last {
                    break;
                }
                assert_eq!(rows.rows.len(), 50);
                page = page.next();
            }
            assert!(all > 50 && page > PageNumber::FIRST, "{all}");
        }
    }
}
