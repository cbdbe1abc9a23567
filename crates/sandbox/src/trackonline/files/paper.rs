//! A settlement on paper.

use chrono::TimeDelta;

use super::pdf::{Font, Page};
use super::{Account, euros};

/// Where lines begin, in points from the left, and how far they stand apart.
const LEFT: i32 = 50;
const LINE: i32 = 16;

pub(super) fn bytes(account: &Account<'_>) -> Vec<u8> {
    let settlement = account.settlement;
    let mut page = Page::new(&format!("Settlement {}", settlement.number));
    let mut height = 780;
    let mut write = |font, size, text: &str, down| {
        height -= down;
        page.write(font, size, LEFT, height, text);
    };
    write(Font::Bold, 18, &format!("Settlement {}", settlement.number), 0);
    write(Font::Plain, 11, &format!("{}  {}", settlement.location, account.location_name()), 30);
    let last_day = (settlement.until - TimeDelta::days(1)).date_naive();
    write(Font::Plain, 11, &format!("{} to {last_day}", settlement.from.date_naive()), LINE);
    write(
        Font::Fixed,
        9,
        &row(["Item", "", "Opening", "Received", "Returned", "Closing", "Each", "EUR"]),
        2 * LINE,
    );
    for line in &settlement.lines {
        let counts =
            [line.opening, line.received, line.returned, line.closing()].map(|count| count.to_string());
        let [opening, received, returned, closing] = counts.each_ref().map(String::as_str);
        let (each, amount) = (euros(line.price_cents), euros(line.amount_cents()));
        let name: String = account.item_name(line).chars().take(26).collect();
        let written = row([&line.item, &name, opening, received, returned, closing, &each, &amount]);
        write(Font::Fixed, 9, &written, LINE);
    }
    let total = format!("Total EUR {}", euros(settlement.total_cents()));
    write(Font::Bold, 11, &total, 2 * LINE);
    page.document()
}

/// A line of the table: two columns of text, six of figures.
fn row([item, name, opening, received, returned, closing, each, amount]: [&str; 8]) -> String {
    format!("{item:<11}{name:<27}{opening:>8}{received:>9}{returned:>9}{closing:>8}{each:>8}{amount:>11}")
}
