//! Every value of every enumeration: sent as a number, it comes back under the name that both sides have for it.

use sandbox::trackonline::Behaviour;
use sandbox::trackonline::behaviour::ValueForm;
use trackonline::{
    Assumptions, BalanceOperationMode, Batch, Client, HierarchyLevel, ItemCondition, ItemDefinition,
    ItemDefinitionFilter, ItemType, Language, Location, LocationFilter, LocationType, PackagingLabel,
    PackagingLabelFilter, PackagingLabelType, PageNumber, Paged, Permit, Save, Transaction,
    TransactionFilter, TransactionStatus, TransactionType,
};

use crate::standing::{Standing, start_of_test};
use crate::story::delivery;

/// A stand-in that tells names, and a client of it that sends numbers.
async fn stand_in() -> (Standing, Client) {
    let standing =
        Standing::behaving(Behaviour { enumerations: ValueForm::Names, ..Behaviour::default() }).await;
    let client = standing.client(Assumptions::default());
    (standing, client)
}

/// Saves things, all of which are taken.
async fn save<T: Save>(standing: &Standing, client: &Client, things: Vec<T>) {
    let batch = Batch::new(things).unwrap();
    let message = client.save(Permit::granted(), &batch).await.unwrap();
    let rows = standing.saved::<T>(client, &message).await;
    assert!(rows.iter().all(|row| row.error.is_none()), "{rows:?}");
}

/// The first row that a filter finds.
async fn first<F: Paged>(client: &Client, filter: F) -> F::Row {
    let page = client.page(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap();
    page.rows.into_iter().next().unwrap()
}

/// The value of a list that comes round at this place.
fn turn<T: Clone>(values: &[T], place: usize) -> Option<T> {
    values.get(place % values.len()).cloned()
}

#[tokio::test]
async fn statuses_types_and_conditions_of_transactions() {
    let (standing, client) = stand_in().await;
    let types: Vec<_> = TransactionType::LISTED.iter().filter(|kind| kind.may_be_saved()).cloned().collect();
    assert_eq!(types.len(), 17);
    let sent: Vec<Transaction> = types
        .iter()
        .enumerate()
        .map(|(place, kind)| {
            let mut sent = delivery(&format!("T{place}"), 1);
            sent.type_code = Some(kind.clone());
            sent.status_code = turn(TransactionStatus::LISTED, place);
            sent.transaction_items[0].item_condition_type = turn(ItemCondition::LISTED, place);
            sent
        })
        .collect();
    save(&standing, &client, sent.clone()).await;
    for sent in sent {
        let read = first(&client, TransactionFilter::by_number(sent.transaction_number.unwrap())).await;
        assert_eq!((&read.type_code, &read.status_code), (&sent.type_code, &sent.status_code));
        assert_eq!(
            read.transaction_items[0].item_condition_type,
            sent.transaction_items[0].item_condition_type
        );
        assert_eq!(read.kind.as_deref(), sent.type_code.as_ref().and_then(TransactionType::name));
        assert_eq!(read.status.as_deref(), sent.status_code.as_ref().and_then(TransactionStatus::name));
    }
}

#[tokio::test]
async fn types_languages_and_modes_of_locations() {
    let (standing, client) = stand_in().await;
    let sent: Vec<Location> = LocationType::LISTED
        .iter()
        .enumerate()
        .map(|(place, kind)| Location {
            name: Some(format!("Place {place}")),
            kind: Some(kind.clone()),
            language: turn(Language::LISTED, place),
            balance_operation_mode: turn(BalanceOperationMode::LISTED, place),
            is_enabled: Some(true),
            ..Location::by_number(format!("L{place}"))
        })
        .collect();
    save(&standing, &client, sent.clone()).await;
    for sent in sent {
        let filter = LocationFilter { number: sent.number.clone(), ..LocationFilter::default() };
        let read = first(&client, filter).await;
        assert_eq!(
            (&read.kind, &read.language, &read.balance_operation_mode),
            (&sent.kind, &sent.language, &sent.balance_operation_mode)
        );
    }
    for level in [HierarchyLevel::HeadOffice, HierarchyLevel::BranchOffice] {
        let filter = LocationFilter { hierarchy_levels: vec![level.clone()], ..LocationFilter::default() };
        assert_eq!(first(&client, filter).await.hierarchy_level, Some(level));
    }
}

#[tokio::test]
async fn types_of_item_definitions_and_packaging_labels() {
    let (standing, client) = stand_in().await;
    let items: Vec<ItemDefinition> = ItemType::LISTED
        .iter()
        .enumerate()
        .map(|(place, kind)| ItemDefinition {
            name: Some(format!("Item {place}")),
            code: Some(format!("I{place}")),
            kind: Some(kind.clone()),
            is_enabled: Some(true),
            ..ItemDefinition::by_number(format!("I{place}"))
        })
        .collect();
    save(&standing, &client, items.clone()).await;
    for sent in items {
        let filter = ItemDefinitionFilter { number: sent.number.clone(), ..ItemDefinitionFilter::default() };
        assert_eq!(first(&client, filter).await.kind, sent.kind);
    }
    let labels: Vec<PackagingLabel> = PackagingLabelType::LISTED
        .iter()
        .enumerate()
        .map(|(place, kind)| PackagingLabel {
            number: Some(format!("PL{place}")),
            expiration_on: Some((start_of_test() + chrono::TimeDelta::days(30)).into()),
            kind: Some(kind.clone()),
            is_enabled: Some(true),
            ..PackagingLabel::default()
        })
        .collect();
    save(&standing, &client, labels.clone()).await;
    for sent in labels {
        let filter = PackagingLabelFilter { number: sent.number.clone(), ..PackagingLabelFilter::default() };
        assert_eq!(first(&client, filter).await.kind, sent.kind);
    }
}
