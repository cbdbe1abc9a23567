//! The order book: FreshPortal's orders around today, with what people changed since, which is kept on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::sync::Mutex;

use super::ServeError;
use super::order::{Address, Customer, Order, Status};
use super::refusal::Refusal;
use crate::world::freshportal;

/// More pieces than any lorry carries; beyond it a count is a typing error.
const MOST: u32 = 99_999;

/// All orders.
pub(super) struct Book {
    file: PathBuf,
    changes: Mutex<Changes>,
}

/// What was changed, by the order's reference.
type Changes = BTreeMap<String, Change>;

/// What people changed on one order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status: Option<Status>,
    /// Packaging counts by line number.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    counts: BTreeMap<usize, u32>,
}

/// `PATCH /api/orders/{reference}`: what is to change; what is absent stays.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Patch {
    /// FreshPortal's number of another customer.
    customer: Option<String>,
    status: Option<Status>,
    #[serde(default)]
    counts: Vec<LineCount>,
}

/// A packaging count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineCount {
    /// The line's number on the order.
    line: usize,
    count: i64,
}

impl Book {
    /// The book with what the file says was changed; no file, no changes.
    pub(super) async fn open(file: PathBuf) -> Result<Self, ServeError> {
        let changes = match tokio::fs::read(&file).await {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|source| ServeError::Changes { path: file.clone(), source })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Changes::new(),
            Err(source) => return Err(ServeError::State { path: file, source }),
        };
        Ok(Self { file, changes: Mutex::new(changes) })
    }

    /// Every order: what leaves today, then what leaves later, then what has left, the latest first.
    pub(super) async fn orders(&self, today: NaiveDate) -> Vec<Order> {
        let changes = self.changes.lock().await;
        let mut orders: Vec<Order> =
            freshportal::orders(today).into_iter().map(|order| with(order.into(), &changes)).collect();
        orders.sort_by_key(|order| {
            let days = (order.departure_date - today).num_days();
            (days < 0, days.abs(), order.reference.clone())
        });
        orders
    }

    /// The order with this reference.
    pub(super) async fn order(&self, reference: &str, today: NaiveDate) -> Option<Order> {
        let changes = self.changes.lock().await;
        find(reference, today).map(|order| with(order, &changes))
    }

    /// Changes an order, on disk first: all that the patch says, or nothing.
    pub(super) async fn change(
        &self,
        reference: &str,
        patch: Patch,
        today: NaiveDate,
    ) -> Result<Order, Refusal> {
        let order = find(reference, today).ok_or_else(|| Refusal::OrderUnknown(reference.to_owned()))?;
        let mut changes = self.changes.lock().await;
        let mut after = changes.clone();
        let change = after.entry(reference.to_owned()).or_default();
        if let Some(number) = patch.customer {
            let customer = freshportal::customer(&number).ok_or(Refusal::CustomerUnknown(number))?;
            change.customer = Some(customer.number.to_owned());
        }
        if patch.status.is_some() {
            change.status = patch.status;
        }
        for LineCount { line, count } in patch.counts {
            let known =
                order.lines.iter().find(|known| known.number == line).ok_or(Refusal::LineUnknown(line))?;
            if known.packaging.is_none() {
                return Err(Refusal::NoPackaging(line));
            }
            let count = u32::try_from(count)
                .ok()
                .filter(|&count| count <= MOST)
                .ok_or(Refusal::NotACount { line, count, most: MOST })?;
            change.counts.insert(line, count);
        }
        if after != *changes {
            write(&self.file, &after).await?;
            *changes = after;
        }
        Ok(with(order, &changes))
    }
}

/// FreshPortal's own version of an order.
fn find(reference: &str, today: NaiveDate) -> Option<Order> {
    freshportal::orders(today).into_iter().find(|order| order.reference == reference).map(Order::from)
}

/// An order with what was changed on it.
fn with(mut order: Order, changes: &Changes) -> Order {
    let Some(change) = changes.get(&order.reference) else { return order };
    let other = change.customer.as_deref().filter(|&number| number != order.customer.number);
    if let Some(customer) = other.and_then(freshportal::customer) {
        order.customer = Customer { number: customer.number, name: customer.name };
        order.deliver_to = Address::of(customer.number, None);
    }
    if let Some(status) = change.status {
        order.status = status;
    }
    for line in &mut order.lines {
        if let (Some(packaging), Some(&count)) = (&mut line.packaging, change.counts.get(&line.number)) {
            packaging.count = count;
        }
    }
    order
}

/// Written beside its place and renamed, so that a crash leaves the old file or the new one.
async fn write(file: &Path, changes: &Changes) -> Result<(), Refusal> {
    let text = serde_json::to_vec_pretty(changes).map_err(std::io::Error::from)?;
    let draft = file.with_extension("draft");
    let mut open = tokio::fs::File::create(&draft).await?;
    open.write_all(&text).await?;
    open.sync_all().await?;
    tokio::fs::rename(&draft, file).await?;
    Ok(())
}
