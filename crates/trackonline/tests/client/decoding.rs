//! Decoders and any bytes at all.

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::Value;
use trackonline::{
    Assumptions, BalanceRow, BatchCalculation, IotItem, IotMeasurement, ItemConfiguration, ItemDefinition,
    Location, PackagingLabel, Transaction, UniqueItem, decode,
};

use crate::made_up::transaction;

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
