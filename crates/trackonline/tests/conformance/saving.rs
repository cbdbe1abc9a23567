//! Saving each kind of thing: received at once, saved later, read back as it was sent.

use std::time::Duration;

use sandbox::trackonline::Behaviour;
use trackonline::{
    Assumptions, BalanceOperationMode, Batch, Client, DeviceId, ExternalNumber, Gps, ItemConfiguration,
    ItemConfigurationFilter, ItemConfigurationMember, ItemDefinition, ItemDefinitionFilter, ItemType,
    Language, Location, LocationFilter, LocationType, Moment, NonSerializedItem, PackagingLabel,
    PackagingLabelFilter, PackagingLabelNumber, PackagingLabelType, PageNumber, Paged, Permit, Quantity,
    Save, SaveResult, SavedRow, ScannedCodeType, ScannedItem, SerializedItem, Transaction, TransactionBatch,
    TransactionItem, UniqueItem, UniqueItemFilter,
};

use crate::standing::Standing;
use crate::story::{BUCKET, CUSTOMER, delivery, numbered};

/// Saves one thing: received at once, pending until its time has come, then done.
async fn save<T: Save>(standing: &Standing, client: &Client, thing: T) -> SavedRow {
    let batch = Batch::new(vec![thing]).unwrap();
    let message = client.save(Permit::granted(), &batch).await.unwrap();
    let result = client.save_result::<T>(Permit::granted(), &message).await.unwrap();
    assert_eq!(result, SaveResult::Pending, "received is not saved");
    let mut rows = standing.saved::<T>(client, &message).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    rows.remove(0)
}

/// The one row that a filter finds.
async fn one<F: Paged>(client: &Client, filter: F) -> F::Row {
    let mut rows = client.page(Permit::granted(), &filter, PageNumber::FIRST).await.unwrap().rows;
    assert_eq!(rows.len(), 1);
    rows.remove(0)
}

async fn stand_in() -> (Standing, Client) {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    (standing, client)
}

#[tokio::test]
async fn an_item_definition_is_saved_and_changed_by_its_identifier() {
    let (standing, client) = stand_in().await;
    let item = ItemDefinition {
        number: Some("X1".into()),
        name: Some("Krat blauw ½".into()),
        code: Some("X1".into()),
        kind: Some(ItemType::Crate),
        gs1_code: Some("8712345000010".into()),
        base_price: Some(3.85.into()),
        length: Some(0.6.into()),
        width: Some(0.4.into()),
        height: Some(0.25.into()),
        weight: Some(1.4.into()),
        volume: Some(0.06.into()),
        number_of_truck_spaces: Some(Quantity::new(1)),
        max_stack_height: Some(Quantity::new(8)),
        max_truck_load: Some(Quantity::new(2_000)),
        standard_order_quantity: Some(Quantity::new(100)),
        is_enabled: Some(true),
        external_numbers: vec![ExternalNumber {
            source: Some("FreshPortal".into()),
            number: Some("77".into()),
        }],
        ..ItemDefinition::default()
    };
    let row = save(&standing, &client, item.clone()).await;
    assert_eq!((row.number.as_deref(), &row.error), (Some("X1"), &None));
    let filter =
        ItemDefinitionFilter { gs1_code: Some("8712345000010".into()), ..ItemDefinitionFilter::default() };
    let read = one(&client, filter).await;
    assert_eq!(read.id.map(|id| id.to_string()), row.id);
    assert!(read.created_on.is_some());
    let told = |read: &ItemDefinition| ItemDefinition {
        id: None,
        created_on: None,
        modified_on: None,
        ..read.clone()
    };
    assert_eq!(told(&read), item);

    let renamed = ItemDefinition { name: Some("Krat blauw, half".into()), ..read.clone() };
    let row = save(&standing, &client, renamed).await;
    assert_eq!(row.id, read.id.map(|id| id.to_string()));
    let found = one(&client, ItemDefinitionFilter { id: read.id, ..ItemDefinitionFilter::default() }).await;
    assert_eq!(found.name.as_deref(), Some("Krat blauw, half"));
    assert_eq!(found.created_on, read.created_on);
}

#[tokio::test]
async fn a_location_is_saved_with_everything_that_is_sent() {
    let (standing, client) = stand_in().await;
    let location = Location {
        number: Some("C0999".into()),
        name: Some("Blumen Groß & Söhne".into()),
        name_short: Some("Groß".into()),
        kind: Some(LocationType::Customer),
        address_line: Some("Straße 1".into()),
        postal_code: Some("20097".into()),
        city: Some("Hamburg".into()),
        state_or_province: Some("HH".into()),
        country: Some("Germany".into()),
        telephone: Some("+49 40 1".into()),
        mobile: Some("+49 170 1".into()),
        email_address: Some("info@example.com".into()),
        global_location_number: Some("4012345000009".into()),
        chamber_of_commerce_number: Some("HRB 1".into()),
        vat_number: Some("DE1".into()),
        legal_entity_identifier: Some("LEI".into()),
        gps: Some(Gps {
            latitude: Some(53.5511.into()),
            longitude: Some(9.9937.into()),
            radius: Some(Quantity::new(50)),
        }),
        language: Some(Language::German),
        geofence: Some(Quantity::new(75)),
        balance_operation_mode: Some(BalanceOperationMode::ExchangeOnly),
        is_enabled: Some(true),
        tags: vec!["Florist".to_owned(), "Nord".to_owned()],
        website_url: Some("https://example.com".into()),
        external_numbers: vec![ExternalNumber {
            source: Some("FreshPortal".into()),
            number: Some("10999".into()),
        }],
        ..Location::default()
    };
    let row = save(&standing, &client, location.clone()).await;
    assert_eq!((row.number.as_deref(), row.error), (Some("C0999"), None));
    let read =
        one(&client, LocationFilter { number: Some("C0999".into()), ..LocationFilter::default() }).await;
    assert_eq!(read.id.map(|id| id.to_string()), row.id);
    let told = Location {
        id: None,
        hierarchy_level: None,
        parent_number: None,
        parent_name: None,
        created_on: None,
        modified_on: None,
        ..read
    };
    assert_eq!(told, location);
}

#[tokio::test]
async fn an_item_configuration_is_saved_with_its_members() {
    let (standing, client) = stand_in().await;
    let bucket =
        one(&client, ItemDefinitionFilter { number: Some(BUCKET.into()), ..ItemDefinitionFilter::default() });
    let bucket = bucket.await;
    let member = ItemConfigurationMember {
        item_definition_id: bucket.id,
        position: Some(Quantity::new(1)),
        maximum_balance: Some(Quantity::new(60)),
        minimum_balance: Some(Quantity::new(15)),
        minimum_stock_collection: Some(Quantity::new(10)),
        maximum_flow_in: Some(Quantity::new(30)),
        minimum_flow_in: Some(Quantity::new(1)),
        maximum_flow_out: Some(Quantity::new(50)),
        minimum_flow_out: Some(Quantity::new(2)),
        contract_cycle_time: Some(3.0.into()),
        lead_time: Some(2.0.into()),
        active_from: Moment::parse("2026-01-01T00:00:00Z"),
        active_to: Moment::parse("2026-12-31T00:00:00Z"),
        ..ItemConfigurationMember::default()
    };
    let configuration = ItemConfiguration {
        name: Some("Kiosk".into()),
        members: vec![member.clone()],
        ..ItemConfiguration::default()
    };
    let row = save(&standing, &client, configuration).await;
    assert_eq!(row.error, None);
    let filter = ItemConfigurationFilter { name: Some("Kiosk".into()), ..ItemConfigurationFilter::default() };
    let read = one(&client, filter).await;
    let expected = ItemConfigurationMember {
        name: bucket.name.clone(),
        number: bucket.number.clone(),
        kind: bucket.kind.clone(),
        ..member
    };
    assert_eq!(read.members, [expected], "name, number and kind come from the item");
}

/// A single trolley with all its codes.
fn trolley(number: &str) -> UniqueItem {
    UniqueItem {
        number: Some(number.into()),
        bar_code: Some(format!("bc-{number}")),
        epc_code: Some(format!("epc-{number}")),
        ble_code: Some(format!("ble-{number}")),
        item_definition: Some(ItemDefinition::by_number("CC TAG6")),
        device_ids: vec![DeviceId { device_id: Some(format!("d-{number}")) }],
        notes: Some("Bent shelf".into()),
        ..UniqueItem::default()
    }
}

#[tokio::test]
async fn a_unique_item_is_saved_and_found_by_each_of_its_codes() {
    let (standing, client) = stand_in().await;
    let row = save(&standing, &client, trolley("U1")).await;
    assert_eq!((row.number.as_deref(), &row.error), (Some("U1"), &None));
    let any = UniqueItemFilter::default;
    let filters = [
        UniqueItemFilter { numbers: vec!["U1".into()], ..any() },
        UniqueItemFilter { bar_codes: vec!["bc-U1".into()], ..any() },
        UniqueItemFilter { epc_codes: vec!["epc-U1".into()], ..any() },
        UniqueItemFilter { ble_codes: vec!["ble-U1".into()], ..any() },
        UniqueItemFilter { ids: vec![row.id.unwrap().parse().unwrap()], ..any() },
    ];
    for filter in filters {
        let read = one(&client, filter).await;
        assert_eq!(read.item_definition.unwrap().number.as_deref(), Some("CC TAG6"));
        assert_eq!(read.device_ids, trolley("U1").device_ids);
        assert_eq!((read.notes, read.is_deleted), (Some("Bent shelf".into()), Some(false)));
    }
    let unknown = UniqueItem { item_definition: Some(ItemDefinition::by_number("none")), ..trolley("U2") };
    let row = save(&standing, &client, unknown).await;
    assert_eq!(row.number.as_deref(), Some("U2"));
    assert!(row.error.is_some_and(|words| words.contains("none")));
}

#[tokio::test]
async fn a_packaging_label_is_saved_in_either_spelling_of_its_pieces() {
    let (standing, client) = stand_in().await;
    save(&standing, &client, trolley("U1")).await;
    for (field, number) in [("uniqueItem", "PL1"), ("item", "PL2")] {
        let assumptions = Assumptions { label_item_field: field.to_owned(), ..Assumptions::default() };
        let client = standing.client(assumptions);
        let label = PackagingLabel {
            number: Some(number.into()),
            expiration_on: Moment::parse("2028-01-25T00:00:00Z"),
            kind: Some(PackagingLabelType::Sscc),
            is_enabled: Some(true),
            packaging_non_serialized_items: vec![NonSerializedItem {
                item_definition: Some(ItemDefinition::by_number(BUCKET)),
                quantity: Some(Quantity::new(25)),
                ..NonSerializedItem::default()
            }],
            packaging_serialized_items: vec![SerializedItem {
                unique_item: Some(UniqueItem::by_number("U1")),
                ..SerializedItem::default()
            }],
            ..PackagingLabel::default()
        };
        let row = save(&standing, &client, label).await;
        assert_eq!((row.number.as_deref(), row.error), (Some(number), None), "{field}");
        let filter = PackagingLabelFilter { number: Some(number.into()), ..PackagingLabelFilter::default() };
        let read = one(&client, filter).await;
        assert_eq!(read.kind, Some(PackagingLabelType::Sscc));
        assert_eq!(read.expiration_on, Moment::parse("2028-01-25T00:00:00Z"));
        assert_eq!(read.packaging_non_serialized_items[0].quantity, Some(Quantity::new(25)));
        let piece = read.packaging_serialized_items[0].unique_item.as_ref().unwrap();
        assert_eq!(piece.number.as_deref(), Some("U1"), "{field}");
    }
}

#[tokio::test]
async fn scanned_codes_and_labels_become_items_with_quantities() {
    let (standing, client) = stand_in().await;
    save(&standing, &client, trolley("U1")).await;
    save(&standing, &client, trolley("U2")).await;
    let label = PackagingLabel {
        number: Some("PL1".into()),
        expiration_on: Moment::parse("2028-01-25T00:00:00Z"),
        packaging_non_serialized_items: vec![NonSerializedItem {
            item_definition: Some(ItemDefinition::by_number(BUCKET)),
            quantity: Some(Quantity::new(25)),
            ..NonSerializedItem::default()
        }],
        ..PackagingLabel::default()
    };
    save(&standing, &client, label).await;
    let scan = |kind, code: &str| ScannedItem { kind: Some(kind), code: Some(code.into()) };
    let scanned = Transaction {
        transaction_items: Vec::new(),
        scanned_items: vec![
            scan(ScannedCodeType::BarCode, "bc-U1"),
            scan(ScannedCodeType::EpcCode, "epc-U2"),
        ],
        packaging_label_numbers: vec![PackagingLabelNumber { number: Some("PL1".into()) }],
        ..delivery("SCAN", 0)
    };
    let row = save(&standing, &client, scanned).await;
    assert_eq!((row.number.as_deref(), row.error), (Some("SCAN"), None));
    let told = &numbered(&client, "SCAN").await[0];
    let mut pieces: Vec<_> = told
        .pieces
        .iter()
        .map(|(item, quantity, _)| (item.as_deref().unwrap(), quantity.unwrap().get()))
        .collect();
    pieces.sort_unstable();
    assert_eq!(pieces, [("CC TAG6", 2), (BUCKET, 25)]);

    let unknown = Transaction {
        transaction_items: Vec::new(),
        scanned_items: vec![scan(ScannedCodeType::BarCode, "nobody")],
        ..delivery("SCAN2", 0)
    };
    let row = save(&standing, &client, unknown).await;
    assert!(row.error.is_some_and(|words| words.contains("nobody")));
}

#[tokio::test]
async fn a_transaction_carries_every_field_there_and_back() {
    let (standing, client) = stand_in().await;
    let sent = Transaction {
        document_number: Some("CMR 7".into()),
        contractor: Some(Location::by_number(CUSTOMER)),
        date_transaction_counterpart: Moment::parse("2026-03-18T12:00:00Z"),
        license_plate: Some("12-ABC-3".into()),
        trailer_number: Some("T9".into()),
        dock_number: Some("D4".into()),
        area: Some("Cold store".into()),
        notes: Some("Zwei Körbe, één emmer 🌷".into()),
        internal_notes: Some("internal".into()),
        transaction_items: vec![TransactionItem {
            quantity_planned: Some(Quantity::new(8)),
            ..TransactionItem::new(BUCKET, Quantity::new(7))
        }],
        ..delivery("FULL", 7)
    };
    let row = save(&standing, &client, sent.clone()).await;
    assert_eq!(row.error, None);
    let read = one(&client, trackonline::TransactionFilter::by_number("FULL")).await;
    assert_eq!(read.id.map(|id| id.to_string()), row.id);
    assert_eq!(
        (&read.document_number, &read.reference_number, &read.license_plate, &read.trailer_number),
        (&sent.document_number, &sent.reference_number, &sent.license_plate, &sent.trailer_number)
    );
    assert_eq!(
        (&read.dock_number, &read.area, &read.notes, &read.internal_notes),
        (&sent.dock_number, &sent.area, &sent.notes, &sent.internal_notes)
    );
    assert_eq!(
        (read.date_transaction, read.date_transaction_counterpart),
        (sent.date_transaction, sent.date_transaction_counterpart)
    );
    assert_eq!(read.contractor.unwrap().number.as_deref(), Some(CUSTOMER));
    let item = &read.transaction_items[0];
    assert_eq!((item.quantity, item.quantity_planned), (Some(Quantity::new(7)), Some(Quantity::new(8))));
    assert_eq!((read.status.as_deref(), read.kind.as_deref()), (Some("Confirmed"), Some("Declare")));
    assert!(read.created_on.is_some() && read.modified_on.is_some() && read.processed_on.is_none());
}

#[tokio::test]
async fn a_batch_of_fifty_is_told_row_by_row_and_a_bad_row_does_not_hold_up_the_others() {
    let (standing, client) = stand_in().await;
    let mut rows: Vec<_> = (0..50).map(|place| delivery(&format!("B{place}"), place)).collect();
    rows[17].to_location = Some(Location::by_number("nobody"));
    let batch = TransactionBatch::new(rows).unwrap();
    let message = client.post_transactions(Permit::granted(), &batch).await.unwrap();
    standing.clock.advance(Duration::from_millis(299));
    let pending = client.transaction_result(Permit::granted(), &message).await.unwrap();
    assert_eq!(pending, SaveResult::Pending);
    assert!(numbered(&client, "B0").await.is_empty());
    let told = standing.saved::<Transaction>(&client, &message).await;
    assert_eq!(told.len(), 50);
    for (place, row) in told.iter().enumerate() {
        assert_eq!(row.number, Some(format!("B{place}")));
        assert_eq!(row.error.is_some(), place == 17, "{row:?}");
        assert_eq!(row.id.is_some(), place != 17, "{row:?}");
    }
    assert!(told[17].error.as_ref().is_some_and(|words| words.contains("nobody")));
    assert_eq!(numbered(&client, "B49").await.len(), 1);
    assert!(numbered(&client, "B17").await.is_empty());
}

#[tokio::test]
async fn a_number_that_is_not_given_is_made_and_told() {
    let (standing, client) = stand_in().await;
    let row = save(&standing, &client, Transaction { transaction_number: None, ..delivery("", 3) }).await;
    let made = row.number.unwrap();
    assert_eq!(numbered(&client, &made).await.len(), 1, "{made}");
}
