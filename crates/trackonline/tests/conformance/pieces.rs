//! Pieces with numbers of their own, the labels they stand under, and the sensors on them.

use sandbox::trackonline::Behaviour;
use trackonline::{
    Assumptions, Client, IotItem, IotItemFilter, IotMeasurement, IotMeasurementFilter, LocationFilter,
    PackagingLabel, PackagingLabelFilter, PackagingLabelType, Permit, UniqueItem, UniqueItemFilter,
};

use crate::listings::{every, finds};
use crate::standing::{Standing, start_of_test};

async fn stand_in() -> (Standing, Client) {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    (standing, client)
}

#[tokio::test]
async fn unique_items_are_found_by_every_filter() {
    let (_standing, client) = stand_in().await;
    let any = UniqueItemFilter::default;
    let all = every(&client, &any()).await;
    assert!(all.iter().all(|row| row.is_deleted == Some(false)), "deleted ones only where that is asked");
    let two = [&all[2], &all[5]];
    let is_one = |row: &UniqueItem| two.iter().any(|one| one.number == row.number);
    let both = |code: fn(&UniqueItem) -> Option<String>| two.iter().filter_map(|row| code(row)).collect();
    let filters = [
        UniqueItemFilter { numbers: both(|row| row.number.clone()), ..any() },
        UniqueItemFilter { bar_codes: both(|row| row.bar_code.clone()), ..any() },
        UniqueItemFilter { epc_codes: both(|row| row.epc_code.clone()), ..any() },
        UniqueItemFilter { ble_codes: both(|row| row.ble_code.clone()), ..any() },
        UniqueItemFilter { ids: two.iter().filter_map(|row| row.id).collect(), ..any() },
    ];
    for filter in filters {
        finds(&client, &filter, &all, is_one).await;
    }
    let at = |row: &UniqueItem| row.last_known_location.as_ref().and_then(|location| location.id);
    let place = all.iter().find_map(at);
    let filter = UniqueItemFilter { location_ids: place.into_iter().collect(), ..any() };
    finds(&client, &filter, &all, |row| at(row) == place).await;

    let kind = all[0].item_definition.as_ref().and_then(|item| item.id).unwrap();
    let of_kind = every(&client, &UniqueItemFilter { item_definition_ids: vec![kind], ..any() }).await;
    assert_eq!(of_kind, all, "all of them are trolleys");
    let with_deleted = every(&client, &UniqueItemFilter { include_deleted: Some(true), ..any() }).await;
    finds(&client, &any(), &with_deleted, |row| row.is_deleted == Some(false)).await;
}

#[tokio::test]
async fn packaging_labels_are_found_by_every_filter() {
    let (_standing, client) = stand_in().await;
    let any = PackagingLabelFilter::default;
    let all = every(&client, &any()).await;
    let now = start_of_test();
    let is_active = |row: &PackagingLabel| {
        row.is_enabled == Some(true) && row.expiration_on.is_some_and(|ends| ends.utc() > now)
    };
    assert!(all.iter().all(is_active), "enabled ones that have not expired, unless asked otherwise");
    finds(&client, &PackagingLabelFilter { id: all[1].id, ..any() }, &all, |row| row.id == all[1].id).await;
    finds(&client, &PackagingLabelFilter { number: all[2].number.clone(), ..any() }, &all, |row| {
        row.number == all[2].number
    })
    .await;
    let sscc = PackagingLabelType::Sscc;
    let labelled = every(&client, &PackagingLabelFilter { types: vec![sscc.clone()], ..any() }).await;
    let expected: Vec<_> = all.iter().filter(|row| row.kind.as_ref() == Some(&sscc)).cloned().collect();
    assert_eq!(labelled, expected);
    let with_inactive = every(&client, &PackagingLabelFilter { include_inactive: Some(true), ..any() }).await;
    finds(&client, &any(), &with_inactive, is_active).await;
    assert!(
        all.iter().any(|row| !row.packaging_non_serialized_items.is_empty())
            && all.iter().any(|row| !row.packaging_serialized_items.is_empty()),
        "both kinds of pieces are read"
    );
    for piece in all.iter().flat_map(|row| &row.packaging_serialized_items) {
        assert!(piece.unique_item.as_ref().is_some_and(|item| item.number.is_some()), "{piece:?}");
    }
}

fn item_number(row: &IotItem) -> Option<&str> {
    row.item_number.as_deref().or(row.number.as_deref())
}

#[tokio::test]
async fn pieces_with_sensors_are_found_by_every_filter() {
    let (_standing, client) = stand_in().await;
    let any = IotItemFilter::default;
    let all = every(&client, &any()).await;
    assert!(all.iter().all(|row| !row.device_ids.is_empty()), "a piece without a sensor is none of these");
    let two: Vec<String> =
        [&all[1], &all[4]].into_iter().filter_map(item_number).map(str::to_owned).collect();
    assert_eq!(two.len(), 2);
    finds(&client, &IotItemFilter { item_numbers: two.clone(), ..any() }, &all, |row| {
        two.iter().any(|number| item_number(row) == Some(number))
    })
    .await;
    let at = |row: &IotItem| row.last_known_location.as_ref().and_then(|location| location.id);
    let place = all.iter().find_map(at);
    let filter = IotItemFilter { location_ids: place.into_iter().collect(), ..any() };
    finds(&client, &filter, &all, |row| at(row) == place).await;
    let kind = all[0].item_definition.as_ref().and_then(|item| item.id).unwrap();
    let filter = IotItemFilter { item_definition_ids: vec![kind], ..any() };
    assert_eq!(every(&client, &filter).await, all);
    let locations = every(&client, &LocationFilter::default()).await;
    let elsewhere = IotItemFilter { item_definition_ids: vec![locations[0].id.unwrap()], ..any() };
    assert!(every(&client, &elsewhere).await.is_empty());
    let with_deleted = every(&client, &IotItemFilter { include_deleted: Some(true), ..any() }).await;
    assert!(with_deleted.len() > all.len());
}

#[tokio::test]
async fn measurements_are_those_of_the_last_14_days_unless_dates_are_said() {
    let (_standing, client) = stand_in().await;
    let measured = async |filter: IotMeasurementFilter| {
        client.iot_measurements(Permit::granted(), &filter).await.unwrap()
    };
    let pieces = every(&client, &UniqueItemFilter::default()).await;
    let sensors = pieces.iter().filter(|row| !row.device_ids.is_empty());
    let mut told: Vec<(usize, &UniqueItem)> = Vec::new();
    for piece in sensors {
        let device = piece.device_ids[0].device_id.clone();
        let rows = measured(IotMeasurementFilter { device_id: device, ..Default::default() }).await;
        told.push((rows.len(), piece));
    }
    let (count, piece) = told.into_iter().max_by_key(|(count, _)| *count).unwrap();
    assert!(count > 1, "a sensor has told something");
    let device = piece.device_ids[0].device_id.clone();
    let of = |row: &IotMeasurement| row.device_id == device && row.coordinates().is_some();

    let by_device = measured(IotMeasurementFilter { device_id: device.clone(), ..Default::default() }).await;
    assert!(by_device.iter().all(of), "{by_device:?}");
    for code in [&piece.number, &piece.bar_code, &piece.epc_code] {
        let by_item = measured(IotMeasurementFilter { item: code.clone(), ..Default::default() }).await;
        assert_eq!(by_item, by_device, "{code:?}");
    }
    let now = start_of_test();
    let window = |days| IotMeasurementFilter {
        device_id: device.clone(),
        date_from: Some(now - chrono::TimeDelta::days(days)),
        date_to: Some(now),
        ..IotMeasurementFilter::default()
    };
    assert_eq!(measured(window(14)).await, by_device);
    assert!(measured(window(60)).await.len() >= by_device.len());
    assert!(measured(window(7)).await.len() <= by_device.len());
    let nobody = IotMeasurementFilter { device_id: Some("nobody".to_owned()), ..Default::default() };
    assert!(measured(nobody).await.is_empty());
}
