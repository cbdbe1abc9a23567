//! Batch calculations and their files.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::standing::Standing;

const LIST: &str = "/api/v1/batchcalculation";

/// One with a customer whose name is not all ASCII or plain, its row and its lines.
async fn one(standing: &Standing) -> (Value, Value) {
    let row = standing.rows(&format!("{LIST}?number=BC202602-C0505")).await[0].clone();
    let whole =
        standing.rows_of_file(&format!("{LIST}/{}/download?outputType=0", row["id"].as_str().unwrap())).await;
    (row, whole)
}

impl Standing {
    async fn rows_of_file(&self, path: &str) -> Value {
        self.get(path).await.json().await.unwrap()
    }
}

#[tokio::test]
async fn the_last_three_months_are_settled_with_some_customers() {
    let (standing, _folder) = Standing::fresh().await;
    let all = standing.rows(LIST).await;
    let mut numbers: Vec<_> = all.iter().map(|row| row["number"].as_str().unwrap()).collect();
    assert!(numbers.len() >= 9 && numbers.iter().all(|number| number.starts_with("BC20")), "{numbers:?}");
    assert!(
        numbers.iter().any(|number| number.starts_with("BC202512"))
            && numbers.iter().any(|number| number.starts_with("BC202602"))
    );
    numbers.dedup();
    assert_eq!(numbers.len(), all.len());
    let two = standing.rows(&format!("{LIST}?number={}&number={}", numbers[0], numbers[4])).await;
    assert_eq!(json!(two), json!([all[0], all[4]]));
    let id = all[2]["id"].as_str().unwrap();
    assert_eq!(standing.rows(&format!("{LIST}?id={id}")).await, [all[2].clone()]);
    assert_eq!(standing.get(&format!("{LIST}?number=none")).await.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn a_settlement_agrees_with_the_balances_at_both_ends_of_its_month() {
    let (standing, _folder) = Standing::fresh().await;
    let (row, whole) = one(&standing).await;
    assert_eq!(
        (&row["dateFrom"], &row["dateTo"]),
        (&json!("2026-02-01T00:00:00.000Z"), &json!("2026-02-28T23:59:59.999Z"))
    );
    let lines = whole["lines"].as_array().unwrap();
    assert!(lines.iter().any(|line| line["received"] != 0));
    let mut total = 0.0;
    for line in lines {
        let item = &line["itemDefinition"]["number"];
        for (field, moment) in
            [("openingBalance", "2026-01-31T23:59:59Z"), ("closingBalance", "2026-02-28T23:59:59Z")]
        {
            let path = format!("/api/v1/balance?locations=C0505&date={}", moment.replace(':', "%3A"));
            let rows = standing.rows(&path).await;
            let held = rows
                .iter()
                .find(|row| row["itemDefinition"]["number"] == *item)
                .map_or(json!(0), |row| row["quantity"].clone());
            assert_eq!(line[field], held, "{item} {field}");
        }
        let moved = line["received"].as_f64().unwrap() - line["returned"].as_f64().unwrap();
        let amount = line["amount"].as_f64().unwrap();
        assert!((moved * line["unitPrice"].as_f64().unwrap() - amount).abs() < 0.005);
        total += amount;
    }
    assert!((whole["totalAmount"].as_f64().unwrap() - total).abs() < 0.005);
    assert_eq!(whole["totalAmount"], row["totalAmount"]);
}

#[tokio::test]
async fn it_is_downloaded_in_every_output_type() {
    let (standing, _folder) = Standing::fresh().await;
    let (row, whole) = one(&standing).await;
    let lines = whole["lines"].as_array().unwrap();
    let charged = lines.iter().filter(|line| line["amount"] != 0.0).count();
    let id = row["id"].as_str().unwrap();
    for (kind, content_type, ending, begins, rows) in [
        ("0", "application/json", "json", "{", None),
        ("1", "application/xml; charset=utf-8", "xml", "<?xml version=\"1.0\"", None),
        (
            "2",
            "text/csv; charset=utf-8",
            "finlogistic.csv",
            "CalculationNumber;DateFrom;",
            Some(lines.len() + 1),
        ),
        (
            "EOLLogInvoiceExport",
            "text/csv; charset=utf-8",
            "loginvoice.csv",
            "InvoiceNumber;InvoiceDate;",
            Some(charged + 1),
        ),
    ] {
        let file = standing.get(&format!("{LIST}/{id}/download?outputType={kind}")).await;
        assert_eq!(file.headers()["content-type"], content_type);
        let name = format!("attachment; filename=\"BC202602-C0505.{ending}\"");
        assert_eq!(file.headers()["content-disposition"].to_str().unwrap(), name);
        let text = file.text().await.unwrap();
        assert!(text.starts_with(begins), "{text}");
        if let Some(rows) = rows {
            assert_eq!(text.lines().count(), rows, "{text}");
            let columns = text.lines().next().unwrap().split(';').count();
            assert!(text.lines().all(|line| line.split(';').count() == columns), "{text}");
        }
    }
    let xml = standing.get(&format!("{LIST}/{id}/download?outputType=1")).await.text().await.unwrap();
    assert_eq!(xml.matches("<Line>").count(), lines.len());
    assert!(xml.trim_end().ends_with("</BatchCalculation>"));
    for (path, status) in [
        (format!("{LIST}/{id}/download?outputType=4"), StatusCode::BAD_REQUEST),
        (format!("{LIST}/6b3f6a52-95a5-4d31-8f6e-0d6a52b0a001/download"), StatusCode::NOT_FOUND),
        (format!("{LIST}/document/{id}/download"), StatusCode::NOT_FOUND),
    ] {
        assert_eq!(standing.get(&path).await.status(), status, "{path}");
    }
}

#[tokio::test]
async fn the_document_is_a_pdf_with_the_settlements_lines() {
    let (standing, _folder) = Standing::fresh().await;
    let (row, whole) = one(&standing).await;
    let id = row["id"].as_str().unwrap();
    let documents = standing.rows(&format!("{LIST}/document?id={id}")).await;
    assert_eq!((documents.len(), &documents[0]["batchCalculationNumber"]), (1, &row["number"]));
    assert_eq!(documents[0]["fileName"], "BC202602-C0505.pdf");
    let file =
        standing.get(&format!("{LIST}/document/{}/download", documents[0]["id"].as_str().unwrap())).await;
    assert_eq!(file.headers()["content-type"], "application/pdf");
    let bytes = file.bytes().await.unwrap();
    let text: String = bytes.iter().copied().map(char::from).collect();
    assert!(text.starts_with("%PDF-1.4") && text.ends_with("%%EOF\n"));
    for line in whole["lines"].as_array().unwrap() {
        let (item, closing) =
            (line["itemDefinition"]["number"].as_str().unwrap(), line["closingBalance"].to_string());
        assert!(
            text.lines().any(|row| row.contains(&format!("({item} ")) && row.contains(&closing)),
            "{item}"
        );
    }
    assert_eq!(standing.rows(&format!("{LIST}/document")).await.len(), standing.rows(LIST).await.len());
}
