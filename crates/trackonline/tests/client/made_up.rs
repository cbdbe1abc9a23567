//! Made-up things of every kind, within what the document allows to be sent. Their strategies are boxed: things that
//! hold other things are large, and would otherwise fill the stack of a test.

use chrono::DateTime;
use proptest::prelude::*;
use trackonline::{
    BalanceOperationMode, BalanceRow, Decimal, DeviceId, ExternalNumber, Gps, ItemCondition,
    ItemConfiguration, ItemConfigurationMember, ItemDefinition, ItemType, Language, Location, LocationType,
    Moment, NonSerializedItem, PackagingLabel, PackagingLabelNumber, PackagingLabelType, Quantity,
    ScannedCodeType, ScannedItem, SerializedItem, Transaction, TransactionDocument, TransactionItem,
    TransactionStatus, TransactionType, UniqueItem,
};
use uuid::Uuid;

fn text() -> BoxedStrategy<Option<String>> {
    prop::option::of("[a-zA-Z0-9 é🌷\"\\\\-]{1,10}").boxed()
}

fn named() -> BoxedStrategy<Option<String>> {
    "[a-zA-Z0-9-]{1,20}".prop_map(Some).boxed()
}

fn guid() -> BoxedStrategy<Option<Uuid>> {
    prop::option::of(any::<u128>().prop_map(Uuid::from_u128)).boxed()
}

fn quantity() -> BoxedStrategy<Option<Quantity>> {
    prop::option::of(any::<i32>().prop_map(Quantity::from)).boxed()
}

/// 0 to 9999.99.
fn measure() -> BoxedStrategy<Option<Decimal>> {
    prop::option::of((0..=999_999_i32).prop_map(|cents| (f64::from(cents) / 100.0).into())).boxed()
}

fn degrees(most: i32) -> BoxedStrategy<Option<Decimal>> {
    prop::option::of((-most * 1_000_000..=most * 1_000_000).prop_map(|micro| (f64::from(micro) / 1e6).into()))
        .boxed()
}

/// To the millisecond, as it can be sent.
pub(crate) fn moment() -> BoxedStrategy<Option<Moment>> {
    let from_the_calendar = -62_135_596_800_000..253_402_300_800_000_i64;
    prop::option::of(
        from_the_calendar
            .prop_map(|milliseconds| Moment::from(DateTime::from_timestamp_millis(milliseconds).unwrap())),
    )
    .boxed()
}

prop_compose! {
    fn external_number()(source in text(), number in text()) -> ExternalNumber {
        ExternalNumber { source, number }
    }
}

prop_compose! {
    fn gps()(latitude in degrees(90), longitude in degrees(180), radius in quantity()) -> Gps {
        Gps { latitude, longitude, radius }
    }
}

prop_compose! {
    fn address()(
        address_line in text(), postal_code in text(), city in text(), country in text(), telephone in text(),
        email_address in text(), vat_number in text(), website_url in text(),
    ) -> Location {
        Location {
            address_line, postal_code, city, country, telephone, email_address, vat_number, website_url,
            ..Location::default()
        }
    }
}

prop_compose! {
    /// A location that can be saved.
    pub(crate) fn location()(
        address in address().boxed(), id in guid(), number in named(), name in named(), kind in 0..14_i64, gps in prop::option::of(gps().boxed()),
        language in prop::option::of(0..10_i64), geofence in quantity(), mode in prop::option::of(0..30_i64),
        is_enabled in any::<Option<bool>>(), tags in prop::collection::vec("[a-z]{1,5}", 0..3),
        external_numbers in prop::collection::vec(external_number().boxed(), 0..3),
    ) -> Location {
        Location {
            id,
            number,
            name,
            kind: Some(LocationType::from_number(kind)),
            gps,
            language: language.map(Language::from_number),
            geofence,
            balance_operation_mode: mode.map(BalanceOperationMode::from_number),
            is_enabled,
            tags,
            external_numbers,
            ..address
        }
    }
}

prop_compose! {
    /// An item definition that can be saved.
    pub(crate) fn item()(
        id in guid(), number in named(), name in named(), code in "[A-Z0-9]{1,6}", kind in 0..120_i64, gs1_code in text(),
        sizes in prop::array::uniform6(measure()), numbers in prop::array::uniform4(quantity()),
        is_enabled in any::<Option<bool>>(), external_numbers in prop::collection::vec(external_number().boxed(), 0..3),
    ) -> ItemDefinition {
        let [base_price, length, width, height, weight, volume] = sizes;
        let [number_of_truck_spaces, max_stack_height, max_truck_load, standard_order_quantity] = numbers;
        ItemDefinition {
            id, number, name, code: Some(code), kind: Some(ItemType::from_number(kind)), gs1_code,
            base_price, length, width, height, weight, volume,
            number_of_truck_spaces, max_stack_height, max_truck_load, standard_order_quantity,
            is_enabled, external_numbers,
            ..ItemDefinition::default()
        }
    }
}

prop_compose! {
    fn member()(
        item in any::<u128>(), numbers in prop::array::uniform8(quantity()), cycle in measure(), lead in measure(),
        active_from in moment(), active_to in moment(),
    ) -> ItemConfigurationMember {
        let [position, maximum_balance, minimum_balance, minimum_stock_collection, maximum_flow_in, minimum_flow_in,
            maximum_flow_out, minimum_flow_out] = numbers;
        ItemConfigurationMember {
            item_definition_id: Some(Uuid::from_u128(item)),
            position, maximum_balance, minimum_balance, minimum_stock_collection, maximum_flow_in, minimum_flow_in,
            maximum_flow_out, minimum_flow_out, contract_cycle_time: cycle, lead_time: lead, active_from, active_to,
            ..ItemConfigurationMember::default()
        }
    }
}

prop_compose! {
    /// An item configuration that can be saved.
    pub(crate) fn configuration()(id in guid(), name in named(), members in prop::collection::vec(member().boxed(), 1..4)) -> ItemConfiguration {
        ItemConfiguration { id, name, members }
    }
}

prop_compose! {
    /// A unique item that can be saved.
    pub(crate) fn unique_item()(
        id in guid(), number in named(), codes in prop::array::uniform3(text()), item in item().boxed(),
        devices in prop::collection::vec("[0-9A-F]{8}", 0..3), place in prop::option::of(location().boxed()),
        first_seen in moment(), last_seen in moment(), notes in text(),
    ) -> UniqueItem {
        let [bar_code, epc_code, ble_code] = codes;
        UniqueItem {
            id, number, bar_code, epc_code, ble_code,
            item_definition: Some(item),
            device_ids: devices.into_iter().map(|device| DeviceId { device_id: Some(device) }).collect(),
            last_known_location: place,
            first_seen, last_seen, notes,
            ..UniqueItem::default()
        }
    }
}

prop_compose! {
    /// A packaging label that can be saved.
    pub(crate) fn label()(
        id in guid(), number in named(), ends in 0..4_000_000_000_i64, kind in prop::option::of(0..3_i64),
        is_enabled in any::<Option<bool>>(), loose in prop::collection::vec((item().boxed(), any::<i32>()), 0..3),
        single in prop::collection::vec(unique_item().boxed(), 0..2),
    ) -> PackagingLabel {
        PackagingLabel {
            id,
            number,
            expiration_on: DateTime::from_timestamp(ends, 0).map(Moment::from),
            kind: kind.map(PackagingLabelType::from_number),
            is_enabled,
            packaging_non_serialized_items: loose.into_iter().map(|(item, pieces)| NonSerializedItem {
                item_definition: Some(item), quantity: Some(pieces.into()), created_on: None,
            }).collect(),
            packaging_serialized_items: single.into_iter().map(|item| SerializedItem {
                unique_item: Some(item), created_on: None,
            }).collect(),
            ..PackagingLabel::default()
        }
    }
}

prop_compose! {
    fn transaction_item()(item in item().boxed(), quantity in quantity(), planned in quantity(), condition in prop::option::of(0..7_i64)) -> TransactionItem {
        TransactionItem {
            item_definition: Some(item),
            quantity,
            quantity_planned: planned,
            item_condition_type: condition.map(ItemCondition::from_number),
        }
    }
}

prop_compose! {
    fn papers()(
        document_number in text(), reference_number in text(), license_plate in text(), trailer_number in text(),
        transaction_trip_number in text(), dock_number in text(), area in text(), notes in text(), internal_notes in text(),
    ) -> Transaction {
        Transaction {
            document_number, reference_number, license_plate, trailer_number, transaction_trip_number, dock_number,
            area, notes, internal_notes,
            ..Transaction::default()
        }
    }
}

prop_compose! {
    /// A transaction that can be saved.
    pub(crate) fn transaction()(
        papers in papers().boxed(), id in guid(), number in named(), status in prop::option::of(0..40_i64), kind in 17..79_i64,
        places in (location().boxed(), prop::option::of(location().boxed()), prop::option::of(location().boxed())), date in moment(),
        items in prop::collection::vec(transaction_item().boxed(), 0..3), scans in prop::collection::vec("[0-9]{1,9}", 0..3),
        labels in prop::collection::vec("[A-Z0-9]{1,30}", 0..3), urls in prop::collection::vec("https://[a-z]{1,9}", 0..2),
        is_deleted in any::<Option<bool>>(),
    ) -> Transaction {
        let (from, to, carrier) = places;
        Transaction {
            id,
            transaction_number: number,
            status_code: status.map(TransactionStatus::from_number),
            type_code: Some(TransactionType::from_number(kind)),
            from_location: Some(from),
            to_location: to,
            carrier,
            date_transaction: date,
            date_transaction_counterpart: date,
            transaction_items: items,
            transaction_documents: urls.into_iter().map(|url| TransactionDocument {
                url: Some(url), ..TransactionDocument::default()
            }).collect(),
            is_deleted,
            scanned_items: scans.into_iter().map(|code| ScannedItem {
                kind: Some(ScannedCodeType::BarCode), code: Some(code),
            }).collect(),
            packaging_label_numbers: labels.into_iter().map(|number| PackagingLabelNumber { number: Some(number) }).collect(),
            ..papers
        }
    }
}

prop_compose! {
    /// A row of a balance.
    pub(crate) fn balance_row()(
        location in prop::option::of(location().boxed()), counterpart in prop::option::of(location().boxed()),
        item in prop::option::of(item().boxed()), pieces in any::<i64>(),
    ) -> BalanceRow {
        BalanceRow { location, counterpart, item_definition: item, quantity: Quantity::new(pieces) }
    }
}
