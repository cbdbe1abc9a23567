//! Item definitions by number or part of a name.

use clap::Args;
use trackonline::ItemDefinitionFilter;

use super::table::{shown, table, text};
use super::{Ask, Line, OnPage, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
#[group(id = "which_item", required = true, multiple = true, args = ["number", "name"])]
pub(super) struct Which {
    /// Exactly this number.
    #[arg(long)]
    number: Option<String>,
    /// This in its name or code.
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
        let filter = ItemDefinitionFilter {
            number: self.number,
            name: self.name,
            enabled: Some(!self.disabled),
            ..ItemDefinitionFilter::default()
        };
        let permit = line.permit();
        let page = line.client.item_definitions(permit, &filter, self.on.number()).await?;
        let cells: Vec<[String; 6]> = page
            .rows
            .iter()
            .map(|item| {
                let external: Vec<String> = item
                    .external_numbers
                    .iter()
                    .map(|external| {
                        format!("{}: {}", text(external.source.as_ref()), text(external.number.as_ref()))
                    })
                    .collect();
                [
                    text(item.number.as_ref()),
                    text(item.name.as_ref()),
                    text(item.code.as_ref()),
                    shown(item.kind.as_ref()),
                    shown(item.base_price.as_ref()),
                    external.join(", "),
                ]
            })
            .collect();
        let words = match (cells.is_empty(), self.disabled) {
            (true, false) => {
                "No item in use was found. Those out of use are shown with --disabled.".to_owned()
            }
            (true, true) => "No item out of use was found.".to_owned(),
            (false, _) => {
                let headings = ["NUMBER", "NAME", "CODE", "TYPE", "BASE PRICE#", "EXTERNAL NUMBERS"];
                table(headings, &cells) + &self.on.more(page.is_last)
            }
        };
        Told::new(words, &page.rows)
    }
}
