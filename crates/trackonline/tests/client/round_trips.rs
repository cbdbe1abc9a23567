//! What is written is read back as it was: as it is kept, as it is sent in every form, and in every envelope.

use std::fmt::Debug;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use trackonline::{
    Assumptions, BalanceRow, Batch, CounterpartSign, DateForm, EnumerationForm, Envelope, LocationSign,
    MessageId, Moment, QuantityForm, RefusedBatch, RetryAfterForm, SameNumber, Save, SavedRow, decode,
};

use crate::made_up::{balance_row, configuration, item, label, location, moment, transaction, unique_item};

/// As a store keeps it.
fn survives_being_kept<T: Serialize + DeserializeOwned + PartialEq + Debug>(
    thing: &T,
) -> Result<(), TestCaseError> {
    let kept = serde_json::to_vec(thing).unwrap();
    prop_assert_eq!(&serde_json::from_slice::<T>(&kept).unwrap(), thing);
    Ok(())
}

/// As TrackOnline would list what it has been sent.
fn survives_being_sent<T>(thing: T, assumptions: &Assumptions) -> Result<(), TestCaseError>
where
    T: Save + DeserializeOwned + PartialEq + Debug,
{
    let batch = Batch::new(vec![thing]).map_err(|refused| TestCaseError::fail(refused.to_string()))?;
    let body = batch.body(assumptions).to_string();
    let read: Vec<T> = decode::rows(body.as_bytes(), assumptions).unwrap();
    prop_assert_eq!(&read[..], batch.rows());
    Ok(())
}

prop_compose! {
    fn forms()(names in any::<bool>(), text in any::<bool>(), ticks in any::<bool>(), item in any::<bool>()) -> Assumptions {
        Assumptions {
            enumerations: if names { EnumerationForm::Names } else { EnumerationForm::Numbers },
            quantities: if text { QuantityForm::Text } else { QuantityForm::Numbers },
            dates: if ticks { DateForm::Ticks } else { DateForm::Milliseconds },
            label_item_field: if item { "item" } else { "uniqueItem" }.to_owned(),
            ..Assumptions::default()
        }
    }
}

fn envelope() -> impl Strategy<Value = Envelope> {
    prop_oneof![Just(Envelope::Either), Just(Envelope::Bare), "[a-zA-Z]{1,9}".prop_map(Envelope::Field)]
}

proptest! {
    #[test]
    fn whatever_is_kept_is_read_back_as_it_was(
        location in location(), item in item(), configuration in configuration(), unique_item in unique_item(),
        label in label(), transaction in transaction(), row in balance_row(),
    ) {
        survives_being_kept(&location)?;
        survives_being_kept(&item)?;
        survives_being_kept(&configuration)?;
        survives_being_kept(&unique_item)?;
        survives_being_kept(&label)?;
        survives_being_kept(&transaction)?;
        survives_being_kept(&row)?;
    }

    #[test]
    fn whatever_is_sent_is_read_back_as_it_was_in_every_form(
        forms in forms(), location in location(), item in item(), configuration in configuration(),
        unique_item in unique_item(), label in label(), transaction in transaction(),
    ) {
        survives_being_sent(location, &forms)?;
        survives_being_sent(item, &forms)?;
        survives_being_sent(configuration, &forms)?;
        survives_being_sent(unique_item, &forms)?;
        survives_being_sent(label, &forms)?;
        survives_being_sent(transaction, &forms)?;
    }

    #[test]
    fn rows_are_the_same_in_whatever_they_are_wrapped(
        rows in prop::collection::vec(balance_row(), 0..5), name in "[a-z]{1,9}", pages in any::<u32>(),
    ) {
        let bare = serde_json::to_vec(&rows).unwrap();
        let mut object = json!({ "PAGES": pages, "NEXT": null, "MORE": { "of": "it" } });
        object[&name] = serde_json::to_value(&rows).unwrap();
        let wrapped = object.to_string();
        let either = Assumptions::default();
        let named = Assumptions { envelope: Envelope::Field(name), ..Assumptions::default() };
        prop_assert_eq!(&decode::rows::<BalanceRow>(&bare, &either).unwrap(), &rows);
        prop_assert_eq!(&decode::rows::<BalanceRow>(wrapped.as_bytes(), &either).unwrap(), &rows);
        prop_assert_eq!(&decode::rows::<BalanceRow>(wrapped.as_bytes(), &named).unwrap(), &rows);
    }

    #[test]
    fn a_date_is_the_same_moment_however_it_is_written(moment in moment(), ticks in 0..10_000_000_u32) {
        let Some(moment) = moment else { return Ok(()) };
        for form in [DateForm::Milliseconds, DateForm::Ticks] {
            prop_assert_eq!(Moment::parse(&form.write(moment.utc())), Some(moment));
        }
        let second = moment.utc().format("%Y-%m-%dT%H:%M:%S").to_string();
        for text in [format!("{second}.{ticks:07}"), format!("{second}.{ticks:07}Z"), format!("{second}.{ticks:07}+00:00")] {
            let read = Moment::parse(&text).unwrap();
            prop_assert_eq!(Moment::parse(&read.to_string()), Some(read));
            prop_assert_eq!(read.is_zoned(), text.len() > second.len() + 8);
        }
    }

    #[test]
    fn a_message_id_is_read_from_every_form_and_kept(id in any::<u128>()) {
        let id = uuid::Uuid::from_u128(id).to_string();
        let forms: [Value; 5] =
            [json!({ "messageId": id }), json!({ "ID": id, "n": 1 }), json!({ "x": id }), json!([id]), json!(id)];
        for form in forms.iter().map(Value::to_string).chain([id.clone()]) {
            let read = decode::message_id(form.as_bytes(), &Assumptions::default()).unwrap();
            prop_assert_eq!(read.as_str(), &id, "{}", form);
            survives_being_kept(&read)?;
        }
        prop_assert_eq!(MessageId::new(&id).unwrap().to_string(), id);
    }

    #[test]
    fn the_result_of_a_save_is_read_as_it_was_told_and_kept(
        rows in prop::collection::vec(
            (prop::option::of("[A-Z0-9-]{1,9}"), prop::option::of("[a-f0-9-]{1,9}"), prop::option::of("[a-z]{1,9}( [a-z]{1,9}){0,3}")),
            0..5,
        ),
    ) {
        let rows: Vec<SavedRow> =
            rows.into_iter().map(|(number, id, error)| SavedRow { number, id, error }).collect();
        let body = serde_json::to_vec(&rows).unwrap();
        prop_assert_eq!(&decode::saved_rows(&body, &Assumptions::default()).unwrap(), &rows);
        survives_being_kept(&rows)?;
    }

    #[test]
    fn assumptions_survive_a_configuration_file(
        forms in forms(), envelope in envelope(), page_size in 1..1_000_usize, minutes in -720..=720_i32, choices in any::<[u8; 5]>(),
    ) {
        let pick = |place: usize| choices[place] % 3;
        let assumptions = Assumptions {
            envelope,
            page_size,
            zoneless_minutes_east: minutes,
            location_sign: if pick(0) == 0 { LocationSign::PositiveElsewhere } else { LocationSign::PositiveAtLocation },
            counterpart_sign: if pick(1) == 0 {
                CounterpartSign::PositiveAtLocation
            } else {
                CounterpartSign::PositiveAtCounterpart
            },
            retry_after: [RetryAfterForm::Either, RetryAfterForm::Seconds, RetryAfterForm::HttpDate][usize::from(pick(2))],
            same_number: [SameNumber::Updates, SameNumber::Rejects, SameNumber::Doubles][usize::from(pick(3))],
            refused_batch: [RefusedBatch::Unknown, RefusedBatch::SavesNothing, RefusedBatch::SavesGoodRows][usize::from(pick(4))],
            ..forms
        };
        survives_being_kept(&assumptions)?;
    }
}
