//! Every documented call: where it goes, what it carries, and what it makes of an ordinary answer.

use chrono::{DateTime, Utc};
use trackonline::{
    Assumptions, BalanceFilter, BatchCalculationFilter, BatchDocumentFilter, Client,
    CounterpartBalanceFilter, CounterpartSign, DateForm, HierarchyLevel, IotItemFilter, IotMeasurementFilter,
    ItemConfigurationFilter, ItemDefinitionFilter, ItemType, LocationFilter, LocationSign, LocationType,
    OutputType, PackagingLabelFilter, PackagingLabelType, PageNumber, Paged, Paths, Permit, Quantity,
    TransactionDates, TransactionFilter, TransactionStatus, TransactionType, UniqueItemFilter,
};
use uuid::Uuid;

use crate::loopback::{KEY, Server, json, with_headers};

const GUID: Uuid = Uuid::from_u128(0xa7b8_af3f_4c16_492e_a3b7_451e_8e09_6d30);
const FIRST: PageNumber = PageNumber::FIRST;

fn permit() -> Permit {
    Permit::granted()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

/// A server without data, and the address of the one call that is made to it.
async fn address(call: impl AsyncFnOnce(&Client)) -> String {
    address_with(Assumptions::default(), call).await
}

async fn address_with(assumptions: Assumptions, call: impl AsyncFnOnce(&Client)) -> String {
    let server = Server::with(vec![with_headers(204, "", "")]);
    call(&server.client_with(assumptions)).await;
    let requests = server.requests();
    assert_eq!(requests.len(), 1);
    assert_eq!(requests[0].header("x-apikey"), Some(KEY));
    assert_eq!(requests[0].header("authorization"), None);
    requests[0].line.trim_end_matches(" HTTP/1.1").to_owned()
}

/// The address of a listing.
async fn listing<F: Paged>(filter: &F, page: PageNumber) -> String {
    listing_with(Assumptions::default(), filter, page).await
}

async fn listing_with<F: Paged>(assumptions: Assumptions, filter: &F, page: PageNumber) -> String {
    address_with(assumptions, async |client| {
        let found = client.page(permit(), filter, page).await.unwrap();
        assert!(found.rows.is_empty() && found.is_last);
    })
    .await
}

#[tokio::test]
async fn each_listing_has_a_call_of_its_own() {
    let server = Server::answering(|_| json(200, r#"[{"id":"a7b8af3f-4c16-492e-a3b7-451e8e096d30"}]"#));
    let client = server.client();
    macro_rules! call {
        ($($call:ident, $filter:ident;)+) => {$(
            let page = client.$call(permit(), &$filter::default(), FIRST).await.unwrap();
            assert!(page.is_last);
            assert_eq!(page.rows[0].id, Some(GUID), stringify!($call));
        )+};
    }
    call! {
        item_definitions, ItemDefinitionFilter;
        item_configurations, ItemConfigurationFilter;
        unique_items, UniqueItemFilter;
        locations, LocationFilter;
        packaging_labels, PackagingLabelFilter;
        transactions, TransactionFilter;
        iot_items, IotItemFilter;
        batch_calculations, BatchCalculationFilter;
        batch_documents, BatchDocumentFilter;
    }
    let paths: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| {
            request.line.split(['?', ' ']).nth(1).unwrap().trim_start_matches("/api/v1/").to_owned()
        })
        .collect();
    assert_eq!(
        paths,
        [
            "itemdefinition",
            "itemconfiguration",
            "uniqueitem",
            "location",
            "packaginglabel",
            "transaction",
            "iot/item",
            "batchcalculation",
            "batchcalculation/document"
        ]
    );
}

#[tokio::test]
async fn status_is_asked_and_kept_as_it_came() {
    assert_eq!(
        address(async |client| drop(client.status(permit()).await.unwrap())).await,
        "GET /api/v1/status"
    );
    let client = Server::with(vec![json(200, r#"{"up":true}"#), json(200, "Healthy")]).client();
    assert_eq!(client.status(permit()).await.unwrap().said["up"], true);
    assert_eq!(client.status(permit()).await.unwrap().said, "Healthy");
}

#[tokio::test]
async fn the_documents_own_addresses_come_out_as_it_shows_them() {
    let box_items =
        ItemDefinitionFilter { name: Some("box".into()), number: Some("10".into()), ..Default::default() };
    let made = listing(&box_items, FIRST).await;
    assert_eq!(made, "GET /api/v1/itemdefinition?Number=10&Name=box&page=1");

    let heads = LocationFilter {
        hierarchy_levels: vec![HierarchyLevel::HeadOffice],
        name: Some("customer".into()),
        ..Default::default()
    };
    let made = listing(&heads, FIRST).await;
    assert_eq!(made, "GET /api/v1/location?HierarchyLevels=1&Name=customer&page=1");

    let labels = PackagingLabelFilter {
        number: Some("PL".into()),
        types: vec![PackagingLabelType::Sscc],
        include_inactive: Some(true),
        id: None,
    };
    let made = listing(&labels, FIRST).await;
    assert_eq!(made, "GET /api/v1/packaginglabel?TypeCodes=1&Number=PL&IncludeInactive=true&page=1");

    let may = TransactionFilter {
        dates: TransactionDates::LastSevenDays,
        created_from: Some(at("2020-05-01T00:00:00Z")),
        created_to: Some(at("2020-05-31T23:59:59Z")),
        carriers: texts(&["001", "002"]),
        ..Default::default()
    };
    let made = listing(&may, FIRST).await;
    assert_eq!(
        made,
        "GET /api/v1/transaction?CreatedDateFrom=2020-05-01T00%3A00%3A00.000Z&CreatedDateTo=2020-05-31T23%3A59%3A59.000Z\
         &Carriers=001&Carriers=002&page=1"
    );

    let a_and_b = BalanceFilter {
        only_processed: Some(true),
        exclude_zero_balance: Some(true),
        ..BalanceFilter::of(["A", "B"])
    };
    let made = address(async |client| drop(client.balances(permit(), &a_and_b).await.unwrap())).await;
    assert_eq!(
        made,
        "GET /api/v1/balance?locations=A&locations=B&onlyProcessed=true&excludeZeroBalance=true"
    );

    let a_with_b = CounterpartBalanceFilter {
        only_processed: Some(true),
        exclude_zero_balance: Some(true),
        ..CounterpartBalanceFilter::between("A", "B")
    };
    let made =
        address(async |client| drop(client.counterpart_balances(permit(), &a_with_b).await.unwrap())).await;
    assert_eq!(
        made,
        "GET /api/v1/balance/counterpart?location=A&counterparts=B&onlyProcessed=true&excludeZeroBalance=true"
    );

    let device = IotMeasurementFilter { device_id: Some("00EDBED7".into()), ..Default::default() };
    let made = address(async |client| drop(client.iot_measurements(permit(), &device).await.unwrap())).await;
    assert_eq!(made, "GET /api/v1/iot/item/measurement?deviceId=00EDBED7");
}

#[tokio::test]
async fn every_filter_of_items_configurations_pieces_and_locations_is_sent() {
    let items = ItemDefinitionFilter {
        id: Some(GUID),
        types: vec![ItemType::Tray, ItemType::from_number(77)],
        gs1_code: Some("8 7".into()),
        enabled: Some(false),
        ..Default::default()
    };
    let made = listing(&items, FIRST).await;
    assert_eq!(
        made,
        format!(
            "GET /api/v1/itemdefinition?Id={GUID}&TypeCodes=1&TypeCodes=77&GS1Code=8+7&Enabled=false&page=1"
        )
    );

    let configurations = ItemConfigurationFilter { id: Some(GUID), name: Some("C&D".into()) };
    let made = listing(&configurations, FIRST.next()).await;
    assert_eq!(made, format!("GET /api/v1/itemconfiguration?Id={GUID}&Name=C%26D&page=2"));

    let pieces = UniqueItemFilter {
        numbers: texts(&["1", "2"]),
        ids: vec![GUID],
        item_definition_ids: vec![GUID],
        location_ids: vec![GUID],
        bar_codes: texts(&["b"]),
        epc_codes: texts(&["e"]),
        ble_codes: texts(&["l"]),
        include_deleted: Some(true),
    };
    let made = listing(&pieces, FIRST).await;
    assert_eq!(
        made,
        format!(
            "GET /api/v1/uniqueitem?ItemNumber=1&ItemNumber=2&Id={GUID}&ItemDefinitionId={GUID}&LocationId={GUID}\
             &BarCode=b&EpcCode=e&BleCode=l&IncludeDeleted=true&page=1"
        )
    );

    let locations = LocationFilter {
        id: Some(GUID),
        types: vec![LocationType::Customer],
        number: Some("1".into()),
        parent_number: Some("0".into()),
        enabled: Some(true),
        ..Default::default()
    };
    let made = listing(&locations, FIRST).await;
    assert_eq!(
        made,
        format!("GET /api/v1/location?Id={GUID}&TypeCodes=1&Number=1&ParentNumber=0&Enabled=true&page=1")
    );
}

#[tokio::test]
async fn every_filter_of_transactions_iot_and_batch_calculations_is_sent() {
    let transactions = TransactionFilter {
        id: Some(GUID),
        statuses: vec![TransactionStatus::Planned, TransactionStatus::Confirmed],
        types: vec![TransactionType::Declare],
        only_processed: Some(false),
        dates: TransactionDates::Between { from: Some(at("2026-01-01T00:00:00Z")), to: None },
        reference_number: Some("r".into()),
        document_number: Some("d".into()),
        from_locations: texts(&["f"]),
        to_locations: texts(&["t"]),
        ..Default::default()
    };
    let made = listing(&transactions, FIRST).await;
    assert_eq!(
        made,
        format!(
            "GET /api/v1/transaction?Id={GUID}&StatusCode=5&StatusCode=16&TypeCodes=60&OnlyProcessed=false\
             &TransactionDateFrom=2026-01-01T00%3A00%3A00.000Z&TransactionDateTo=2100-01-01T00%3A00%3A00.000Z\
             &ReferenceNumber=r&DocumentNumber=d&FromLocations=f&ToLocations=t&page=1"
        )
    );

    let iot = IotItemFilter {
        item_numbers: texts(&["1"]),
        item_definition_ids: vec![GUID],
        location_ids: vec![GUID],
        include_deleted: Some(false),
    };
    let made = listing(&iot, FIRST).await;
    assert_eq!(
        made,
        format!(
            "GET /api/v1/iot/item?itemNumber=1&itemDefinitionId={GUID}&locationId={GUID}&includeDeleted=false&page=1"
        )
    );

    let history = IotMeasurementFilter {
        item: Some("1".into()),
        date_from: Some(at("2026-01-01T00:00:00Z")),
        date_to: Some(at("2026-01-02T00:00:00Z")),
        device_id: None,
    };
    let made = address(async |client| drop(client.iot_measurements(permit(), &history).await.unwrap())).await;
    assert_eq!(
        made,
        "GET /api/v1/iot/item/measurement?item=1&dateFrom=2026-01-01T00%3A00%3A00.000Z&dateTo=2026-01-02T00%3A00%3A00.000Z"
    );

    let calculations = BatchCalculationFilter { ids: vec![GUID], numbers: texts(&["B1", "B2"]) };
    let made = listing(&calculations, FIRST).await;
    assert_eq!(made, format!("GET /api/v1/batchcalculation?id={GUID}&number=B1&number=B2&page=1"));

    let documents =
        BatchDocumentFilter { batch_calculation_ids: vec![GUID], batch_calculation_numbers: texts(&["B1"]) };
    let made = listing(&documents, FIRST).await;
    assert_eq!(made, format!("GET /api/v1/batchcalculation/document?id={GUID}&number=B1&page=1"));
}

#[tokio::test]
async fn a_lookup_by_number_always_carries_wide_dates_on_both_sides() {
    let assumptions =
        Assumptions { dates: DateForm::Ticks, wide_to: at("2050-01-01T00:00:00Z"), ..Default::default() };
    let filter = TransactionFilter::by_number("F-1");
    let made = listing_with(assumptions, &filter, FIRST).await;
    assert_eq!(
        made,
        "GET /api/v1/transaction?TransactionDateFrom=2000-01-01T00%3A00%3A00.0000000%2B00%3A00\
         &TransactionDateTo=2050-01-01T00%3A00%3A00.0000000%2B00%3A00&TransactionNumber=F-1&page=1"
    );
}

#[tokio::test]
async fn balances_are_handed_on_with_one_meaning_of_their_sign() {
    let body = r#"{"rows":[{"location":"A","counterpart":"B","itemDefinition":{"number":"CC TAG6"},"quantity":"42"}]}"#;
    let table = [
        (LocationSign::PositiveAtLocation, CounterpartSign::PositiveAtLocation, 42, 42),
        (LocationSign::PositiveElsewhere, CounterpartSign::PositiveAtCounterpart, -42, -42),
    ];
    for (location_sign, counterpart_sign, own, between) in table {
        let server = Server::with(vec![json(200, body), json(200, body)]);
        let client =
            server.client_with(Assumptions { location_sign, counterpart_sign, ..Default::default() });
        let rows = client.balances(permit(), &BalanceFilter::of(["A"])).await.unwrap();
        assert_eq!(rows[0].quantity, Quantity::new(own));
        let filter = CounterpartBalanceFilter::between("A", "B");
        let rows = client.counterpart_balances(permit(), &filter).await.unwrap();
        assert_eq!(rows[0].quantity, Quantity::new(between));
    }
}

#[tokio::test]
async fn downloads_go_where_the_settings_say_and_come_in_pieces() {
    for output in OutputType::ALL {
        let made = address(async |client| {
            assert!(client.download_batch_calculation(permit(), GUID, output).await.unwrap().is_none());
        })
        .await;
        let number = output.number();
        assert_eq!(made, format!("GET /api/v1/batchcalculation/{GUID}/download?outputType={number}"));
    }
    let paths = Paths { batch_document_download: "files".into(), ..Paths::default() };
    let made = address_with(Assumptions { paths, ..Default::default() }, async |client| {
        assert!(client.download_batch_document(permit(), GUID).await.unwrap().is_none());
    })
    .await;
    assert_eq!(made, format!("GET /files?id={GUID}"));

    let headers = "content-type: text/csv\r\ncontent-disposition: attachment; filename=\"../a.csv\"\r\n";
    let client = Server::with(vec![with_headers(200, headers, "a;b\r\n1;2\r\n")]).client();
    let file = client.download_batch_document(permit(), GUID).await.unwrap().unwrap();
    assert_eq!(
        (file.content_type.as_deref(), file.file_name.as_deref(), file.size),
        (Some("text/csv"), Some("a.csv"), Some(10))
    );
    assert_eq!(file.into_bytes().await.unwrap(), b"a;b\r\n1;2\r\n");
}
