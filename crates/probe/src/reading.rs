//! The reading calls. Each is made at most once, and shared by every question that needs it.

use chrono::TimeDelta;
use trackonline::{DateForm, RawCall};

use crate::answer::number_of;
use crate::evidence::{Evidence, Listing};
use crate::writing::Written;

/// A message ID that no save was ever given.
const NO_MESSAGE: &str = "00000000-0000-4000-8000-000000000000";

/// An address that no API has.
const NO_ADDRESS: &str = "api/v1/fustlink-probe-no-such-address";

/// How old a transaction has to be to show that wide dates lift the seven days.
pub(crate) const OLDER_THAN: TimeDelta = TimeDelta::days(8);

/// A reading call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Reading {
    Locations,
    LocationsNext,
    Transactions,
    OldTransactions,
    OldTransactionsOtherForm,
    Balance,
    BalanceOtherName,
    Counterpart,
    CounterpartOtherName,
    ItemDefinitions,
    Status,
    TransactionResult,
    UnknownAddress,
    ItemConfigurations,
    UniqueItems,
    PackagingLabels,
    IotItems,
    BatchCalculations,
    BatchDocuments,
    IotMeasurements,
    BatchFile,
    BatchDocumentFile,
    LocationResult,
    ItemDefinitionResult,
    ItemConfigurationResult,
    UniqueItemResult,
    PackagingLabelResult,
}

/// What everything else stands on.
const FOUNDATION: [Reading; 6] = [
    Reading::Locations,
    Reading::Transactions,
    Reading::Balance,
    Reading::BalanceOtherName,
    Reading::Counterpart,
    Reading::CounterpartOtherName,
];

/// The rest, what Fustlink needs most first: where calls run out, the last ones are not made.
const REST: [Reading; 21] = [
    Reading::OldTransactions,
    Reading::OldTransactionsOtherForm,
    Reading::LocationsNext,
    Reading::ItemDefinitions,
    Reading::Status,
    Reading::TransactionResult,
    Reading::UnknownAddress,
    Reading::ItemConfigurations,
    Reading::UniqueItems,
    Reading::PackagingLabels,
    Reading::IotItems,
    Reading::BatchCalculations,
    Reading::BatchDocuments,
    Reading::IotMeasurements,
    Reading::BatchFile,
    Reading::BatchDocumentFile,
    Reading::LocationResult,
    Reading::ItemDefinitionResult,
    Reading::ItemConfigurationResult,
    Reading::UniqueItemResult,
    Reading::PackagingLabelResult,
];

impl Reading {
    /// The order of calls: what a test that writes stands on, and what is read with the calls that it leaves.
    pub(crate) const fn order() -> (&'static [Self], &'static [Self]) {
        (&FOUNDATION, &REST)
    }

    /// What is read, as `reading …`.
    pub(crate) const fn what(self) -> &'static str {
        match self {
            Self::Locations => "locations",
            Self::LocationsNext => "the next page of locations",
            Self::Transactions => "transactions of all dates",
            Self::OldTransactions => "transactions older than a week",
            Self::OldTransactionsOtherForm => "transactions older than a week, dates in the other form",
            Self::Balance => "balances",
            Self::BalanceOtherName => "balances by the other parameter",
            Self::Counterpart => "counterpart balances",
            Self::CounterpartOtherName => "counterpart balances by the other parameter",
            Self::ItemDefinitions => "item definitions",
            Self::Status => "the status",
            Self::TransactionResult => "the result of a save of transactions that never was",
            Self::UnknownAddress => "an address that does not exist",
            Self::ItemConfigurations => "item configurations",
            Self::UniqueItems => "unique items",
            Self::PackagingLabels => "packaging labels",
            Self::IotItems => "IoT items",
            Self::BatchCalculations => "batch calculations",
            Self::BatchDocuments => "documents of batch calculations",
            Self::IotMeasurements => "measurements of an IoT item",
            Self::BatchFile => "a batch calculation's file",
            Self::BatchDocumentFile => "a batch document's file",
            Self::LocationResult => "the result of a save of locations that never was",
            Self::ItemDefinitionResult => "the result of a save of item definitions that never was",
            Self::ItemConfigurationResult => "the result of a save of item configurations that never was",
            Self::UniqueItemResult => "the result of a save of unique items that never was",
            Self::PackagingLabelResult => "the result of a save of packaging labels that never was",
        }
    }

    /// The call, if what was found so far asks for it.
    pub(crate) fn call(self, evidence: &Evidence<'_>) -> Option<RawCall> {
        let assumptions = evidence.assumptions;
        let paths = &assumptions.paths;
        let page = |path: &str| Some(RawCall::get(path).with("page", "1"));
        let result = |path: &str| Some(RawCall::get(path).about("messageId", NO_MESSAGE));
        match self {
            Self::Locations => page(&paths.location),
            Self::LocationsNext => (!evidence.rows(Self::Locations).is_empty())
                .then(|| RawCall::get(&paths.location).with("page", "2")),
            Self::Transactions => Some(
                page(&paths.transaction)?
                    .with("TransactionDateFrom", assumptions.dates.write(assumptions.wide_from))
                    .with("TransactionDateTo", assumptions.dates.write(assumptions.wide_to)),
            ),
            Self::OldTransactions => Some(old_transactions(evidence, assumptions.dates)),
            Self::OldTransactionsOtherForm => dates_are_doubtful(evidence)
                .then(|| old_transactions(evidence, other_form(assumptions.dates))),
            Self::Balance => balance(evidence, &assumptions.balance_location_parameter),
            Self::BalanceOtherName => parameter_is_doubtful(evidence, Self::Balance)
                .then(|| balance(evidence, other_name(&assumptions.balance_location_parameter)))?,
            Self::Counterpart => counterpart(evidence, &assumptions.counterpart_location_parameter),
            Self::CounterpartOtherName => parameter_is_doubtful(evidence, Self::Counterpart)
                .then(|| counterpart(evidence, other_name(&assumptions.counterpart_location_parameter)))?,
            Self::ItemDefinitions => page(&paths.item_definition),
            Self::Status => Some(RawCall::get(&paths.status)),
            // Only to hold the words of other answers against.
            Self::UnknownAddress => {
                evidence.answer(Self::TransactionResult).map(|_| RawCall::get(NO_ADDRESS))
            }
            Self::ItemConfigurations => page(&paths.item_configuration),
            Self::UniqueItems => page(&paths.unique_item),
            Self::PackagingLabels => {
                page(&paths.packaging_label).map(|call| call.with("IncludeInactive", "true"))
            }
            Self::IotItems => page(&paths.iot_item),
            Self::BatchCalculations => page(&paths.batch_calculation),
            Self::BatchDocuments => page(&paths.batch_document),
            Self::IotMeasurements => {
                let item = evidence.rows(Self::IotItems).iter().find_map(number_of)?;
                Some(RawCall::get(&paths.iot_measurement).with("item", item))
            }
            Self::BatchFile => {
                let id = first_id(evidence, Self::BatchCalculations)?;
                Some(RawCall::get(&paths.batch_calculation_download).about("id", id).with("outputType", "0"))
            }
            Self::BatchDocumentFile => {
                let id = first_id(evidence, Self::BatchDocuments)?;
                Some(RawCall::get(&paths.batch_document_download).about("id", id))
            }
            // A save to the test location has shown this one already.
            Self::TransactionResult if evidence.written.as_ref().is_some_and(Written::was_polled) => None,
            Self::TransactionResult => result(&paths.transaction_result),
            Self::LocationResult
            | Self::ItemDefinitionResult
            | Self::ItemConfigurationResult
            | Self::UniqueItemResult
            | Self::PackagingLabelResult => {
                evidence.answer(Self::UnknownAddress)?;
                result(match self {
                    Self::LocationResult => &paths.location_result,
                    Self::ItemDefinitionResult => &paths.item_definition_result,
                    Self::ItemConfigurationResult => &paths.item_configuration_result,
                    Self::UniqueItemResult => &paths.unique_item_result,
                    _ => &paths.packaging_label_result,
                })
            }
        }
    }
}

fn first_id<'e>(evidence: &'e Evidence<'_>, listing: Reading) -> Option<&'e str> {
    evidence.rows(listing).iter().find_map(|row| row.get("id")?.as_str())
}

fn old_transactions(evidence: &Evidence<'_>, form: DateForm) -> RawCall {
    let assumptions = evidence.assumptions;
    RawCall::get(&assumptions.paths.transaction)
        .with("TransactionDateFrom", form.write(assumptions.wide_from))
        .with("TransactionDateTo", form.write(evidence.their_now() - OLDER_THAN))
        .with("page", "1")
}

/// The form of dates that is not set.
pub(crate) const fn other_form(form: DateForm) -> DateForm {
    match form {
        DateForm::Milliseconds => DateForm::Ticks,
        DateForm::Ticks => DateForm::Milliseconds,
    }
}

/// Whether the dates of a search were not taken as they were meant.
fn dates_are_doubtful(evidence: &Evidence<'_>) -> bool {
    match evidence.listing(Reading::OldTransactions) {
        Listing::Rows(rows) => newer_rows(evidence, rows) > 0,
        Listing::Other(answer) => answer.status == 400,
        Listing::Nothing | Listing::Unasked(_) => false,
    }
}

/// How many rows a search for older ones should not have found.
pub(crate) fn newer_rows(evidence: &Evidence<'_>, rows: &[serde_json::Value]) -> usize {
    // A day's grace, as zones and the time that passes meanwhile are not in question here.
    let limit = evidence.their_now() - OLDER_THAN + TimeDelta::days(1);
    rows.iter()
        .filter_map(|row| {
            serde_json::from_value::<trackonline::Moment>(row.get("dateTransaction")?.clone()).ok()
        })
        .filter(|moment| moment.utc() > limit)
        .count()
}

/// The other name that the document uses for the same parameter.
pub(crate) fn other_name(parameter: &str) -> &'static str {
    if parameter == "locations" { "location" } else { "locations" }
}

fn balance(evidence: &Evidence<'_>, parameter: &str) -> Option<RawCall> {
    let asked = evidence.parties().asked;
    let call = RawCall::get(&evidence.assumptions.paths.balance);
    (!asked.is_empty()).then(|| asked.into_iter().fold(call, |call, location| call.with(parameter, location)))
}

/// The locations are asked with the hub as counterpart, not the other way about: where the parameter is passed over,
/// the rows of all others with the hub come, which shows.
fn counterpart(evidence: &Evidence<'_>, parameter: &str) -> Option<RawCall> {
    let parties = evidence.parties();
    let hub = parties.hub?;
    let call = RawCall::get(&evidence.assumptions.paths.counterpart_balance).with("counterparts", &hub);
    let asked: Vec<String> = parties.asked.into_iter().filter(|location| *location != hub).collect();
    (!asked.is_empty()).then(|| asked.into_iter().fold(call, |call, location| call.with(parameter, location)))
}

/// Rows of locations that were asked for, and of others.
pub(crate) fn asked_and_other(evidence: &Evidence<'_>, reading: Reading) -> Option<(usize, usize)> {
    let asked = evidence.parties().asked;
    let balances = evidence.balances(evidence.answer(reading).filter(|answer| answer.is_good())?);
    let is_asked = |row: &&trackonline::BalanceRow| {
        let number = row.location.as_ref().and_then(|location| location.number.as_ref());
        number.is_some_and(|number| asked.contains(number))
    };
    let ours = balances.iter().filter(is_asked).count();
    Some((ours, balances.len() - ours))
}

fn parameter_is_doubtful(evidence: &Evidence<'_>, reading: Reading) -> bool {
    match asked_and_other(evidence, reading) {
        Some((asked, other)) => asked == 0 || other > 0,
        None => evidence.answer(reading).is_some_and(|answer| answer.status == 400),
    }
}
