//! Whether the API is up.

use serde_json::Value;

use crate::client::{Client, Query};
use crate::{Error, Permit};

/// What TrackOnline says of itself. The document does not say what that is: it is kept as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The answer, where it was JSON; its text otherwise; nothing where it was empty.
    pub said: Value,
}

impl Client {
    /// Asks whether the API is up and the key is taken: any answer without an error says so.
    pub async fn status(&self, permit: Permit) -> Result<Status, Error> {
        let query = Query::new(self.assumptions());
        let call = self.reading("status", |paths| &paths.status, None, &query)?;
        let said = match self.read(permit, &call).await? {
            None => Value::Null,
            Some(body) => serde_json::from_slice(&body).unwrap_or_else(|_| {
                String::from_utf8_lossy(&body).chars().take(self.limits().words).collect::<String>().into()
            }),
        };
        Ok(Status { said })
    }
}
