//! One story that touches what the switches change: look around, deliver, deliver again under the same number, strike
//! the delivery out. However an account writes its answers, a client that knows it must see the same story.

use chrono::{DateTime, Utc};
use sandbox::trackonline::behaviour::{Behaviour, DeletedForm, DuplicateSemantics, SavedRowForm};
use trackonline::{
    BalanceFilter, BalanceRow, Client, CounterpartBalanceFilter, ItemCondition, ItemDefinition,
    ItemDefinitionFilter, Location, LocationFilter, Moment, PageNumber, Permit, Quantity, SavedRow,
    Transaction, TransactionBatch, TransactionFilter, TransactionItem, TransactionStatus, TransactionType,
};

use crate::standing::{Standing, start_of_test};

/// Our own dock.
pub(crate) const DOCK: &str = "0001";
/// A customer that is delivered to every week.
pub(crate) const CUSTOMER: &str = "C0412";
/// A bucket.
pub(crate) const BUCKET: &str = "FC560";

/// A delivery of buckets from our dock to the customer, an hour ago.
pub(crate) fn delivery(number: &str, buckets: i64) -> Transaction {
    Transaction {
        status_code: Some(TransactionStatus::Confirmed),
        type_code: Some(TransactionType::Declare),
        transaction_number: Some(number.to_owned()),
        reference_number: Some("26-0318-01".to_owned()),
        from_location: Some(Location::by_number(DOCK)),
        to_location: Some(Location::by_number(CUSTOMER)),
        date_transaction: Some((start_of_test() - chrono::TimeDelta::hours(1)).into()),
        transaction_items: vec![TransactionItem {
            item_condition_type: Some(ItemCondition::Clean),
            ..TransactionItem::new(BUCKET, Quantity::new(buckets))
        }],
        ..Transaction::default()
    }
}

/// What a client sees of the world before it does anything.
#[derive(Debug, PartialEq)]
pub(crate) struct World {
    customers: Vec<Location>,
    items: Vec<ItemDefinition>,
    history: Vec<Told>,
    held: i64,
    account: i64,
}

/// A transaction as far as it can be compared between accounts.
#[derive(Debug, PartialEq)]
pub(crate) struct Told {
    number: Option<String>,
    status: Option<TransactionStatus>,
    kind: Option<TransactionType>,
    from: Option<String>,
    to: Option<String>,
    at: Option<DateTime<Utc>>,
    arrives: Option<DateTime<Utc>>,
    pub(crate) pieces: Vec<(Option<String>, Option<Quantity>, Option<ItemCondition>)>,
}

fn told(client: &Client, transaction: &Transaction) -> Told {
    let number = |location: &Option<Location>| location.as_ref().and_then(|location| location.number.clone());
    let instant = |moment: Option<Moment>| moment.map(|moment| client.assumptions().instant(moment));
    Told {
        number: transaction.transaction_number.clone(),
        status: transaction.status_code.clone(),
        kind: transaction.type_code.clone(),
        from: number(&transaction.from_location),
        to: number(&transaction.to_location),
        at: instant(transaction.date_transaction),
        arrives: instant(transaction.date_transaction_counterpart),
        pieces: transaction
            .transaction_items
            .iter()
            .map(|pieces| {
                let item = pieces.item_definition.as_ref().and_then(|item| item.number.clone());
                (item, pieces.quantity, pieces.item_condition_type.clone())
            })
            .collect(),
    }
}

/// Looks around: master data, history and balances.
pub(crate) async fn look(client: &Client) -> World {
    let permit = Permit::granted;
    let placed = |moment: &mut Option<Moment>| {
        *moment = moment.map(|moment| client.assumptions().instant(moment).into());
    };
    let filter = LocationFilter { name: Some("Tuincentrum".to_owned()), ..LocationFilter::default() };
    let mut customers = client.locations(permit(), &filter, PageNumber::FIRST).await.unwrap().rows;
    for customer in &mut customers {
        placed(&mut customer.created_on);
        placed(&mut customer.modified_on);
    }
    let filter = ItemDefinitionFilter::default();
    let mut items = client.item_definitions(permit(), &filter, PageNumber::FIRST).await.unwrap().rows;
    for item in &mut items {
        placed(&mut item.created_on);
        placed(&mut item.modified_on);
    }
    let filter = TransactionFilter { to_locations: vec!["C0423".to_owned()], ..TransactionFilter::default() };
    let history = client.transactions(permit(), &filter, PageNumber::FIRST).await.unwrap().rows;
    assert!(
        !customers.is_empty() && !items.is_empty() && !history.is_empty(),
        "there is something to compare"
    );
    World {
        customers,
        items,
        history: history
            .iter()
            .filter(|row| row.is_deleted == Some(false))
            .map(|row| told(client, row))
            .collect(),
        held: held(client, "C0423").await,
        account: account(client, "C0423").await,
    }
}

fn buckets(rows: &[BalanceRow]) -> i64 {
    let of = |row: &&BalanceRow| {
        row.item_definition.as_ref().is_some_and(|item| item.number.as_deref() == Some(BUCKET))
    };
    rows.iter().filter(of).map(|row| row.quantity.get()).sum()
}

/// The buckets at a location.
pub(crate) async fn held(client: &Client, location: &str) -> i64 {
    let rows = client.balances(Permit::granted(), &BalanceFilter::of([location])).await.unwrap();
    let here = |row: &BalanceRow| row.location.as_ref().and_then(|at| at.number.clone());
    assert!(rows.iter().all(|row| here(row).as_deref() == Some(location)), "only what was asked for");
    buckets(&rows)
}

/// The buckets of ours that a customer has.
pub(crate) async fn account(client: &Client, customer: &str) -> i64 {
    let filter = CounterpartBalanceFilter::between(customer, DOCK);
    let rows = client.counterpart_balances(Permit::granted(), &filter).await.unwrap();
    let sides = |row: &BalanceRow| {
        let number = |location: &Option<Location>| location.as_ref().and_then(|side| side.number.clone());
        (number(&row.location), number(&row.counterpart))
    };
    let asked = (Some(customer.to_owned()), Some(DOCK.to_owned()));
    assert!(rows.iter().all(|row| sides(row) == asked), "only what was asked for");
    buckets(&rows)
}

/// Transactions with a number, whenever they were, without those that are struck out.
pub(crate) async fn numbered(client: &Client, number: &str) -> Vec<Told> {
    let filter = TransactionFilter::by_number(number);
    let rows = client.transactions(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap().rows;
    rows.iter().filter(|row| row.is_deleted != Some(true)).map(|row| told(client, row)).collect()
}

/// Saves one transaction.
async fn save(standing: &Standing, client: &Client, transaction: Transaction) -> Vec<SavedRow> {
    let batch = TransactionBatch::new(vec![transaction]).unwrap();
    let message = client.post_transactions(Permit::granted(), &batch).await.unwrap();
    standing.saved::<Transaction>(client, &message).await
}

/// Whether one transaction was saved, by the result of its save; the result has the form that the account gives it.
fn was_saved(rows: &[SavedRow], form: SavedRowForm, number: &str) -> bool {
    let said = match form {
        SavedRowForm::NumberIdError | SavedRowForm::NamesNothing => 1,
        SavedRowForm::ErrorsOnly => rows.iter().filter(|row| row.error.is_some()).count(),
    };
    assert_eq!(rows.len(), said, "{rows:?}");
    for row in rows {
        let named = if form == SavedRowForm::NamesNothing { None } else { Some(number) };
        assert_eq!(row.number.as_deref(), named, "{rows:?}");
        assert!(
            row.error.as_deref().is_none_or(|words| words.contains(number)),
            "TrackOnline's words: {rows:?}"
        );
    }
    rows.iter().all(|row| row.error.is_none())
}

/// Delivers, delivers again under the same number, and strikes it out, checking each step as the account is known to
/// behave.
pub(crate) async fn deliver(standing: &Standing, client: &Client, behaviour: Behaviour, number: &str) {
    let form = behaviour.saved_rows;
    let (held_before, account_before) = (held(client, CUSTOMER).await, account(client, CUSTOMER).await);
    assert!(numbered(client, number).await.is_empty());

    let first = save(standing, client, delivery(number, 7)).await;
    assert!(was_saved(&first, form, number), "{behaviour:?}");
    assert_eq!(numbered(client, number).await, [saved_delivery(number, 7)], "{behaviour:?}");
    assert_eq!(held(client, CUSTOMER).await, held_before + 7, "{behaviour:?}");
    assert_eq!(account(client, CUSTOMER).await, account_before + 7, "{behaviour:?}");

    let again = save(standing, client, delivery(number, 10)).await;
    let (accepted, stands, pieces) = match behaviour.duplicates {
        DuplicateSemantics::Update => (true, vec![10], 10),
        DuplicateSemantics::Reject => (false, vec![7], 7),
        DuplicateSemantics::Double => (true, vec![7, 10], 17),
    };
    assert_eq!(was_saved(&again, form, number), accepted, "{behaviour:?}");
    let expected: Vec<_> = stands.iter().map(|pieces| saved_delivery(number, *pieces)).collect();
    assert_eq!(numbered(client, number).await, expected, "{behaviour:?}");
    assert_eq!(held(client, CUSTOMER).await, held_before + pieces, "{behaviour:?}");

    for _ in &stands {
        strike_out(standing, client, behaviour, number).await;
    }
    assert!(numbered(client, number).await.is_empty(), "{behaviour:?}");
    assert_eq!(held(client, CUSTOMER).await, held_before, "{behaviour:?}");
    assert_eq!(account(client, CUSTOMER).await, account_before, "{behaviour:?}");
}

/// A delivery as it is read back: TrackOnline takes its date for that of the counterpart.
fn saved_delivery(number: &str, buckets: i64) -> Told {
    let at = start_of_test() - chrono::TimeDelta::hours(1);
    Told {
        number: Some(number.to_owned()),
        status: Some(TransactionStatus::Confirmed),
        kind: Some(TransactionType::Declare),
        from: Some(DOCK.to_owned()),
        to: Some(CUSTOMER.to_owned()),
        at: Some(at),
        arrives: Some(at),
        pieces: vec![(Some(BUCKET.to_owned()), Some(Quantity::new(buckets)), Some(ItemCondition::Clean))],
    }
}

/// Strikes one transaction with this number out, named by its identifier, and looks how that shows.
async fn strike_out(standing: &Standing, client: &Client, behaviour: Behaviour, number: &str) {
    let filter = TransactionFilter::by_number(number);
    let find =
        async || client.transactions(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap().rows;
    let rows = find().await;
    let standing_one = rows.iter().find(|row| row.is_deleted == Some(false)).unwrap();
    let id = standing_one.id;
    let struck = Transaction { is_deleted: Some(true), id, ..standing_one.clone() };
    let saved = save(standing, client, struck).await;
    assert!(was_saved(&saved, behaviour.saved_rows, number), "{saved:?}");
    let shown = find().await.into_iter().find(|row| row.id == id).map(|row| row.is_deleted);
    let expected = match behaviour.deleted {
        DeletedForm::Flag => Some(Some(true)),
        DeletedForm::Absent => None,
    };
    assert_eq!(shown, expected, "{behaviour:?}");
}
