//! What became of a save.

use clap::Args;
use serde_json::json;
use trackonline::{MessageId, SaveResult};

use super::table::{table, text};
use super::{Ask, Line, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
pub(super) struct Which {
    /// The message ID that the save was given.
    #[arg(long, value_name = "ID", value_parser = |text: &str| MessageId::new(text).map_err(|error| error.to_string()))]
    message: MessageId,
}

impl Ask for Which {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let permit = line.permit();
        match line.client.transaction_result(permit, &self.message).await? {
            SaveResult::Pending => Told::new("Not finished: ask again later.", &json!({ "pending": true })),
            SaveResult::Done(rows) => {
                let cells: Vec<[String; 3]> = rows
                    .iter()
                    .map(|row| {
                        let became = row.error.clone().unwrap_or_else(|| "saved".to_owned());
                        [text(row.number.as_ref()), text(row.id.as_ref()), became]
                    })
                    .collect();
                let words = if cells.is_empty() {
                    "Finished, without a row: look the transactions up by number.".to_owned()
                } else {
                    table(["NUMBER", "ID", "BECAME"], &cells)
                };
                Told::new(words, &json!({ "pending": false, "rows": rows }))
            }
        }
    }
}
