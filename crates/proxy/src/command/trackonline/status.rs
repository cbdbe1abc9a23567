//! Whether TrackOnline is up and takes the key.

use clap::Args;

use super::{Ask, Line, Told};
use crate::command::Failure;

#[derive(Debug, Args)]
pub(super) struct Which {}

impl Ask for Which {
    async fn ask(self, line: &mut Line) -> Result<Told, Failure> {
        let permit = line.permit();
        let status = line.client.status(permit).await?;
        let words = if status.said.is_null() {
            "TrackOnline answers and takes the key.".to_owned()
        } else {
            format!("TrackOnline answers and takes the key. It says: {}", status.said)
        };
        Told::new(words, &status.said)
    }
}
