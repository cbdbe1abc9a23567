//! A batch of things as it is posted: read row by row, so that everything wrong with it is told at once.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::fields::Fields;
use super::master::{Master, PostedMaster, read_master};
use super::posting::{Posting, read_posting};
use super::refusal::{Complaints, Refusal};

/// The most transactions in one batch. The document limits no other kind.
const MAX_TRANSACTIONS: usize = 50;

/// What a batch is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Transaction,
    TransactionTrip,
    Master(Master),
}

impl Kind {
    /// The path that it is posted to.
    pub(super) const fn path(self) -> &'static str {
        match self {
            Self::Transaction => "/api/v1/transaction",
            Self::TransactionTrip => "/api/v1/transactiontrip",
            Self::Master(master) => master.path(),
        }
    }
}

/// A batch that was received. In the journal, the first kind has the name that it has always had.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Batch {
    #[serde(rename = "postings")]
    Transactions(Vec<Posting>),
    /// Identifiers of trips that are to go on to their next status.
    Trips(Vec<Uuid>),
    Masters {
        of: Master,
        rows: Vec<PostedMaster>,
    },
}

impl Batch {
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Transactions(_) => Kind::Transaction,
            Self::Trips(_) => Kind::TransactionTrip,
            Self::Masters { of, .. } => Kind::Master(*of),
        }
    }

    /// How many things it holds.
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Transactions(rows) => rows.len(),
            Self::Trips(rows) => rows.len(),
            Self::Masters { rows, .. } => rows.len(),
        }
    }
}

/// Reads a batch: the rows that are right, and what is wrong with the others. What is no batch at all is refused.
pub(super) fn read(kind: Kind, body: &[u8]) -> Result<(Batch, Complaints), Refusal> {
    Ok(match kind {
        Kind::Transaction => {
            let (rows, complaints) = read_rows(body, MAX_TRANSACTIONS, read_posting)?;
            (Batch::Transactions(rows), complaints)
        }
        Kind::TransactionTrip => {
            let (rows, complaints) = read_rows(body, usize::MAX, |fields| {
                let id = fields.guid("id");
                fields.required("id", id)
            })?;
            (Batch::Trips(rows), complaints)
        }
        Kind::Master(of) => {
            let (rows, complaints) = read_rows(body, usize::MAX, |fields| Some(read_master(of, fields)))?;
            (Batch::Masters { of, rows }, complaints)
        }
    })
}

fn read_rows<T>(
    body: &[u8],
    most: usize,
    read: impl Fn(&mut Fields<'_>) -> Option<T>,
) -> Result<(Vec<T>, Complaints), Refusal> {
    let body: Value = serde_json::from_slice(body)
        .map_err(|error| Refusal::incorrect("$", format!("The body is not valid JSON: {error}.")))?;
    let Value::Array(rows) = body else {
        return Err(Refusal::incorrect("$", "The body is not a list."));
    };
    if rows.is_empty() {
        return Err(Refusal::incorrect("$", "The list is empty."));
    }
    if rows.len() > most {
        let words = format!("The list holds {} rows, at most {most} may be saved per batch.", rows.len());
        return Err(Refusal::incorrect("$", words));
    }
    let mut complaints = Complaints::default();
    let mut good = Vec::new();
    for (place, row) in rows.iter().enumerate() {
        let mut wrong = Complaints::default();
        let read = Fields::of(row, format!("[{place}]"), &mut wrong).and_then(|mut fields| read(&mut fields));
        good.extend(read.filter(|_| wrong.is_empty()));
        complaints.join(wrong);
    }
    Ok((good, complaints))
}
