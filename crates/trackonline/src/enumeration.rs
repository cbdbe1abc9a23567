//! Enumerations that TrackOnline writes as numbers in its models and as names in its examples.
//!
//! Every enumeration reads both, keeps what the document does not list, and is sent as a number (settable by
//! [`Assumptions::enumerations`](crate::Assumptions::enumerations)).

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer};

/// A value that the document does not list, kept as it came so that it can be shown and sent back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Unlisted {
    /// A number without a documented name.
    Number(i64),
    /// A name without a documented number.
    Name(Box<str>),
}

/// What stood in the message, before it is looked up.
pub(crate) enum Said {
    Number(i64),
    Name(String),
}

/// Whether two names are the same but for case, spaces, hyphens and underscores: `In progress`, `inProgress`.
pub(crate) fn same_name(one: &str, other: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = char> + '_ {
        name.chars().filter(|letter| !matches!(letter, ' ' | '-' | '_')).flat_map(char::to_lowercase)
    }
    letters(one).eq(letters(other))
}

impl<'de> Deserialize<'de> for Said {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(SaidVisitor)
    }
}

struct SaidVisitor;

impl Visitor<'_> for SaidVisitor {
    type Value = Said;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an enumeration's number or name")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Said, E> {
        Ok(Said::Number(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Said, E> {
        i64::try_from(number)
            .map(Said::Number)
            .map_err(|_| E::invalid_value(de::Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Said, E> {
        crate::quantity::whole(number)
            .map(Said::Number)
            .ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Said, E> {
        let text = text.trim();
        Ok(text.parse().map_or_else(|_| Said::Name(text.to_owned()), Said::Number))
    }
}

/// Declares an enumeration once: variant, number, the document's name, and other spellings of that name.
macro_rules! enumeration {
    (
        $(#[$doc:meta])*
        $name:ident {
            $( $(#[$variant_doc:meta])* $variant:ident = $number:literal, $text:literal $(| $alias:literal)*; )+
        }
    ) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $number, "`: ", $text, ".")]
                $(#[doc = ""] #[$variant_doc])*
                $variant,
            )+
            /// A value that the document does not list.
            Unlisted($crate::enumeration::Unlisted),
        }

        impl $name {
            /// Every value that the document lists, in its order.
            pub const LISTED: &'static [Self] = &[$(Self::$variant),+];

            /// The value with this number.
            pub fn from_number(number: i64) -> Self {
                match number {
                    $($number => Self::$variant,)+
                    other => Self::Unlisted($crate::enumeration::Unlisted::Number(other)),
                }
            }

            /// The value with this name, whatever its case and spacing.
            pub fn from_name(name: &str) -> Self {
                $(
                    if [$text $(, $alias)*].iter().any(|known| $crate::enumeration::same_name(known, name)) {
                        return Self::$variant;
                    }
                )+
                Self::Unlisted($crate::enumeration::Unlisted::Name(name.into()))
            }

            /// Its number; none for a name that the document does not list.
            pub const fn number(&self) -> Option<i64> {
                match self {
                    $(Self::$variant => Some($number),)+
                    Self::Unlisted($crate::enumeration::Unlisted::Number(number)) => Some(*number),
                    Self::Unlisted($crate::enumeration::Unlisted::Name(_)) => None,
                }
            }

            /// Its name; none for a number that the document does not list.
            pub fn name(&self) -> Option<&str> {
                match self {
                    $(Self::$variant => Some($text),)+
                    Self::Unlisted($crate::enumeration::Unlisted::Number(_)) => None,
                    Self::Unlisted($crate::enumeration::Unlisted::Name(name)) => Some(name),
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match (self.name(), self.number()) {
                    (Some(name), _) => f.write_str(name),
                    (None, number) => write!(f, "{}", number.unwrap_or_default()),
                }
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self.number() {
                    Some(number) => serializer.serialize_i64(number),
                    None => serializer.serialize_str(self.name().unwrap_or_default()),
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(match $crate::enumeration::Said::deserialize(deserializer)? {
                    $crate::enumeration::Said::Number(number) => Self::from_number(number),
                    $crate::enumeration::Said::Name(name) => Self::from_name(&name),
                })
            }
        }

        impl $crate::outgoing::Choice for $name {
            fn choice(&self) -> (Option<i64>, Option<&str>) {
                (self.number(), self.name())
            }
        }
    };
}

pub(crate) use enumeration;

#[cfg(test)]
mod tests {
    use super::Unlisted;
    use crate::{
        BalanceOperationMode, HierarchyLevel, ItemCondition, ItemType, Language, LocationType,
        PackagingLabelType, ScannedCodeType, TransactionStatus, TransactionType,
    };

    fn read(text: &str) -> TransactionStatus {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn numbers_names_and_numbers_in_quotes_are_the_same_value() {
        for form in [
            "30",
            "30.0",
            "\"30\"",
            "\"InProgress\"",
            "\"in progress\"",
            "\"In_Progress\"",
            "\" in-progress \"",
        ] {
            assert_eq!(read(form), TransactionStatus::InProgress, "{form}");
        }
        assert_eq!(read("\"canceled\""), TransactionStatus::Cancelled);
    }

    #[test]
    fn what_is_not_listed_is_kept_and_goes_back_as_it_came() {
        assert_eq!(read("77"), TransactionStatus::Unlisted(Unlisted::Number(77)));
        assert_eq!(read("\"Parked\""), TransactionStatus::Unlisted(Unlisted::Name("Parked".into())));
        assert_eq!(serde_json::to_string(&read("77")).unwrap(), "77");
        assert_eq!(serde_json::to_string(&read("\"Parked\"")).unwrap(), "\"Parked\"");
    }

    #[test]
    fn a_name_is_written_as_its_number() {
        assert_eq!(serde_json::to_string(&read("\"in progress\"")).unwrap(), "30");
    }

    #[test]
    fn what_is_neither_number_nor_name_is_an_error() {
        for form in ["true", "[]", "{}", "5.5", "1e300", "18446744073709551615"] {
            assert!(serde_json::from_str::<TransactionStatus>(form).is_err(), "{form}");
        }
    }

    #[test]
    fn every_listed_value_survives_by_number_and_by_name() {
        macro_rules! survives {
            ($($kind:ident, $count:literal;)+) => {$(
                assert_eq!($kind::LISTED.len(), $count, stringify!($kind));
                for value in $kind::LISTED {
                    assert_eq!(&$kind::from_number(value.number().unwrap()), value);
                    assert_eq!(&$kind::from_name(&value.name().unwrap().to_uppercase()), value);
                }
            )+};
        }
        survives! {
            BalanceOperationMode, 3;
            HierarchyLevel, 4;
            ItemCondition, 6;
            ItemType, 13;
            Language, 9;
            LocationType, 13;
            PackagingLabelType, 2;
            ScannedCodeType, 3;
            TransactionStatus, 9;
            TransactionType, 22;
        }
    }
}
