//! What was scanned and what stands on labels, as items with quantities: a piece counts once, however often it was read.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::trackonline::books::Books;
use crate::trackonline::master::{Master, Record};
use crate::trackonline::posting::{Posting, Scan};
use crate::world::tagged::ScanType;

/// What codes and labels stand for.
#[derive(Debug, Default)]
pub(super) struct Unpacked {
    /// Pieces by item number.
    pub(super) pieces: BTreeMap<String, i64>,
    /// Identifiers of the unique items among them.
    pub(super) carried: Vec<Uuid>,
}

/// Looks up every code and label of a posting.
pub(super) fn unpack(books: &Books, posting: &Posting, at: DateTime<Utc>) -> Result<Unpacked, String> {
    let mut unpacked = Unpacked::default();
    for scan in &posting.scanned {
        let found = books.records(Master::UniqueItem).iter().find(|item| !item.deleted && reads(scan, item));
        let item = found.ok_or_else(|| format!("Scanned item '{}' was not found.", scan.code))?;
        unpacked.carry(books, item);
    }
    for number in &posting.labels {
        let label = books
            .by_key(Master::PackagingLabel, number)
            .ok_or_else(|| format!("Packaging label '{number}' was not found."))?;
        if !is_active(label, at) {
            return Err(format!("Packaging label '{number}' is not active."));
        }
        for row in label.rows("packagingNonSerializedItems") {
            let pieces = row.get("quantity").and_then(Value::as_i64).unwrap_or_default();
            if let Some(item) = named_in(books, row.get("itemDefinition"), Master::ItemDefinition) {
                *unpacked.pieces.entry(item.number().to_owned()).or_default() += pieces;
            }
        }
        for row in label.rows("packagingSerializedItems") {
            if let Some(item) = named_in(books, row.get("uniqueItem"), Master::UniqueItem) {
                unpacked.carry(books, item);
            }
        }
    }
    Ok(unpacked)
}

impl Unpacked {
    fn carry(&mut self, books: &Books, item: &Record) {
        if self.carried.contains(&item.id) {
            return;
        }
        self.carried.push(item.id);
        let definition = item.reference("itemDefinition");
        if let Some(definition) = definition.and_then(|id| books.by_id(Master::ItemDefinition, id)) {
            *self.pieces.entry(definition.number().to_owned()).or_default() += 1;
        }
    }
}

/// Whether a label still stands for what is packed under it.
pub(in crate::trackonline) fn is_active(label: &Record, at: DateTime<Utc>) -> bool {
    label.flag("isEnabled") && label.moment("expirationOn").is_none_or(|expires| at < expires)
}

fn named_in<'books>(books: &'books Books, id: Option<&Value>, master: Master) -> Option<&'books Record> {
    books.by_id(master, id?.as_str()?.parse().ok()?)
}

/// Whether a scan has read this item; one of unknown type may have read either code.
fn reads(scan: &Scan, item: &Record) -> bool {
    let is = |field| item.text(field) == scan.code;
    match scan.kind {
        ScanType::BarCode => is("barCode"),
        ScanType::EpcCode => is("epcCode"),
        ScanType::Unknown => is("barCode") || is("epcCode"),
    }
}
