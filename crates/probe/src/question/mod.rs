//! The questions: what each needs to know, and how it is judged.
//!
//! [`CONTENTS`] is the list of all of them, in the order of `docs/trackonline-assumptions.md`. A question makes no
//! call itself: it names the readings that it needs, which are made once and shared, and judges what they brought.

mod absent;
mod access;
mod address;
mod answer_kinds;
mod basis;
mod batch_size;
mod call_windows;
mod counterpart_date;
mod dates;
mod deleted;
mod enumerations;
mod envelope;
mod kept_messages;
mod label;
mod lists;
mod message_id;
mod movement_rules;
mod page_size;
pub(crate) mod parameter;
mod quantities;
mod query_length;
mod refused_batch;
mod retry_after;
mod row_names;
mod same_number;
mod saved_rows;
mod settling;
mod sign;
mod wide_dates;
mod zone;

use serde::Serialize;

use crate::evidence::Evidence;
use crate::reading::Reading;
use crate::verdict::Judgement;

/// Where a question belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Topic {
    /// Where calls live.
    Addresses,
    /// Keys and limits.
    Access,
    /// The forms of answers.
    Answers,
    /// What balances mean.
    Balances,
    /// How saving goes.
    Saving,
    /// How transactions are found.
    Transactions,
}

impl Topic {
    /// As a heading.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Addresses => "Addresses",
            Self::Access => "Access",
            Self::Answers => "Answers",
            Self::Balances => "Balances",
            Self::Saving => "Saving",
            Self::Transactions => "Transactions",
        }
    }
}

/// One question.
pub(crate) struct Question {
    pub(crate) topic: Topic,
    pub(crate) asks: &'static str,
    /// The settings that it settles; none where there is only one way.
    pub(crate) settings: &'static [&'static str],
    /// The readings that it looks at, one call each at most.
    pub(crate) needs: &'static [Reading],
    /// Whether only a save to the test location can answer it.
    pub(crate) writes: bool,
    pub(crate) judge: fn(&Question, &Evidence<'_>) -> Judgement,
}

impl Question {
    /// The setting that it is about.
    pub(crate) fn setting(&self) -> &'static str {
        self.settings.first().copied().unwrap_or_default()
    }
}

/// Every question, in the report's order.
pub(crate) const CONTENTS: &[Question] = &[
    address::listing(&["paths.location"], "Where are locations?", &[Reading::Locations]),
    address::listing(&["paths.item_definition"], "Where are item definitions?", &[Reading::ItemDefinitions]),
    address::listing(
        &["paths.item_configuration"],
        "Where are item configurations?",
        &[Reading::ItemConfigurations],
    ),
    address::listing(&["paths.unique_item"], "Where are unique items?", &[Reading::UniqueItems]),
    address::listing(&["paths.packaging_label"], "Where are packaging labels?", &[Reading::PackagingLabels]),
    address::listing(&["paths.transaction"], "Where are transactions?", &[Reading::Transactions]),
    address::listing(&["paths.balance"], "Where are balances?", &[Reading::Balance]),
    address::listing(
        &["paths.counterpart_balance"],
        "Where are counterpart balances?",
        &[Reading::Counterpart],
    ),
    address::listing(&["paths.iot_item"], "Where are IoT items?", &[Reading::IotItems]),
    address::listing(
        &["paths.iot_measurement"],
        "Where are an IoT item's measurements?",
        &[Reading::IotMeasurements],
    ),
    address::listing(&["paths.status"], "Where is the status?", &[Reading::Status]),
    address::listing(
        &["paths.batch_calculation"],
        "Where are batch calculations?",
        &[Reading::BatchCalculations],
    ),
    address::listing(&["paths.batch_calculation_download"], "Where is their file?", &[Reading::BatchFile]),
    address::listing(&["paths.batch_document"], "Where are their documents?", &[Reading::BatchDocuments]),
    address::listing(
        &["paths.batch_document_download"],
        "Where is a document's file?",
        &[Reading::BatchDocumentFile],
    ),
    address::TRANSACTION_RESULT,
    address::result(&["paths.location_result"], &[Reading::LocationResult, Reading::UnknownAddress]),
    address::result(
        &["paths.item_definition_result"],
        &[Reading::ItemDefinitionResult, Reading::UnknownAddress],
    ),
    address::result(
        &["paths.item_configuration_result"],
        &[Reading::ItemConfigurationResult, Reading::UnknownAddress],
    ),
    address::result(&["paths.unique_item_result"], &[Reading::UniqueItemResult, Reading::UnknownAddress]),
    address::result(
        &["paths.packaging_label_result"],
        &[Reading::PackagingLabelResult, Reading::UnknownAddress],
    ),
    address::TRIP,
    access::KEY,
    access::OAUTH,
    access::CREDENTIALS,
    retry_after::QUESTION,
    call_windows::QUESTION,
    query_length::QUESTION,
    envelope::QUESTION,
    page_size::QUESTION,
    dates::QUESTION,
    absent::FAR_DATES,
    zone::QUESTION,
    enumerations::QUESTION,
    quantities::QUESTION,
    lists::QUESTION,
    label::QUESTION,
    answer_kinds::QUESTION,
    parameter::BALANCE,
    parameter::COUNTERPART,
    row_names::QUESTION,
    sign::LOCATION,
    sign::COUNTERPART,
    basis::QUESTION,
    absent::BALANCE_PAGES,
    message_id::QUESTION,
    saved_rows::ROWS,
    saved_rows::ERRORS,
    kept_messages::QUESTION,
    batch_size::BATCH,
    batch_size::TYPES,
    refused_batch::QUESTION,
    same_number::QUESTION,
    settling::QUESTION,
    absent::NUMBERS,
    wide_dates::QUESTION,
    counterpart_date::QUESTION,
    deleted::QUESTION,
    absent::UNITS,
    movement_rules::TYPES,
    movement_rules::STATUSES,
    movement_rules::WRITTEN_OFF,
    movement_rules::OWN_PLACES,
    movement_rules::PLANNED_BALANCES,
    movement_rules::DECLARED_TWICE,
];

/// Where the writing questions are answered.
const BY_WRITING: &str = "run the probe again with --write-to and a test location";

/// Not decidable without a test location, or as the test went.
fn unwritten(evidence: &Evidence<'_>, seen: &str) -> Judgement {
    match &evidence.written {
        None => Judgement::open("the probe only read", BY_WRITING),
        Some(written) => {
            let why = written.trouble.clone().unwrap_or_else(|| seen.to_owned());
            Judgement::open(why, "run the probe again; the reference says what this one did")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use trackonline::Assumptions;

    use super::*;

    const TABLE: &str = include_str!("../../../../docs/trackonline-assumptions.md");

    fn leaves(value: &Value, path: &str, found: &mut BTreeSet<String>) {
        match value {
            Value::Object(fields) if !fields.is_empty() => {
                for (name, inner) in fields {
                    let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                    leaves(inner, &path, found);
                }
            }
            _ => {
                found.insert(path.to_owned());
            }
        }
    }

    fn all_settings() -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        leaves(&serde_json::to_value(Assumptions::default()).unwrap(), "", &mut found);
        found
    }

    #[test]
    fn every_setting_of_the_assumptions_is_asked_about() {
        let asked: BTreeSet<&str> = CONTENTS.iter().flat_map(|question| question.settings).copied().collect();
        for setting in all_settings() {
            assert!(asked.contains(setting.as_str()), "{setting}");
        }
    }

    #[test]
    fn no_question_is_about_a_setting_that_does_not_exist() {
        let known = all_settings();
        let elsewhere = [
            "basis",
            "Auth::OAuth2ClientCredentials",
            "credentials_in",
            "movements.*_type",
            "movements.counted_status",
            "movements.planned_status",
            "written_off.damaged",
            "written_off.scrapped",
            "written_off.lost",
            "written_off.found",
        ];
        for setting in CONTENTS.iter().flat_map(|question| question.settings) {
            assert!(known.contains(*setting) || elsewhere.contains(setting), "{setting}");
        }
    }

    #[test]
    fn every_row_of_the_table_has_a_question() {
        let rows = TABLE.lines().filter(|line| line.starts_with("| ") && !line.contains("The document says"));
        let (mut with_setting, mut without) = (0, 0);
        for row in rows {
            let setting = row.split('|').nth(3).unwrap();
            match setting.split('`').nth(1) {
                Some(name) => {
                    with_setting += 1;
                    let stem = name.replace("<kind>", "location");
                    let asked = |question: &Question| {
                        question.settings.iter().any(|known| **known == stem || known.ends_with(&stem))
                    };
                    assert!(CONTENTS.iter().any(asked), "{name}");
                }
                None => without += 1,
            }
        }
        assert!(with_setting >= 25, "the table was not read");
        let plain = CONTENTS.iter().filter(|question| question.settings.is_empty()).count();
        assert!(plain >= without, "{plain} questions for {without} rows without a setting");
    }

    #[test]
    fn every_question_is_asked_once() {
        let asked: BTreeSet<(&str, &[&str])> =
            CONTENTS.iter().map(|question| (question.asks, question.settings)).collect();
        assert_eq!(asked.len(), CONTENTS.len());
    }
}
