//! How the stand-in answers where the document leaves it open: one switch per open question.
//!
//! The defaults are one reading of the document. Every other value is another reading that the document allows too, so
//! that a caller can be tried against each. Switches are set at the start, on the command line and over the control API.

use clap::ValueEnum;
use clap::builder::PossibleValue;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use thiserror::Error;

/// Declares the switches: each with its question and its values, the first of which is the default.
macro_rules! switches {
    ($(
        $(#[doc = $about:literal])+
        $switch:ident: $name:ident {
            $(#[doc = $first_note:literal])+ $first:ident,
            $($(#[doc = $note:literal])+ $value:ident,)*
        }
    )+) => {
        $(
            $(#[doc = $about])+
            #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, ValueEnum, Serialize, Deserialize)]
            #[serde(rename_all = "kebab-case")]
            pub enum $name {
                $(#[doc = $first_note])+
                #[default]
                $first,
                $($(#[doc = $note])+ $value,)*
            }
        )+

        /// Every switch; each is at its default unless it is set.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
        pub struct Behaviour {
            $($(#[doc = $about])+ pub $switch: $name,)+
        }

        impl Behaviour {
            /// Every switch as it stands, with what it can be set to.
            pub fn switches(&self) -> Vec<Switch> {
                vec![$(Switch::of(stringify!($switch), concat!($($about),+), &self.$switch),)+]
            }
        }
    };
}

switches! {
    /// Where the message ID stands in the answer to a POST.
    message_id: MessageIdForm {
        /// In the field `messageId` of an object.
        MessageIdField,
        /// In the field `id` of an object.
        IdField,
        /// It is the whole answer: a JSON text.
        BareGuid,
    }
    /// What the rows of a list stand in.
    envelope: EnvelopeForm {
        /// Nothing: the answer is the array.
        Bare,
        /// An object: rows in `items`, beside the count of pages.
        Object,
    }
    /// How values of enumerations are written.
    enumerations: ValueForm {
        /// As numbers, as the models say.
        Numbers,
        /// As names, as the examples show.
        Names,
    }
    /// How counts of pieces are written.
    quantities: QuantityForm {
        /// As numbers, as the models say.
        Numbers,
        /// As texts, as the examples show.
        Text,
    }
    /// What a second posting with the same number does.
    duplicates: DuplicateSemantics {
        /// It takes the place of the first, which keeps its identifier and its date of entry.
        Update,
        /// It is not saved, and the result says so.
        Reject,
        /// A transaction is saved as well, so two carry the number; other things are updated.
        Double,
    }
    /// What `Retry-After` says with a 429.
    retry_after: RetryAfterForm {
        /// Seconds.
        Seconds,
        /// A date as HTTP writes it.
        HttpDate,
        /// Nothing: it is not there.
        Absent,
    }
    /// When a counterpart balance is positive.
    counterpart_sign: CounterpartSign {
        /// The counterpart holds pieces of the location.
        AtCounterpart,
        /// The location holds pieces of the counterpart.
        AtLocation,
    }
    /// When a balance is positive.
    location_sign: LocationSign {
        /// The pieces are at the location.
        AtLocation,
        /// The pieces are not at the location: it gave more than it received.
        Elsewhere,
    }
    /// Which parameter names the locations of a counterpart balance.
    counterpart_parameter: LocationParameter {
        /// Either of the two.
        Either,
        /// `location`, as the example shows; the other is passed over.
        Location,
        /// `locations`, as the table says; the other is passed over.
        Locations,
    }
    /// What becomes of the good rows of a batch that is answered with 400.
    refused_batch: RefusedBatch {
        /// They are not saved either.
        SavesNothing,
        /// They are saved, though no message ID is told.
        SavesGoodRows,
    }
    /// How dates are written.
    dates: DateForm {
        /// UTC with milliseconds and `Z`.
        Milliseconds,
        /// Seven decimals and `+00:00`.
        SevenDigitsWithOffset,
        /// UTC with milliseconds, without saying so.
        WithoutZone,
    }
    /// How a transaction that was struck out shows.
    deleted: DeletedForm {
        /// It is listed, with `isDeleted`.
        Flag,
        /// It is not listed any more.
        Absent,
    }
    /// What the result of a save says.
    saved_rows: SavedRowForm {
        /// A row for each thing with its number, its identifier and an error.
        NumberIdError,
        /// A row for each thing in the order of the batch, with an error only.
        NamesNothing,
        /// Rows for what was not saved only, with number and error.
        ErrorsOnly,
    }
}

/// A switch as it stands, and what it can be set to.
#[derive(Debug, Clone)]
pub struct Switch {
    /// Its name, as the command line and the control API write it.
    pub key: String,
    /// The question that it answers.
    pub about: &'static str,
    /// The value that it has.
    pub chosen: String,
    /// Every value, with what it means.
    pub choices: Vec<(String, String)>,
}

/// Why a switch cannot be set.
#[derive(Debug, Error)]
pub enum SwitchError {
    /// There is no switch of this name.
    #[error("there is no switch '{0}'; there are {1}")]
    Unknown(String, String),
    /// The switch has no such value.
    #[error("{0}: {1}")]
    Value(String, serde_json::Error),
    /// It is not written as a name and a value.
    #[error("'{0}' is not KEY=VALUE")]
    Form(String),
}

impl Behaviour {
    /// Sets one switch, given as `KEY=VALUE`.
    pub fn set(&mut self, setting: &str) -> Result<(), SwitchError> {
        let (key, value) = setting.split_once('=').ok_or_else(|| SwitchError::Form(setting.to_owned()))?;
        self.set_switch(key.trim(), value.trim())
    }

    /// Sets the switch `key` to `value`.
    pub fn set_switch(&mut self, key: &str, value: &str) -> Result<(), SwitchError> {
        let failed = |error| SwitchError::Value(key.to_owned(), error);
        let mut written = serde_json::to_value(*self).map_err(failed)?;
        let Some(place) = written.get_mut(key) else {
            let known: Vec<_> = self.switches().into_iter().map(|switch| switch.key).collect();
            return Err(SwitchError::Unknown(key.to_owned(), known.join(", ")));
        };
        *place = Value::from(value);
        *self = serde_json::from_value(written).map_err(failed)?;
        Ok(())
    }
}

impl Switch {
    fn of<T: ValueEnum>(switch: &str, about: &'static str, chosen: &T) -> Self {
        let name = |value: &T| value.to_possible_value().map(|value| value.get_name().to_owned());
        let note = |value: PossibleValue| {
            value.get_help().map(ToString::to_string).unwrap_or_default().replace('`', "")
        };
        Self {
            key: switch.replace('_', "-"),
            about: about.trim(),
            chosen: name(chosen).unwrap_or_default(),
            choices: T::value_variants()
                .iter()
                .filter_map(|value| Some((name(value)?, note(value.to_possible_value()?))))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_of_every_switch_can_be_set_by_its_name() {
        for switch in Behaviour::default().switches() {
            assert!(switch.choices.len() >= 2 && switch.choices[0].0 == switch.chosen, "{switch:?}");
            for (value, note) in switch.choices {
                assert!(!note.is_empty(), "{} {value}", switch.key);
                let mut behaviour = Behaviour::default();
                behaviour.set(&format!("{}={value}", switch.key)).unwrap();
                let stands = behaviour.switches().into_iter().find(|other| other.key == switch.key).unwrap();
                assert_eq!(stands.chosen, value);
            }
        }
    }

    #[test]
    fn what_is_not_a_switch_or_not_a_value_is_refused_in_words() {
        let mut behaviour = Behaviour::default();
        for (setting, words) in [
            ("envelope", "not KEY=VALUE"),
            ("envelop=bare", "there is no switch 'envelop'"),
            ("envelope=bear", "unknown variant `bear`"),
        ] {
            let refused = behaviour.set(setting).unwrap_err().to_string();
            assert!(refused.contains(words), "{refused}");
        }
        assert_eq!(behaviour, Behaviour::default());
    }

    #[test]
    fn what_is_left_out_is_at_its_default() {
        let behaviour: Behaviour = serde_json::from_str(r#"{"message-id": "bare-guid"}"#).unwrap();
        assert_eq!(behaviour, Behaviour { message_id: MessageIdForm::BareGuid, ..Behaviour::default() });
    }
}
