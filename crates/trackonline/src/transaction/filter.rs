//! Which transactions to list, without falling into the last seven days.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Transaction, TransactionStatus, TransactionType};
use crate::Paths;
use crate::client::{Listing, Paged, Query};

/// The dates between which transactions are looked for.
///
/// Without a date TrackOnline looks at the last seven days until now and at nothing else. So a filter always says
/// dates on both sides, wide ones where nothing narrower is wanted, unless the seven days are asked for by name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TransactionDates {
    /// From [`Assumptions::wide_from`](crate::Assumptions::wide_from) to
    /// [`Assumptions::wide_to`](crate::Assumptions::wide_to).
    #[default]
    Wide,
    /// What TrackOnline takes without a date.
    LastSevenDays,
    /// Between these; a side that is not said is wide. `from` is held against the transaction's date and `to`
    /// against its *counterpart* date: so says the document.
    Between {
        /// The earliest date of the transaction.
        from: Option<DateTime<Utc>>,
        /// The latest counterpart date of the transaction.
        to: Option<DateTime<Utc>>,
    },
}

/// Which transactions to list; the default is all, of all dates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TransactionFilter {
    /// This one.
    pub id: Option<Uuid>,
    /// With any of these statuses.
    pub statuses: Vec<TransactionStatus>,
    /// Of any of these types.
    pub types: Vec<TransactionType>,
    /// Only processed ones.
    pub only_processed: Option<bool>,
    /// Between these dates.
    pub dates: TransactionDates,
    /// Created at this time or later.
    pub created_from: Option<DateTime<Utc>>,
    /// Created at this time or earlier.
    pub created_to: Option<DateTime<Utc>>,
    /// With this number.
    pub transaction_number: Option<String>,
    /// With this reference number.
    pub reference_number: Option<String>,
    /// With this document number.
    pub document_number: Option<String>,
    /// From any of these locations, by number.
    pub from_locations: Vec<String>,
    /// To any of these locations, by number.
    pub to_locations: Vec<String>,
    /// With any of these carriers, by number.
    pub carriers: Vec<String>,
}

impl TransactionFilter {
    /// The transaction with this number, whenever it was.
    pub fn by_number(number: impl Into<String>) -> Self {
        Self { transaction_number: Some(number.into()), ..Self::default() }
    }

    /// The transactions with this reference number, whenever they were.
    pub fn by_reference(number: impl Into<String>) -> Self {
        Self { reference_number: Some(number.into()), ..Self::default() }
    }

    /// What was created between two times, whatever its dates.
    pub fn created_between(from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        Self { created_from: Some(from), created_to: Some(to), ..Self::default() }
    }
}

impl Listing for TransactionFilter {
    const NAME: &'static str = "transactions";

    fn path(paths: &Paths) -> &str {
        &paths.transaction
    }

    fn query(&self, query: &mut Query<'_>) {
        let assumptions = query.assumptions();
        let (wide_from, wide_to) = (Some(assumptions.wide_from), Some(assumptions.wide_to));
        let (from, to) = match self.dates {
            TransactionDates::Wide => (wide_from, wide_to),
            TransactionDates::LastSevenDays => (None, None),
            TransactionDates::Between { from, to } => (from.or(wide_from), to.or(wide_to)),
        };
        query
            .guid("Id", self.id)
            .choices("StatusCode", &self.statuses)
            .choices("TypeCodes", &self.types)
            .flag("OnlyProcessed", self.only_processed)
            .moment("TransactionDateFrom", from)
            .moment("TransactionDateTo", to)
            .moment("CreatedDateFrom", self.created_from)
            .moment("CreatedDateTo", self.created_to)
            .text("TransactionNumber", self.transaction_number.as_deref())
            .text("ReferenceNumber", self.reference_number.as_deref())
            .text("DocumentNumber", self.document_number.as_deref())
            .texts("FromLocations", &self.from_locations)
            .texts("ToLocations", &self.to_locations)
            .texts("Carriers", &self.carriers);
    }
}

impl Paged for TransactionFilter {
    type Row = Transaction;
}
