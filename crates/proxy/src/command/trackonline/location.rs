//! Locations by number or part of a name.

use clap::Args;
use trackonline::LocationFilter;

use super::table::{shown, table, text};
use super::{Ask, Line, OnPage, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
#[group(id = "which_location", required = true, multiple = true, args = ["number", "name"])]
pub(super) struct Which {
    /// Exactly this number.
    #[arg(long)]
    number: Option<String>,
    /// This in its name or short name.
    #[arg(long)]
    name: Option<String>,
    /// Those that are out of use, instead of those in use.
    #[arg(long)]
    disabled: bool,
    #[command(flatten)]
    on: OnPage,
}

impl Ask for Which {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let filter = LocationFilter {
            number: self.number,
            name: self.name,
            enabled: Some(!self.disabled),
            ..LocationFilter::default()
        };
        let permit = line.permit();
        let page = line.client.locations(permit, &filter, self.on.number()).await?;
        let cells: Vec<[String; 6]> = page
            .rows
            .iter()
            .map(|location| {
                let external: Vec<String> = location
                    .external_numbers
                    .iter()
                    .map(|external| {
                        format!("{}: {}", text(external.source.as_ref()), text(external.number.as_ref()))
                    })
                    .collect();
                [
                    text(location.number.as_ref()),
                    text(location.name.as_ref()),
                    shown(location.kind.as_ref()),
                    text(location.parent_number.as_ref()),
                    shown(location.balance_operation_mode.as_ref()),
                    external.join(", "),
                ]
            })
            .collect();
        let words = match (cells.is_empty(), self.disabled) {
            (true, false) => {
                "No location in use was found. Those out of use are shown with --disabled.".to_owned()
            }
            (true, true) => "No location out of use was found.".to_owned(),
            (false, _) => {
                let headings = ["NUMBER", "NAME", "TYPE", "PARENT", "BALANCE MODE", "EXTERNAL NUMBERS"];
                table(headings, &cells) + &self.on.more(page.is_last)
            }
        };
        Told::new(words, &page.rows)
    }
}
