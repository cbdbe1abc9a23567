use serde_json::json;

use super::*;
use crate::{Assumptions, EnumerationForm, Quantity, QuantityForm};

const DECLARED: &str = r#"{"statusCode":0,"typeCode":60,"transactionNumber":"1234567890",
    "fromLocation":{"number":"123","name":"From Location","type":"Customer"},
    "toLocation":{"number":"456","name":"To Location","type":"Customer","tags":[]},
    "dateTransaction":"2020-01-01T00:00:00.000Z","dateTransactionCounterpart":"2020-01-01T00:00:00.000Z",
    "transactionItems":[{"itemDefinition":{"number":"CC TAG5","name":"CC TAG5","code":"TAG5","type":"LoadCarrier"},
        "quantity":"25"}]}"#;

fn read(text: &str) -> Transaction {
    serde_json::from_str(text).unwrap()
}

fn moment(text: &str) -> Option<Moment> {
    Moment::parse(text)
}

fn fields(rows: Vec<Transaction>) -> Vec<String> {
    match TransactionBatch::new(rows) {
        Ok(_) => Vec::new(),
        Err(violations) => violations.all().iter().map(|violation| violation.field.clone()).collect(),
    }
}

#[test]
fn the_documents_example_is_read_and_goes_back_with_numbers() {
    let declared = read(DECLARED);
    assert_eq!(declared.type_code, Some(TransactionType::Declare));
    assert_eq!(declared.transaction_items[0].quantity, Some(Quantity::new(25)));
    let sent = TransactionBatch::new(vec![declared]).unwrap().body(&Assumptions::default());
    assert_eq!(
        sent,
        json!([{"statusCode":0,"typeCode":60,"transactionNumber":"1234567890",
            "fromLocation":{"number":"123","name":"From Location","type":1},
            "toLocation":{"number":"456","name":"To Location","type":1},
            "dateTransaction":"2020-01-01T00:00:00.000Z","dateTransactionCounterpart":"2020-01-01T00:00:00.000Z",
            "transactionItems":[{"itemDefinition":{"number":"CC TAG5","name":"CC TAG5","code":"TAG5","type":5},
                "quantity":25}]}])
    );
}

#[test]
fn names_and_text_are_sent_where_an_account_wants_them() {
    let assumptions = Assumptions {
        enumerations: EnumerationForm::Names,
        quantities: QuantityForm::Text,
        ..Assumptions::default()
    };
    let sent = TransactionBatch::new(vec![read(DECLARED)]).unwrap().body(&assumptions);
    assert_eq!(sent[0]["typeCode"], "Declare");
    assert_eq!(sent[0]["transactionItems"][0]["quantity"], "25");
    assert_eq!(sent[0]["transactionItems"][0]["itemDefinition"]["type"], "LoadCarrier");
}

#[test]
fn scans_labels_and_documents_are_read_in_every_form_and_sent_as_lists() {
    let scanned = read(
        r#"{"scannedItems":[{"type":"BarCode","code":"0000001"},{"type":20,"code":"0000002"}],
            "packagingLabelNumbers":{"Number":"PL1"},
            "transactionDocuments":["https://x.test/a.pdf",{"url":"https://x.test/b.pdf","name":"b"}]}"#,
    );
    assert_eq!(scanned.scanned_items[1].kind, Some(ScannedCodeType::EpcCode));
    let sent = TransactionBatch::new(vec![scanned]).unwrap().body(&Assumptions::default());
    assert_eq!(
        sent,
        json!([{"scannedItems":[{"type":10,"code":"0000001"},{"type":20,"code":"0000002"}],
            "packagingLabelNumbers":[{"Number":"PL1"}],
            "transactionDocuments":[{"url":"https://x.test/a.pdf"},{"url":"https://x.test/b.pdf","name":"b"}]}])
    );
}

#[test]
fn what_only_trackonline_tells_is_read_and_never_sent() {
    let told = read(
        r#"{"status":"In progress","statusCode":"InProgress","type":"Return delivered","typeCode":67,
            "createdOn":"2020-01-01T00:00:00Z","modifiedOn":"2020-01-02T00:00:00Z","processedOn":null,
            "carrier":"001","contractor":null}"#,
    );
    assert_eq!(told.status_code, Some(TransactionStatus::InProgress));
    assert_eq!(told.carrier, Some(Location::by_number("001")));
    let sent = TransactionBatch::new(vec![told]).unwrap().body(&Assumptions::default());
    assert_eq!(sent, json!([{"statusCode":30,"typeCode":67,"carrier":{"number":"001"}}]));
}

#[test]
fn an_exchange_is_never_sent_and_neither_are_the_types_for_reading() {
    for kind in TransactionType::LISTED {
        let refused = fields(vec![Transaction { type_code: Some(kind.clone()), ..Transaction::default() }]);
        let for_reading = [0, 1, 10, 16, 80].contains(&kind.number().unwrap());
        assert_eq!(refused == ["[0].typeCode"], for_reading, "{kind}");
    }
    let unlisted =
        Transaction { type_code: Some(TransactionType::from_number(42)), ..Transaction::default() };
    assert!(fields(vec![unlisted]).is_empty(), "an administration may have types of its own");
}

#[test]
fn a_counterpart_date_before_the_date_is_refused_and_the_same_moment_is_not() {
    let dated = |date: &str, counterpart: &str| Transaction {
        date_transaction: moment(date),
        date_transaction_counterpart: moment(counterpart),
        ..Transaction::default()
    };
    assert_eq!(
        fields(vec![dated("2020-01-02T00:00:00Z", "2020-01-01T23:59:59.999Z")]),
        ["[0].dateTransactionCounterpart"]
    );
    assert!(fields(vec![dated("2020-01-02T00:00:00Z", "2020-01-02T00:00:00Z")]).is_empty());
    assert!(fields(vec![dated("2020-01-02T00:00:00+01:00", "2020-01-01T23:00:00Z")]).is_empty());
}

#[test]
fn a_batch_has_one_to_fifty_rows_each_with_a_number_of_its_own() {
    assert_eq!(fields(Vec::new()), ["batch"]);
    assert!(fields(vec![Transaction::default(); 50]).is_empty());
    assert_eq!(fields(vec![Transaction::default(); 51]), ["batch"]);
    let numbered =
        |number: &str| Transaction { transaction_number: Some(number.into()), ..Transaction::default() };
    assert_eq!(fields(vec![numbered("a"), numbered("b"), numbered("a")]), ["[2].transactionNumber"]);
    assert_eq!(fields(vec![numbered(&"x".repeat(51))]), ["[0].transactionNumber"]);
}

#[test]
fn every_row_says_what_it_means() {
    let vague = Transaction {
        from_location: Some(Location::default()),
        transaction_items: vec![
            TransactionItem::default(),
            TransactionItem::new("x".repeat(26), Quantity::new(1 << 40)),
        ],
        scanned_items: vec![ScannedItem::default()],
        packaging_label_numbers: vec![PackagingLabelNumber { number: Some("x".repeat(31)) }],
        ..Transaction::default()
    };
    assert_eq!(
        fields(vec![vague]),
        [
            "[0].fromLocation",
            "[0].transactionItems[0].itemDefinition",
            "[0].transactionItems[1].itemDefinition.number",
            "[0].transactionItems[1].quantity",
            "[0].scannedItems[0].code",
            "[0].packagingLabelNumbers[0].Number"
        ]
    );
}
