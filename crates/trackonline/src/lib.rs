//! A typed client for the external API of [TrackOnline](https://api.trackonline.com), where companies keep the
//! balances of their returnable packaging.
//!
//! # A first call
//!
//! ```no_run
//! use trackonline::{Assumptions, Auth, BalanceFilter, Client, ClientSettings, Limits, Permit};
//!
//! # async fn balances(key: secrecy::SecretString) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::new(ClientSettings {
//!     base_url: "https://api.trackonline.com".parse()?,
//!     auth: Auth::ApiKey(key),
//!     assumptions: Assumptions::default(),
//!     limits: Limits::default(),
//! })?;
//! // Whoever keeps the quota has counted this call before it grants it.
//! let rows = client.balances(Permit::granted(), &BalanceFilter::of(["4711", "4712"])).await?;
//! for row in rows {
//!     let number = row.item_definition.and_then(|item| item.number).unwrap_or_default();
//!     println!("{number}: {}", row.quantity);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Permits
//!
//! TrackOnline allows 60 to 1000 calls a minute and 1000 to 10000 a day, per administration, shared with everything
//! else that uses the same account. So every call takes a [`Permit`] by value, and the client sends nothing without
//! one. Walks over many pages ([`Client::all_pages`]) take theirs one by one from a [`Permits`].
//!
//! # What can be called
//!
//! | kind | read | save | result of a save |
//! |---|---|---|---|
//! | status | [`status`](Client::status) | | |
//! | item definitions | [`item_definitions`](Client::item_definitions) | [`post_item_definitions`](Client::post_item_definitions) | [`item_definition_result`](Client::item_definition_result) |
//! | item configurations | [`item_configurations`](Client::item_configurations) | [`post_item_configurations`](Client::post_item_configurations) | [`item_configuration_result`](Client::item_configuration_result) |
//! | unique items | [`unique_items`](Client::unique_items) | [`post_unique_items`](Client::post_unique_items) | [`unique_item_result`](Client::unique_item_result) |
//! | locations | [`locations`](Client::locations) | [`post_locations`](Client::post_locations) | [`location_result`](Client::location_result) |
//! | packaging labels | [`packaging_labels`](Client::packaging_labels) | [`post_packaging_labels`](Client::post_packaging_labels) | [`packaging_label_result`](Client::packaging_label_result) |
//! | transactions | [`transactions`](Client::transactions) | [`post_transactions`](Client::post_transactions) | [`transaction_result`](Client::transaction_result) |
//! | trips | | [`advance_trip`](Client::advance_trip), which cannot be undone | |
//! | balances | [`balances`](Client::balances), [`counterpart_balances`](Client::counterpart_balances) | | |
//! | IoT | [`iot_items`](Client::iot_items), [`iot_measurements`](Client::iot_measurements) | | |
//! | batch calculations | [`batch_calculations`](Client::batch_calculations), [`batch_documents`](Client::batch_documents) | | |
//! | files | [`download_batch_calculation`](Client::download_batch_calculation), [`download_batch_document`](Client::download_batch_document) | | |
//!
//! # Saving
//!
//! TrackOnline saves later than it answers: a save is *received* and gets a [`MessageId`], by which its
//! [`SaveResult`] is asked for until it is no longer pending. A [`Batch`] is checked against every documented limit
//! when it is made, and tells all that is wrong with it at once.
//!
//! ```
//! use trackonline::{Location, Moment, Quantity, Transaction, TransactionBatch, TransactionItem, TransactionType};
//!
//! let delivery = Transaction {
//!     type_code: Some(TransactionType::Exchange),
//!     transaction_number: Some("F-0193".into()),
//!     from_location: Some(Location::by_number("OWN")),
//!     to_location: Some(Location::by_number("4711")),
//!     date_transaction: Moment::parse("2026-03-02T08:00:00Z"),
//!     transaction_items: vec![TransactionItem::new("CC TAG6", Quantity::new(12))],
//!     ..Transaction::default()
//! };
//! let refused = TransactionBatch::new(vec![delivery.clone()]).unwrap_err();
//! assert_eq!(refused.to_string(), "[0].typeCode: a type that may be saved, given: Exchange");
//!
//! let declared = Transaction { type_code: Some(TransactionType::Declare), ..delivery };
//! assert!(TransactionBatch::new(vec![declared]).is_ok());
//! ```
//!
//! What was received is followed until it is saved:
//!
//! ```no_run
//! # use trackonline::{Client, Error, Permit, SaveResult, SavedRow, TransactionBatch};
//! # async fn save(client: Client, batch: TransactionBatch) -> Result<Vec<SavedRow>, Error> {
//! let message = client.post_transactions(Permit::granted(), &batch).await?;
//! // Written down now, the message ID survives whatever happens to this program.
//! loop {
//!     match client.transaction_result(Permit::granted(), &message).await? {
//!         SaveResult::Pending => tokio::time::sleep(std::time::Duration::from_secs(2)).await,
//!         SaveResult::Done(rows) => return Ok(rows), // one with an `error` was not saved
//!     }
//! }
//! # }
//! ```
//!
//! # When a call fails
//!
//! An [`Error`] says what is known about the call's effect, and [`Error::next_step`] what may be done next.
//!
//! | error | what is known | what may be done |
//! |---|---|---|
//! | [`Limit`](Error::Limit) | it was not sent | mend the request |
//! | [`NotSent`](Error::NotSent) | it was not sent | send it again |
//! | [`RetryAfter`](Error::RetryAfter) | nothing was done | send it again, after the time that is said |
//! | [`Key`](Error::Key) | nothing was done | have the key looked at |
//! | [`Refused`](Error::Refused) | it is not taken as it is; the good rows of a batch may be | mend the request |
//! | [`UnknownOutcome`](Error::UnknownOutcome) | it may have been received | find out what was saved |
//! | [`UnknownMessage`](Error::UnknownMessage), [`OutdatedMessage`](Error::OutdatedMessage) | the result of a save is not told | find out what was saved |
//! | [`Unavailable`](Error::Unavailable) | a reading call brought no answer | ask again |
//! | [`Answer`](Error::Answer) | a reading call brought something else | check address and assumptions |
//!
//! The one to be careful with is [`Error::UnknownOutcome`]: what a second save with the same number does is not
//! documented, so a save is never sent again blindly.
//!
//! # What the document leaves open
//!
//! The public document names most calls and models, but not how answers are wrapped, where a message ID stands, or
//! what the sign of a balance between two locations means. The client reads every form that the document allows,
//! and settles what it cannot read from the answer by [`Assumptions`], each of them a setting. Enumerations and
//! quantities are read as number or as text, values that nobody documented are kept, and unknown fields are never
//! an error.
//!
//! Whoever has to find out how an account answers (a probe, a person with a riddle) makes a [`RawCall`] and gets the
//! answer as it came; [`decode`] reads it on request.
//!
//! # Secrets and limits
//!
//! The key stands in one header of a request and nowhere else: not in an address, a log, an error, or a `Debug`
//! text, even where TrackOnline repeats it. Redirects are not followed. Connecting, the answer's head and its body
//! have a time limit each, answers and files a size limit ([`Limits`]). The operating system's proxy settings
//! are followed.

mod assumptions;
mod balance;
mod batch_calculation;
mod client;
pub mod decode;
mod enumeration;
mod error;
mod external_number;
mod iot;
mod item_configuration;
mod item_definition;
mod limit;
mod location;
mod moment;
mod outgoing;
mod packaging_label;
mod permit;
mod quantity;
mod reading;
mod status;
mod transaction;
mod transaction_trip;
mod unique_item;

pub use assumptions::{
    Assumptions, CounterpartSign, Envelope, LocationSign, Paths, RefusedBatch, RetryAfterForm, SameNumber,
    SavedRowFields,
};
pub use balance::{BalanceFilter, BalanceRow, CounterpartBalanceFilter};
pub use batch_calculation::{
    BatchCalculation, BatchCalculationFilter, BatchDocument, BatchDocumentFilter, OutputType,
};
pub use client::{
    Auth, Batch, Client, ClientSettings, CredentialsIn, Download, Limits, MessageId, MessageIdError, Page,
    PageNumber, Paged, RawAnswer, RawCall, Save, SaveResult, SavedRow, SettingsError, WalkError,
};
pub use enumeration::Unlisted;
pub use error::{Error, NextStep, Part, Trouble, Unreadable};
pub use external_number::ExternalNumber;
pub use iot::{IotItem, IotItemFilter, IotMeasurement, IotMeasurementFilter};
pub use item_configuration::{ItemConfiguration, ItemConfigurationFilter, ItemConfigurationMember};
pub use item_definition::{ItemDefinition, ItemDefinitionFilter, ItemType};
pub use limit::{LimitViolation, LimitViolations};
pub use location::{
    BalanceOperationMode, Gps, HierarchyLevel, Language, Location, LocationFilter, LocationType,
};
pub use moment::{DateForm, Moment};
pub use outgoing::{EnumerationForm, QuantityForm};
pub use packaging_label::{
    NonSerializedItem, PackagingLabel, PackagingLabelFilter, PackagingLabelType, SerializedItem,
};
pub use permit::{Permit, Permits};
pub use quantity::{Decimal, Quantity};
pub use status::Status;
pub use transaction::{
    ItemCondition, PackagingLabelNumber, ScannedCodeType, ScannedItem, Transaction, TransactionBatch,
    TransactionDates, TransactionDocument, TransactionFilter, TransactionItem, TransactionStatus,
    TransactionType,
};
pub use transaction_trip::IrreversibleTripStep;
pub use unique_item::{DeviceId, Position, UniqueItem, UniqueItemFilter};
