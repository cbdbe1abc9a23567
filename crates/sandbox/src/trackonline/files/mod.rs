//! A settlement as a file: JSON, XML, two kinds of CSV, and a paper.
//!
//! The document names the kinds and shows none of them, so which fields they have is chosen here.

mod csv;
mod json;
mod paper;
mod pdf;
mod xml;

use super::books::Books;
use super::forms::Forms;
use super::master::Record;
use crate::world::settlement::{OutputType, Settlement, SettlementLine};

pub(super) use json::row;

/// A file to download.
pub(super) struct File {
    pub(super) name: String,
    pub(super) content_type: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// A settlement with the names that belong to its numbers.
pub(super) struct Account<'books> {
    pub(super) settlement: &'books Settlement,
    books: &'books Books,
}

impl<'books> Account<'books> {
    pub(super) const fn new(settlement: &'books Settlement, books: &'books Books) -> Self {
        Self { settlement, books }
    }

    fn location(&self) -> Option<&'books Record> {
        self.books.location(&self.settlement.location)
    }

    fn location_name(&self) -> &'books str {
        self.location().map_or("", |location| location.text("name"))
    }

    fn item_name(&self, line: &SettlementLine) -> &'books str {
        self.books.item(&line.item).map_or("", |item| item.text("name"))
    }

    /// It as a file of this kind.
    pub(super) fn file(&self, kind: OutputType, forms: Forms) -> File {
        let (ending, content_type, text) = match kind {
            OutputType::Json => ("json", "application/json", json::text(self, forms)),
            OutputType::Xml => ("xml", "application/xml; charset=utf-8", xml::text(self)),
            OutputType::FinLogistic => {
                ("finlogistic.csv", "text/csv; charset=utf-8", csv::fin_logistic(self))
            }
            OutputType::LogInvoice => ("loginvoice.csv", "text/csv; charset=utf-8", csv::log_invoice(self)),
        };
        File { name: format!("{}.{ending}", self.settlement.number), content_type, bytes: text.into_bytes() }
    }

    /// It on paper.
    pub(super) fn paper(&self) -> File {
        File { name: self.paper_name(), content_type: "application/pdf", bytes: paper::bytes(self) }
    }

    pub(super) fn paper_name(&self) -> String {
        format!("{}.pdf", self.settlement.number)
    }
}

/// An amount of cents in euros, with two decimals.
fn euros(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

#[cfg(test)]
mod tests {
    use super::euros;

    #[test]
    fn cents_are_written_as_euros() {
        for (cents, written) in [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (-12_345, "-123.45"), (100, "1.00")]
        {
            assert_eq!(euros(cents), written);
        }
    }
}
