//! The names that things go by in FreshPortal and TrackOnline: text with a documented longest length.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A text that cannot be a name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing, or only white space.
    #[error("{kind} is empty")]
    Empty {
        /// What the text should have named.
        kind: &'static str,
    },
    /// Longer than the system it belongs to can hold.
    #[error("{kind} has {length} characters; {limit} are allowed")]
    TooLong {
        /// What the text should have named.
        kind: &'static str,
        /// Characters given.
        length: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// Holds a line break or another control character.
    #[error("{kind} holds a control character")]
    Control {
        /// What the text should have named.
        kind: &'static str,
    },
}

fn checked(kind: &'static str, limit: usize, text: &str) -> Result<String, NameError> {
    let text = text.trim();
    let length = text.chars().count();
    if length == 0 {
        Err(NameError::Empty { kind })
    } else if length > limit {
        Err(NameError::TooLong { kind, length, limit })
    } else if text.chars().any(char::is_control) {
        Err(NameError::Control { kind })
    } else {
        Ok(text.to_owned())
    }
}

macro_rules! name {
    ($(#[doc = $doc:literal])* $name:ident, $kind:literal, $limit:literal) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Takes the text without surrounding white space.
            ///
            /// # Errors
            /// When nothing is left, when it is too long, or when it holds a control character.
            pub fn new(text: impl AsRef<str>) -> Result<Self, NameError> {
                checked($kind, $limit, text.as_ref()).map(Self)
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::schema::text(concat!($($doc),*), $limit)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for $name {}
    };
}

name! {
    /// A customer's number in FreshPortal. TrackOnline usually knows the customer by another one.
    CustomerNumber, "customer number", 50
}
name! {
    /// A location's number in TrackOnline (at most 25 characters there).
    LocationNumber, "location number", 25
}
name! {
    /// An item definition's number in TrackOnline (at most 25 characters there).
    ItemNumber, "item number", 25
}
name! {
    /// A packaging (*fust*) code of a FreshPortal order line. One code may stand for several items.
    PackagingCode, "packaging code", 30
}
name! {
    /// An order's reference, as it is written into TrackOnline's `referenceNumber`.
    OrderReference, "order reference", 50
}
name! {
    /// A transaction's number in TrackOnline (at most 50 characters there). Ours are deterministic.
    TransactionNumber, "transaction number", 50
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_loses_its_surrounding_space_and_keeps_the_rest() {
        assert_eq!(ItemNumber::new("  CC TAG6 ").unwrap().as_str(), "CC TAG6");
    }

    #[test]
    fn what_the_other_system_could_not_hold_is_refused_with_the_limit() {
        assert_eq!(ItemNumber::new("   "), Err(NameError::Empty { kind: "item number" }));
        assert_eq!(
            ItemNumber::new("x".repeat(26)),
            Err(NameError::TooLong { kind: "item number", length: 26, limit: 25 })
        );
        assert_eq!(ItemNumber::new("a\nb"), Err(NameError::Control { kind: "item number" }));
    }

    #[test]
    fn reading_a_message_applies_the_same_rule() {
        let error = serde_json::from_str::<LocationNumber>("\"\"").unwrap_err();
        assert!(error.to_string().starts_with("location number is empty"), "{error}");
    }
}
