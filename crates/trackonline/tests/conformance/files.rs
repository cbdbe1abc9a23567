//! Batch calculations, their documents, and both as files.

use sandbox::trackonline::Behaviour;
use serde_json::Value;
use trackonline::{
    Assumptions, BatchCalculationFilter, BatchDocumentFilter, Client, Error, OutputType, Permit,
};
use uuid::Uuid;

use crate::listings::{every, finds};
use crate::standing::Standing;

async fn stand_in() -> (Standing, Client) {
    let standing = Standing::behaving(Behaviour::default()).await;
    let client = standing.client(Assumptions::default());
    (standing, client)
}

#[tokio::test]
async fn batch_calculations_are_found_by_identifiers_and_by_numbers() {
    let (_standing, client) = stand_in().await;
    let any = BatchCalculationFilter::default;
    let all = every(&client, &any()).await;
    let two = [&all[0], &all[2]];
    let ids = two.iter().filter_map(|row| row.id).collect();
    let numbers = two.iter().filter_map(|row| row.number.clone()).collect();
    for filter in [BatchCalculationFilter { ids, ..any() }, BatchCalculationFilter { numbers, ..any() }] {
        finds(&client, &filter, &all, |row| two.iter().any(|one| one.id == row.id)).await;
    }
}

#[tokio::test]
async fn a_batch_calculation_is_a_file_in_each_form() {
    let (_standing, client) = stand_in().await;
    let all = every(&client, &BatchCalculationFilter::default()).await;
    let mut seen = Vec::new();
    for output in OutputType::ALL {
        let file = client.download_batch_calculation(Permit::granted(), all[0].id.unwrap(), output).await;
        let file = file.unwrap().unwrap();
        let kind = file.content_type.clone().unwrap_or_default();
        let said = file.size;
        let bytes = file.into_bytes().await.unwrap();
        assert!(said.is_none_or(|size| size == bytes.len() as u64));
        let text = String::from_utf8(bytes).unwrap();
        match output {
            OutputType::Json => {
                assert!(
                    kind.contains("json") && serde_json::from_str::<Value>(&text).is_ok(),
                    "{kind} {text}"
                );
            }
            OutputType::Xml => {
                assert!(kind.contains("xml") && text.trim_start().starts_with('<'), "{kind} {text}");
            }
            OutputType::EolFinLogisticExport | OutputType::EolLogInvoiceExport => {
                assert!(kind.contains("csv") && text.lines().count() > 1, "{kind} {text}");
            }
        }
        assert!(!seen.contains(&text), "each form is another");
        seen.push(text);
    }
}

#[tokio::test]
async fn documents_are_found_by_their_calculation_and_fetched_by_their_own_identifier() {
    let (_standing, client) = stand_in().await;
    let calculations = every(&client, &BatchCalculationFilter::default()).await;
    let all = every(&client, &BatchDocumentFilter::default()).await;
    let any = BatchDocumentFilter::default;
    let calculation = &calculations[1];
    let by_id = BatchDocumentFilter { batch_calculation_ids: calculation.id.into_iter().collect(), ..any() };
    let by_number = BatchDocumentFilter {
        batch_calculation_numbers: calculation.number.clone().into_iter().collect(),
        ..any()
    };
    let found = every(&client, &by_id).await;
    assert!(!found.is_empty() && found.len() < all.len());
    assert_eq!(every(&client, &by_number).await, found);

    let file = client.download_batch_document(Permit::granted(), found[0].id.unwrap()).await;
    let file = file.unwrap().unwrap();
    assert_eq!(file.content_type.as_deref(), Some("application/pdf"));
    assert!(file.file_name.as_deref().is_some_and(|name| name.to_lowercase().ends_with(".pdf")), "{file:?}");
    let bytes = file.into_bytes().await.unwrap();
    assert!(bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"));
}

#[tokio::test]
async fn a_file_that_is_not_there_is_not_fetched() {
    let (_standing, client) = stand_in().await;
    let nobody = Uuid::from_u128(1);
    let calculation = client.download_batch_calculation(Permit::granted(), nobody, OutputType::Json).await;
    let document = client.download_batch_document(Permit::granted(), nobody).await;
    for answer in [calculation, document] {
        assert!(matches!(answer, Ok(None) | Err(Error::Refused { status: 404, .. })), "{answer:?}");
    }
}
