//! A settlement as XML.

use std::fmt::Write;

use chrono::TimeDelta;

use super::{Account, euros};
use crate::trackonline::escape::Text;

pub(super) fn text(account: &Account<'_>) -> String {
    let settlement = account.settlement;
    let last_day = settlement.until - TimeDelta::days(1);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<BatchCalculation>\n  <Number>{}</Number>\n  \
         <Location>\n    <Number>{}</Number>\n    <Name>{}</Name>\n  </Location>\n  <DateFrom>{}</DateFrom>\n  \
         <DateTo>{}</DateTo>\n  <Lines>\n",
        Text(&settlement.number),
        Text(&settlement.location),
        Text(account.location_name()),
        settlement.from.date_naive(),
        last_day.date_naive(),
    );
    for line in &settlement.lines {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    <Line>\n      <ItemNumber>{}</ItemNumber>\n      <ItemName>{}</ItemName>\n      \
             <OpeningBalance>{}</OpeningBalance>\n      <Received>{}</Received>\n      \
             <Returned>{}</Returned>\n      <ClosingBalance>{}</ClosingBalance>\n      \
             <UnitPrice>{}</UnitPrice>\n      <Amount>{}</Amount>\n    </Line>",
            Text(&line.item),
            Text(account.item_name(line)),
            line.opening,
            line.received,
            line.returned,
            line.closing(),
            euros(line.price_cents),
            euros(line.amount_cents()),
        );
    }
    let total = euros(settlement.total_cents());
    let _ = write!(
        text,
        "  </Lines>\n  <TotalAmount currency=\"EUR\">{total}</TotalAmount>\n</BatchCalculation>\n"
    );
    text
}
