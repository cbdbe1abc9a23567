//! The balance of a location, or what it has with another one.

use chrono::{DateTime, NaiveDate, Utc};
use clap::Args;
use trackonline::{BalanceFilter, BalanceRow, CounterpartBalanceFilter};

use super::table::{table, text};
use super::{Ask, Line, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The location's number. Repeatable.
    #[arg(long, value_name = "NUMBER", required = true)]
    location: Vec<String>,
    /// What the location has with this other one. Repeatable.
    #[arg(long, value_name = "NUMBER")]
    counterpart: Vec<String>,
    /// As it was at this time (2026-03-02T08:00:00Z), or at the end of this day (2026-03-02).
    #[arg(long, value_name = "DATE", value_parser = moment)]
    date: Option<DateTime<Utc>>,
    /// Count processed movements only.
    #[arg(long)]
    only_processed: bool,
    /// Leave out balances of nothing.
    #[arg(long)]
    exclude_zero: bool,
}

fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let day_end = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(23, 59, 59)?.and_utc());
    let moment = DateTime::parse_from_rfc3339(text).ok().map(|moment| moment.to_utc());
    moment.or_else(day_end).ok_or_else(|| "a date such as 2026-03-02, or 2026-03-02T08:00:00Z".to_owned())
}

impl Ask for Which {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let permit = line.permit();
        let (only_processed, exclude_zero_balance) =
            (self.only_processed.then_some(true), self.exclude_zero.then_some(true));
        let with_a_counterpart = !self.counterpart.is_empty();
        let rows = if with_a_counterpart {
            let filter = CounterpartBalanceFilter {
                date: self.date,
                locations: self.location,
                counterparts: self.counterpart,
                only_processed,
                exclude_zero_balance,
            };
            line.client.counterpart_balances(permit, &filter).await?
        } else {
            let filter = BalanceFilter {
                date: self.date,
                locations: self.location,
                only_processed,
                exclude_zero_balance,
            };
            line.client.balances(permit, &filter).await?
        };
        let words = if rows.is_empty() {
            "No balance was found. Check the number, and whether the location ever had a movement.".to_owned()
        } else if with_a_counterpart {
            with_counterpart(&rows)
        } else {
            of_location(&rows)
        };
        Told::new(words, &rows)
    }
}

fn of_location(rows: &[BalanceRow]) -> String {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let [location, name] = place(row.location.as_ref());
            [location, name, item(row), row.quantity.to_string(), said(row.quantity.get())]
        })
        .collect();
    table(["LOCATION", "NAME", "ITEM", "PIECES#", "MEANS"], &cells)
}

fn said(pieces: i64) -> String {
    match pieces {
        0 => "nothing".to_owned(),
        1.. => format!("holds {pieces}"),
        _ => format!("{} more left than came", pieces.unsigned_abs()),
    }
}

fn with_counterpart(rows: &[BalanceRow]) -> String {
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let ([location, _], [counterpart, _]) =
                (place(row.location.as_ref()), place(row.counterpart.as_ref()));
            let pieces = row.quantity.get();
            let said = match pieces {
                0 => "nothing between them".to_owned(),
                1.. => format!("{location} holds {pieces} of {counterpart}"),
                _ => format!("{counterpart} holds {} of {location}", pieces.unsigned_abs()),
            };
            [location, counterpart, item(row), row.quantity.to_string(), said]
        })
        .collect();
    table(["LOCATION", "COUNTERPART", "ITEM", "PIECES#", "MEANS"], &cells)
}

fn place(location: Option<&trackonline::Location>) -> [String; 2] {
    location
        .map(|location| [text(location.number.as_ref()), text(location.name.as_ref())])
        .unwrap_or_default()
}

fn item(row: &BalanceRow) -> String {
    text(row.item_definition.as_ref().and_then(|item| item.number.as_ref()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_meant_to_its_end_and_nonsense_is_refused() {
        assert_eq!(moment("2026-03-02").unwrap().to_rfc3339(), "2026-03-02T23:59:59+00:00");
        assert_eq!(moment("2026-03-02T10:00:00+02:00").unwrap().to_rfc3339(), "2026-03-02T08:00:00+00:00");
        assert!(moment("yesterday").is_err());
    }

    #[test]
    fn a_sign_is_said_in_words() {
        assert_eq!([said(42), said(0), said(-3)], ["holds 42", "nothing", "3 more left than came"]);
    }
}
