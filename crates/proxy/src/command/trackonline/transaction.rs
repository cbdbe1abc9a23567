//! Transactions by number, reference or identifier, whenever they were.

use clap::Args;
use trackonline::{Transaction, TransactionFilter};
use uuid::Uuid;

use super::table::{shown, table, text};
use super::{Ask, Line, OnPage, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
#[group(id = "which_transaction", required = true, multiple = false, args = ["number", "reference", "id"])]
pub(super) struct Which {
    /// The transaction's number.
    #[arg(long)]
    number: Option<String>,
    /// Its reference number.
    #[arg(long)]
    reference: Option<String>,
    /// Its identifier.
    #[arg(long, value_name = "GUID")]
    id: Option<Uuid>,
    #[command(flatten)]
    on: OnPage,
}

impl Ask for Which {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let filter = TransactionFilter {
            id: self.id,
            transaction_number: self.number,
            reference_number: self.reference,
            ..TransactionFilter::default()
        };
        let permit = line.permit();
        let page = line.client.transactions(permit, &filter, self.on.number()).await?;
        let words = if page.rows.is_empty() {
            "No transaction was found, over all dates. One that was just posted may take some minutes to show.".to_owned()
        } else {
            laid_out(&page.rows) + &self.on.more(page.is_last)
        };
        Told::new(words, &page.rows)
    }
}

/// Transactions as a table.
pub(super) fn laid_out(rows: &[Transaction]) -> String {
    let cells: Vec<[String; 8]> = rows.iter().map(cells).collect();
    table(["NUMBER", "STATUS", "TYPE", "DATE", "FROM", "TO", "ITEMS", "REFERENCE"], &cells)
}

fn cells(transaction: &Transaction) -> [String; 8] {
    let number =
        |location: Option<&trackonline::Location>| text(location.and_then(|place| place.number.as_ref()));
    let items: Vec<String> = transaction
        .transaction_items
        .iter()
        .map(|item| {
            let name = text(item.item_definition.as_ref().and_then(|item| item.number.as_ref()));
            format!("{} x {name}", shown(item.quantity.as_ref()))
        })
        .collect();
    let mut status = shown(transaction.status_code.as_ref());
    if transaction.is_deleted == Some(true) {
        status.push_str(", deleted");
    }
    [
        text(transaction.transaction_number.as_ref()),
        status,
        shown(transaction.type_code.as_ref()),
        shown(transaction.date_transaction.as_ref()),
        number(transaction.from_location.as_ref()),
        number(transaction.to_location.as_ref()),
        items.join(", "),
        text(transaction.reference_number.as_ref()),
    ]
}
