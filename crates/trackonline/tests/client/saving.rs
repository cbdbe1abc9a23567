//! Saving: what goes out, what is handed back, and what comes of it.

use trackonline::{
    Assumptions, Batch, Client, Error, IrreversibleTripStep, ItemConfiguration, ItemConfigurationMember,
    ItemDefinition, ItemType, Location, LocationType, MessageId, Moment, PackagingLabel, Paths, Permit,
    Quantity, SaveResult, SavedRow, Transaction, TransactionBatch, TransactionItem, TransactionType, Trouble,
    UniqueItem,
};
use uuid::Uuid;

use crate::loopback::{KEY, Reply, Request, Server, json, with_headers};

const GUID: Uuid = Uuid::from_u128(0xa7b8_af3f_4c16_492e_a3b7_451e_8e09_6d30);

fn permit() -> Permit {
    Permit::granted()
}

fn received() -> Reply {
    json(200, r#"{"messageId":"m-1"}"#)
}

/// The one request of a save.
async fn sent(save: impl AsyncFnOnce(&Client) -> Result<MessageId, Error>) -> Request {
    let server = Server::with(vec![received()]);
    assert_eq!(save(&server.client()).await.unwrap().as_str(), "m-1");
    let request = server.requests().remove(0);
    assert_eq!(request.header("x-apikey"), Some(KEY));
    assert_eq!(request.header("content-type"), Some("application/json"));
    request
}

#[tokio::test]
async fn every_kind_of_thing_is_posted_where_the_document_says() {
    let transactions = TransactionBatch::new(vec![Transaction {
        type_code: Some(TransactionType::Declare),
        from_location: Some(Location::by_number("1")),
        to_location: Some(Location::by_number("2")),
        transaction_items: vec![TransactionItem::new("CC TAG6", Quantity::new(3))],
        ..Transaction::default()
    }])
    .unwrap();
    let request = sent(async |client| client.post_transactions(permit(), &transactions).await).await;
    assert_eq!(request.line, "POST /api/v1/transaction HTTP/1.1");
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&request.body).unwrap(),
        serde_json::json!([{"typeCode":60,"fromLocation":{"number":"1"},"toLocation":{"number":"2"},
            "transactionItems":[{"itemDefinition":{"number":"CC TAG6"},"quantity":3}]}])
    );

    let items = Batch::new(vec![ItemDefinition {
        name: Some("n".into()),
        code: Some("c".into()),
        kind: Some(ItemType::Tray),
        ..ItemDefinition::by_number("1")
    }])
    .unwrap();
    let request = sent(async |client| client.post_item_definitions(permit(), &items).await).await;
    assert_eq!(request.line, "POST /api/v1/itemdefinition HTTP/1.1");

    let members = vec![ItemConfigurationMember { item_definition_id: Some(GUID), ..Default::default() }];
    let configurations =
        Batch::new(vec![ItemConfiguration { name: Some("c".into()), members, id: None }]).unwrap();
    let request = sent(async |client| client.post_item_configurations(permit(), &configurations).await).await;
    assert_eq!(request.line, "POST /api/v1/itemconfiguration HTTP/1.1");

    let pieces = Batch::new(vec![UniqueItem {
        item_definition: Some(ItemDefinition::by_number("1")),
        ..UniqueItem::by_number("p")
    }])
    .unwrap();
    let request = sent(async |client| client.post_unique_items(permit(), &pieces).await).await;
    assert_eq!(request.line, "POST /api/v1/uniqueitem HTTP/1.1");

    let locations = Batch::new(vec![Location {
        name: Some("n".into()),
        kind: Some(LocationType::Customer),
        ..Location::by_number("1")
    }])
    .unwrap();
    let request = sent(async |client| client.post_locations(permit(), &locations).await).await;
    assert_eq!(request.line, "POST /api/v1/location HTTP/1.1");

    let labels = Batch::new(vec![PackagingLabel {
        number: Some("PL".into()),
        expiration_on: Moment::parse("2028-01-25"),
        ..PackagingLabel::default()
    }])
    .unwrap();
    let request = sent(async |client| client.post_packaging_labels(permit(), &labels).await).await;
    assert_eq!(request.line, "POST /api/v1/packaginglabel HTTP/1.1");
}

#[tokio::test]
async fn every_kind_of_result_is_asked_for_at_its_own_address() {
    let server = Server::answering(|_| json(202, ""));
    let client = server.client();
    let id = MessageId::new("m-1").unwrap();
    for result in [
        client.item_definition_result(permit(), &id).await,
        client.item_configuration_result(permit(), &id).await,
        client.unique_item_result(permit(), &id).await,
        client.location_result(permit(), &id).await,
        client.packaging_label_result(permit(), &id).await,
        client.transaction_result(permit(), &id).await,
    ] {
        assert_eq!(result, Ok(SaveResult::Pending));
    }
    let kinds =
        ["itemdefinition", "itemconfiguration", "uniqueitem", "location", "packaginglabel", "transaction"];
    let lines: Vec<_> = server.requests().into_iter().map(|request| request.line).collect();
    assert_eq!(lines, kinds.map(|kind| format!("GET /api/v1/{kind}/result/m-1 HTTP/1.1")));
}

#[tokio::test]
async fn a_result_is_read_bare_in_an_envelope_and_empty() {
    let rows = r#"[{"number":"F-1","id":"x"},{"transactionNumber":"F-2","error":"Unknown location"}]"#;
    let enveloped = format!(r#"{{"messageId":"m-1","results":{rows}}}"#);
    let client =
        Server::with(vec![json(200, rows), json(200, &enveloped), with_headers(204, "", ""), json(200, "")])
            .client();
    let id = MessageId::new("m-1").unwrap();
    let told = SaveResult::Done(vec![
        SavedRow { number: Some("F-1".into()), id: Some("x".into()), error: None },
        SavedRow { number: Some("F-2".into()), id: None, error: Some("Unknown location".into()) },
    ]);
    let nothing = SaveResult::Done(Vec::new());
    for expected in [&told, &told, &nothing, &nothing] {
        assert_eq!(client.transaction_result(permit(), &id).await.as_ref(), Ok(expected));
    }
}

#[tokio::test]
async fn an_identifier_goes_into_the_query_where_its_path_has_no_place_for_it() {
    let server = Server::with(vec![json(202, "")]);
    let paths = Paths { transaction_result: "api/v1/transaction/result".into(), ..Paths::default() };
    let client = server.client_with(Assumptions { paths, ..Assumptions::default() });
    let id = MessageId::new("m-1").unwrap();
    assert_eq!(client.transaction_result(permit(), &id).await, Ok(SaveResult::Pending));
    assert_eq!(server.requests()[0].line, "GET /api/v1/transaction/result?messageId=m-1 HTTP/1.1");
}

#[tokio::test]
async fn received_without_a_message_id_is_an_unknown_outcome() {
    for body in ["", "{}", "[]", "\"ok\"", r#"{"message":"received"}"#] {
        let client = Server::with(vec![json(200, body)]).client();
        let batch = TransactionBatch::new(vec![Transaction::default()]).unwrap();
        let error = client.post_transactions(permit(), &batch).await.unwrap_err();
        assert!(
            matches!(error, Error::UnknownOutcome { trouble: Trouble::Unreadable(_) }),
            "{body}: {error:?}"
        );
    }
}

#[tokio::test]
async fn a_trip_takes_its_step_as_the_document_shows_and_an_answer_without_an_id_is_taken() {
    let server = Server::with(vec![received(), json(200, ""), json(500, "")]);
    let client = server.client();
    let step = IrreversibleTripStep::of(GUID);
    assert_eq!(client.advance_trip(permit(), step).await, Ok(MessageId::new("m-1").ok()));
    assert_eq!(client.advance_trip(permit(), step).await, Ok(None));
    let error = client.advance_trip(permit(), step).await.unwrap_err();
    assert_eq!(error, Error::UnknownOutcome { trouble: Trouble::Failed(500) });
    let request = &server.requests()[0];
    assert_eq!(request.line, "POST /api/v1/transactiontrip HTTP/1.1");
    assert_eq!(request.body, format!(r#"[{{"id":"{GUID}"}}]"#));
}
