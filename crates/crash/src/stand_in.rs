//! The TrackOnline stand-in: its faults, and its own record of what it holds.

use std::collections::BTreeMap;

use anyhow::Context as _;
use reqwest::{Client, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::confirmation::Pieces;
use crate::fault::Fault;

/// Its control API.
#[derive(Debug, Clone)]
pub(crate) struct StandIn {
    http: Client,
    /// Its address, without a slash at the end.
    url: String,
}

/// A transaction as it holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Transaction {
    /// Its place in the record; numbers may be there twice.
    pub(crate) place: usize,
    pub(crate) type_code: i64,
    pub(crate) status_code: i64,
    pub(crate) number: String,
    /// Number of the location that gave.
    pub(crate) from: String,
    /// Number of the location that received.
    pub(crate) to: String,
    pub(crate) notes: String,
    pub(crate) pieces: Pieces,
}

impl StandIn {
    pub(crate) fn at(http: Client, url: String) -> Self {
        Self { http, url }
    }

    /// Switches a fault on.
    pub(crate) async fn add(&self, fault: &Fault) -> anyhow::Result<()> {
        let (path, body) = fault.request();
        done(self.http.post(self.path(&path)).json(&body)).await
    }

    /// Switches every fault off.
    pub(crate) async fn clear(&self) -> anyhow::Result<()> {
        done(self.http.delete(self.path("/_sandbox/faults"))).await
    }

    /// Whether everything that it received is saved or refused.
    pub(crate) async fn has_saved_all(&self) -> anyhow::Result<bool> {
        #[derive(Deserialize)]
        struct State {
            queue: Vec<Queued>,
        }
        #[derive(Deserialize)]
        struct Queued {
            state: String,
        }
        let state: State = read(self.http.get(self.path("/_sandbox/state.json"))).await?;
        Ok(state.queue.iter().all(|queued| queued.state != "waiting"))
    }

    /// Everything that it holds and that is not deleted.
    pub(crate) async fn record(&self) -> anyhow::Result<Vec<Transaction>> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Row {
            number: String,
            type_code: i64,
            status_code: i64,
            from: String,
            to: String,
            items: Vec<Item>,
            details: Details,
            is_deleted: bool,
        }
        #[derive(Deserialize)]
        struct Item {
            item: String,
            quantity: i64,
        }
        #[derive(Deserialize)]
        struct Details {
            notes: Option<String>,
        }
        let rows: Vec<Row> = read(self.http.get(self.path("/_sandbox/transactions.json"))).await?;
        let kept = rows.into_iter().filter(|row| !row.is_deleted).enumerate().map(|(place, row)| {
            let mut pieces = BTreeMap::new();
            for item in row.items {
                *pieces.entry(item.item).or_default() += item.quantity;
            }
            let Row { number, type_code, status_code, from, to, .. } = row;
            let notes = row.details.notes.unwrap_or_default();
            Transaction { place, type_code, status_code, number, from, to, notes, pieces }
        });
        Ok(kept.collect())
    }

    fn path(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

async fn done(request: RequestBuilder) -> anyhow::Result<()> {
    request
        .send()
        .await
        .and_then(reqwest::Response::error_for_status)
        .context("the stand-in does not do as it is told")?;
    Ok(())
}

async fn read<T: DeserializeOwned>(request: RequestBuilder) -> anyhow::Result<T> {
    let answer = request.send().await.and_then(reqwest::Response::error_for_status);
    answer
        .context("the stand-in does not answer")?
        .json()
        .await
        .context("the stand-in answers something else")
}
