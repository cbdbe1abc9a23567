//! Every listing and every filter. What a filter finds is held against all rows, sorted out here: neither side is
//! believed.

use std::fmt::Debug;

use sandbox::trackonline::Behaviour;
use trackonline::{
    Assumptions, BalanceFilter, Client, CounterpartBalanceFilter, HierarchyLevel, ItemConfigurationFilter,
    ItemDefinition, ItemDefinitionFilter, ItemType, Location, LocationFilter, LocationType, PageNumber,
    Paged, Permit, Transaction, TransactionDates, TransactionFilter, TransactionStatus, TransactionType,
};

use crate::standing::{Standing, start_of_test};
use crate::story::{BUCKET, CUSTOMER, DOCK};

/// All pages of what a filter finds.
pub(crate) async fn every<F: Paged>(client: &Client, filter: &F) -> Vec<F::Row> {
    let (mut page, mut all) = (PageNumber::FIRST, Vec::new());
    loop {
        let found = client.page(Permit::granted(), filter, page).await.unwrap();
        all.extend(found.rows);
        if found.is_last {
            return all;
        }
        page = page.next();
    }
}

/// That a filter finds those rows that belong, all of them, in the same order; and that not all belong.
pub(crate) async fn finds<F>(client: &Client, filter: &F, all: &[F::Row], belongs: impl Fn(&F::Row) -> bool)
where
    F: Paged + Debug,
    F::Row: Debug,
{
    let expected: Vec<&F::Row> = all.iter().filter(|row| belongs(row)).collect();
    assert!(!expected.is_empty() && expected.len() < all.len(), "it tells nothing apart: {filter:?}");
    let found = every(client, filter).await;
    assert_eq!(found.iter().collect::<Vec<_>>(), expected, "{filter:?}");
}

fn number(location: Option<&Location>) -> Option<&str> {
    location.and_then(|location| location.number.as_deref())
}

#[tokio::test]
async fn locations_are_found_by_every_filter() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let all = every(&client, &LocationFilter::default()).await;
    let any = LocationFilter::default;
    assert!(all.iter().all(|row| row.is_enabled == Some(true)), "enabled ones unless asked otherwise");

    finds(&client, &LocationFilter { number: Some("C0423-1".into()), ..any() }, &all, |row| {
        row.number.as_deref() == Some("C0423-1")
    })
    .await;
    finds(&client, &LocationFilter { id: all[7].id, ..any() }, &all, |row| row.id == all[7].id).await;
    finds(&client, &LocationFilter { parent_number: Some("C0423".into()), ..any() }, &all, |row| {
        row.parent_number.as_deref() == Some("C0423")
    })
    .await;
    let kinds = [LocationType::Carrier, LocationType::Supplier];
    finds(&client, &LocationFilter { types: kinds.to_vec(), ..any() }, &all, |row| {
        row.kind.as_ref().is_some_and(|kind| kinds.contains(kind))
    })
    .await;
    let level = HierarchyLevel::BranchOffice;
    finds(&client, &LocationFilter { hierarchy_levels: vec![level.clone()], ..any() }, &all, |row| {
        row.hierarchy_level.as_ref() == Some(&level)
    })
    .await;
    let has = |words: Option<&String>| words.is_some_and(|words| words.to_lowercase().contains("straße"));
    let filter = LocationFilter { name: Some("tuincentrum".into()), ..any() };
    finds(&client, &filter, &all, |row| {
        let has =
            |words: Option<&String>| words.is_some_and(|words| words.to_lowercase().contains("tuincentrum"));
        has(row.name.as_ref()) || has(row.name_short.as_ref())
    })
    .await;
    assert!(all.iter().any(|row| has(row.address_line.as_ref())), "letters beyond ASCII arrive as they are");

    let disabled = every(&client, &LocationFilter { enabled: Some(false), ..any() }).await;
    assert!(!disabled.is_empty() && disabled.iter().all(|row| row.is_enabled == Some(false)));
}

#[tokio::test]
async fn item_definitions_are_found_by_every_filter() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let all = every(&client, &ItemDefinitionFilter::default()).await;
    let any = ItemDefinitionFilter::default;
    let is = |number: &'static str| move |row: &ItemDefinition| row.number.as_deref() == Some(number);

    finds(&client, &ItemDefinitionFilter { number: Some("CC TAG6".into()), ..any() }, &all, is("CC TAG6"))
        .await;
    finds(&client, &ItemDefinitionFilter { id: all[3].id, ..any() }, &all, |row| row.id == all[3].id).await;
    let kind = ItemType::LoadCarrier;
    finds(&client, &ItemDefinitionFilter { types: vec![kind.clone()], ..any() }, &all, |row| {
        row.kind.as_ref() == Some(&kind)
    })
    .await;
    finds(&client, &ItemDefinitionFilter { name: Some("tag".into()), ..any() }, &all, |row| {
        let has = |words: Option<&String>| words.is_some_and(|words| words.to_lowercase().contains("tag"));
        has(row.name.as_ref()) || has(row.code.as_ref())
    })
    .await;
    let unmarked = ItemDefinitionFilter { gs1_code: Some("no such code".into()), ..any() };
    assert!(every(&client, &unmarked).await.is_empty());
    let disabled = every(&client, &ItemDefinitionFilter { enabled: Some(false), ..any() }).await;
    assert!(disabled.iter().all(|row| row.is_enabled == Some(false)));

    let base = all.iter().find(|row| is("CC TAG6")(row)).unwrap();
    assert!(base.length.is_some_and(|metres| metres.get() > 0.5), "measures are read: {base:?}");
}

#[tokio::test]
async fn item_configurations_are_found_by_every_filter_and_name_items_that_exist() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let all = every(&client, &ItemConfigurationFilter::default()).await;
    let any = ItemConfigurationFilter::default;
    finds(&client, &ItemConfigurationFilter { id: all[1].id, ..any() }, &all, |row| row.id == all[1].id)
        .await;
    finds(&client, &ItemConfigurationFilter { name: Some("garden".into()), ..any() }, &all, |row| {
        row.name.as_ref().is_some_and(|name| name.to_lowercase().contains("garden"))
    })
    .await;
    let items = every(&client, &ItemDefinitionFilter::default()).await;
    for member in all.iter().flat_map(|row| &row.members) {
        let item = items.iter().find(|item| item.id == member.item_definition_id).unwrap();
        assert_eq!((&item.number, &item.name), (&member.number, &member.name));
        assert!(member.maximum_balance.is_some() || member.contract_cycle_time.is_some(), "{member:?}");
    }
}

#[tokio::test]
async fn transactions_are_found_by_every_filter() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let all = every(&client, &TransactionFilter::default()).await;
    let any = TransactionFilter::default;
    let sample = all.iter().find(|row| row.carrier.is_some() && row.reference_number.is_some()).unwrap();

    finds(&client, &TransactionFilter { id: sample.id, ..any() }, &all, |row| row.id == sample.id).await;
    let named = sample.transaction_number.clone().unwrap();
    finds(&client, &TransactionFilter::by_number(named), &all, |row| {
        row.transaction_number == sample.transaction_number
    })
    .await;
    let reference = sample.reference_number.clone().unwrap();
    finds(&client, &TransactionFilter::by_reference(reference), &all, |row| {
        row.reference_number == sample.reference_number
    })
    .await;
    let documented = all.iter().find(|row| row.document_number.is_some()).unwrap();
    let filter = TransactionFilter { document_number: documented.document_number.clone(), ..any() };
    finds(&client, &filter, &all, |row| row.document_number == documented.document_number).await;
    let statuses = [TransactionStatus::Planned, TransactionStatus::Cancelled];
    finds(&client, &TransactionFilter { statuses: statuses.to_vec(), ..any() }, &all, |row| {
        row.status_code.as_ref().is_some_and(|status| statuses.contains(status))
    })
    .await;
    let types = [TransactionType::Return, TransactionType::Correction];
    finds(&client, &TransactionFilter { types: types.to_vec(), ..any() }, &all, |row| {
        row.type_code.as_ref().is_some_and(|kind| types.contains(kind))
    })
    .await;
    finds(&client, &TransactionFilter { only_processed: Some(true), ..any() }, &all, |row| {
        row.status_code == Some(TransactionStatus::Processed)
    })
    .await;
    for places in [vec![CUSTOMER.to_owned()], vec![CUSTOMER.to_owned(), "C0423".to_owned()]] {
        let among = |location: Option<&Location>| {
            number(location).is_some_and(|number| places.iter().any(|place| place == number))
        };
        let filter = TransactionFilter { from_locations: places.clone(), ..any() };
        finds(&client, &filter, &all, |row| among(row.from_location.as_ref())).await;
        let filter = TransactionFilter { to_locations: places.clone(), ..any() };
        finds(&client, &filter, &all, |row| among(row.to_location.as_ref())).await;
    }
    let carrier = number(sample.carrier.as_ref()).unwrap();
    finds(&client, &TransactionFilter { carriers: vec![carrier.to_owned()], ..any() }, &all, |row| {
        number(row.carrier.as_ref()) == Some(carrier)
    })
    .await;
}

#[tokio::test]
async fn transactions_are_found_between_dates_from_by_date_and_to_by_counterpart_date() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let all = every(&client, &TransactionFilter::default()).await;
    let now = start_of_test();
    let any = TransactionFilter::default;
    let date = |row: &Transaction| row.date_transaction.unwrap().utc();
    let arrives = |row: &Transaction| row.date_transaction_counterpart.unwrap().utc();
    let (from, to) = (now - chrono::TimeDelta::days(40), now - chrono::TimeDelta::days(20));
    for (from, to) in [(Some(from), Some(to)), (Some(from), None), (None, Some(to))] {
        let filter = TransactionFilter { dates: TransactionDates::Between { from, to }, ..any() };
        finds(&client, &filter, &all, |row| {
            from.is_none_or(|from| date(row) >= from) && to.is_none_or(|to| arrives(row) <= to)
        })
        .await;
    }
    finds(&client, &TransactionFilter { dates: TransactionDates::LastSevenDays, ..any() }, &all, |row| {
        date(row) >= now - chrono::TimeDelta::days(7) && arrives(row) <= now
    })
    .await;
    let created = |row: &Transaction| row.created_on.unwrap().utc();
    finds(&client, &TransactionFilter::created_between(from, to), &all, |row| {
        (from..=to).contains(&created(row))
    })
    .await;
}

#[tokio::test]
async fn balances_are_those_of_the_locations_asked_for_at_the_time_asked_for() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let ask = async |filter: BalanceFilter| client.balances(Permit::granted(), &filter).await.unwrap();
    let everything = ask(BalanceFilter::default()).await;
    let both = ask(BalanceFilter::of([CUSTOMER, "C0423"])).await;
    let among: Vec<_> = everything
        .iter()
        .filter(|row| [Some(CUSTOMER), Some("C0423")].contains(&number(row.location.as_ref())))
        .cloned()
        .collect();
    assert_eq!(both, among);

    let without_zero =
        ask(BalanceFilter { exclude_zero_balance: Some(true), ..BalanceFilter::default() }).await;
    let filled: Vec<_> = everything.iter().filter(|row| row.quantity.get() != 0).cloned().collect();
    assert!(filled.len() < everything.len());
    assert_eq!(without_zero, filled);

    // All that happened, added up here.
    let all = every(&client, &TransactionFilter::default()).await;
    let long_ago = start_of_test() - chrono::TimeDelta::days(30);
    for (date, only_processed) in [(None, false), (None, true), (Some(long_ago), false)] {
        let filter =
            BalanceFilter { date, only_processed: Some(only_processed), ..BalanceFilter::of([CUSTOMER]) };
        let told: i64 = ask(filter)
            .await
            .iter()
            .filter(|row| is_bucket(row.item_definition.as_ref()))
            .map(|row| row.quantity.get())
            .sum();
        let counts = |row: &&Transaction| {
            let void = [Some(TransactionStatus::Declined), Some(TransactionStatus::Cancelled)];
            row.is_deleted == Some(false)
                && !void.contains(&row.status_code)
                && (!only_processed || row.status_code == Some(TransactionStatus::Processed))
        };
        let come =
            |moment: Option<trackonline::Moment>| date.is_none_or(|date| moment.unwrap().utc() <= date);
        let added: i64 = all
            .iter()
            .filter(counts)
            .map(|row| {
                let pieces: i64 = row
                    .transaction_items
                    .iter()
                    .filter(|item| is_bucket(item.item_definition.as_ref()))
                    .map(|item| item.quantity.unwrap().get())
                    .sum();
                let arrived = number(row.to_location.as_ref()) == Some(CUSTOMER)
                    && come(row.date_transaction_counterpart);
                let left = number(row.from_location.as_ref()) == Some(CUSTOMER) && come(row.date_transaction);
                pieces * (i64::from(arrived) - i64::from(left))
            })
            .sum();
        assert_eq!(told, added, "{date:?} {only_processed}");
    }
}

fn is_bucket(item: Option<&ItemDefinition>) -> bool {
    item.and_then(|item| item.number.as_deref()) == Some(BUCKET)
}

#[tokio::test]
async fn counterpart_balances_are_the_same_account_from_both_sides() {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    let ask = async |location: &str, counterpart: &str| {
        let filter = CounterpartBalanceFilter::between(location, counterpart);
        let rows = client.counterpart_balances(Permit::granted(), &filter).await.unwrap();
        let items = rows.into_iter().map(|row| (row.item_definition.unwrap().number, row.quantity));
        items.collect::<Vec<_>>()
    };
    let theirs = ask("C0423", DOCK).await;
    let ours: Vec<_> =
        ask(DOCK, "C0423").await.into_iter().map(|(item, quantity)| (item, quantity.reversed())).collect();
    assert!(!theirs.is_empty());
    assert_eq!(theirs, ours);
}
