//! Every status that the document lists, as the stand-in comes to give it by itself; 500, which it gives on request only,
//! is among the `faults`.

use std::time::Duration;

use sandbox::trackonline::{Behaviour, Limits};
use trackonline::{
    Assumptions, BalanceFilter, Batch, Error, ItemConfiguration, ItemDefinition, Location, LocationFilter,
    MessageId, NextStep, PackagingLabel, PageNumber, Permit, SaveResult, Transaction, TransactionBatch,
    TransactionFilter, TransactionType, UniqueItem,
};

use crate::standing::Standing;
use crate::story::{CUSTOMER, delivery, numbered};

fn batch() -> TransactionBatch {
    Batch::new(vec![delivery("S1", 7)]).unwrap()
}

#[tokio::test]
async fn status_200_brings_what_was_asked_for() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let said = client.status(Permit::granted()).await.unwrap().said;
    assert!(!said.is_null(), "{said}");
    let rows = client.balances(Permit::granted(), &BalanceFilter::of([CUSTOMER])).await.unwrap();
    assert!(!rows.is_empty());
}

#[tokio::test]
async fn status_202_is_a_save_that_is_not_finished() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let message = client.post_transactions(Permit::granted(), &batch()).await.unwrap();
    for _ in 0..3 {
        let result = client.transaction_result(Permit::granted(), &message).await.unwrap();
        assert_eq!(result, SaveResult::Pending);
    }
}

#[tokio::test]
async fn status_204_is_an_empty_last_page() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let nowhere = LocationFilter { number: Some("nobody".to_owned()), ..LocationFilter::default() };
    let page = client.locations(Permit::granted(), &nowhere, PageNumber::FIRST).await.unwrap();
    assert!(page.rows.is_empty() && page.is_last);
    let beyond = PageNumber::new(9_999).unwrap();
    let page = client.transactions(Permit::granted(), &TransactionFilter::default(), beyond).await.unwrap();
    assert!(page.rows.is_empty() && page.is_last);
    let none = client.balances(Permit::granted(), &BalanceFilter::of(["nobody"])).await.unwrap();
    assert!(none.is_empty());
}

#[tokio::test]
async fn status_400_brings_the_words_for_every_field() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let odd = Transaction { type_code: Some(TransactionType::from_number(61)), ..delivery("S1", 7) };
    let placeless = Transaction { to_location: None, ..delivery("S2", 7) };
    let batch = TransactionBatch::new(vec![odd, placeless]).unwrap();
    let error = client.post_transactions(Permit::granted(), &batch).await.unwrap_err();
    assert_eq!(error.next_step(), NextStep::MendRequest);
    let Error::Refused { status: 400, words } = error else { panic!("{error:?}") };
    for said in ["[0].typeCode", "61", "[1].toLocation", "required"] {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn status_401_is_the_key() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client_with("another.key", Assumptions::default());
    let reading = client.status(Permit::granted()).await.unwrap_err();
    let saving = client.post_transactions(Permit::granted(), &batch()).await.unwrap_err();
    assert_eq!((reading, saving), (Error::Key { status: 401 }, Error::Key { status: 401 }));
    standing.clock.advance(Duration::from_secs(5));
    let rightful = standing.client(Assumptions::default());
    assert!(numbered(&rightful, "S1").await.is_empty(), "nothing was done");
}

#[tokio::test]
async fn status_404_is_a_message_that_nobody_knows_whatever_its_kind() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let permit = Permit::granted;
    for text in ["6b3f6a52-95a5-4d31-8f6e-0d6a52b0a001", "nonsense", "4711"] {
        let message = MessageId::new(text).unwrap();
        let answers = [
            client.transaction_result(permit(), &message).await,
            client.location_result(permit(), &message).await,
            client.item_definition_result(permit(), &message).await,
            client.item_configuration_result(permit(), &message).await,
            client.unique_item_result(permit(), &message).await,
            client.packaging_label_result(permit(), &message).await,
        ];
        for answer in answers {
            assert_eq!(answer, Err(Error::UnknownMessage), "{text}");
        }
    }
}

#[tokio::test]
async fn a_message_is_known_where_it_was_given_and_nowhere_else() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let message = client.post_transactions(Permit::granted(), &batch()).await.unwrap();
    standing.saved::<Transaction>(&client, &message).await;
    let permit = Permit::granted;
    let elsewhere = [
        client.save_result::<Location>(permit(), &message).await,
        client.save_result::<ItemDefinition>(permit(), &message).await,
        client.save_result::<ItemConfiguration>(permit(), &message).await,
        client.save_result::<UniqueItem>(permit(), &message).await,
        client.save_result::<PackagingLabel>(permit(), &message).await,
    ];
    for answer in elsewhere {
        assert_eq!(answer, Err(Error::UnknownMessage));
    }
}

#[tokio::test]
async fn status_410_is_a_message_that_is_outdated_and_what_it_saved_stays() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let message = client.post_transactions(Permit::granted(), &batch()).await.unwrap();
    standing.saved::<Transaction>(&client, &message).await;
    standing.next_day();
    let error = client.transaction_result(Permit::granted(), &message).await.unwrap_err();
    assert_eq!((&error, error.next_step()), (&Error::OutdatedMessage, NextStep::FindOut));
    assert_eq!(numbered(&client, "S1").await.len(), 1);
}

#[tokio::test]
async fn status_429_counts_the_minute_and_the_day_and_nothing_is_done() {
    let standing = Standing::granting(Limits { per_minute: 2, per_day: 3 }, Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    for _ in 0..2 {
        client.status(Permit::granted()).await.unwrap();
    }
    let refused = client.post_transactions(Permit::granted(), &batch()).await.unwrap_err();
    let minute = Duration::from_mins(1);
    assert_eq!(refused, Error::RetryAfter { after: Some(minute) });
    assert!(refused.had_no_effect());
    standing.clock.advance(minute);
    assert!(numbered(&client, "S1").await.is_empty());
    let refused = client.status(Permit::granted()).await.unwrap_err();
    let rest_of_the_day = Duration::from_mins(24 * 60 - 1);
    assert_eq!(refused, Error::RetryAfter { after: Some(rest_of_the_day) });
    standing.clock.advance(rest_of_the_day);
    client.status(Permit::granted()).await.unwrap();
}
