//! Decoders and any bytes at all; and that what is written is read back as it was.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trackonline::{
    Assumptions, BalanceRow, BatchCalculation, ExternalNumber, Gps, IotItem, IotMeasurement,
    ItemConfiguration, ItemDefinition, ItemType, Location, LocationType, Moment, PackagingLabel, Quantity,
    ScannedCodeType, ScannedItem, Transaction, TransactionBatch, TransactionItem, TransactionStatus,
    TransactionType, UniqueItem, decode,
};

/// Every decoder on the same bytes. What they make of them does not matter here; that they come back does.
fn decode_all(body: &[u8]) {
    fn rows<T: DeserializeOwned>(body: &[u8]) {
        let _ = decode::rows::<T>(body, &Assumptions::default());
    }
    rows::<Transaction>(body);
    rows::<Location>(body);
    rows::<ItemDefinition>(body);
    rows::<ItemConfiguration>(body);
    rows::<UniqueItem>(body);
    rows::<PackagingLabel>(body);
    rows::<BalanceRow>(body);
    rows::<IotItem>(body);
    rows::<IotMeasurement>(body);
    rows::<BatchCalculation>(body);
    let _ = decode::message_id(body, &Assumptions::default());
    let _ = decode::saved_rows(body, &Assumptions::default());
}

/// JSON of any shape, with the names that the models use, so that it reaches deep into the decoders.
fn any_json() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        Just(Value::from("2020-01-01T00:00:00.0000000+00:00")),
        Just(Value::from("a7b8af3f-4c16-492e-a3b7-451e8e096d30")),
    ];
    let names = prop::sample::select(vec![
        "id",
        "number",
        "type",
        "typeCode",
        "statusCode",
        "quantity",
        "balance",
        "location",
        "itemDefinition",
        "fromLocation",
        "transactionItems",
        "members",
        "createdOn",
        "tags",
        "gps",
        "externalNumbers",
        "messageId",
        "error",
        "transactionDocuments",
        "packagingSerializedItems",
        "item",
        "uniqueItem",
        "deviceIds",
        "other",
    ]);
    scalar.prop_recursive(5, 64, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::vec((names.clone(), inner), 0..6).prop_map(|fields| Value::Object(
                fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
            )),
        ]
    })
}

fn text() -> impl Strategy<Value = Option<String>> {
    prop::option::of("[a-zA-Z0-9 é🌷-]{1,10}")
}

fn named() -> impl Strategy<Value = Option<String>> {
    "[a-zA-Z0-9-]{1,20}".prop_map(Some)
}

fn quantity() -> impl Strategy<Value = Option<Quantity>> {
    prop::option::of(any::<i32>().prop_map(Quantity::from))
}

fn moment() -> impl Strategy<Value = Option<Moment>> {
    prop::option::of((0..4_000_000_000_000_i64).prop_map(|milliseconds| {
        Moment::from(chrono::DateTime::from_timestamp_millis(milliseconds).unwrap())
    }))
}

prop_compose! {
    fn location()(
        number in named(), name in text(), kind in prop::option::of(0..14_i64), microdegrees in -90_000_000..90_000_000_i32,
        radius in quantity(), enabled in any::<Option<bool>>(), tags in prop::collection::vec("[a-z]{1,5}", 0..3),
        source in text(),
    ) -> Location {
        Location {
            number,
            name,
            kind: kind.map(LocationType::from_number),
            gps: Some(Gps { latitude: Some((f64::from(microdegrees) / 1e6).into()), longitude: None, radius }),
            is_enabled: enabled,
            tags,
            external_numbers: vec![ExternalNumber { source, number: Some("1".into()) }],
            ..Location::default()
        }
    }
}

prop_compose! {
    fn item()(number in named(), kind in prop::option::of(0..120_i64), cents in 0..999_999_i32) -> ItemDefinition {
        ItemDefinition {
            number,
            kind: kind.map(ItemType::from_number),
            length: Some((f64::from(cents) / 100.0).into()),
            ..ItemDefinition::default()
        }
    }
}

prop_compose! {
    fn transaction()(
        number in named(), status in prop::option::of(0..40_i64), kind in 17..79_i64, from in location(),
        to in prop::option::of(location()), date in moment(), item in item(), pieces in quantity(),
        planned in quantity(), code in named(), notes in text(),
    ) -> Transaction {
        Transaction {
            transaction_number: number,
            status_code: status.map(TransactionStatus::from_number),
            type_code: Some(TransactionType::from_number(kind)),
            from_location: Some(from),
            to_location: to,
            date_transaction: date,
            transaction_items: vec![TransactionItem {
                item_definition: Some(item),
                quantity: pieces,
                quantity_planned: planned,
                item_condition_type: None,
            }],
            scanned_items: vec![ScannedItem { kind: Some(ScannedCodeType::BarCode), code }],
            notes,
            ..Transaction::default()
        }
    }
}

fn read_back<T: Serialize + DeserializeOwned>(value: &T) -> T {
    serde_json::from_slice(&serde_json::to_vec(value).unwrap()).unwrap()
}

proptest! {
    #[test]
    fn no_bytes_make_a_decoder_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
        decode_all(&body);
    }

    #[test]
    fn no_json_makes_a_decoder_panic(value in any_json(), wrapped in any::<bool>()) {
        let value = if wrapped { Value::from(vec![value]) } else { value };
        decode_all(value.to_string().as_bytes());
    }

    #[test]
    fn no_cut_makes_a_decoder_panic(transaction in transaction(), cut in 0.0..1.0_f64) {
        let body = serde_json::to_vec(&[transaction]).unwrap();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a short text")]
        let end = (body.len() as f64 * cut) as usize;
        decode_all(&body[..end]);
    }

    #[test]
    fn what_is_kept_is_read_back_as_it_was(transaction in transaction()) {
        prop_assert_eq!(&read_back(&transaction), &transaction);
    }

    #[test]
    fn what_is_sent_is_read_back_as_it_was_in_every_form(
        transaction in transaction(), names in any::<bool>(), text in any::<bool>(), ticks in any::<bool>(),
    ) {
        use trackonline::{DateForm, EnumerationForm, QuantityForm};
        let assumptions = Assumptions {
            enumerations: if names { EnumerationForm::Names } else { EnumerationForm::Numbers },
            quantities: if text { QuantityForm::Text } else { QuantityForm::Numbers },
            dates: if ticks { DateForm::Ticks } else { DateForm::Milliseconds },
            ..Assumptions::default()
        };
        let batch = TransactionBatch::new(vec![transaction]).unwrap();
        let body = serde_json::to_vec(&batch.body(&assumptions)).unwrap();
        let read: Vec<Transaction> = decode::rows(&body, &assumptions).unwrap();
        prop_assert_eq!(&read[..], batch.rows());
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_end_of_the_stack() {
    for (open, inner) in [("[", ""), (r#"{"a":"#, "1"), (r#"[{"itemDefinition":"#, "1")] {
        let body = open.repeat(200_000) + inner;
        decode_all(body.as_bytes());
        assert!(decode::rows::<Transaction>(body.as_bytes(), &Assumptions::default()).is_err());
    }
}

#[test]
fn unknown_fields_are_never_an_error() {
    let extra = r#""brandNew":{"deep":[1,{"x":null}]},"another":[[]]"#;
    let body = format!("[{{{extra}}}]");
    let all = Assumptions::default();
    assert_eq!(decode::rows::<Transaction>(body.as_bytes(), &all).unwrap(), [Transaction::default()]);
    assert_eq!(decode::rows::<Location>(body.as_bytes(), &all).unwrap(), [Location::default()]);
    assert_eq!(decode::rows::<ItemDefinition>(body.as_bytes(), &all).unwrap(), [ItemDefinition::default()]);
    assert_eq!(
        decode::rows::<ItemConfiguration>(body.as_bytes(), &all).unwrap(),
        [ItemConfiguration::default()]
    );
    assert_eq!(decode::rows::<UniqueItem>(body.as_bytes(), &all).unwrap(), [UniqueItem::default()]);
    assert_eq!(decode::rows::<PackagingLabel>(body.as_bytes(), &all).unwrap(), [PackagingLabel::default()]);
    let body = format!("[{{\"quantity\":0,{extra}}}]");
    assert_eq!(decode::rows::<BalanceRow>(body.as_bytes(), &all).unwrap(), [BalanceRow::default()]);
}
