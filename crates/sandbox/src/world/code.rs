//! TrackOnline's enumerations: each value has a number and a name, and a caller may send either.

/// A value of one of TrackOnline's enumerations.
pub trait Code: Copy {
    /// The document's number for it.
    fn code(self) -> i64;

    /// The document's name for it.
    fn name(self) -> &'static str;

    /// The value with this number.
    fn from_code(code: i64) -> Option<Self>;

    /// The value that a text means by its number or by its name.
    fn read(text: &str) -> Option<Self>;
}

/// Declares an enumeration of the document: its values with their numbers and names.
macro_rules! code_enum {
    ($(#[$about:meta])* $name:ident { $($(#[$note:meta])* $value:ident = $code:literal, $word:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(missing_docs, reason = "the names are TrackOnline's own")]
        pub enum $name {
            $($(#[$note])* $value,)+
        }

        impl $name {
            /// Every value, in the document's order.
            pub const ALL: &'static [$name] = &[$($name::$value),+];

            /// The document's number for it.
            pub const fn code(self) -> i64 {
                match self {
                    $($name::$value => $code,)+
                }
            }

            /// The document's name for it.
            pub const fn name(self) -> &'static str {
                match self {
                    $($name::$value => $word,)+
                }
            }

            /// The value with this number.
            pub fn from_code(code: i64) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.code() == code)
            }

            /// The value that a text means by its number or by its name.
            pub fn read(text: &str) -> Option<Self> {
                match text.parse() {
                    Ok(code) => Self::from_code(code),
                    Err(_) => Self::from_name(text),
                }
            }

            /// The value with this name; capitals and spaces do not matter, since the document writes
            /// `LoadCarrier` in one place and `In progress` in another.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| $crate::world::code::same_word(value.name(), name))
            }
        }

        impl $crate::world::code::Code for $name {
            fn code(self) -> i64 {
                Self::code(self)
            }

            fn name(self) -> &'static str {
                Self::name(self)
            }

            fn from_code(code: i64) -> Option<Self> {
                Self::from_code(code)
            }

            fn read(text: &str) -> Option<Self> {
                Self::read(text)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.code())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let code = <i64 as serde::Deserialize>::deserialize(deserializer)?;
                Self::from_code(code)
                    .ok_or_else(|| serde::de::Error::custom(format_args!("{code} is no {}", stringify!($name))))
            }
        }
    };
}
pub(crate) use code_enum;

/// Whether two names are the same but for capitals and spaces.
pub(crate) fn same_word(left: &str, right: &str) -> bool {
    let letters = |word: &str| {
        word.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_lowercase).collect::<String>()
    };
    letters(left) == letters(right)
}
