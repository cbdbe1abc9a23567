//! Batch calculations, their files and their documents.
//!
//! The document describes what to ask and not what the lists hold: identifier and number are typed, everything else
//! is kept as it came.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::client::{Client, Download, Listing, Page, PageNumber, Paged, Query};
use crate::{Error, Paths, Permit};

/// A batch calculation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BatchCalculation {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number.
    pub number: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// A document of a batch calculation.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct BatchDocument {
    /// Its GUID.
    pub id: Option<Uuid>,
    /// Its number, or that of its batch calculation.
    pub number: Option<String>,
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The form in which the file of a batch calculation is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutputType {
    /// `0`: JSON.
    Json,
    /// `1`: XML.
    Xml,
    /// `2`: `EOLFinLogisticExport`, CSV.
    EolFinLogisticExport,
    /// `3`: `EOLLogInvoiceExport`, CSV.
    EolLogInvoiceExport,
}

impl OutputType {
    /// Every form that the document lists.
    pub const ALL: [Self; 4] = [Self::Json, Self::Xml, Self::EolFinLogisticExport, Self::EolLogInvoiceExport];

    /// Its number.
    pub const fn number(self) -> u8 {
        match self {
            Self::Json => 0,
            Self::Xml => 1,
            Self::EolFinLogisticExport => 2,
            Self::EolLogInvoiceExport => 3,
        }
    }
}

/// Which batch calculations to list; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchCalculationFilter {
    /// Any of these.
    pub ids: Vec<Uuid>,
    /// With any of these numbers.
    pub numbers: Vec<String>,
}

impl Listing for BatchCalculationFilter {
    const NAME: &'static str = "batch calculations";

    fn path(paths: &Paths) -> &str {
        &paths.batch_calculation
    }

    fn query(&self, query: &mut Query<'_>) {
        query.guids("id", &self.ids).texts("number", &self.numbers);
    }
}

impl Paged for BatchCalculationFilter {
    type Row = BatchCalculation;
}

/// Of which batch calculations to list the documents; the default is all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BatchDocumentFilter {
    /// Of any of these batch calculations.
    pub batch_calculation_ids: Vec<Uuid>,
    /// Of the batch calculations with any of these numbers.
    pub batch_calculation_numbers: Vec<String>,
}

impl Listing for BatchDocumentFilter {
    const NAME: &'static str = "batch documents";

    fn path(paths: &Paths) -> &str {
        &paths.batch_document
    }

    fn query(&self, query: &mut Query<'_>) {
        query.guids("id", &self.batch_calculation_ids).texts("number", &self.batch_calculation_numbers);
    }
}

impl Paged for BatchDocumentFilter {
    type Row = BatchDocument;
}

impl Client {
    /// A page of batch calculations.
    pub async fn batch_calculations(
        &self,
        permit: Permit,
        filter: &BatchCalculationFilter,
        page: PageNumber,
    ) -> Result<Page<BatchCalculation>, Error> {
        self.page(permit, filter, page).await
    }

    /// A page of the documents of batch calculations.
    pub async fn batch_documents(
        &self,
        permit: Permit,
        filter: &BatchDocumentFilter,
        page: PageNumber,
    ) -> Result<Page<BatchDocument>, Error> {
        self.page(permit, filter, page).await
    }

    /// The complete result of a batch calculation as a file; none when there is none.
    pub async fn download_batch_calculation(
        &self,
        permit: Permit,
        batch_calculation: Uuid,
        output: OutputType,
    ) -> Result<Option<Download>, Error> {
        let mut query = Query::new(self.assumptions());
        query.text("outputType", Some(&output.number().to_string()));
        let id = batch_calculation.to_string();
        let call = self.reading(
            "download batch calculation",
            |paths| &paths.batch_calculation_download,
            Some(("id", &id)),
            &query,
        )?;
        self.download(permit, call).await
    }

    /// One document of a batch calculation; none when there is none.
    pub async fn download_batch_document(
        &self,
        permit: Permit,
        document: Uuid,
    ) -> Result<Option<Download>, Error> {
        let id = document.to_string();
        let query = Query::new(self.assumptions());
        let call = self.reading(
            "download batch document",
            |paths| &paths.batch_document_download,
            Some(("id", &id)),
            &query,
        )?;
        self.download(permit, call).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_types_have_the_documents_numbers() {
        assert_eq!(OutputType::ALL.map(OutputType::number), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_not_documented_is_kept_as_it_came() {
        let read: BatchCalculation = serde_json::from_str(
            r#"{"id":"A7B8AF3F-4C16-492E-A3B7-451E8E096D30","number":"B1","periodFrom":"2020-01-01T00:00:00Z"}"#,
        )
        .unwrap();
        assert_eq!(read.number.as_deref(), Some("B1"));
        assert_eq!(read.rest.len(), 1);
    }
}
