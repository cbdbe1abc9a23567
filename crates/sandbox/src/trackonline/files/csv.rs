//! A settlement as CSV, with semicolons: what the warehouse's books need, and what an invoice needs.

use super::{Account, euros};

/// A line for each item with its balances, for the books.
pub(super) fn fin_logistic(account: &Account<'_>) -> String {
    let settlement = account.settlement;
    let head = [
        "CalculationNumber",
        "DateFrom",
        "DateTo",
        "LocationNumber",
        "ItemNumber",
        "OpeningBalance",
        "Received",
        "Returned",
        "ClosingBalance",
        "UnitPrice",
        "Amount",
    ]
    .map(str::to_owned);
    let rows = settlement.lines.iter().map(|line| {
        [
            settlement.number.clone(),
            settlement.from.date_naive().to_string(),
            last_day(account),
            settlement.location.clone(),
            line.item.clone(),
            line.opening.to_string(),
            line.received.to_string(),
            line.returned.to_string(),
            line.closing().to_string(),
            euros(line.price_cents),
            euros(line.amount_cents()),
        ]
    });
    table(std::iter::once(head).chain(rows))
}

/// A line for each item that is to be paid for or paid out, for the invoice.
pub(super) fn log_invoice(account: &Account<'_>) -> String {
    let settlement = account.settlement;
    let head = [
        "InvoiceNumber",
        "InvoiceDate",
        "DebtorNumber",
        "DebtorName",
        "LineNumber",
        "ItemNumber",
        "Description",
        "Quantity",
        "UnitPrice",
        "Amount",
    ]
    .map(str::to_owned);
    let charged = settlement.lines.iter().filter(|line| line.amount_cents() != 0);
    let rows = (1..).zip(charged).map(|(nth, line): (u32, _)| {
        [
            settlement.number.clone(),
            last_day(account),
            settlement.location.clone(),
            account.location_name().to_owned(),
            nth.to_string(),
            line.item.clone(),
            account.item_name(line).to_owned(),
            (line.received - line.returned).to_string(),
            euros(line.price_cents),
            euros(line.amount_cents()),
        ]
    });
    table(std::iter::once(head).chain(rows))
}

fn last_day(account: &Account<'_>) -> String {
    (account.settlement.until.date_naive() - chrono::TimeDelta::days(1)).to_string()
}

fn table<const COLUMNS: usize>(rows: impl Iterator<Item = [String; COLUMNS]>) -> String {
    rows.flat_map(|row| [row.map(|cell| quoted(&cell)).join(";"), "\r\n".to_owned()]).collect()
}

/// A cell, in quotation marks if it would be read wrongly without.
fn quoted(cell: &str) -> String {
    if cell.contains([';', '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_is_quoted_where_it_must_be() {
        assert_eq!(quoted("Pallet lid"), "Pallet lid");
        assert_eq!(quoted("tray; \"deep\""), "\"tray; \"\"deep\"\"\"");
    }
}
