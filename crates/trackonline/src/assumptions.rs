//! What the document leaves open, in one place.
//!
//! Every assumption is a setting with a default, so that an account that behaves otherwise needs another
//! configuration and no other program. `docs/trackonline-assumptions.md` has a row for each.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, TimeZone, Utc};
use serde::{Deserialize, Serialize};

use crate::outgoing::{EnumerationForm, QuantityForm};
use crate::{DateForm, Moment};

/// The open points of the document, settled one way. Reads from any configuration format; what is not named
/// keeps its default, and a name that does not exist is an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Assumptions {
    /// Where each call lives.
    pub paths: Paths,
    /// How rows are wrapped in an answer.
    pub envelope: Envelope,
    /// Rows on a full page; a page with fewer is the last.
    pub page_size: usize,
    /// The longest query that is sent, in bytes. A longer one is refused here, before it can be cut or refused on
    /// the way: 2048 is the usual limit of the web server that TrackOnline's platform runs behind.
    pub longest_query: usize,
    /// Fields that may hold the message ID of a save, the first one found counts. A bare GUID is always read.
    pub message_id_fields: Vec<String>,
    /// How the result of a save is read.
    pub saved_rows: SavedRowFields,
    /// Query parameter for the locations of a balance.
    pub balance_location_parameter: String,
    /// Query parameter for the locations of a counterpart balance: the document's table says `locations`, its
    /// example `location`.
    pub counterpart_location_parameter: String,
    /// Fields of a balance's row that this account calls otherwise: its name for one, and ours (`location`,
    /// `counterpart`, `itemDefinition`, `quantity`). `quantity` is read as `balance` without being named here.
    pub balance_row_names: BTreeMap<String, String>,
    /// What a positive balance of a location means in TrackOnline's answer.
    pub location_sign: LocationSign,
    /// What a positive counterpart balance means in TrackOnline's answer.
    pub counterpart_sign: CounterpartSign,
    /// The form in which dates are sent; all forms are read.
    pub dates: DateForm,
    /// Minutes east of UTC at which a time without a zone is to be read.
    pub zoneless_minutes_east: i32,
    /// How enumerations are sent; numbers and names are read.
    pub enumerations: EnumerationForm,
    /// How quantities are sent; numbers and text are read.
    pub quantities: QuantityForm,
    /// The field of a packaging label's serialised items that holds the unique item: the table says `uniqueItem`,
    /// the example `item`. Both are read.
    pub label_item_field: String,
    /// Earliest date of a wide search.
    pub wide_from: DateTime<Utc>,
    /// Latest date of a wide search.
    pub wide_to: DateTime<Utc>,
    /// The forms of `Retry-After` that are believed.
    pub retry_after: RetryAfterForm,
    /// What a second save with the same transaction number does.
    pub same_number: SameNumber,
    /// What a batch that is refused with 400 leaves behind.
    pub refused_batch: RefusedBatch,
    /// Seconds after which a received transaction can surely be read.
    pub settle_seconds: u64,
    /// Whether a transaction that was there and is there no longer counts as deleted, as one marked `isDeleted` does.
    pub absent_is_deleted: bool,
}

impl Default for Assumptions {
    fn default() -> Self {
        Self {
            paths: Paths::default(),
            envelope: Envelope::default(),
            page_size: 50,
            longest_query: 2048,
            message_id_fields: names(&["messageId", "id"]),
            saved_rows: SavedRowFields::default(),
            balance_location_parameter: "locations".to_owned(),
            counterpart_location_parameter: "location".to_owned(),
            balance_row_names: BTreeMap::new(),
            location_sign: LocationSign::default(),
            counterpart_sign: CounterpartSign::default(),
            dates: DateForm::default(),
            zoneless_minutes_east: 0,
            enumerations: EnumerationForm::default(),
            quantities: QuantityForm::default(),
            label_item_field: "uniqueItem".to_owned(),
            wide_from: new_year(2000),
            wide_to: new_year(2100),
            retry_after: RetryAfterForm::default(),
            same_number: SameNumber::default(),
            refused_batch: RefusedBatch::default(),
            settle_seconds: 300,
            absent_is_deleted: true,
        }
    }
}

impl Assumptions {
    /// The instant that TrackOnline meant.
    pub fn instant(&self, moment: Moment) -> DateTime<Utc> {
        let zone = self.zoneless_minutes_east.checked_mul(60).and_then(FixedOffset::east_opt);
        zone.map_or_else(|| moment.utc(), |zone| moment.utc_in(zone))
    }
}

fn new_year(year: i32) -> DateTime<Utc> {
    Utc.with_ymd_and_hms(year, 1, 1, 0, 0, 0).single().unwrap_or(DateTime::UNIX_EPOCH)
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

macro_rules! paths {
    ($($(#[$doc:meta])* $field:ident = $path:literal;)+) => {
        /// Where each call lives, below the base address.
        ///
        /// `{id}` stands for the identifier that a call is about; in a path without it, the identifier goes as a
        /// query parameter (`messageId` for results, `id` elsewhere).
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(default, deny_unknown_fields)]
        pub struct Paths {
            $($(#[$doc])* pub $field: String,)+
        }

        impl Default for Paths {
            fn default() -> Self {
                Self { $($field: $path.to_owned(),)+ }
            }
        }

        impl Paths {
            /// All of them.
            pub(crate) fn all(&self) -> Vec<&str> {
                vec![$(&self.$field,)+]
            }
        }
    };
}

paths! {
    /// Whether the API is up. Assumed.
    status = "api/v1/status";
    /// Item definitions.
    item_definition = "api/v1/itemdefinition";
    /// Result of saved item definitions. Assumed.
    item_definition_result = "api/v1/itemdefinition/result/{id}";
    /// Item configurations.
    item_configuration = "api/v1/itemconfiguration";
    /// Result of saved item configurations. Assumed.
    item_configuration_result = "api/v1/itemconfiguration/result/{id}";
    /// Unique items.
    unique_item = "api/v1/uniqueitem";
    /// Result of saved unique items. Assumed.
    unique_item_result = "api/v1/uniqueitem/result/{id}";
    /// Locations.
    location = "api/v1/location";
    /// Result of saved locations. Assumed.
    location_result = "api/v1/location/result/{id}";
    /// Packaging labels.
    packaging_label = "api/v1/packaginglabel";
    /// Result of saved packaging labels. Assumed.
    packaging_label_result = "api/v1/packaginglabel/result/{id}";
    /// Transactions.
    transaction = "api/v1/transaction";
    /// Result of saved transactions. Assumed.
    transaction_result = "api/v1/transaction/result/{id}";
    /// A trip's next status. Assumed.
    transaction_trip = "api/v1/transactiontrip";
    /// IoT items.
    iot_item = "api/v1/iot/item";
    /// Measurements of an IoT device.
    iot_measurement = "api/v1/iot/item/measurement";
    /// Balances of locations.
    balance = "api/v1/balance";
    /// Balances of locations with counterparts.
    counterpart_balance = "api/v1/balance/counterpart";
    /// Batch calculations. Assumed.
    batch_calculation = "api/v1/batchcalculation";
    /// A batch calculation's file. Assumed.
    batch_calculation_download = "api/v1/batchcalculation/{id}/download";
    /// Documents of batch calculations. Assumed.
    batch_document = "api/v1/batchcalculation/document";
    /// A document's file. Assumed.
    batch_document_download = "api/v1/batchcalculation/document/{id}/download";
}

/// How rows are wrapped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Envelope {
    /// A bare array, or an object with exactly one array in it.
    #[default]
    Either,
    /// A bare array only.
    Bare,
    /// An object with the rows in this field.
    Field(String),
}

/// How the result of a save is read. Names are compared without regard to case; the first one found counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SavedRowFields {
    /// Fields that may hold the number of what was saved.
    pub number: Vec<String>,
    /// Fields that may hold its GUID.
    pub id: Vec<String>,
    /// Fields that may hold an error: a text, a list of texts, or an object with one. Filled means *not saved*.
    pub error: Vec<String>,
    /// Flags that say whether it was saved; `false` means *not saved*, whatever else is said.
    pub saved: Vec<String>,
    /// Fields whose text explains a `false` flag. Filled without such a flag, they mean nothing.
    pub explanation: Vec<String>,
}

impl Default for SavedRowFields {
    fn default() -> Self {
        Self {
            number: names(&["number", "transactionNumber", "itemNumber", "name"]),
            id: names(&["id", "guid", "entityGuid"]),
            error: names(&["error", "errors", "errorMessage", "errorMessages"]),
            saved: names(&["success", "isSuccess", "succeeded", "saved", "isSaved", "isValid"]),
            explanation: names(&["message", "messages", "description", "reason"]),
        }
    }
}

/// What a positive balance of a location means in TrackOnline's answer. This client always hands it on as
/// *positive: at the location*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocationSign {
    /// The items are at the location.
    #[default]
    PositiveAtLocation,
    /// The location owes the items, or lacks them.
    PositiveElsewhere,
}

/// What a positive counterpart balance means in TrackOnline's answer. This client always hands it on as
/// *positive: the location has items of the counterpart*.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CounterpartSign {
    /// The location has items of the counterpart.
    PositiveAtLocation,
    /// The counterpart has items of the location: as "the balance that you have with A" is positive when the items are
    /// at A.
    #[default]
    PositiveAtCounterpart,
}

/// The forms of `Retry-After` that are believed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetryAfterForm {
    /// Both.
    #[default]
    Either,
    /// A number of seconds only.
    Seconds,
    /// An HTTP date only.
    HttpDate,
}

/// What a second save with the same transaction number does. This client does not act on it; it tells a caller
/// whether sending again by itself can be safe.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SameNumber {
    /// Not known: never send again by itself.
    #[default]
    Unknown,
    /// The first one is updated.
    Updates,
    /// The second one is rejected.
    Rejects,
    /// There are then two.
    Doubles,
}

/// What a batch that is refused with 400 leaves behind. This client does not act on it; it tells a caller whether
/// a refused batch may be divided and sent again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RefusedBatch {
    /// Not known: find out row by row.
    #[default]
    Unknown,
    /// Nothing was saved.
    SavesNothing,
    /// The rows that were right were saved.
    SavesGoodRows,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_names_only_what_differs() {
        let read: Assumptions = serde_json::from_str(
            r#"{"counterpart_sign": "positive-at-location", "envelope": {"field": "items"}, "paths": {"status": "status"}}"#,
        )
        .unwrap();
        assert_eq!(read.counterpart_sign, CounterpartSign::PositiveAtLocation);
        assert_eq!(read.envelope, Envelope::Field("items".into()));
        assert_eq!(read.paths, Paths { status: "status".into(), ..Paths::default() });
        assert_eq!(read.page_size, 50);
    }

    #[test]
    fn a_setting_that_does_not_exist_is_an_error() {
        assert!(serde_json::from_str::<Assumptions>(r#"{"counterpart_sing": "x"}"#).is_err());
    }

    #[test]
    fn the_defaults_survive_a_configuration_file() {
        let text = serde_json::to_string(&Assumptions::default()).unwrap();
        assert_eq!(serde_json::from_str::<Assumptions>(&text).unwrap(), Assumptions::default());
        assert_eq!(Assumptions::default().wide_from.to_rfc3339(), "2000-01-01T00:00:00+00:00");
    }

    #[test]
    fn a_time_without_a_zone_is_placed_by_the_setting_and_a_senseless_setting_is_utc() {
        let noon = Moment::parse("2020-06-01T12:00:00").unwrap();
        let at =
            |minutes| Assumptions { zoneless_minutes_east: minutes, ..Assumptions::default() }.instant(noon);
        assert_eq!(at(120).to_rfc3339(), "2020-06-01T10:00:00+00:00");
        assert_eq!(at(i32::MAX).to_rfc3339(), "2020-06-01T12:00:00+00:00");
    }
}
